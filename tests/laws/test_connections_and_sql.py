"""Only ``kit/db.py`` connects, only ``queries.py`` speaks SQL; no statement is made of values.

Proves, from the source: connections and pools are opened in listed files; statements stand in
``queries.py``, kit and schema; row locks are written by ``kit/locks.py`` alone; Piccolo starts with
``Table.scoped``; nothing is gathered where a unit of work may be open; every ``{…}`` in a
statement is a constant or a placeholder. It reads texts, so a statement assembled from pieces
that do not look like SQL would escape it; the law on statements sees those when they run.
"""

from __future__ import annotations

import ast

import pytest

from tests.laws.sources import (
    Tree,
    added,
    called,
    domains,
    imported,
    served_tree,
    texts,
    whole_tree,
)
from tests.laws.sql_texts import ROW_LOCK, Interpolations, statements

MAY_CONNECT = ("api/kit/db.py", "api/kit/connections.py", "api/schema/", "ops/data/", "ops/bench/")
MAY_SPEAK_SQL = ("api/kit/", "api/schema/", "ops/data/", "ops/bench/")
CONNECTING = frozenset(
    {"asyncpg.connect", "asyncpg.create_pool", "asyncpg.Pool", "asyncpg.pool.create_pool"}
    | {"asyncpg.connection.connect", "psycopg.connect", "sqlalchemy.create_engine"}
)
UNSCOPED = frozenset({"objects", "save", "get_or_create"})
# Pillow saves a picture into memory; no row is near.
MAY_SAVE = frozenset({"api/pictures/rules.py"})
GATHERING = frozenset(
    {"gather", "create_task", "TaskGroup", "ensure_future", "wait", "as_completed"}
)
# Outside units of work: background tasks of the process itself.
MAY_GATHER = frozenset(
    {"api/app.py", "api/lookups.py", "api/kit/outbox.py", "api/kit/jobs.py", "api/kit/db.py"}
)


def connections(tree: Tree) -> list[str]:
    found = []
    for source in tree.under("api/", "ops/", "policies/", "storefront/"):
        if source.path.startswith(MAY_CONNECT):
            continue
        found += [
            f"{source.place(node)} calls {called(node)}"
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call) and called(node) in CONNECTING
        ]
        found += [
            f"{source.place(node)} imports {name}"
            for node, name in imported(source)
            if name in CONNECTING
        ]
    return found


def stray_statements(tree: Tree) -> list[str]:
    return [
        f"{source.place(node)} says {text.split()[0]} …"
        for source in tree.under("api/", "ops/", "policies/", "storefront/")
        if source.file != "queries.py" and not source.path.startswith(MAY_SPEAK_SQL)
        for node, text in statements(source)
    ]


def stray_locks(tree: Tree) -> list[str]:
    return [
        f"{source.place(node)} locks rows itself"
        for source in tree.under("api/", "storefront/")
        if source.path != "api/kit/locks.py"
        for node, text in texts(source)
        if ROW_LOCK.search(text)
    ]


def piccolo_starts(tree: Tree) -> list[str]:
    """Calls on a table class that send ``WHERE id =`` alone, or no tenant at all."""
    found = []
    for source in tree.under("api/"):
        tables = {name.rpartition(".")[2] for _, name in imported(source) if ".tables." in name}
        tables -= {"ENGINE"}
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                direct = isinstance(owner, ast.Name) and owner.id in tables
                if direct and node.func.attr != "scoped":
                    found.append(f"{source.place(node)} starts with {called(node)}")
                elif node.func.attr in UNSCOPED and source.path not in MAY_SAVE:
                    found.append(f"{source.place(node)} calls {node.func.attr}()")
    return found


def gathering(tree: Tree) -> list[str]:
    inside = tuple(f"api/{domain}/" for domain in domains())
    found = []
    for source in tree.under("api/"):
        if source.path in MAY_GATHER or not source.path.startswith((*inside, "api/kit/")):
            continue
        found += [
            f"{source.place(node)} calls {called(node)}"
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call)
            and called(node).startswith("asyncio.")
            and called(node).removeprefix("asyncio.") in GATHERING
        ]
    return found


def values_in_statements(tree: Tree) -> list[str]:
    return [
        sentence
        for source in tree.under("api/")
        if source.file == "queries.py"
        for sentence in Interpolations(source).suspicious()
    ]


def test_only_the_listed_files_connect() -> None:
    assert connections(whole_tree()) == []


def test_sql_stands_in_queries() -> None:
    assert stray_statements(whole_tree()) == []


def test_only_kit_locks_rows() -> None:
    assert stray_locks(served_tree()) == []


def test_piccolo_starts_with_the_scope() -> None:
    assert piccolo_starts(served_tree()) == []


def test_nothing_is_gathered_in_a_unit_of_work() -> None:
    assert gathering(served_tree()) == []


def test_no_statement_is_made_of_values() -> None:
    assert values_in_statements(served_tree()) == []


# Twins --------------------------------------------------------------------------------------------

PATH = "api/orders/service.py"


@pytest.mark.parametrize(
    "addition",
    [
        "import asyncpg\nasync def spy(url): return await asyncpg.connect(url)",
        "import asyncpg\npool = asyncpg.create_pool('postgresql://')",
        "from asyncpg import connect",
    ],
)
def test_twin_another_connection_is_found(addition: str) -> None:
    assert len(added(connections, whole_tree(), PATH, addition)) == 1


@pytest.mark.parametrize(
    "addition",
    [
        'ALL = "SELECT id, total FROM orders WHERE tenant_id = $1"',
        'ALL = f"DELETE FROM {1}"',
        'ALL = """\nUPDATE orders SET total = 0\n"""',
    ],
)
def test_twin_a_stray_statement_is_found(addition: str) -> None:
    assert len(added(stray_statements, whole_tree(), PATH, addition)) == 1


@pytest.mark.parametrize("clause", ["FOR UPDATE", "FOR NO KEY UPDATE", "FOR SHARE"])
def test_twin_a_stray_lock_is_found(clause: str) -> None:
    addition = f'HOLD = "SELECT id FROM orders WHERE tenant_id = $1 {clause}"'
    assert len(added(stray_locks, served_tree(), "api/orders/queries.py", addition)) == 1


@pytest.mark.parametrize(
    "call",
    ["Orders.objects().get(Orders.id == 1)", "Orders.select()", "order.save()", "Orders.delete()"],
)
def test_twin_an_unscoped_piccolo_start_is_found(call: str) -> None:
    addition = f"from api.orders.tables import Orders\nasync def spy(order): await {call}"
    assert len(added(piccolo_starts, served_tree(), PATH, addition)) == 1


def test_twin_the_scoped_start_is_lawful() -> None:
    addition = (
        "from api.orders.tables import Orders\nasync def fine(uow): Orders.scoped(uow).select()"
    )
    assert added(piccolo_starts, served_tree(), PATH, addition) == []


def test_twin_gathering_is_found() -> None:
    addition = "import asyncio\nasync def spy(a, b): await asyncio.gather(a, b)"
    assert len(added(gathering, served_tree(), PATH, addition)) == 1


@pytest.mark.parametrize(
    "addition",
    [
        'async def spy(uow, name: str): await uow.rows(f"SELECT id FROM t WHERE name = {name}")',
        "async def spy(uow, f):\n"
        "    where = f\"p.name = '{f.name}'\"\n"
        '    await uow.rows(f"SELECT id FROM t WHERE {where}")',
        "async def spy(uow, f):\n"
        "    where = []\n"
        "    where.append(f.text)\n"
        "    joined = ' AND '.join(where)\n"
        '    await uow.rows(f"SELECT id FROM t WHERE {joined}")',
        "async def spy(uow, f): await uow.rows(_made(f.name))\n"
        'def _made(name): return f"SELECT id FROM t WHERE name = {name}"',
        'def spy(f): return f"SELECT id FROM t ORDER BY {f.sort}"',
    ],
)
def test_twin_a_value_in_a_statement_is_found(addition: str) -> None:
    assert added(values_in_statements, served_tree(), "api/orders/queries.py", addition) != []
