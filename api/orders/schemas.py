"""The wire shapes of orders, and the rules that placing one must satisfy."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec

from api.kit.money import decimal_text
from api.laravel.postal_codes import postal_code_rule
from api.laravel.rules import Rules
from api.laravel.values import wire_moment
from api.orders.rules import order_number
from api.orders.service import Purchase

_ADDRESS: Final = "shipping_address"
_LABELS: Final = {
    "HOME": "Παράδοση στο σπίτι",
    "COURIER": "Μεταφορική εταιρεία",
    "PICKUP": "Παραλαβή από κατάστημα",
    "LOCKER": "Παραλαβή από θυρίδα",
}


ACCEPTED: Final = Rules({"terms_accepted": "accepted"})
"""Tells whether the buyer accepted the terms, in shops that do not ask for it too."""


@cache
def place_order_rules(
    currency: str,
    *,
    checked_in: str | None = None,
    terms_required: bool = False,
    terms_version: str = "",
    lockers: bool = False,
) -> Rules:
    """The rules of placing an order in a shop that sells in this currency.

    The old shop let EUR and USD through; a shop of another currency takes its own only.
    ``checked_in`` is the country (ISO 3166) whose postal codes alone are taken, if any;
    ``terms_required`` asks for ``terms_accepted``; a caller who says which ``terms_version`` the
    buyer read is refused when the shop has another one by now. ``lockers`` lets parcels go to
    lockers, by the ``locker_id`` of GET /shipping/lockers/search.
    """
    currencies = "EUR,USD" if currency in ("EUR", "USD") else currency
    spoken = currencies.replace(",", " or ")
    methods = ("HOME", "PICKUP", "COURIER", *(("LOCKER",) if lockers else ()))
    return Rules(
        {
            "items": "required|array|min:1|max:200",
            "items.*.product_id": "required|integer",
            "items.*.quantity": "required|integer|min:1",
            "currency": f"required|string|in:{currencies}",
            "shipping_method": f"required|string|in:{','.join(methods)}",
            "notes": "nullable|string|max:1000",
            _ADDRESS: "nullable|array",
            f"{_ADDRESS}.name": "nullable|string|max:255",
            f"{_ADDRESS}.phone": "nullable|string|max:50",
            f"{_ADDRESS}.email": "nullable|email|max:255",
            f"{_ADDRESS}.line1": "nullable|string|max:255",
            f"{_ADDRESS}.line2": "nullable|string|max:255",
            f"{_ADDRESS}.city": "nullable|string|max:100",
            f"{_ADDRESS}.postal_code": [
                "nullable",
                "string",
                "max:20" if checked_in is None else postal_code_rule(checked_in),
            ],
            f"{_ADDRESS}.region": "nullable|string|max:100",
            f"{_ADDRESS}.country": "nullable|string|max:100",
            "shipping_cost": "nullable|numeric|min:0|max:100",
            "payment_method": "nullable|string|in:COD,CARD,BANK_TRANSFER",
            "quoted_shipping": "nullable|numeric|min:0|max:200",
            "quoted_subtotal": "nullable|numeric|min:0|max:10000000000",
            "quoted_at": "nullable|date",
            "user_id": "nullable|integer",
            **({"terms_accepted": "accepted"} if terms_required else {}),
            **({"terms_version": f"sometimes|in:{terms_version}"} if terms_version else {}),
            **({"locker_id": "required_if:shipping_method,LOCKER|string"} if lockers else {}),
        },
        messages={
            "items.required": "At least one item is required.",
            "items.min": "At least one item is required.",
            "items.*.product_id.required": "Each item must have a product_id.",
            "items.*.product_id.exists": "One or more products do not exist.",
            "items.*.quantity.required": "Each item must have a quantity.",
            "items.*.quantity.min": "Quantity must be at least 1.",
            "currency.in": f"Currency must be {spoken}.",
            "shipping_method.in": (
                f"Shipping method must be {', '.join(methods[:-1])}, or {methods[-1]}."
            ),
            "notes.max": "Notes cannot exceed 1000 characters.",
            f"{_ADDRESS}.array": "Shipping address must be an object.",
            f"{_ADDRESS}.email.email": "Invalid email address format.",
            f"{_ADDRESS}.postal_code.regex": "This is no postal code of the shop's country.",
            "terms_accepted.accepted": "The terms must be accepted to place an order.",
            "terms_version.in": "The terms have changed. Please read and accept them again.",
            "payment_method.in": "Payment method must be COD, CARD, or BANK_TRANSFER.",
        },
    )


class PlacedItem(msgspec.Struct, frozen=True):
    """One line of the cart."""

    product_id: int
    quantity: int


class PlaceOrderForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /public/orders after its rules; amounts are decimals of the currency."""

    items: list[PlacedItem]
    currency: str
    shipping_method: str
    notes: str | None = None
    shipping_address: dict[str, Any] | None = None
    shipping_cost: Decimal | None = None
    payment_method: str | None = None
    quoted_shipping: Decimal | None = None
    quoted_subtotal: Decimal | None = None
    quoted_at: str | None = None
    user_id: int | None = None
    locker_id: str | None = None


class Producer(msgspec.Struct, frozen=True):
    """Who sells a line."""

    id: int
    name: str
    slug: str | None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order."""

    id: int
    product_id: int
    product_name: str
    product_unit: str
    quantity: int
    unit_price: str
    price: str
    total_price: str
    producer: Producer


class ShippingLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one producer's parcel costs."""

    producer_id: int
    producer_name: str
    subtotal: str
    shipping_cost: str
    shipping_method: str | None
    free_shipping_applied: bool


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its buyer sees it. Amounts are decimal text of ``currency``."""

    id: int
    order_number: str
    public_token: UUID
    checkout_session_id: int | None
    is_child_order: bool
    status: str
    payment_status: str
    payment_method: str
    payment_provider: str | None
    payment_reference: str | None
    shipping_method: str | None
    shipping_method_label: str | None
    notes: str | None
    subtotal: str
    tax_amount: str
    shipping_amount: str
    shipping_cost: str
    cod_fee: str
    total: str
    total_amount: str
    currency: str
    created_at: str
    items_count: int
    items: list[Line]
    order_items: list[Line]
    shipping_lines: list[ShippingLine]
    shipping_total: str
    is_multi_producer: bool


class CheckoutSession(msgspec.Struct, frozen=True, kw_only=True):
    """Several orders placed at once, as their buyer sees them."""

    id: int
    public_token: UUID
    type: str
    status: str
    is_multi_producer: bool
    order_count: int
    subtotal: str
    shipping_total: str
    cod_fee: str
    total: str
    currency: str
    stripe_payment_intent_id: str | None
    payment_order_id: int
    created_at: str
    updated_at: str
    orders: list[Order]
    shipping_lines: list[ShippingLine]


class PlacedOrder(msgspec.Struct, frozen=True):
    """The answer to placing, and to asking by token, when one producer sells everything."""

    data: Order


class PlacedSession(msgspec.Struct, frozen=True):
    """The same when several producers do."""

    data: CheckoutSession


Placed = PlacedOrder | PlacedSession


class PageMeta(msgspec.Struct, frozen=True):
    """Where a page stands in its list."""

    current_page: int
    last_page: int
    per_page: int
    total: int


class OwnOrders(msgspec.Struct, frozen=True):
    """GET /orders."""

    orders: list[Order]
    meta: PageMeta


def purchase(bought: Purchase) -> Placed:
    """What was bought: one order, or a checkout session with its orders."""
    orders = [order(row) for row in bought.orders]
    row = bought.purchase
    if row is None:
        return PlacedOrder(orders[0])
    currency = row["currency"]
    return PlacedSession(
        CheckoutSession(
            id=row["id"],
            public_token=row["public_token"],
            type="checkout_session",
            status=row["status"],
            is_multi_producer=row["order_count"] > 1,
            order_count=row["order_count"],
            subtotal=decimal_text(row["subtotal"], currency),
            shipping_total=decimal_text(row["shipping_total"], currency),
            cod_fee=decimal_text(row["cod_fee"], currency),
            total=decimal_text(row["total"], currency),
            currency=currency,
            stripe_payment_intent_id=None,
            payment_order_id=orders[0].id,
            created_at=wire_moment(row["created_at"]),
            updated_at=wire_moment(row["updated_at"]),
            orders=orders,
            shipping_lines=[line for each in orders for line in each.shipping_lines],
        )
    )


def order(row: Mapping[str, Any]) -> Order:
    """An order row with its lines and shares."""
    currency = row["currency"]
    lines = [_line(line, currency) for line in row["lines"]]
    shipping_lines = [_shipping_line(share, currency) for share in row["shares"]]
    # The old shop kept the cost in shipping_cost and showed it under both names.
    shipping = decimal_text(row["shipping_cost"] + row["shipping_amount"], currency)
    total = decimal_text(row["total"], currency)
    return Order(
        id=row["id"],
        order_number=order_number(row["id"]),
        public_token=row["public_token"],
        checkout_session_id=row["purchase_id"],
        is_child_order=row["is_child_order"],
        status=row["status"],
        payment_status=row["payment_status"],
        payment_method=row["payment_method"] or "cod",
        payment_provider=row["payment_provider"],
        payment_reference=row["payment_reference"],
        shipping_method=row["shipping_method"],
        shipping_method_label=_LABELS.get(row["shipping_method"] or "", row["shipping_method"]),
        notes=row["notes"],
        subtotal=decimal_text(row["subtotal"], currency),
        tax_amount=decimal_text(row["tax_amount"], currency),
        shipping_amount=shipping,
        shipping_cost=shipping,
        cod_fee=decimal_text(row["cod_fee"], currency),
        total=total,
        total_amount=total,
        currency=currency,
        created_at=wire_moment(row["created_at"]),
        items_count=len(lines),
        items=lines,
        order_items=lines,
        shipping_lines=shipping_lines,
        shipping_total=decimal_text(
            sum(share["shipping_cost"] for share in row["shares"]), currency
        ),
        is_multi_producer=len(shipping_lines) > 1,
    )


def _line(line: Mapping[str, Any], currency: str) -> Line:
    price = decimal_text(line["unit_price"], currency)
    return Line(
        id=line["id"],
        product_id=line["product_id"],
        product_name=line["product_name"],
        product_unit=line["product_unit"] or "τεμ.",
        quantity=line["quantity"],
        unit_price=price,
        price=price,
        total_price=decimal_text(line["total"], currency),
        producer=Producer(line["producer_id"], line["producer_name"], line["producer_slug"]),
    )


def _shipping_line(share: Mapping[str, Any], currency: str) -> ShippingLine:
    return ShippingLine(
        producer_id=share["producer_id"],
        producer_name=share["producer_name"],
        subtotal=decimal_text(share["subtotal"], currency),
        shipping_cost=decimal_text(share["shipping_cost"], currency),
        shipping_method=share["shipping_method"],
        free_shipping_applied=share["free_shipping_applied"],
    )
