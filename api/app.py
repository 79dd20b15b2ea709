"""The application put together: read this file as a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from litestar import Litestar

from api.handed_down import FACTS, OWN_DIALECT
from api.handlers import HANDLERS, handlers_for_test_suites
from api.kit.clock import Clock, clock_from
from api.laravel.dialect import Dialect
from api.laravel.observe import configure_logging
from api.laravel.openapi import without_pages
from api.laravel.wire import Wire
from api.lifespan import running
from api.lookups import Lookups
from api.settings import Settings
from storefront.pages import CONTENT_SECURITY_POLICY, error_page, page_handlers


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
        own_dialect=OWN_DIALECT,
    )
    app = Litestar(
        route_handlers=[*HANDLERS, *handlers_for_test_suites(settings), *page_handlers()],
        openapi_config=without_pages(),
        lifespan=[partial(running, settings, lookups, dialect, observe)],
        **dialect.litestar_options(),
    )
    outer = dialect.wrap(app)
    app.state.update(settings=settings, metrics=dialect.metrics, outer=outer, **FACTS)
    return outer
