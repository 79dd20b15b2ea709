"""The storefront's table of contents: every page, and the page for what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from litestar import Request, Response, Router

from storefront import (
    account_pages,
    address_pages,
    assets,
    cart_pages,
    checkout_pages,
    desk_home,
    desk_orders,
    desk_pages,
    desk_pictures,
    desk_profile,
    info_pages,
    machine_pages,
    notification_pages,
    producer_pages,
    product_pages,
    profile_pages,
    recovery_pages,
    shop_pages,
    small_pages,
    tracking_pages,
)
from storefront.error_pages import error_page
from storefront.rendering import CONTENT_SECURITY_POLICY
from storefront.visitor import PageFailure

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from api.laravel.request import StoaRequest

__all__ = ("CONTENT_SECURITY_POLICY", "error_page", "page_handlers")


def page_handlers() -> list[ControllerRouterHandler]:
    """Every page, form target, stylesheet and picture of the storefront."""
    pages = Router(
        path="/",
        route_handlers=[
            shop_pages.home,
            shop_pages.product_list,
            shop_pages.categories,
            product_pages.product,
            product_pages.write_review,
            producer_pages.producer_list,
            producer_pages.producer,
            cart_pages.cart,
            cart_pages.add,
            cart_pages.change,
            cart_pages.remove,
            cart_pages.confirm_empty,
            cart_pages.empty,
            cart_pages.acknowledge,
            checkout_pages.checkout,
            checkout_pages.send,
            checkout_pages.thank_you,
            account_pages.login_form,
            account_pages.login,
            account_pages.register_form,
            account_pages.register,
            account_pages.logout_form,
            account_pages.logout,
            account_pages.orders,
            account_pages.order,
            account_pages.reorder,
            recovery_pages.forgot_form,
            recovery_pages.forgot,
            recovery_pages.reset_form,
            recovery_pages.reset,
            recovery_pages.short_reset,
            recovery_pages.verify_form,
            recovery_pages.verify,
            recovery_pages.resend,
            profile_pages.account,
            profile_pages.profile,
            profile_pages.change_profile,
            profile_pages.change_email,
            profile_pages.security,
            profile_pages.change_password,
            profile_pages.end_others,
            profile_pages.end_sign_in,
            address_pages.addresses,
            address_pages.add_form,
            address_pages.add,
            address_pages.edit_form,
            address_pages.edit,
            address_pages.delete,
            notification_pages.notifications,
            notification_pages.read_all,
            notification_pages.read,
            tracking_pages.track_form,
            tracking_pages.track,
            desk_home.desk,
            desk_home.dashboard,
            desk_profile.onboarding,
            desk_profile.settings,
            desk_profile.change_settings,
            desk_profile.upload_picture,
            desk_profile.delete_picture,
            desk_pages.product_list,
            desk_pages.create_form,
            desk_pages.create,
            desk_pages.edit_form,
            desk_pages.edit,
            desk_pages.set_stock,
            desk_pictures.pictures,
            desk_pictures.upload,
            desk_pictures.change,
            desk_pages.toggle,
            desk_pages.delete,
            desk_orders.orders,
            desk_orders.order,
            desk_orders.move,
            info_pages.about,
            info_pages.questions,
            info_pages.contact,
            info_pages.terms,
            info_pages.privacy,
            info_pages.short_terms,
            info_pages.short_privacy,
            machine_pages.robots,
            machine_pages.site_map,
            machine_pages.partial_map,
            small_pages.preferences,
            small_pages.branding_stylesheet,
            small_pages.short_login,
            small_pages.short_register,
            assets.send_asset,
        ],
        exception_handlers={PageFailure: _failed},
    )
    return [pages, assets.pictures()]


def _failed(request: Request[Any, Any, Any], failure: PageFailure) -> Response[str]:
    response = error_page(cast("StoaRequest", request), failure.status, "")
    if failure.retry_after:
        response.headers["retry-after"] = failure.retry_after
    return response
