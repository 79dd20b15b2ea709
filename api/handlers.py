"""Every route of the API, by domain. The pages have a list of their own (``storefront.pages``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.businesses.routes import AdminBusinessController
from api.carts.routes import CartChangesController, CartController
from api.catalog.categories.routes import CategoryController, place_product
from api.catalog.desk.routes import show_desk_product
from api.catalog.facets.routes import show_facets
from api.catalog.images.routes import ProductImageController, list_shown_images
from api.catalog.listing.routes import list_suggestions
from api.catalog.moderation.routes import ModerationController
from api.catalog.overview.routes import show_overview, show_rating
from api.catalog.routes import (
    AdminProductController,
    OwnProductController,
    ProductController,
    PublicProductController,
)
from api.identity.account.routes import AccountController
from api.identity.addresses.routes import AddressController
from api.identity.operators.routes import look_up_operator
from api.identity.routes import AuthController, SessionController, UserController, login_by_role
from api.identity.sign_ins.routes import SignInController
from api.ledger.fees.routes import reckon_commission
from api.ledger.routes import (
    CommissionEngineController,
    CommissionRuleController,
    preview_order_commission,
)
from api.monitoring.routes import documentation, health, metrics, slow_queries
from api.notifications.routes import NotificationController
from api.orders.back_office.routes import AdminOrderController
from api.orders.routes import OrderController, PublicOrderController, list_moves, reorder
from api.orders.sales.routes import SoldOrderController
from api.payments.routes import checkout_choices, payment_config, payment_methods
from api.pictures.routes import send_picture
from api.producers.admin_routes import AdminProducerController
from api.producers.routes import (
    OwnProducerController,
    ProducerController,
    ProducerDeskController,
    PublicProducerController,
    list_regions,
)
from api.reviews.routes import PublicReviewController, ReviewController
from api.reviews.stoa_routes import JudgedReviewController, OwnReviewController
from api.shipping.admin_routes import AdminShippingController
from api.shipping.labels.routes import LabelController
from api.shipping.routes import PublicShippingController, ShippingController

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from api.settings import Settings

HANDLERS = (
    *(AuthController, UserController, SessionController),
    *(AccountController, AddressController, SignInController),
    *(PublicProductController, ProductController, OwnProductController),
    *(PublicProducerController, ProducerController, ProducerDeskController, list_regions),
    *(OwnProducerController, show_overview, show_rating),
    *(PublicReviewController, ReviewController, OwnReviewController, JudgedReviewController),
    *(list_suggestions, show_facets, AdminBusinessController, AdminProducerController),
    *(AdminProductController, ModerationController, ProductImageController, CategoryController),
    *(show_desk_product, place_product, list_shown_images, send_picture),
    *(CartController, CartChangesController, PublicShippingController, ShippingController),
    *(PublicOrderController, OrderController, SoldOrderController, NotificationController),
    *(AdminOrderController, AdminShippingController, LabelController, reorder, list_moves),
    *(payment_methods, payment_config, checkout_choices),
    *(CommissionRuleController, CommissionEngineController, preview_order_commission),
    *(reckon_commission,),
    *(health, metrics, documentation),
    *(slow_queries, look_up_operator),
)


def handlers_for_test_suites(settings: Settings) -> list[HTTPRouteHandler]:
    """What other programs' test suites may ask for; in production there is no such route."""
    return [login_by_role] if settings.test_login and settings.environment != "production" else []
