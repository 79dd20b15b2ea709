"""An order as the old models showed their rows: to the producer's desk and to the back office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.kit.money import decimal_text
from api.laravel.values import optional_moment, wire_json_moment, wire_moment


def raw_order(row: Mapping[str, Any], status: str) -> dict[str, object]:
    """An order's own columns; ``status`` is the order's, or that of the share that is shown."""
    currency = row["currency"]
    order: dict[str, object] = {
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
        "status": status,
        "payment_method": row["payment_method"],
        "shipping_cost": decimal_text(row["shipping_cost"], currency),
        "total": decimal_text(row["total"], currency),
        "currency": currency,
        "payment_intent_id": row["payment_intent_id"],
        "refund_id": row["refund_id"],
        "refunded_amount_cents": row["refunded_amount"],
        "refunded_at": optional_moment(row["refunded_at"]),
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
    }
    # The first orders of an imported shop say nothing, or something else, in three of these.
    return {**order, **(row["said_before"] or {})}


def raw_line(line: Mapping[str, Any], order_id: int, currency: str) -> dict[str, object]:
    """An order line's own columns."""
    created_at = wire_json_moment(line["created_at"])
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


def raw_customer(row: Mapping[str, Any]) -> dict[str, object] | None:
    """The account that ordered; none for a guest."""
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
