"""The four database roles of one Stoa database, and the tokens that name them in migrations."""

from __future__ import annotations

import re

import msgspec

# Tokens also stand inside SQL strings (EXECUTE format(…)), so a name may not hold ' " % or \.
SAFE_NAME = re.compile(r"[^'\"%\\\x00]{1,63}")
TOKEN = re.compile(r'(?<!:):"(\w+)"')


class UnknownRole(ValueError):
    """A migration names a role token that does not exist."""


class UnusableName(ValueError):
    """A role or database name that cannot stand in migrations."""


def quoted(name: str) -> str:
    """A SQL identifier, safe whatever the name holds."""
    return '"' + name.replace('"', '""') + '"'


class Roles(msgspec.Struct, frozen=True, kw_only=True):
    """Role names of one database, unquoted.

    ``owner`` runs migrations; ``app`` serves requests and owns nothing; ``search`` cannot log in
    and owns the SECURITY DEFINER doors; ``backup`` reads every row for pg_dump.
    """

    owner: str
    app: str
    search: str
    backup: str

    def __post_init__(self) -> None:
        for name in msgspec.structs.astuple(self):
            if SAFE_NAME.fullmatch(name) is None or len(name.encode()) > 63:
                raise UnusableName(
                    f"{name!r} cannot name a role: at most 63 bytes, and none of ' \" % \\ in it."
                )

    @classmethod
    def of(cls, database: str, app: str | None = None) -> Roles:
        """The names that go with ``database``; ``app`` is a role an operator made instead.

        Raises UnusableName when the names would be too long or hold quotes.
        """
        return cls(
            owner=f"{database}_owner",
            app=app or f"{database}_app",
            search=f"{database}_search",
            backup=f"{database}_backup",
        )

    def written_into(self, sql: str) -> str:
        """``sql`` with ``:"owner"``, ``:"app"``, ``:"search"``, ``:"backup"`` as identifiers.

        Raises UnknownRole for any other ``:"token"``; a cast (``::"char"``) is left alone.
        """
        names = msgspec.structs.asdict(self)

        def replaced(match: re.Match[str]) -> str:
            if match[1] not in names:
                known = ", ".join(f':"{name}"' for name in names)
                raise UnknownRole(f'No role is called :"{match[1]}"; the tokens are {known}.')
            return quoted(names[match[1]])

        return TOKEN.sub(replaced, sql)
