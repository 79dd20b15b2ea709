"""The application put together: read this file as a table of contents."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig

from api.businesses.service import open_profile as open_business
from api.carts.routes import CartController
from api.catalog.routes import OwnProductController, ProductController, PublicProductController
from api.identity.routes import AuthController, SessionController, UserController
from api.kit.authz import TABLE
from api.kit.clock import Clock, clock_from
from api.kit.db import Database
from api.kit.outbox import Dispatcher
from api.laravel.dialect import Dialect
from api.laravel.observe import configure_logging
from api.laravel.wire import Wire
from api.lookups import Lookups
from api.monitoring.routes import documentation, health, metrics
from api.notifications.jobs import CONSUMERS
from api.notifications.routes import NotificationController
from api.orders.routes import OrderController, PublicOrderController, SoldOrderController
from api.producers.routes import ProducerDeskController
from api.producers.service import open_profile as open_producer
from api.settings import Settings
from api.shipping.routes import PublicShippingController
from policies.second_opinion import SecondOpinion
from storefront.pages import CONTENT_SECURITY_POLICY, error_page, page_handlers

CONTROLLERS = (
    *(AuthController, UserController, SessionController),
    *(PublicProductController, ProductController, OwnProductController, ProducerDeskController),
    *(CartController, PublicShippingController),
    *(PublicOrderController, OrderController, SoldOrderController, NotificationController),
    *(health, metrics, documentation),
)
OPEN_PROFILE = {"producer": open_producer, "business": open_business}


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    observe: Callable[[str], None] | None = None,
) -> Wire:
    """The ASGI app of one worker. ``observe`` is told every SQL statement (laws read along)."""
    configure_logging()
    settings = settings or Settings.from_environment()
    clock = clock or clock_from(settings.clock)
    lookups = Lookups(settings)
    dialect = Dialect(
        settings=settings,
        clock=clock,
        directory=lookups,
        error_page=error_page,
        page_policy=CONTENT_SECURITY_POLICY,
    )
    app = Litestar(
        route_handlers=[*CONTROLLERS, *page_handlers()],
        openapi_config=OpenAPIConfig(title="Stoa", version="1", path=None),
        lifespan=[partial(_running, settings, clock, lookups, dialect, observe)],
        **dialect.litestar_options(),
    )
    outer = dialect.wrap(app)
    app.state.update(settings=settings, metrics=dialect.metrics, open_profile=OPEN_PROFILE)
    app.state.outer = outer
    return outer


@asynccontextmanager
async def _running(
    settings: Settings,
    clock: Clock,
    lookups: Lookups,
    dialect: Dialect,
    observe: Callable[[str], None] | None,
    app: Litestar,
) -> AsyncIterator[None]:
    """Hold the database and the background tasks open while the worker serves."""
    database = await Database.open(
        settings.database_url,
        pool_size=settings.pool_size,
        id_block=settings.id_block,
        observe=observe,
    )
    app.state.database = lookups.database = database
    tasks = [asyncio.create_task(SecondOpinion(TABLE).run())]
    if settings.dispatch_events:
        tasks.append(asyncio.create_task(Dispatcher(database, CONSUMERS, clock).run()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await lookups.settled()
        await dialect.close()
        await database.close()
