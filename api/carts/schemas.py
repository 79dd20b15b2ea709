"""The wire shapes of carts, and the rules that changing one must satisfy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from api.carts.rules import ChangeKind, LineChange, WatchedLine, line_total
from api.kit.money import Money, decimal_text
from api.laravel.rules import Rules
from api.laravel.values import wire_moment

_QUANTITY: Final = "required|integer|min:1|max:100"

ADD_ITEM: Final = Rules({"product_id": "required|integer", "quantity": _QUANTITY})
SET_QUANTITY: Final = Rules({"quantity": _QUANTITY})
MERGE_CART: Final = Rules(
    {
        "items": "required|array",
        "items.*.product_id": "required|integer",
        "items.*.quantity": "required|integer",
    }
)


ACKNOWLEDGE: Final = Rules(
    {
        "prices": "present|array|max:1000",
        "prices.*.item_id": "required|integer",
        "prices.*.amount": "required|integer|min:0|max:1000000000000",
    }
)


class AddItemForm(msgspec.Struct, frozen=True):
    """POST /cart/items after its rules."""

    product_id: int
    quantity: int


class SetQuantityForm(msgspec.Struct, frozen=True):
    """PATCH /cart/items/{cartItem} after its rules."""

    quantity: int


class MergeCartForm(msgspec.Struct, frozen=True):
    """POST /cart/sync after its rules."""

    items: list[AddItemForm]


class SeenPrice(msgspec.Struct, frozen=True):
    """The price of one that a buyer has read, in minor units."""

    item_id: int
    amount: int


class AcknowledgeForm(msgspec.Struct, frozen=True):
    """POST /api/stoa/v1/cart/changes/acknowledge after its rules."""

    prices: list[SeenPrice]


class CategoryPivot(msgspec.Struct, frozen=True, kw_only=True):
    """Which product stands in which category."""

    product_id: int
    category_id: int


class CartCategory(msgspec.Struct, frozen=True, kw_only=True):
    """A category of a product in a cart."""

    id: int
    name: str
    slug: str
    created_at: str
    updated_at: str
    pivot: CategoryPivot


class CartImage(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of a product in a cart."""

    id: int
    product_id: int
    url: str
    is_primary: bool
    sort_order: int
    created_at: str
    updated_at: str


class CartProducer(msgspec.Struct, frozen=True, kw_only=True):
    """Who sells a product in a cart: what anybody may know (D2).

    ``free_shipping_threshold_eur`` is an amount in the shop's currency; the name is the
    contract's.
    """

    id: int
    name: str
    slug: str
    business_name: str | None
    description: str | None
    location: str | None
    city: str | None
    region: str | None
    website: str | None
    image_url: str | None
    latitude: str | None
    longitude: str | None
    social_media: dict[str, Any] | None
    product_categories: list[Any] | None
    status: str
    is_active: bool
    verified: bool
    is_verified: bool
    uses_custom_shipping_rates: bool
    free_shipping_threshold_eur: str | None
    created_at: str
    updated_at: str


class CartProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product in a cart. ``price`` is the list price, whatever the line charges."""

    id: int
    name: str
    price: str
    unit: str
    categories: list[CartCategory]
    images: list[CartImage]
    producer: CartProducer


class ListedProduct(CartProduct, frozen=True, kw_only=True):
    """A product in a list of lines: also whether it can be had."""

    stock: int
    is_active: bool


class CartLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line that was just changed. ``subtotal`` is what it charges (D27)."""

    id: int
    quantity: int
    product: CartProduct
    subtotal: str
    created_at: str
    updated_at: str


class ListedLine(CartLine, frozen=True, kw_only=True):
    """A line in a list of lines."""

    product: ListedProduct


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """The whole cart; ``total_items`` counts pieces, not lines."""

    cart_items: list[ListedLine]
    total_items: int
    total_amount: str


class ClearedCart(Cart, frozen=True, kw_only=True):
    """DELETE /cart/clear"""

    message: str = "Cart cleared successfully"


class ItemAdded(msgspec.Struct, frozen=True, kw_only=True):
    """POST /cart/items"""

    cart_item: CartLine
    message: str = "Item added to cart successfully"


class ItemUpdated(msgspec.Struct, frozen=True, kw_only=True):
    """PATCH /cart/items/{cartItem}"""

    cart_item: CartLine
    message: str = "Cart item updated successfully"


class ItemRemoved(msgspec.Struct, frozen=True, kw_only=True):
    """DELETE /cart/items/{cartItem}"""

    message: str = "Item removed from cart successfully"


class ChangedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is no longer as its buyer saw it; prices are of one.

    ``gone``: no longer sold. ``stock``: fewer are left than the line wants. ``price``: it costs
    something else than when it was put into the cart.
    """

    item_id: int
    product_id: int
    name: str
    kind: ChangeKind
    quantity: int
    stock: int
    seen_price: Money | None
    price: Money


class Changes(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/cart/changes"""

    data: list[ChangedLine]


def changes(found: Sequence[LineChange]) -> Changes:
    """What changed, as Stoa's own dialect tells it: amounts in minor units."""
    return Changes([_changed(change.kind, change.line) for change in found])


def _changed(kind: ChangeKind, line: WatchedLine) -> ChangedLine:
    seen, currency = line.seen_price, line.seen_currency
    return ChangedLine(
        item_id=line.id,
        product_id=line.product_id,
        name=line.name,
        kind=kind,
        quantity=line.quantity,
        stock=line.free,
        seen_price=None if seen is None or currency is None else Money(seen, currency),
        price=Money(line.charged, line.currency),
    )


def cart(rows: Sequence[Mapping[str, Any]], currency: str) -> Cart:
    """The cart that these lines make; ``currency`` is the shop's."""
    return Cart(
        cart_items=[
            ListedLine(
                product=ListedProduct(
                    stock=row["stock"], is_active=row["is_active"], **_product(row, currency)
                ),
                **_line(row, currency),
            )
            for row in rows
        ],
        total_items=sum(row["quantity"] for row in rows),
        total_amount=decimal_text(sum(_subtotal(row) for row in rows), currency),
    )


def cleared_cart(currency: str) -> ClearedCart:
    """A cart with nothing in it."""
    return ClearedCart(cart_items=[], total_items=0, total_amount=decimal_text(0, currency))


def changed_line(row: Mapping[str, Any], currency: str) -> CartLine:
    """A line by itself, as adding and updating show it."""
    return CartLine(product=CartProduct(**_product(row, currency)), **_line(row, currency))


def _line(row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "quantity": row["quantity"],
        "subtotal": decimal_text(_subtotal(row), currency),
        "created_at": wire_moment(row["created_at"]),
        "updated_at": wire_moment(row["updated_at"]),
    }


def _subtotal(row: Mapping[str, Any]) -> int:
    return line_total(row["price"], row["discount_price"], row["quantity"])


def _product(row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    product_id = row["product_id"]
    return {
        "id": product_id,
        "name": row["name"],
        "price": decimal_text(row["price"], currency),
        "unit": row["unit"],
        "categories": [
            CartCategory(
                **_dated(category),
                pivot=CategoryPivot(product_id=product_id, category_id=category["id"]),
            )
            for category in row["categories"]
        ],
        "images": [CartImage(**_dated(image), product_id=product_id) for image in row["images"]],
        "producer": _producer(row["producer"], currency),
    }


def _producer(columns: Mapping[str, Any], currency: str) -> CartProducer:
    shown = _dated(columns)
    threshold = shown.pop("free_shipping_threshold")
    free_from = None if threshold is None else decimal_text(threshold, currency)
    return CartProducer(
        **shown, is_verified=shown["verified"], free_shipping_threshold_eur=free_from
    )


def _dated(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns with their moments, which came as the database's JSON, as the wire has them."""
    return {
        **columns,
        "created_at": wire_moment(datetime.fromisoformat(columns["created_at"])),
        "updated_at": wire_moment(datetime.fromisoformat(columns["updated_at"])),
    }
