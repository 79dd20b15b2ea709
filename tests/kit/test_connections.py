"""A connection that the server ends is reported as such, and the next work gets another one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
import pytest

from api.kit.db import Database
from api.kit.errors import Unavailable
from tests.kit.scopes import work
from tests.support.database import admin_of

if TYPE_CHECKING:
    from ops.data.provision import DatabaseUrls
    from tests.support.database import Server
    from tests.support.world import World

PID = "SELECT pg_backend_pid() WHERE $1::uuid IS NOT NULL"


@asynccontextmanager
async def opened(urls: DatabaseUrls) -> AsyncIterator[Database]:
    database = await Database.open(urls.app, pool_size=2)
    try:
        yield database
    finally:
        await database.close()


async def end(server: Server, pid: int) -> None:
    """Have the server end a connection, and let this side learn of it."""
    async with admin_of(server.admin_url) as admin:
        await admin.execute("SELECT pg_terminate_backend($1)", pid)
    await asyncio.sleep(0.05)


async def test_work_in_the_middle_of_which_the_connection_ends_is_unavailable(
    world: World, database_urls: DatabaseUrls, database_server: Server
) -> None:
    async def interrupted(database: Database) -> None:
        async with work(database) as uow:
            await end(database_server, await uow.value(PID))
            await uow.value(PID)

    async with opened(database_urls) as database:
        for _ in range(3):
            with pytest.raises(Unavailable):
                await interrupted(database)
        async with work(database) as uow:
            assert await uow.value(PID)


async def test_work_whose_own_error_comes_with_the_end_of_the_connection_is_undone_quietly(
    world: World, database_urls: DatabaseUrls, database_server: Server
) -> None:
    async def failing(database: Database) -> None:
        async with work(database) as uow:
            await end(database_server, await uow.value(PID))
            raise LookupError

    async with opened(database_urls) as database:
        with pytest.raises((LookupError, Unavailable)):
            await failing(database)
        async with work(database) as uow:
            assert await uow.value(PID)


async def test_a_connection_that_ends_while_it_rests_is_replaced(
    world: World, database_urls: DatabaseUrls, database_server: Server
) -> None:
    async with opened(database_urls) as database:
        for _ in range(3):
            async with work(database) as uow:
                pid = await uow.value(PID)
            await end(database_server, pid)
            assert await database.answers()
            async with work(database) as uow:
                assert await uow.value(PID) != pid


async def test_a_statement_that_fails_leaves_a_connection_in_good_order(
    world: World, database_urls: DatabaseUrls
) -> None:
    async def failing(database: Database) -> None:
        async with work(database) as uow:
            await uow.value("SELECT 1 / 0 WHERE $1::uuid IS NOT NULL")

    async with opened(database_urls) as database:
        for _ in range(5):
            with pytest.raises(asyncpg.DivisionByZeroError):
                await failing(database)
        async with work(database) as uow:
            assert await uow.value("SELECT current_setting('app.tenant_id') = $1::uuid::text")


async def test_work_that_is_cancelled_gives_its_connection_back_clean(
    world: World, database_urls: DatabaseUrls
) -> None:
    async def hang(database: Database) -> None:
        async with work(database) as uow:
            await uow.value("SELECT pg_sleep(10) WHERE $1::uuid IS NOT NULL")

    async with opened(database_urls) as database:
        for _ in range(6):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(hang(database), 0.05)
        async with asyncio.timeout(2), work(database) as one, work(database) as other:
            assert await one.value(PID) != await other.value(PID)
