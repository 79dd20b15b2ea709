"""Sold orders on the wire: what a producer's desk shows (shapes in ``shapes.py``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.kit.money import decimal_text
from api.laravel.rules import Rules
from api.laravel.values import optional_moment, wire_moment

LIST_SOLD: Final = Rules(
    {"status": "nullable|string|in:pending,confirmed,processing,shipped,delivered"}
)


def sold_order(row: Mapping[str, Any]) -> dict[str, object]:
    """An order row as its producer's desk shows it: the own lines only."""
    currency = row["currency"]
    return {
        "id": row["id"],
        "user_id": row["account_id"],
        "subtotal": decimal_text(row["subtotal"], currency),
        "tax_amount": decimal_text(row["tax_amount"], currency),
        "shipping_amount": decimal_text(row["shipping_amount"], currency),
        "total_amount": decimal_text(row["total"], currency),
        "payment_status": row["payment_status"],
        "shipping_method": row["shipping_method"],
        "shipping_address": row["shipping_address"],
        "billing_address": row["billing_address"],
        "notes": row["notes"],
        "created_at": wire_moment(row["created_at"]),
        "updated_at": wire_moment(row["updated_at"]),
        "status": row["status"],
        "payment_method": row["payment_method"],
        "shipping_cost": decimal_text(row["shipping_cost"], currency),
        "total": decimal_text(row["total"], currency),
        "currency": currency,
        "payment_intent_id": row["payment_intent_id"],
        "refund_id": None,
        "refunded_amount_cents": None,
        "refunded_at": None,
        "payment_provider": row["payment_provider"],
        "payment_reference": row["payment_reference"],
        "checkout_session_id": row["purchase_id"],
        "is_child_order": row["is_child_order"],
        "total_cents": row["total"],
        "channel": row["channel"],
        "public_token": row["public_token"],
        "cod_fee": decimal_text(row["cod_fee"], currency),
        "stripe_transfer_id": None,
        "stripe_transfer_status": None,
        "user": _customer(row),
        "order_items": [_sold_line(line, row["id"], currency) for line in row["lines"]],
    }


def _sold_line(line: Mapping[str, Any], order_id: int, currency: str) -> dict[str, object]:
    created_at = f"{line['created_at'][:19]}.000000Z"
    return {
        "id": line["id"],
        "order_id": order_id,
        "product_id": line["product_id"],
        "quantity": line["quantity"],
        "unit_price": decimal_text(line["unit_price"], currency),
        "total_price": decimal_text(line["total"], currency),
        "product_name": line["product_name"],
        "product_unit": line["product_unit"],
        "created_at": created_at,
        "updated_at": created_at,
        "producer_id": line["producer_id"],
    }


def _customer(row: Mapping[str, Any]) -> dict[str, object] | None:
    if row["account_id"] is None:
        return None
    return {
        "id": row["account_id"],
        "name": row["customer_name"],
        "email": row["customer_email"],
        "email_verified_at": optional_moment(row["customer_email_verified_at"]),
        "created_at": wire_moment(row["customer_created_at"]),
        "updated_at": wire_moment(row["customer_updated_at"]),
        "role": row["customer_role"],
        "is_seed": row["customer_is_seed"],
        "anonymized_at": optional_moment(row["customer_anonymized_at"]),
    }


def counts(by_status: Mapping[str, int]) -> dict[str, int]:
    """How many orders of each status a producer has; cancelled ones count in the total only."""
    statuses: Sequence[str] = ("pending", "confirmed", "processing", "shipped", "delivered")
    return {
        "total": sum(by_status.values()),
        **{status: by_status.get(status, 0) for status in statuses},
    }
