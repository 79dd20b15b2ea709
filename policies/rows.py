"""Reads the rows of ``policies/*.csv`` and refuses a folder that contradicts itself.

Every complaint names file and line, and all of them are raised at once, so a maintainer who edits
a row learns everything that is wrong with it when the server starts.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

EVERY_DOMAIN: Final = "*"
ALLOW: Final = "allow"
DENY: Final = "deny"
ROLES: Final = ("guest", "consumer", "producer", "business", "admin")
WORD: Final = re.compile(r"[a-z][a-z_]*")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line: ``p, role, domain, resource, action, condition[, effect]`` and where it stands."""

    role: str
    domain: str
    resource: str
    action: str
    condition: str
    effect: str = ALLOW
    file: str
    line: int

    @property
    def place(self) -> str:
        """Where a maintainer finds the row, as ``order.csv:21``."""
        return f"{self.file}:{self.line}"

    @property
    def columns(self) -> tuple[str, str, str, str, str, str]:
        """What Casbin keeps of the row, in the order of ``policy_definition``."""
        return (
            self.role,
            self.domain,
            self.resource,
            self.action,
            self.condition,
            self.effect,
        )

    @property
    def permission(self) -> tuple[str, str, str]:
        """Who the row speaks of, and about what."""
        return (self.role, self.resource, self.action)


class PolicyMistake(Exception):
    """The rows cannot be served; ``complaints`` holds one sentence per mistake."""

    def __init__(self, complaints: Iterable[str]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("The policy rows are not usable:\n  " + "\n  ".join(self.complaints))


def read_rows(
    folder: Path, *, conditions: Collection[str], guest_conditions: Collection[str]
) -> tuple[Row, ...]:
    """All rows of the folder in file and line order.

    ``conditions`` are the known names; ``guest_conditions`` those that can hold for somebody who
    is not signed in. Raises PolicyMistake with every mistake of every file.
    """
    rows: list[Row] = []
    complaints: list[str] = []
    files = sorted(folder.glob("*.csv"))
    if not files:
        complaints.append(f"{folder}: no policy file, so nobody may do anything")
    for path in files:
        for entry in _rows_of(path):
            if isinstance(entry, Row):
                rows.append(entry)
                complaints += _unknown_words(entry, conditions, guest_conditions)
            else:
                complaints.append(entry)
    complaints += _conflicts(rows)
    if complaints:
        raise PolicyMistake(complaints)
    return tuple(rows)


def _rows_of(path: Path) -> Iterator[Row | str]:
    """Each line as a row, or as the sentence that says why it is none."""
    found = False
    for number, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
        words = [word.strip() for word in next(csv.reader([text.partition("#")[0]]), [])]
        if not any(words):
            continue
        found = True
        place = f"{path.name}:{number}"
        if words[0] != "p" or len(words) not in (6, 7):
            yield f"{place}: a row reads 'p, role, domain, resource, action, condition[, effect]'"
        elif words[3] != path.stem:
            yield f"{place}: rows about '{words[3]}' belong in {words[3]}.csv"
        else:
            role, domain, resource, action, condition, *effect = words[1:]
            yield Row(
                role=role,
                domain=domain,
                resource=resource,
                action=action,
                condition=condition,
                effect=effect[0] if effect else ALLOW,
                file=path.name,
                line=number,
            )
    if not found:
        yield f"{path.name}: no row"


def _unknown_words(
    row: Row, conditions: Collection[str], guest_conditions: Collection[str]
) -> Iterator[str]:
    if row.role not in ROLES:
        yield f"{row.place}: unknown role '{row.role}' (known: {', '.join(ROLES)})"
    if row.domain != EVERY_DOMAIN and not _is_tenant_id(row.domain):
        yield f"{row.place}: the domain '{row.domain}' is neither * nor a tenant's id"
    if not WORD.fullmatch(row.resource) or not WORD.fullmatch(row.action):
        yield f"{row.place}: '{row.resource}' and '{row.action}' must be plain words, no wildcards"
    if row.condition not in conditions:
        known = ", ".join(sorted(conditions))
        yield f"{row.place}: unknown condition '{row.condition}' (known: {known})"
    elif row.role == "guest" and row.condition not in guest_conditions:
        yield f"{row.place}: '{row.condition}' can never hold for a guest"
    if row.effect not in (ALLOW, DENY):
        yield f"{row.place}: the effect '{row.effect}' is neither allow nor deny"


def _is_tenant_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _conflicts(rows: list[Row]) -> Iterator[str]:
    """Rows that repeat, contradict or swallow an earlier or later one about the same permission."""
    by_permission: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        by_permission.setdefault(row.permission, []).append(row)
    for group in by_permission.values():
        for row in group:
            for other in group:
                complaint = _conflict(row, other)
                if complaint:
                    yield f"{row.place}: {complaint} {other.place}"


def _conflict(row: Row, other: Row) -> str | None:
    """What is wrong with ``row`` in the presence of ``other``, if anything."""
    if row is other or other.domain not in (EVERY_DOMAIN, row.domain):
        return None
    same_reach = row.domain == other.domain and row.condition == other.condition
    later = (row.file, row.line) > (other.file, other.line)
    if same_reach:
        if not later:
            return None
        return "repeats" if row.effect == other.effect else "contradicts"
    if other.condition not in ("any", row.condition):
        return None
    if row.effect == other.effect:
        return "adds nothing to"
    return "can never allow anything because of" if row.effect == ALLOW else None
