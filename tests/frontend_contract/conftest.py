"""The demo market that our own records start from, in one application for all tests here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import asyncpg
import httpx
import pytest
import pytest_asyncio

from api.app import create_app
from api.kit.clock import HeldClock
from api.kit.db import Database
from api.settings import Settings
from frontend_contract.player import Player
from frontend_contract.records import MOMENT
from frontend_contract.settings import RECORDED_SETTINGS
from ops.data.examples import HOST, SHOP, read_fixtures, store_examples
from ops.data.pristine import keep_pristine
from tests.support.application import FILES, started
from tests.support.database import copied_database

if TYPE_CHECKING:
    from asyncpg import Connection

    from api.laravel.wire import Wire
    from frontend_contract.records import Record
    from tests.support.database import Server


# Whoever is turned away, or asks for what is not there, changes nothing: tests/attacks proves it.
NOTHING_DONE = (401, 403, 404)


class Market:
    """The running application, and the rows to put back before a record."""

    def __init__(self, application: Wire, owner: Connection, restore: str) -> None:
        self.application = application
        self._owner = owner
        self._restore = restore
        self._is_pristine = True

    def player(
        self, application: Callable[..., Awaitable[None]] | None = None, **options: Any
    ) -> Player:
        """One that asks the application, or another that stands before it."""
        transport = httpx.ASGITransport(application or self.application, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}")
        return Player(client, stage=self, tokens=read_fixtures().tokens, **options)

    async def prepare(self, record: Record) -> None:
        await self.set_clock(record.clock)
        if not self._is_pristine:
            await self._owner.execute(self._restore)
        leaves_alone = record.request.method == "GET" or record.response.status in NOTHING_DONE
        self._is_pristine = leaves_alone and not record.pre

    async def set_clock(self, moment: str) -> None:
        CLOCK.moment = datetime.fromisoformat(moment)


CLOCK = HeldClock(datetime.fromisoformat(MOMENT))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def market(database_server: Server) -> AsyncIterator[Market]:
    async with copied_database(database_server) as urls:
        database = await Database.open(urls.app, pool_size=2, id_block=1)
        try:
            await store_examples(database, urls.owner)
        finally:
            await database.close()
        restore = await keep_pristine(urls.owner, SHOP)
        settings = Settings.from_environment(
            {
                **RECORDED_SETTINGS,
                "STOA_APP_DATABASE_URL": urls.app,
                "STOA_SECRET_KEY": "00" * 32,
                "STOA_DEFAULT_TENANT": SHOP,
                "STOA_STORAGE_FOLDER": FILES.name,
                "STOA_THROTTLE": "off",
                "STOA_EVEN_ANSWER_MS": "10",
                "STOA_POOL_SIZE": "4",
            }
        )
        owner = await asyncpg.connect(urls.owner)
        try:
            async with started(create_app(settings, clock=CLOCK)) as application:
                yield Market(application, owner, restore)
        finally:
            await owner.close()


@pytest.fixture
def player(market: Market) -> Player:
    """Plays records against the market, from its pristine state."""
    return market.player()
