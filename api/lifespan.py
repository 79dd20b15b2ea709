"""What a web worker holds open while it serves: the database and the second opinion."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from api.kit.authz import TABLE
from api.kit.db import Database
from api.kit.storage import open_storage
from api.notifications.jobs import HEARD_AT_ONCE
from policies.second_opinion import SecondOpinion

if TYPE_CHECKING:
    from litestar import Litestar

    from api.laravel.dialect import Dialect
    from api.lookups import Lookups
    from api.settings import Settings


# Objects made between two searches among the young, then how many of those before older ones.
COLLECTOR_THRESHOLDS: Final = (10_000, 20, 20)


@asynccontextmanager
async def running(
    settings: Settings,
    lookups: Lookups,
    dialect: Dialect,
    observe: Callable[[str], None] | None,
    app: Litestar,
) -> AsyncIterator[None]:
    """Litestar's lifespan. Raises ``UnsafeRole`` and ``Unavailable`` before anything is served."""
    database = await Database.open(
        settings.database_url,
        pool_size=settings.pool_size,
        id_block=settings.id_block,
        observe=observe,
    )
    database.heard_at_once = HEARD_AT_ONCE
    app.state.database = lookups.database = database
    app.state.storage = open_storage(settings.storage)
    second_opinion = asyncio.create_task(SecondOpinion(TABLE).run())
    _calm_collector()
    try:
        yield
    finally:
        second_opinion.cancel()
        with suppress(asyncio.CancelledError):
            await second_opinion
        await lookups.settled()
        await dialect.close()
        await database.close()


def _calm_collector() -> None:
    """Leave what lives as long as the worker out of Python's search for cycles.

    A list of products makes thousands of small objects, so the search ran several times in each
    request and looked at the whole application: 5 to 10 % of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR_THRESHOLDS)
