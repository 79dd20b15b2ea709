"""Carts, shipping and orders of the old installation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from api.kit.money import decimal_text
from ops.data.laravel.old_row import OldRow

if TYPE_CHECKING:
    from ops.data.laravel.installation import Installation, Placed


def place_cart_item(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "cart_items",
        {
            **row.same("id", "quantity", "created_at", "updated_at"),
            "account_id": old.checked("users", row.value("user_id")),
            "product_id": old.checked("products", row.value("product_id")),
        },
    )


def place_shipping_zone(row: OldRow, old: Installation) -> Iterator[Placed]:
    kept = ("id", "name", "postal_prefixes", "is_active", "created_at", "updated_at")
    yield "shipping_zones", row.same(*kept)


def place_shipping_rate(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "shipping_rates",
        {
            **row.same("id", "method", "is_active", "created_at", "updated_at"),
            "zone_id": old.checked("shipping_zones", row.value("zone_id")),
            "currency": old.currency,
            "minimum_grams": row.grams("weight_min_kg"),
            "maximum_grams": row.grams("weight_max_kg"),
            "price": row.money("price_eur", old.currency),
        },
    )


def place_purchase(row: OldRow, old: Installation) -> Iterator[Placed]:
    amounts = {name: row.money(name, old.currency) or 0 for name in ("subtotal", "shipping_total")}
    total = row.money("total", old.currency) or 0
    yield (
        "purchases",
        {
            **row.same("id", "status", "currency", "order_count", "created_at", "updated_at"),
            **amounts,
            "account_id": old.checked("users", row.value("user_id")),
            "public_token": row.token("public_token"),
            "total": total,
            # The old shop kept the fee with the first order only; it is what the sums leave.
            "cod_fee": total - sum(amounts.values()),
        },
    )


def place_order(row: OldRow, old: Installation) -> Iterator[Placed]:
    order_id, status = row.value("id"), row.value("status")
    amounts = ("subtotal", "tax_amount", "shipping_amount", "shipping_cost", "cod_fee")
    yield (
        "orders",
        {
            **row.same("id", "is_child_order", "status", "payment_status", "payment_method"),
            **row.same("payment_provider", "payment_reference", "payment_intent_id"),
            **row.same("shipping_method", "shipping_address", "billing_address", "notes"),
            **row.same("currency", "created_at", "updated_at"),
            **{name: row.money(name, old.currency) or 0 for name in amounts},
            "total": row.money("total_amount", old.currency) or 0,
            "account_id": old.checked("users", row.value("user_id")),
            "purchase_id": old.checked("checkout_sessions", row.value("checkout_session_id")),
            "public_token": row.token("public_token"),
            "channel": row.value("channel") or "B2C",
            **row.same("refund_id", "refunded_at"),
            "refunded_amount": row.value("refunded_amount_cents"),
            "said_before": _said_before(row, old.currency),
        },
    )
    for producer_id, subtotal in old.unquoted_shares(order_id).items():
        yield (
            "fulfilments",
            {
                **_share(old, order_id, producer_id, status),
                "id": None,
                "producer_name": old.find("producers", producer_id)["name"],
                "subtotal": subtotal,
                "shipping_cost": 0,
                "shipping_method": None,
                "free_shipping_applied": False,
                "tariff_code": None,
                "weight_grams": 0,
                "quoted_at": None,
                "locked_at": None,
            },
        )


def _said_before(row: OldRow, currency: str) -> dict[str, Any] | None:
    """What an order says otherwise than ours do: three columns that its oldest rows left empty."""
    amount = row.money("total_amount", currency) or 0
    total, cents = row.money("total", currency), row.value("total_cents")
    said: dict[str, Any] = {}
    if total != amount:
        said["total"] = None if total is None else decimal_text(total, currency)
    if cents != amount:
        said["total_cents"] = cents
    if row.value("channel") is None:
        said["channel"] = None
    return said or None


def place_order_line(row: OldRow, old: Installation) -> Iterator[Placed]:
    order = old.find("orders", row.value("order_id"))
    producer_id = old.seller_of(
        {"producer_id": row.value("producer_id"), "product_id": row.value("product_id")}
    )
    producer = old.find("producers", producer_id)
    unit_price = row.money("unit_price", old.currency)
    row.value("updated_at")
    yield (
        "order_lines",
        {
            **row.same("id", "order_id", "product_name", "product_unit", "quantity", "created_at"),
            "product_id": old.checked("products", row.value("product_id")),
            "variant_id": row.value("product_id"),
            "producer_id": producer_id,
            "currency": order["currency"],
            "list_price": unit_price,
            "unit_price": unit_price,
            "total": row.money("total_price", old.currency),
            "seller_name": producer["business_name"] or producer["name"],
            "seller_tax_id": producer["tax_id"],
        },
    )


def place_order_shipping_line(row: OldRow, old: Installation) -> Iterator[Placed]:
    order = old.find("orders", row.value("order_id"))
    producer_id = old.checked("producers", row.value("producer_id"))
    row.value("updated_at")
    yield (
        "fulfilments",
        {
            **_share(old, order["id"], producer_id, order["status"]),
            **row.same("id", "producer_name", "shipping_method", "free_shipping_applied"),
            "subtotal": row.money("subtotal", old.currency),
            "shipping_cost": row.money("shipping_cost", old.currency),
            "tariff_code": row.value("zone"),
            "weight_grams": row.value("weight_grams") or 0,
            "quoted_at": row.moment("quoted_at"),
            "locked_at": row.moment("locked_at") or row.moment("created_at"),
        },
    )


def _share(old: Installation, order_id: Any, producer_id: Any, status: str) -> dict[str, Any]:
    """What every share of an order says; a completed order is one that was delivered."""
    return {
        "order_id": order_id,
        "producer_id": producer_id,
        "status": "delivered" if status == "completed" else status,
        "currency": old.currency,
    }


def place_order_event(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "order_events",
        {
            **row.same("id", "old_status", "new_status", "note"),
            "order_id": old.checked("orders", row.value("order_id")),
            "account_id": old.checked("users", row.value("changed_by")),
            "created_at": row.moment("changed_at"),
            # The old shop wrote down what admins did, and tracking told it.
            "is_public": True,
        },
    )


def place_shipment(row: OldRow, old: Installation) -> Iterator[Placed]:
    weight = row.value("billable_weight_kg")
    # The old shop's own labels were files of its own; a carrier's are documents of the carrier.
    label = row.value("label_url") or ""
    yield (
        "shipments",
        {
            **row.same("id", "carrier_code", "tracking_code", "label_url", "status"),
            **row.same("tracking_events", "shipped_at", "delivered_at", "notes"),
            **row.same("created_at", "updated_at"),
            "order_id": old.checked("orders", row.value("order_id")),
            "provider": "acs" if label.startswith(("http://", "https://")) else "internal",
            "billable_grams": None if weight is None else row.grams("billable_weight_kg"),
            "tariff_code": row.value("zone_code"),
            "shipping_cost": row.money("shipping_cost_eur", old.currency),
            "currency": old.currency,
        },
    )


def place_commission_rule(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "commission_rules",
        {
            **row.same("id", "scope_channel", "scope_category_id", "scope_producer_id"),
            **row.same("vat_mode", "rounding_mode", "priority", "active"),
            **row.same("created_at", "updated_at"),
            "rate_basis_points": int(Decimal(row.value("percent")) * 100),
            "fixed_fee": row.value("fixed_fee_cents"),
            "tier_minimum": row.value("tier_min_amount_cents"),
            "tier_maximum": row.value("tier_max_amount_cents"),
            "currency": old.currency,
            "effective_from": row.moment("effective_from"),
            "effective_to": row.moment("effective_to"),
        },
    )


def place_fee_rule(row: OldRow, old: Installation) -> Iterator[Placed]:
    until, vat = row.value("effective_to"), row.value("fee_vat_rate")
    yield (
        "fee_rules",
        {
            **row.same("id", "producer_id", "category_id", "channel", "priority", "is_active"),
            **row.same("created_at", "updated_at"),
            "rate_basis_points": int(Decimal(row.value("rate")) * 10_000),
            "vat_basis_points": None if vat is None else int(Decimal(vat) * 10_000),
            "effective_from": date.fromisoformat(row.value("effective_from")),
            "effective_to": None if until is None else date.fromisoformat(until),
        },
    )
