"""Whether a statement that the application sent carries the tenant.

Lawful are: transaction words, a call of a door and nothing else, the two questions of start and
health, and statements in which every tenant table is bound to the tenant: ``tenant_id = $1`` for
the first, the same column of another table for those it is joined with, ``$1`` first in an INSERT.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from api.kit.db import DOORS
from api.kit.role import ROLE_CHECK
from tests.laws.sources import ROOT

_UUID: Final = r"'[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'"
# Blocks of ids need not be on disk before the rows that bear them: the log keeps their order.
BEGINS: Final = re.compile(
    rf"BEGIN(?: READ ONLY)?; SET LOCAL app\.tenant_id = {_UUID}"
    r"(?:; SET LOCAL synchronous_commit = off)?"
)
WORDS: Final = frozenset(
    {"COMMIT", "ROLLBACK", "SAVEPOINT step", "ROLLBACK TO SAVEPOINT step", "RELEASE SAVEPOINT step"}
)
QUESTIONS: Final = frozenset({" ".join(ROLE_CHECK.split()), "SELECT 1"})
# The driver asks the catalogue about a type that it meets for the first time.
_DRIVER: Final = (
    "WITH RECURSIVE typeinfo_tree(",
    "SELECT current_setting('jit') AS cur, set_config('jit', 'off', false) AS new",
    "SELECT set_config('jit', $1, false)",
)
# A door that acts for the bound tenant is called inside a unit of work, which binds $1.
_DOOR_CALL: Final = re.compile(
    rf"SELECT (?:[\w*., ]+ FROM )?(?:{'|'.join(sorted(DOORS))})\(\$[12](?:, \$\d+)*\)"
    r"(?: WHERE \$1::uuid IS NOT NULL)?"
)
_READ: Final = re.compile(r"\b(?:FROM|JOIN|UPDATE|DELETE FROM) (\w+)(?: (?:AS )?(\w+))?")
_INSERT: Final = re.compile(
    r"INSERT INTO (\w+)(?: AS (\w+))? \((\w+)[^)]*\) (?:VALUES \(|SELECT )(\S+?)[,\s]"
)
_NO_ALIAS: Final = frozenset(
    {"WHERE", "SET", "ON", "JOIN", "LEFT", "ORDER", "GROUP", "LIMIT", "VALUES", "USING", "FOR"}
    | {"RETURNING", "INNER", "CROSS", "UNION"}
)


@cache
def tenant_tables() -> frozenset[str]:
    """The tables that migrations make with a ``tenant_id`` as their first column."""
    made: set[str] = set()
    for path in sorted((ROOT / "api" / "schema").glob("*.sql")):
        if not path.name.endswith(".down.sql"):
            text = path.read_text(encoding="utf-8")
            made |= set(re.findall(r"CREATE TABLE (\w+) \(\s+tenant_id uuid", text))
    return frozenset(made)


@cache
def complaint(statement: str) -> str | None:
    """What is wrong with a statement; None when it is lawful."""
    text = " ".join(statement.split())
    if text in WORDS or BEGINS.fullmatch(text) or is_knock(text):
        return None
    if "tenant_id" not in text:
        return f"does not mention the tenant: {text[:200]}"
    unbound = _unbound(text)
    if unbound:
        return f"does not bind {', '.join(unbound)} to the tenant: {text[:200]}"
    if not _leads_with_tenant(text):
        return f"does not take the tenant as $1: {text[:200]}"
    return None


def is_knock(statement: str) -> bool:
    """Whether it needs no tenant: a call of a door, a question of start or health, the driver's."""
    text = " ".join(statement.split())
    return bool(_DOOR_CALL.fullmatch(text)) or text in QUESTIONS or text.startswith(_DRIVER)


def _leads_with_tenant(text: str) -> bool:
    """Somewhere the first placeholder is the tenant's."""
    inserted = _INSERT.search(text)
    if inserted is not None and inserted[3] == "tenant_id" and inserted[4] == "$1":
        return True
    return bool(re.search(r'"?tenant_id"? = \$1\b', text))


def _unbound(text: str) -> list[str]:
    """Tenant tables that the statement reads or writes without their tenant."""
    found = []
    for table, alias in _READ.findall(text):
        if table in tenant_tables():
            name = "" if alias.upper() in _NO_ALIAS else alias
            column = rf"\b{name}\.tenant_id" if name else r'\btenant_id"?'
            if not re.search(rf"{column} = |= {name or table}\.tenant_id\b", text):
                found.append(table)
    for table, _alias, first, value in _INSERT.findall(text):
        if table in tenant_tables() and (first, value) != ("tenant_id", "$1"):
            found.append(table)
    return found
