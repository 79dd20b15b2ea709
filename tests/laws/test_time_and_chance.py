"""Time is a parameter, chance has few sources, and no trigger runs.

Proves that neither the catalogue nor SQL in files and strings reads a clock or defaults to one,
that only ``kit/clock.py`` tells the time to what is served, that random values come from listed
modules alone, and that ``pg_trigger`` holds nothing but foreign keys. Libraries are not read.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.laws.catalogue import DEFAULTS, FUNCTIONS, TRIGGERS
from tests.laws.sources import ROOT, Tree, added, called, imported, served_tree, texts

if TYPE_CHECKING:
    from asyncpg import Connection

CLOCK_IN_SQL = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\("
    r"|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime)\b"
    r"|'(?:now|today|tomorrow|yesterday)'",
    re.IGNORECASE,
)
CLOCKS = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
    | {"time.localtime", "time.gmtime", "time.ctime", "time.strftime"}
)
STOPWATCHES = frozenset({"time.monotonic", "time.perf_counter", "perf_counter", "monotonic"})
MAY_TELL_THE_TIME = {"api/kit/clock.py": "the one source"}
MAY_MEASURE = {
    "api/kit/ids.py": "how long a block of ids lasted",
    "api/laravel/wire.py": "how long an answer took, for log and metrics",
    "api/laravel/tenant_naming.py": "how long a shop's profile is kept",
    "api/laravel/shared_counters.py": "how long a missing Redis is left alone",
}
CHANCE = re.compile(r"(?:random|secrets|uuid\.uuid[14]|os\.urandom)(?:\.|$)")
MAY_DRAW = {
    "api/kit/ids.py": "order tokens and the secrets of letters",
    "api/kit/authz.py": "decision ids, which prove nothing",
    "api/laravel/tokens.py": "secrets of bearer tokens",
    "api/laravel/session.py": "values of browser sessions",
    "api/laravel/wire.py": "request ids, which prove nothing",
}


def clocks_in_sql(name: str, text: str) -> list[str]:
    return [f"{name} reads a clock: {found[0]}" for found in CLOCK_IN_SQL.finditer(text)]


def sql_of_files() -> dict[str, str]:
    """The migrations without their comments."""
    folder = ROOT / "api" / "schema"
    return {
        path.name: re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.sql"))
    }


def clocks_in_strings(tree: Tree) -> list[str]:
    found = []
    for source in tree.under("api/"):
        for node, text in texts(source):
            found += clocks_in_sql(source.place(node), text)
    return found


def clock_readers(tree: Tree) -> list[str]:
    """Calls that tell the time, and stopwatches outside the list."""
    found = []
    for source in tree.under("api/", "policies/", "storefront/"):
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call):
                continue
            name = called(node)
            tells = name in CLOCKS or name.endswith((".datetime.now", ".date.today"))
            if tells and source.path not in MAY_TELL_THE_TIME:
                found.append(f"{source.place(node)} asks {name}")
            if name in STOPWATCHES and source.path not in MAY_MEASURE:
                found.append(f"{source.place(node)} measures with {name}")
        for node, name in imported(source):
            if name in {"time.time", "time.time_ns"}:
                found.append(f"{source.place(node)} imports {name}")
    return found


def drawers(tree: Tree) -> set[str]:
    """The files that import a source of chance."""
    return {
        source.path
        for source in tree.under("api/", "policies/", "storefront/")
        for _, name in imported(source)
        if CHANCE.match(name)
    }


async def test_no_default_and_no_function_of_the_database_reads_a_clock(owner: Connection) -> None:
    found = []
    for row in await owner.fetch(DEFAULTS):
        found += clocks_in_sql(f"{row['name']}.{row['column']}", row["expression"])
    for row in await owner.fetch(FUNCTIONS):
        found += clocks_in_sql(row["name"], row["text"])
    assert found == []


async def test_no_trigger_runs_but_those_of_foreign_keys(owner: Connection) -> None:
    assert await owner.fetch(TRIGGERS) == []


@pytest.mark.parametrize("name", sql_of_files())
def test_no_migration_reads_a_clock(name: str) -> None:
    assert clocks_in_sql(name, sql_of_files()[name]) == []


def test_no_statement_in_the_source_reads_a_clock() -> None:
    assert clocks_in_strings(served_tree()) == []


def test_only_the_clock_tells_the_time() -> None:
    assert clock_readers(served_tree()) == []


def test_chance_has_only_the_listed_sources() -> None:
    assert sorted(drawers(served_tree())) == sorted(MAY_DRAW)


# Twins --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoiled",
    [
        "ALTER TABLE orders ALTER created_at SET DEFAULT now()",
        "ALTER TABLE orders ALTER created_at SET DEFAULT CURRENT_TIMESTAMP",
        "CREATE FUNCTION fresh() RETURNS timestamptz LANGUAGE sql AS 'SELECT clock_timestamp()'",
    ],
)
async def test_twin_a_clock_in_the_database_is_found(owner: Connection, spoiled: str) -> None:
    transaction = owner.transaction()
    await transaction.start()
    try:
        await owner.execute(spoiled)
        found = []
        for row in await owner.fetch(DEFAULTS):
            found += clocks_in_sql(f"{row['name']}.{row['column']}", row["expression"])
        for row in await owner.fetch(FUNCTIONS):
            found += clocks_in_sql(row["name"], row["text"])
    finally:
        await transaction.rollback()
    assert len(found) == 1


async def test_twin_a_trigger_is_found(owner: Connection) -> None:
    transaction = owner.transaction()
    await transaction.start()
    try:
        await owner.execute(
            "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
            "CREATE TRIGGER stamp BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamp()"
        )
        found = await owner.fetch(TRIGGERS)
    finally:
        await transaction.rollback()
    assert [(row["name"], row["trigger"]) for row in found] == [("orders", "stamp")]


@pytest.mark.parametrize(
    "addition",
    [
        'LATE = "UPDATE orders SET updated_at = now() WHERE tenant_id = $1"',
        'LATE = f"SELECT {1} FROM orders WHERE created_at < CURRENT_DATE"',
    ],
)
def test_twin_a_clock_in_a_statement_is_found(addition: str) -> None:
    assert len(added(clocks_in_strings, served_tree(), "api/orders/queries.py", addition)) == 1


@pytest.mark.parametrize(
    "addition",
    [
        "moment = datetime.now(UTC)",
        "import datetime\nmoment = datetime.datetime.now()",
        "import time\nmoment = time.time()",
        "from time import time",
        "import time\nstarted = time.monotonic()",
    ],
)
def test_twin_another_clock_is_found(addition: str) -> None:
    assert len(added(clock_readers, served_tree(), "api/orders/service.py", addition)) == 1


@pytest.mark.parametrize(
    "addition",
    ["import secrets", "from random import choice", "from uuid import uuid4", "import random"],
)
def test_twin_another_source_of_chance_is_found(addition: str) -> None:
    assert added(drawers, served_tree(), "api/orders/service.py", addition) == [
        "api/orders/service.py"
    ]
