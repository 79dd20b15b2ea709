"""The application put together: read this file as a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from api.businesses.routes import AdminBusinessController
from api.businesses.service import open_profile as open_business
from api.carts.routes import CartChangesController, CartController
from api.catalog import of_producer
from api.catalog.categories.routes import CategoryController, place_product
from api.catalog.desk.routes import show_desk_product
from api.catalog.images.routes import ProductImageController
from api.catalog.listing.routes import list_suggestions
from api.catalog.moderation.routes import ModerationController
from api.catalog.routes import (
    AdminProductController,
    OwnProductController,
    ProductController,
    PublicProductController,
)
from api.identity.account_routes import AccountController, AddressController, SignInController
from api.identity.routes import AuthController, SessionController, UserController, login_by_role
from api.kit.clock import Clock, clock_from
from api.laravel.dialect import Dialect
from api.laravel.errors import OwnDialect
from api.laravel.observe import configure_logging
from api.laravel.openapi import without_pages
from api.laravel.wire import Wire
from api.lifespan import running
from api.lookups import Lookups
from api.monitoring.routes import documentation, health, metrics
from api.notifications.routes import NotificationController
from api.orders import history
from api.orders.routes import OrderController, PublicOrderController, SoldOrderController, reorder
from api.orders.service import newest_shipping_address
from api.payments.routes import payment_config, payment_methods
from api.pictures.routes import send_picture
from api.producers.admin_routes import AdminProducerController
from api.producers.routes import (
    ProducerController,
    ProducerDeskController,
    PublicProducerController,
    list_regions,
)
from api.producers.service import Neighbours
from api.producers.service import open_profile as open_producer
from api.reviews.routes import PublicReviewController, ReviewController
from api.reviews.service import Purchases
from api.reviews.stoa_routes import JudgedReviewController, OwnReviewController
from api.settings import Settings
from api.shipping.admin_routes import AdminShippingController
from api.shipping.routes import PublicShippingController, ShippingController
from api.stoa import problems
from storefront.pages import CONTENT_SECURITY_POLICY, error_page, page_handlers

CONTROLLERS = (
    *(AuthController, UserController, SessionController),
    *(AccountController, AddressController, SignInController),
    *(PublicProductController, ProductController, OwnProductController),
    *(PublicProducerController, ProducerController, ProducerDeskController, list_regions),
    *(PublicReviewController, ReviewController, OwnReviewController, JudgedReviewController),
    *(list_suggestions, AdminBusinessController, AdminProducerController),
    *(AdminProductController, ModerationController, ProductImageController, CategoryController),
    *(show_desk_product, place_product, send_picture),
    *(CartController, CartChangesController, PublicShippingController, ShippingController),
    *(PublicOrderController, OrderController, SoldOrderController, NotificationController),
    *(AdminShippingController, reorder, payment_methods, payment_config),
    *(health, metrics, documentation),
)
OWN_DIALECT = OwnDialect(problems.PREFIX, problems.MEDIA_TYPE, problems.problem, problems.SCHEMA)
# What domains are told by higher ones; imports point down (docs/decisions/0014).
STATE = {
    "open_profile": {"producer": open_producer, "business": open_business},
    "newest_order_address": newest_shipping_address,
    "producer_neighbours": Neighbours(
        count_shown=of_producer.count_shown,
        shown_products=of_producer.shown_products,
        archive_products=of_producer.archive_products,
        references=history.references_of,
        has_orders=history.has_orders,
    ),
    "purchases": Purchases(has_received=history.has_received, owner_of=history.owner_of),
    "own_dialect": OWN_DIALECT,
}


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
        route_handlers=[*CONTROLLERS, *_for_test_suites(settings), *page_handlers()],
        openapi_config=without_pages(),
        lifespan=[partial(running, settings, lookups, dialect, observe)],
        **dialect.litestar_options(),
    )
    outer = dialect.wrap(app)
    app.state.update(settings=settings, metrics=dialect.metrics, outer=outer, **STATE)
    return outer


def _for_test_suites(settings: Settings) -> list[HTTPRouteHandler]:
    """What other programs' test suites may ask for; in production there is no such route."""
    return [login_by_role] if settings.test_login and settings.environment != "production" else []
