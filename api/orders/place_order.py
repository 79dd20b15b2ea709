"""Placing an order: everything or nothing, in one transaction.

Stock is locked in key order, prices are read under the lock, one order is written per producer and
a purchase over them when there are several. Source: contract POST /api/v1/public/orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from api.catalog.service import tell_low_stock
from api.identity.service import account_exists
from api.kit import audit
from api.kit.authz import require
from api.kit.ids import next_id, next_ids, random_uuid4
from api.kit.money import decimal_text
from api.kit.outbox import emit
from api.orders import queries
from api.orders.errors import (
    CurrencyNotSold,
    PricesChanged,
    ShippingChanged,
    UnknownAccount,
    UnknownProducts,
)
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
from api.orders.service import Purchase
from api.shipping.service import CartQuote, Parcel, QuotedParcel, find_locker, quote_parcels
from api.stock.rules import runs_low
from api.stock.service import lock_stock, take_stock

if TYPE_CHECKING:
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
    quoted_subtotal: int | None = None
    quoted_shipping: int | None = None
    quoted_at: datetime | None = None
    named_account_id: int | None = None
    """An account must exist to be named; the order is the caller's all the same (D3)."""
    locker_id: str | None = None
    locker_discount: int = 0
    terms_version: str | None = None
    """The wording of the terms that the buyer accepted; none where nobody asked."""


async def place_order(uow: UnitOfWork, tenant: Tenant, request: OrderRequest) -> Purchase:
    """Store the orders of a cart, take their stock and tell the producers; returns what is stored.

    What is written goes out with the unit of work's last statement.

    Raises ``CurrencyNotSold``, ``UnknownAccount``, ``UnknownProducts``, ``ProductNotForSale``,
    ``InsufficientStock``, ``OrderTooLarge``, ``PricesChanged``, ``UnknownLocker``,
    ``ZoneUnavailable`` and ``ShippingChanged``; after any of them nothing is stored.
    """
    require(uow.principal, "place", "order")
    if request.currency != tenant.currency:
        raise CurrencyNotSold
    named = request.named_account_id
    if named is not None and not await account_exists(uow, named):
        raise UnknownAccount
    request = await _sent_to_locker(uow, request)
    lines, free = await _lock_and_price(uow, request.lines)
    _require_shown_prices(request, sum(line.total for line in lines))
    shares = split_by_producer(lines)
    quote = await quote_parcels(
        uow,
        tenant,
        method=request.shipping_method,
        postal_code=address_text(request.shipping_address, "postal_code"),
        parcels=[_parcel(share) for share in shares],
        locker_discount=request.locker_discount,
    )
    if not quote_still_holds(request.quoted_shipping, quote.total):
        raise ShippingChanged(
            decimal_text(request.quoted_shipping or 0, tenant.currency),
            decimal_text(quote.total, tenant.currency),
        )
    placed = await _store(uow, request, shares, quote)
    taken = quantities(lines)
    await take_stock(uow, taken, placed.orders[0]["id"])
    left = {product_id: free[product_id] - quantity for product_id, quantity in taken.items()}
    few = {product_id: number for product_id, number in left.items() if runs_low(number)}
    if few:
        await tell_low_stock(uow, few)
    await _tell(uow, placed, shares)
    return placed


def _require_shown_prices(request: OrderRequest, subtotal: int) -> None:
    """Raises ``PricesChanged`` where a buyer was shown other prices; not everybody says which."""
    if not quote_still_holds(request.quoted_subtotal, subtotal):
        raise PricesChanged(
            decimal_text(request.quoted_subtotal or 0, request.currency),
            decimal_text(subtotal, request.currency),
        )


async def _sent_to_locker(uow: UnitOfWork, request: OrderRequest) -> OrderRequest:
    """The order with the locker's address in place of the buyer's; others as they came."""
    if request.shipping_method != "LOCKER" or request.locker_id is None:
        return request
    locker = await find_locker(uow, request.locker_id)
    address = {
        **(request.shipping_address or {}),
        "line1": locker["name"],
        "line2": locker["address"],
        "city": None,
        "postal_code": locker["postal_code"],
        "locker_id": locker["code"],
    }
    return msgspec.structs.replace(request, shipping_address=address)


async def _lock_and_price(
    uow: UnitOfWork, requested: Sequence[RequestedLine]
) -> tuple[list[PricedLine], dict[int, int]]:
    """The lines at the prices of this moment, and how many were free of each product."""
    ids = sorted({line.product_id for line in requested})
    free = await lock_stock(uow, ids)
    rows = await queries.offered_products(uow, ids)
    products = {row["id"]: OfferedProduct(**dict(row)) for row in rows}
    unknown = [n for n, line in enumerate(requested) if line.product_id not in products]
    if unknown:
        raise UnknownProducts(unknown)
    return price_lines(requested, products, free), free


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
) -> Purchase:
    purchase = None
    if len(shares) > 1:
        purchase = await _purchase_row(uow, request, shares, quote)
        queries.insert_purchase(uow, purchase)
    orders = await _order_rows(uow, request, shares, quote)
    for order in orders:
        order["purchase_id"] = None if purchase is None else purchase["id"]
        order["is_child_order"] = purchase is not None
    await queries.insert_orders(uow, orders)
    return Purchase(orders, purchase)


async def _purchase_row(
    uow: UnitOfWork, request: OrderRequest, shares: list[ProducerShare], quote: CartQuote
) -> dict[str, Any]:
    subtotal = sum(share.subtotal for share in shares)
    return {
        "id": await next_id(uow, "purchases"),
        "account_id": uow.principal.account_id,
        "public_token": random_uuid4(),
        "status": "pending",
        "currency": request.currency,
        "subtotal": subtotal,
        "shipping_total": quote.total,
        "cod_fee": request.cod_fee,
        "total": subtotal + quote.total + request.cod_fee,
        "order_count": len(shares),
        "created_at": uow.moment,
        "updated_at": uow.moment,
    }


async def _order_rows(
    uow: UnitOfWork, request: OrderRequest, shares: list[ProducerShare], quote: CartQuote
) -> list[dict[str, Any]]:
    """The orders with lines and shares, named as ``queries`` reads them back later."""
    order_ids = await next_ids(uow, "orders", len(shares))
    line_ids = iter(await next_ids(uow, "order_lines", sum(len(share.lines) for share in shares)))
    # The fee is charged once, with the first order (contract: cod_fee on the first child only).
    fees = [request.cod_fee, *(0 for _ in shares[1:])]
    same = {
        "account_id": uow.principal.account_id,
        "status": "pending",
        "payment_status": "pending",
        "payment_method": request.payment_method,
        "payment_provider": None,
        "payment_reference": None,
        "shipping_method": request.shipping_method,
        "shipping_address": request.shipping_address,
        "notes": request.notes,
        "channel": "B2B" if "business" in uow.principal.roles else "B2C",
        "currency": request.currency,
        "tax_amount": 0,
        "shipping_amount": 0,
        "quoted_at": request.quoted_at,
        "terms_version": request.terms_version,
        "created_at": uow.moment,
        "updated_at": uow.moment,
    }
    return [
        {
            **same,
            "id": order_id,
            "public_token": random_uuid4(),
            "subtotal": share.subtotal,
            "shipping_cost": quoted.quote.cost,
            "cod_fee": fee,
            "total": share.subtotal + quoted.quote.cost + fee,
            "lines": [_line_row(order_id, next(line_ids), line) for line in share.lines],
            "shares": [_share_row(order_id, share, quoted, request.shipping_method)],
        }
        for order_id, share, quoted, fee in zip(order_ids, shares, quote.parcels, fees, strict=True)
    ]


def _line_row(order_id: int, line_id: int, line: PricedLine) -> dict[str, Any]:
    product = line.product
    return {
        "id": line_id,
        "order_id": order_id,
        "product_id": product.id,
        "producer_id": product.producer_id,
        "producer_name": product.producer_name,
        "producer_slug": product.producer_slug,
        "product_name": product.name,
        "product_unit": product.unit,
        "quantity": line.quantity,
        "list_price": product.price,
        "unit_price": line.unit_price,
        "total": line.total,
        "seller_name": product.seller_name,
        "seller_tax_id": product.seller_tax_id,
        "allergens": _json_text(product.allergens),
    }


def _share_row(
    order_id: int, share: ProducerShare, quoted: QuotedParcel, method: str
) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "producer_id": share.producer_id,
        "producer_name": quoted.parcel.producer_name,
        "subtotal": share.subtotal,
        "shipping_cost": quoted.quote.cost,
        "shipping_method": method,
        "free_shipping_applied": quoted.quote.free_reason is not None,
        "tariff_code": quoted.quote.tariff_code,
        "weight_grams": quoted.quote.weight_grams,
    }


def _json_text(allergens: list[str] | None) -> str | None:
    """As text: a list of lists would reach the database as one array of two dimensions."""
    return None if allergens is None else msgspec.json.encode(allergens).decode()


async def _tell(uow: UnitOfWork, placed: Purchase, shares: list[ProducerShare]) -> None:
    told = list(zip(placed.orders, shares, strict=True))
    changes: list[audit.Change] = [
        (
            order["id"],
            None,
            {
                "status": order["status"],
                "purchase_id": order["purchase_id"],
                "producer_id": share.producer_id,
                "subtotal": order["subtotal"],
                "shipping_cost": order["shipping_cost"],
                "terms_version": order["terms_version"],
                "quantities": {str(k): v for k, v in quantities(share.lines).items()},
            },
        )
        for order, share in told
    ]
    await audit.record_many(uow, "place", "order", changes)
    sold = [
        {
            "order_id": order["id"],
            "producer_id": share.producer_id,
            "account_id": share.lines[0].product.producer_account_id,
            "subtotal": order["subtotal"],
            "currency": order["currency"],
        }
        for order, share in told
    ]
    purchase_id = None if placed.purchase is None else placed.purchase["id"]
    await emit(uow, ORDER_PLACED, {"purchase_id": purchase_id, "orders": sold})
