"""Connections between requests: kept ready, replaced when lost, shared when all are in use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import pytest

from api.kit.authz import Principal
from api.kit.db import Database, Scope
from api.kit.errors import Unavailable

if TYPE_CHECKING:
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls

SHOP = UUID("00000000-0000-4000-8000-00000000000a")
SCOPE = Scope(
    tenant_id=SHOP,
    principal=Principal(tenant_id=SHOP),
    moment=datetime(2026, 1, 15, tzinfo=UTC),
    request_id="test",
)
WHO = "SELECT pg_backend_pid() WHERE $1::uuid IS NOT NULL"
BOUND = "SELECT current_tenant() = $1"


@pytest.fixture
async def two_connections(database_urls: DatabaseUrls) -> AsyncIterator[Database]:
    database = await Database.open(database_urls.app, pool_size=2)
    yield database
    await database.close()


@pytest.fixture
async def stranger(database_urls: DatabaseUrls) -> AsyncIterator[Connection]:
    """Another connection of the same role, which may end the others."""
    connection = await asyncpg.connect(database_urls.app)
    yield connection
    await connection.close()


async def backend_of(database: Database) -> int:
    async with database.unit_of_work(SCOPE, read_only=True) as uow:
        assert await uow.value(BOUND)
        found: int = await uow.value(WHO)
        return found


async def test_one_after_the_other_share_a_connection(two_connections: Database) -> None:
    backends = {await backend_of(two_connections) for _ in range(200)}
    assert len(backends) == 1


async def test_more_callers_than_connections_are_all_served(two_connections: Database) -> None:
    backends = await asyncio.gather(*(backend_of(two_connections) for _ in range(50)))
    assert len(set(backends)) == 2


async def test_a_connection_that_was_lost_while_it_waited_is_replaced(
    two_connections: Database, stranger: Connection
) -> None:
    lost = await backend_of(two_connections)
    await stranger.execute("SELECT pg_terminate_backend($1)", lost)
    async with asyncio.timeout(5):
        while True:
            try:
                found = await backend_of(two_connections)
            except Unavailable:  # the news had not come yet
                continue
            break
    assert found != lost


async def test_a_connection_lost_in_a_unit_of_work_is_an_outage(
    two_connections: Database, stranger: Connection
) -> None:
    async def lose_it() -> None:
        async with two_connections.unit_of_work(SCOPE) as uow:
            await stranger.execute("SELECT pg_terminate_backend($1)", await uow.value(WHO))
            await asyncio.sleep(0.05)
            await uow.value(WHO)

    with pytest.raises(Unavailable):
        await lose_it()
    assert await backend_of(two_connections)


async def test_nothing_of_a_failed_unit_of_work_is_left_on_its_connection(
    two_connections: Database,
) -> None:
    async def fail() -> None:
        async with two_connections.unit_of_work(SCOPE) as uow:
            await uow.value(WHO)
            raise ZeroDivisionError

    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            await fail()
    outside = await two_connections.knock("SELECT current_tenant() AS tenant")
    assert outside is not None
    assert outside["tenant"] is None
    assert await backend_of(two_connections)


async def test_a_cancelled_unit_of_work_gives_its_connection_back(
    two_connections: Database,
) -> None:
    async def wait_for_ever() -> None:
        async with two_connections.unit_of_work(SCOPE) as uow:
            await uow.value("SELECT pg_sleep(30)::text WHERE $1::uuid IS NOT NULL")

    for _ in range(4):
        task = asyncio.create_task(wait_for_ever())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with asyncio.timeout(5):
        assert await backend_of(two_connections)
