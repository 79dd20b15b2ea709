"""The wire shapes of sold orders, for the document: ``schemas`` builds them as plain mappings."""

from __future__ import annotations

from typing import Any

import msgspec


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """The account that ordered, as the producer's desk shows it."""

    id: int
    name: str
    email: str
    email_verified_at: str | None
    created_at: str
    updated_at: str
    role: str
    is_seed: bool
    anonymized_at: str | None


class SoldLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of the producer's own lines."""

    id: int
    order_id: int
    product_id: int | None
    quantity: int
    unit_price: str
    total_price: str
    product_name: str
    product_unit: str | None
    created_at: str
    updated_at: str
    producer_id: int


class SoldOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its producer's desk shows it."""

    id: int
    user_id: int | None
    subtotal: str
    tax_amount: str
    shipping_amount: str
    total_amount: str
    payment_status: str
    shipping_method: str | None
    shipping_address: dict[str, Any] | None
    billing_address: dict[str, Any] | None
    notes: str | None
    created_at: str
    updated_at: str
    status: str
    payment_method: str | None
    shipping_cost: str
    total: str
    currency: str
    payment_intent_id: str | None
    refund_id: str | None
    refunded_amount_cents: int | None
    refunded_at: str | None
    payment_provider: str | None
    payment_reference: str | None
    checkout_session_id: int | None
    is_child_order: bool
    total_cents: int | None
    channel: str | None
    public_token: str
    cod_fee: str
    stripe_transfer_id: str | None
    stripe_transfer_status: str | None
    user: Customer | None
    order_items: list[SoldLine]


class OpenedSoldOrder(SoldOrder, frozen=True, kw_only=True):
    """The same by itself, with its commission once there is one."""

    commission: dict[str, Any] | None


class SoldCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many orders of each status."""

    total: int
    pending: int
    confirmed: int
    processing: int
    shipped: int
    delivered: int


class SoldOrders(msgspec.Struct, frozen=True, kw_only=True):
    """GET /producer/orders"""

    success: bool
    orders: list[SoldOrder]
    meta: SoldCounts


class SoldOrderAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """GET /producer/orders/{id}"""

    success: bool
    order: OpenedSoldOrder
    commission: dict[str, Any] | None


class SoldOrderMoved(msgspec.Struct, frozen=True, kw_only=True):
    """PATCH /producer/orders/{id}/status"""

    success: bool
    message: str
    email_sent: bool
    order: SoldOrder
