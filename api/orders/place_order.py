"""Placing an order: everything or nothing, in one transaction.

Stock is locked in key order, prices are read under the lock, one order is written per producer and
a purchase over them when there are several. Source: contract POST /api/v1/public/orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from api.kit import audit
from api.kit.authz import require
from api.kit.ids import next_id, next_ids, random_uuid4
from api.kit.money import decimal_text
from api.kit.outbox import emit
from api.orders import queries
from api.orders.errors import CurrencyNotSold, ShippingChanged, UnknownProducts
from api.orders.rules import (
    OfferedProduct,
    PricedLine,
    ProducerShare,
    RequestedLine,
    address_text,
    price_lines,
    quantities,
    quote_still_holds,
    split_by_producer,
)
from api.shipping.service import CartQuote, Parcel, quote_parcels
from api.stock.service import lock_stock, take_stock

if TYPE_CHECKING:
    from uuid import UUID

    from api.kit.db import UnitOfWork
    from api.tenants.profile import Tenant

ORDER_PLACED = "order.placed"


class OrderRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to buy; amounts in minor units of ``currency``."""

    lines: Sequence[RequestedLine]
    currency: str
    shipping_method: str
    payment_method: str
    cod_fee: int
    shipping_address: Mapping[str, Any] | None = None
    notes: str | None = None
    quoted_shipping: int | None = None
    quoted_at: datetime | None = None


class Placement(msgspec.Struct, frozen=True):
    """What was stored: one order, or several under a purchase."""

    order_ids: list[int]
    purchase_id: int | None
    public_token: UUID


async def place_order(uow: UnitOfWork, tenant: Tenant, request: OrderRequest) -> Placement:
    """Store the orders of a cart, take their stock and tell the producers.

    Raises ``CurrencyNotSold``, ``UnknownProducts``, ``ProductNotForSale``, ``InsufficientStock``,
    ``OrderTooLarge``, ``ZoneUnavailable`` and ``ShippingChanged``; after any of them nothing is
    stored.
    """
    require(uow.principal, "place", "order")
    if request.currency != tenant.currency:
        raise CurrencyNotSold
    lines = await _lock_and_price(uow, request.lines)
    shares = split_by_producer(lines)
    quote = await quote_parcels(
        uow,
        tenant,
        method=request.shipping_method,
        postal_code=address_text(request.shipping_address, "postal_code"),
        parcels=[_parcel(share) for share in shares],
    )
    if not quote_still_holds(request.quoted_shipping, quote.total):
        raise ShippingChanged(
            decimal_text(request.quoted_shipping or 0, tenant.currency),
            decimal_text(quote.total, tenant.currency),
        )
    placement = await _store(uow, request, shares, quote)
    await take_stock(uow, quantities(lines), placement.order_ids[0])
    await _tell(uow, placement, shares, quote, tenant.currency)
    return placement


async def _lock_and_price(uow: UnitOfWork, requested: Sequence[RequestedLine]) -> list[PricedLine]:
    ids = sorted({line.product_id for line in requested})
    free = await lock_stock(uow, ids)
    rows = await queries.offered_products(uow, ids)
    products = {row["id"]: OfferedProduct(**dict(row)) for row in rows}
    unknown = [n for n, line in enumerate(requested) if line.product_id not in products]
    if unknown:
        raise UnknownProducts(unknown)
    return price_lines(requested, products, free)


def _parcel(share: ProducerShare) -> Parcel:
    product = share.lines[0].product
    return Parcel(
        producer_id=share.producer_id,
        producer_name=product.producer_name,
        subtotal=share.subtotal,
        grams=share.grams,
        threshold=product.free_shipping_threshold,
    )


async def _store(
    uow: UnitOfWork, request: OrderRequest, shares: list[ProducerShare], quote: CartQuote
) -> Placement:
    order_ids = await next_ids(uow, "orders", len(shares))
    tokens = [random_uuid4() for _ in shares]
    # The fee is charged once, with the first order (contract: cod_fee on the first child only).
    fees = [request.cod_fee, *(0 for _ in shares[1:])]
    purchase_id = None
    public_token = tokens[0]
    if len(shares) > 1:
        purchase_id = await next_id(uow, "purchases")
        public_token = random_uuid4()
        await _store_purchase(uow, purchase_id, public_token, request, shares, quote)
    placed = list(zip(order_ids, shares, strict=True))
    lines = [(order_id, line) for order_id, share in placed for line in share.lines]
    await queries.insert_orders(
        uow,
        uow.principal.account_id,
        purchase_id,
        request.payment_method,
        request.shipping_method,
        request.shipping_address,
        request.notes,
        "B2B" if "business" in uow.principal.roles else "B2C",
        request.currency,
        uow.moment,
        order_ids,
        tokens,
        [share.subtotal for share in shares],
        [quoted.quote.cost for quoted in quote.parcels],
        fees,
        request.quoted_at,
        await next_ids(uow, "fulfilments", len(shares)),
        [share.producer_id for share in shares],
        [quoted.parcel.producer_name for quoted in quote.parcels],
        [quoted.quote.free_reason is not None for quoted in quote.parcels],
        [quoted.quote.tariff_code for quoted in quote.parcels],
        [quoted.quote.weight_grams for quoted in quote.parcels],
        await next_ids(uow, "order_events", len(shares)),
        *_line_columns(await next_ids(uow, "order_lines", len(lines)), lines),
    )
    return Placement(order_ids, purchase_id, public_token)


async def _store_purchase(
    uow: UnitOfWork,
    purchase_id: int,
    public_token: UUID,
    request: OrderRequest,
    shares: list[ProducerShare],
    quote: CartQuote,
) -> None:
    subtotal = sum(share.subtotal for share in shares)
    await queries.insert_purchase(
        uow,
        purchase_id,
        uow.principal.account_id,
        public_token,
        request.currency,
        subtotal,
        quote.total,
        request.cod_fee,
        subtotal + quote.total + request.cod_fee,
        len(shares),
        uow.moment,
    )


def _line_columns(ids: list[int], lines: list[tuple[int, PricedLine]]) -> tuple[list[object], ...]:
    """The columns $24 to $35 of ``INSERT_ORDERS``."""
    rows = [
        (
            line_id,
            order_id,
            line.product.id,
            line.product.producer_id,
            line.product.name,
            line.product.unit,
            line.quantity,
            line.product.price,
            line.unit_price,
            line.product.seller_name,
            line.product.seller_tax_id,
            _json_text(line.product.allergens),
        )
        for line_id, (order_id, line) in zip(ids, lines, strict=True)
    ]
    return tuple(list(column) for column in zip(*rows, strict=True))


def _json_text(allergens: list[str] | None) -> str | None:
    """As text: a list of lists would reach the database as one array of two dimensions."""
    return None if allergens is None else msgspec.json.encode(allergens).decode()


async def _tell(
    uow: UnitOfWork,
    placement: Placement,
    shares: list[ProducerShare],
    quote: CartQuote,
    currency: str,
) -> None:
    placed = list(zip(placement.order_ids, shares, quote.parcels, strict=True))
    await audit.record_many(
        uow,
        "place",
        "order",
        [
            (
                order_id,
                None,
                {
                    "status": "pending",
                    "purchase_id": placement.purchase_id,
                    "producer_id": share.producer_id,
                    "subtotal": share.subtotal,
                    "shipping_cost": quoted.quote.cost,
                    "quantities": {str(k): v for k, v in quantities(share.lines).items()},
                },
            )
            for order_id, share, quoted in placed
        ],
    )
    sold = [
        {
            "order_id": order_id,
            "producer_id": share.producer_id,
            "account_id": share.lines[0].product.producer_account_id,
            "subtotal": share.subtotal,
            "currency": currency,
        }
        for order_id, share, _ in placed
    ]
    await emit(uow, ORDER_PLACED, {"purchase_id": placement.purchase_id, "orders": sold})
