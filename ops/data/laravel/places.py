"""Where each row of the old installation stands in a tenant: a function for each old table.

A function yields the rows of ours that one old row becomes. What it does not read stays in the
import's own record of the row, and so does every table without a function: a later version that
has a place for it finds it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ops.data.laravel import goods, people, sales, told

if TYPE_CHECKING:
    from ops.data.laravel.installation import Installation, Placed
    from ops.data.laravel.old_row import OldRow

    Place = Callable[[OldRow, Installation], Iterator[Placed]]

# In the order in which rows may refer to each other. The first table of ours named for an old one
# is the one that its sequence numbers.
PLACES: Final[Mapping[str, tuple[str, Place]]] = {
    "users": ("accounts", people.place_account),
    "personal_access_tokens": ("access_tokens", people.place_access_token),
    "addresses": ("addresses", people.place_address),
    "password_reset_tokens": ("one_time_secrets", people.place_password_reset),
    "email_verification_tokens": ("one_time_secrets", people.place_email_verification),
    "businesses": ("businesses", people.place_business),
    "producers": ("producers", people.place_producer),
    "categories": ("categories", goods.place_category),
    "products": ("products", goods.place_product),
    "product_images": ("product_images", goods.place_product_image),
    "category_product": ("product_categories", goods.place_product_category),
    "cart_items": ("cart_items", sales.place_cart_item),
    "shipping_zones": ("shipping_zones", sales.place_shipping_zone),
    "shipping_rates": ("shipping_rates", sales.place_shipping_rate),
    "checkout_sessions": ("purchases", sales.place_purchase),
    "orders": ("orders", sales.place_order),
    "order_items": ("order_lines", sales.place_order_line),
    "order_shipping_lines": ("fulfilments", sales.place_order_shipping_line),
    "order_status_history": ("order_events", sales.place_order_event),
    "reviews": ("reviews", goods.place_review),
    "shipments": ("shipments", sales.place_shipment),
    "notifications": ("notifications", told.place_notification),
    "order_notifications": ("order_notifications", told.place_order_notification),
    "producer_digests": ("producer_digests", told.place_producer_digest),
    "AdminUser": ("operators", people.place_operator),
    "commission_rules": ("commission_rules", sales.place_commission_rule),
    "fee_rules": ("fee_rules", sales.place_fee_rule),
}
# Rows are stored table by table, so that each finds what it refers to.
STORED_IN_ORDER: Final = (
    *("accounts", "access_tokens", "addresses", "one_time_secrets", "businesses", "producers"),
    *("categories", "products"),
    *("product_images", "product_categories", "variants", "stock_levels", "stock_movements"),
    *("cart_items", "shipping_zones", "shipping_rates", "purchases", "orders", "order_lines"),
    *("fulfilments", "order_events", "reviews", "shipments", "notifications"),
    *("order_notifications", "producer_digests", "operators"),
    *("commission_rules", "fee_rules"),
)
