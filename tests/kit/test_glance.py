"""What one statement reads in one round trip, and no connection carries a tenant to the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from operator import itemgetter
from typing import TYPE_CHECKING

import asyncpg
import pytest

from api.catalog.queries import PRODUCT_BY_ID
from api.kit.authz import Principal
from api.kit.db import SERVER_SETTINGS, Database, Scope
from api.kit.together import PLACE, alone, alone_in_sequence
from tests.support.world import HONEY, MOMENT, OLIVES, SHOPS

if TYPE_CHECKING:
    from api.kit.db import Glance
    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

STATE = """
SELECT current_setting('app.tenant_id', true) AS tenant,
       current_setting('transaction_read_only') AS read_only
"""
DEAREST_FIRST = """
SELECT p.id, p.price, p.currency FROM products p WHERE p.tenant_id = $1
ORDER BY p.price DESC, p.id DESC
"""
SLEEP = "SELECT pg_sleep(30)::text WHERE $1::uuid IS NOT NULL"
REMEMBER = "SELECT remember_credential('token', $2, 1) WHERE $1::uuid IS NOT NULL"
WAYS_TO_JOIN = ("nestloop", "hashjoin", "mergejoin", "indexscan", "seqscan", "material", "memoize")


@pytest.fixture
async def one_connection(database_urls: DatabaseUrls) -> AsyncIterator[Database]:
    database = await Database.open(database_urls.app, pool_size=1)
    yield database
    await database.close()


def glance(database: Database, shop: str) -> Glance:
    tenant_id = SHOPS[shop]
    principal = Principal(tenant_id=tenant_id)
    return database.glance(
        Scope(tenant_id=tenant_id, principal=principal, moment=MOMENT, request_id="test")
    )


async def state_of(database: Database) -> tuple[str | None, str]:
    row = await database.knock(STATE)
    assert row is not None
    return row["tenant"] or None, row["read_only"]


async def test_two_shops_take_turns_on_one_connection_and_leave_nothing_on_it(
    one_connection: Database, world: World
) -> None:
    for _ in range(10):  # the driver's first plan and its later ones
        for shop, currency in (("agora", "EUR"), ("hedgerow", "GBP")):
            row = await glance(one_connection, shop).row(PRODUCT_BY_ID, OLIVES)
            assert row is not None
            assert row["currency"] == currency
            assert await state_of(one_connection) == (None, "off")


async def test_twin_the_same_statement_without_its_tenant_finds_nothing(
    one_connection: Database, world: World
) -> None:
    assert await glance(one_connection, "agora").row(PRODUCT_BY_ID, OLIVES) is not None
    assert await one_connection.knock(PRODUCT_BY_ID, SHOPS["agora"], OLIVES) is None


@pytest.mark.parametrize("plans", ["force_generic_plan", "force_custom_plan"])
@pytest.mark.parametrize("without", [*WAYS_TO_JOIN, "any index"])
async def test_the_tenant_is_bound_first_however_the_statement_is_planned(
    database_urls: DatabaseUrls, world: World, plans: str, without: str
) -> None:
    off = ("indexscan", "bitmapscan", "indexonlyscan") if without == "any index" else (without,)
    settings = {**SERVER_SETTINGS, "plan_cache_mode": plans}
    settings |= {f"enable_{name}": "off" for name in off}
    connection = await asyncpg.connect(database_urls.app, server_settings=settings)
    try:
        for shop in ("agora", "hedgerow", "agora"):
            for product_id in (OLIVES, HONEY):
                row = await connection.fetchrow(alone(PRODUCT_BY_ID), SHOPS[shop], product_id)
                assert row is not None
                assert row["id"] == product_id
    finally:
        await connection.close()


async def test_a_glance_cannot_write(one_connection: Database, world: World) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await glance(one_connection, "agora").row(REMEMBER, b"hash")
    assert await state_of(one_connection) == (None, "off")


async def test_a_glance_that_was_broken_off_leaves_nothing_behind(
    one_connection: Database, world: World
) -> None:
    for _ in range(3):
        task = asyncio.create_task(glance(one_connection, "agora").row(SLEEP))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            assert await state_of(one_connection) == (None, "off")


async def test_a_glance_at_several_rows_keeps_their_order_and_leaves_nothing(
    one_connection: Database, world: World
) -> None:
    for _ in range(10):
        for shop, currency in (("agora", "EUR"), ("hedgerow", "GBP")):
            rows = await glance(one_connection, shop).rows(DEAREST_FIRST)
            prices = [row["price"] for row in rows]
            assert len(prices) > 2
            assert prices == sorted(prices, reverse=True)
            assert {row["currency"] for row in rows} == {currency}
            assert await state_of(one_connection) == (None, "off")


async def test_several_rows_come_in_order_however_the_server_joins(
    one_connection: Database, world: World
) -> None:
    seen = glance(one_connection, "agora")
    rows = await seen.rows(DEAREST_FIRST)
    # As if a plan had turned them round on their way out.
    turned = [rows[-1], *rows[:-1]]
    turned.sort(key=itemgetter(PLACE))
    assert turned == rows
    assert [row[PLACE] for row in rows] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("plans", ["force_generic_plan", "force_custom_plan"])
@pytest.mark.parametrize("without", WAYS_TO_JOIN)
async def test_the_tenant_is_bound_before_the_first_of_several_rows(
    database_urls: DatabaseUrls, world: World, plans: str, without: str
) -> None:
    settings = {**SERVER_SETTINGS, "plan_cache_mode": plans, f"enable_{without}": "off"}
    connection = await asyncpg.connect(database_urls.app, server_settings=settings)
    try:
        for shop, currency in (("agora", "EUR"), ("hedgerow", "GBP"), ("agora", "EUR")):
            rows = await connection.fetch(alone_in_sequence(DEAREST_FIRST), SHOPS[shop])
            assert len(rows) > 2
            assert {row["currency"] for row in rows} == {currency}
    finally:
        await connection.close()


async def test_only_rows_can_be_glanced_at(one_connection: Database, world: World) -> None:
    seen = glance(one_connection, "agora")
    for asked in (seen.value, seen.run):
        with pytest.raises(RuntimeError, match="begin a unit of work"):
            await asked(PRODUCT_BY_ID, OLIVES)
    with pytest.raises(RuntimeError, match="begin a unit of work"):
        seen.later(PRODUCT_BY_ID, OLIVES)
    with pytest.raises(RuntimeError, match="begin a unit of work"):
        await seen.run_many(PRODUCT_BY_ID, [(OLIVES,)])
