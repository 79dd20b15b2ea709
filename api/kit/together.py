"""Fewer round trips: several writes as parts of one statement, a read that binds its tenant itself.

PostgreSQL runs data-modifying parts of one statement on the same view of the database and checks
foreign keys when all have ended, so rows may come before what they refer to. Parts do not see each
other's rows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# What binds is on the outer side of a LATERAL join; the inner side asks for its outcome and is
# fenced by OFFSET 0, so it has run when the first row is looked for. If it had not, forced
# row-level security would answer nothing.
_ALONE: Final = """
SELECT answer.* FROM (
    SELECT set_config('transaction_read_only', 'on', true) AS read_only,
           set_config('app.tenant_id', $1::uuid::text, true) AS tenant
) AS bound CROSS JOIN LATERAL (
    SELECT asked.*{place} FROM ({statement}) AS asked
    WHERE bound.read_only IS NOT NULL AND bound.tenant IS NOT NULL OFFSET 0
) AS answer
"""
PLACE: Final = "place_in_sequence"
_PLACEHOLDER: Final = re.compile(r"\$(\d+)")
_TARGET: Final = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)")


class Together:
    """Statements that wait to be sent as one. ``$1`` is the tenant's in each of them."""

    __slots__ = ("_arguments", "_statements", "_written")

    def __init__(self) -> None:
        self.forget()

    def __bool__(self) -> bool:
        return bool(self._statements)

    def add(self, statement: str, arguments: tuple[object, ...]) -> None:
        """Let one more wait. Raises ``ValueError`` when it would have to see one that waits."""
        table, changes = _target(statement)
        if changes and table in self._written:
            raise ValueError(f"{table} is written to by a statement that waits; settle first.")
        self._written.add(table)
        self._statements.append(statement)
        self._arguments += arguments

    def take(self) -> tuple[str, list[object]]:
        """The one statement and its arguments from ``$2`` on; nothing waits any longer."""
        taken = together(tuple(self._statements)), self._arguments
        self.forget()
        return taken

    def forget(self) -> None:
        """Nothing waits any longer."""
        self._statements: list[str] = []
        self._arguments: list[object] = []
        self._written: set[str] = set()


@lru_cache(maxsize=256)
def together(statements: tuple[str, ...]) -> str:
    """One statement that does what all of them do, their arguments numbered through."""
    parts, shift = [], 0
    for statement in statements:
        parts.append(_shifted(statement.strip(), shift))
        shift += max(int(number) for number in _PLACEHOLDER.findall(statement)) - 1
    *others, last = parts
    if not others:
        return last
    named = ", ".join(f"part_{n} AS ({part})" for n, part in enumerate(others, start=1))
    return f"WITH {named} {last}"


@lru_cache(maxsize=256)
def alone(statement: str) -> str:
    """The statement, for a transaction of its own that only reads and is bound to ``$1``."""
    return _ALONE.format(statement=statement.strip(), place="")


@lru_cache(maxsize=256)
def alone_in_sequence(statement: str) -> str:
    """The same for several rows, each with its ``PLACE``: a join promises no order."""
    place = f", row_number() OVER () AS {PLACE}"
    return _ALONE.format(statement=statement.strip(), place=place)


def _shifted(statement: str, shift: int) -> str:
    return _PLACEHOLDER.sub(
        lambda found: found[0] if found[1] == "1" else f"${int(found[1]) + shift}", statement
    )


@lru_cache(maxsize=256)
def _target(statement: str) -> tuple[str, bool]:
    """The table that a statement writes to, and whether it changes rows that are there."""
    found = _TARGET.match(statement.lstrip())
    if found is None:
        raise ValueError(f"Only a plain INSERT, UPDATE or DELETE can wait: {statement[:80]}")
    return found[2], found[1] != "INSERT INTO" or "ON CONFLICT" in statement
