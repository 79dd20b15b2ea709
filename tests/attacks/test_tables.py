"""Bound to one shop, the application role reads, writes and refers to nothing of the other.

Proves it by trying, for every table that a policy guards and in both directions: read, lock,
change, delete, give away, insert, upsert, probe unique values, point a foreign key at the other
shop's row, truncate, drop, open; and reading with no tenant, an empty one, and text that is none.
Every attempt runs as the application's own database role. It does not prove that the application
binds the right tenant: the route walker does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import pytest

from tests.attacks.tables import attempts, outcome, tenant_tables
from tests.support.database import copied_database
from tests.support.inspect import count
from tests.support.marked_world import build_marked_world

if TYPE_CHECKING:
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.attacks.arena import Arena
    from tests.attacks.conftest import Tally
    from tests.support.database import Server

DIRECTIONS = (("agora", "hedgerow"), ("hedgerow", "agora"))


async def attack(app: Connection, owner: Connection) -> tuple[dict[str, int], list[str]]:
    """Attempts by table, and what any of them achieved."""
    counts, achieved = {}, []
    for table in await tenant_tables(owner):
        tried = 0
        for attacker, victim in DIRECTIONS:
            for attempt in attempts(table, attacker, victim):
                tried += 1
                result = await outcome(app, attempt)
                if result is not None:
                    achieved.append(f"{table.name}: {attempt.deed} as {attacker} {result}")
        counts[table.name] = tried
    return counts, achieved


async def test_no_statement_reaches_the_rows_of_another_shop(
    arena: Arena, owner: Connection, database_urls: DatabaseUrls, tally: Tally
) -> None:
    for table in await tenant_tables(owner):
        for shop in ("agora", "hedgerow"):
            assert await count(owner, shop, table.name) > 0, f"{table.name} has nothing to steal"
    app = await asyncpg.connect(database_urls.app)
    try:
        counts, achieved = await attack(app, owner)
    finally:
        await app.close()
    for name, tried in counts.items():
        tally.table(name, tried)
    assert achieved == []
    assert await arena.changes("agora") == []
    assert len(counts) == 43


SPOILED = {
    "the policy is gone": (
        "ALTER TABLE orders NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY; "
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY; DROP POLICY tenant_only ON orders; "
        "CREATE POLICY everybody ON orders USING (true) WITH CHECK (true)",
        {"read", "read all but mine", "lock", "change", "read with no tenant bound"},
    ),
    "writes are not checked": (
        "DROP POLICY tenant_only ON categories; CREATE POLICY tenant_only ON categories "
        "USING (tenant_id = current_tenant()) WITH CHECK (true)",
        {"insert", "give away"},
    ),
    "a reference without the tenant": (
        "CREATE UNIQUE INDEX one_id ON purchases (id, tenant_id); "
        "ALTER TABLE orders DROP CONSTRAINT orders_tenant_id_purchase_id_fkey; "
        "CREATE TABLE numbers (id bigint PRIMARY KEY); "
        "INSERT INTO numbers VALUES (70001), (80001); "
        "ALTER TABLE orders ADD CONSTRAINT loose FOREIGN KEY (purchase_id) REFERENCES numbers (id)",
        {"refer by loose to numbers"},
    ),
    "truncation is granted": ('GRANT TRUNCATE ON order_events TO "{app}"', {"truncate"}),
}


@pytest.mark.parametrize("guard", SPOILED)
async def test_twin_without_a_guard_the_walker_reaches_them(
    database_server: Server, guard: str
) -> None:
    sql, deeds = SPOILED[guard]
    async with copied_database(database_server) as urls:
        await build_marked_world(urls.owner)
        owner = await asyncpg.connect(urls.owner)
        app = await asyncpg.connect(urls.app)
        try:
            await owner.execute(sql.format(app=urls.roles.app))
            _, achieved = await attack(app, owner)
        finally:
            await app.close()
            await owner.close()
    told = {each.partition(": ")[2].partition(" as ")[0] for each in achieved}
    assert deeds <= told, achieved
