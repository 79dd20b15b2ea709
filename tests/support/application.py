"""The real application over the worker's database, and the world rebuilt before each test."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
import httpx
import msgspec
import pytest
import pytest_asyncio

from api.app import create_app
from api.kit.clock import HeldClock
from api.settings import Settings
from tests.support.pictures import lay_files
from tests.support.world import HOSTS, MOMENT, World, build_world

if TYPE_CHECKING:
    from asyncpg import Connection

    from api.kit.db import Database
    from api.laravel.wire import Wire
    from ops.data.provision import DatabaseUrls

STATEMENTS: list[str] = []
"""Every statement that the application sent in this run; a law reads them at the end."""


FILES = tempfile.TemporaryDirectory(prefix="stoa-test-files-")
"""Where the applications of this run keep uploaded files; gone when the run ends."""


def settings_for(urls: DatabaseUrls, **changes: object) -> Settings:
    """What tests start the application with: limits off, ids one by one."""
    values: dict[str, object] = {
        "database_url": urls.app,
        "environment": "test",
        "secret_key": b"a key for tests, thirty-two long",
        "default_tenant": "agora",
        "id_block": 1,
        "throttle_enabled": False,
        "even_answer_ms": 10,
        "stateful_hosts": ("agora.test", "hedgerow.test"),
        "storage_folder": FILES.name,
        **changes,
    }
    return msgspec.convert(values, Settings)


@pytest.fixture
def clock() -> HeldClock:
    """Stands still at the world's moment; a test may move it."""
    return CLOCK


CLOCK = HeldClock(MOMENT)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def application(database_urls: DatabaseUrls) -> AsyncIterator[Wire]:
    """One application for all tests of the worker, running."""
    outer = create_app(settings_for(database_urls), clock=CLOCK, observe=STATEMENTS.append)
    async with started(outer):
        await lay_files(outer.app.state.storage)
        yield outer


@asynccontextmanager
async def started(outer: Wire) -> AsyncIterator[Wire]:
    """Hold an application's lifespan open in a task of its own.

    Litestar's lifespan must be left by the task that entered it, and fixtures are set up and torn
    down by different ones.
    """
    ready, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with outer.app.lifespan():
            ready.set()
            await stop.wait()

    task = asyncio.create_task(live())
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    try:
        if not task.done():
            yield outer
    finally:
        stop.set()
        await task


@pytest.fixture
def database(application: Wire) -> Database:
    """The application's own pool."""
    opened: Database = application.app.state.database
    return opened


@pytest_asyncio.fixture(loop_scope="session")
async def world(database_urls: DatabaseUrls) -> World:
    """Two shops as ``world.py`` describes them, freshly made."""
    CLOCK.moment = MOMENT
    return await build_world(database_urls.owner)


@pytest_asyncio.fixture(loop_scope="session")
async def client(application: Wire, world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the application as an outsider would; by default the shop ``agora`` as a guest."""
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport,
        base_url=f"http://{HOSTS['agora']}",
        headers={"accept": "application/json"},
    ) as session:
        yield session


@pytest_asyncio.fixture(loop_scope="session")
async def owner(database_urls: DatabaseUrls) -> AsyncIterator[Connection]:
    """The owner's connection, to look behind the application. Bind a tenant to see its rows."""
    connection = await asyncpg.connect(database_urls.owner)
    yield connection
    await connection.close()
