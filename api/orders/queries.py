"""All SQL of the orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from api.kit.authz import visible
from api.kit.ids import next_ids

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

OFFERED_PRODUCTS: Final = """
SELECT p.id, p.producer_id, p.name, p.unit, p.price, p.discount_price, p.weight_per_unit,
       p.allergens, p.is_active, r.name AS producer_name, r.slug AS producer_slug,
       coalesce(r.business_name, r.name) AS seller_name, r.tax_id AS seller_tax_id,
       r.free_shipping_threshold, r.account_id AS producer_account_id
FROM products p
JOIN producers r ON r.tenant_id = p.tenant_id AND r.id = p.producer_id
WHERE p.tenant_id = $1 AND p.id = ANY($2::bigint[]) AND p.archived_at IS NULL
"""

INSERT_PURCHASE: Final = """
INSERT INTO purchases
    (tenant_id, id, account_id, public_token, status, currency, subtotal, shipping_total, cod_fee,
     total, order_count, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
"""
INSERT_ORDERS: Final = """
INSERT INTO orders
    (tenant_id, id, account_id, purchase_id, is_child_order, public_token, status,
     payment_status, payment_method, shipping_method, shipping_address, notes, channel,
     currency, terms_version, terms_accepted_at, subtotal, shipping_cost, cod_fee, total,
     created_at, updated_at)
SELECT $1, o.id, $2, $3, $3::bigint IS NOT NULL, o.public_token, 'pending', 'pending', $4, $5,
       $6, $7, $8, $9, $11::text, CASE WHEN $11::text IS NOT NULL THEN $10::timestamptz END,
       o.subtotal, o.shipping_cost, o.cod_fee, o.total, $10, $10
FROM unnest($12::bigint[], $13::uuid[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[])
    AS o (id, public_token, subtotal, shipping_cost, cod_fee, total)
"""
INSERT_FULFILMENTS: Final = """
INSERT INTO fulfilments
    (tenant_id, id, order_id, producer_id, producer_name, status, currency, subtotal,
     shipping_cost, shipping_method, free_shipping_applied, tariff_code, weight_grams,
     quoted_at, locked_at)
SELECT $1, f.id, f.order_id, f.producer_id, f.producer_name, 'pending', $2, f.subtotal,
       f.shipping_cost, $3, f.free, f.tariff_code, f.weight_grams, $4, $5
FROM unnest($6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::bigint[], $11::bigint[],
            $12::boolean[], $13::text[], $14::bigint[])
    AS f (id, order_id, producer_id, producer_name, subtotal, shipping_cost, free,
          tariff_code, weight_grams)
"""
INSERT_ORDER_EVENTS: Final = """
INSERT INTO order_events (tenant_id, id, order_id, new_status, account_id, created_at)
SELECT $1, e.id, e.order_id, 'pending', $2, $3
FROM unnest($4::bigint[], $5::bigint[]) AS e (id, order_id)
"""
INSERT_LINES: Final = """
INSERT INTO order_lines
    (tenant_id, id, order_id, product_id, variant_id, producer_id, product_name, product_unit,
     quantity, currency, list_price, unit_price, total, seller_name, seller_tax_id, allergens,
     created_at)
SELECT $1, l.id, l.order_id, l.product_id, l.product_id, l.producer_id, l.product_name,
       l.product_unit, l.quantity, $2, l.list_price, l.unit_price, l.total, l.seller_name,
       l.seller_tax_id, l.allergens::jsonb, $3
FROM unnest($4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[],
            $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[], $15::text[],
            $16::text[])
    AS l (id, order_id, product_id, producer_id, product_name, product_unit, quantity, list_price,
          unit_price, total, seller_name, seller_tax_id, allergens)
"""

LINES: Final = """
(SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', l.id, 'product_id', l.product_id, 'product_name', l.product_name,
            'product_unit', l.product_unit, 'quantity', l.quantity, 'unit_price', l.unit_price,
            'total', l.total, 'producer_id', l.producer_id, 'producer_name', r.name,
            'producer_slug', r.slug, 'created_at', l.created_at) ORDER BY l.id), '[]')
 FROM order_lines l
 JOIN producers r ON r.tenant_id = l.tenant_id AND r.id = l.producer_id
 WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id{only}) AS lines
"""
# A share without a locked quote is of an imported order, which the old shop showed without one.
_SHARES: Final = """
(SELECT coalesce(jsonb_agg(jsonb_build_object(
            'producer_id', f.producer_id, 'producer_name', f.producer_name,
            'subtotal', f.subtotal, 'shipping_cost', f.shipping_cost,
            'shipping_method', f.shipping_method,
            'free_shipping_applied', f.free_shipping_applied) ORDER BY f.id), '[]')
 FROM fulfilments f
 WHERE f.tenant_id = o.tenant_id AND f.order_id = o.id AND f.locked_at IS NOT NULL) AS shares
"""
_ORDER: Final = """
o.id, o.account_id, o.purchase_id, o.is_child_order, o.public_token, o.status, o.payment_status,
o.payment_method, o.payment_provider, o.payment_reference, o.payment_intent_id,
o.shipping_method, o.shipping_address, o.billing_address, o.notes, o.channel, o.currency,
o.subtotal, o.tax_amount, o.shipping_amount, o.shipping_cost, o.cod_fee, o.total, o.created_at,
o.updated_at
"""
_CUSTOMER: Final = """
a.name AS customer_name, a.email AS customer_email,
a.email_verified_at AS customer_email_verified_at, a.role AS customer_role,
a.is_seed AS customer_is_seed, a.anonymized_at AS customer_anonymized_at,
a.created_at AS customer_created_at, a.updated_at AS customer_updated_at
"""
_REFUND: Final = "o.refund_id, o.refunded_amount, o.refunded_at"
RAW_ORDER: Final = f"{_ORDER}, {_REFUND}, o.said_before, {_CUSTOMER}"
BUYER: Final = "LEFT JOIN accounts a ON a.tenant_id = o.tenant_id AND a.id = o.account_id"

_SELECT: Final = f"SELECT {_ORDER}, {LINES.format(only='')}, {_SHARES} FROM orders o"

ORDERS_BY_IDS: Final = (
    f"{_SELECT} WHERE o.tenant_id = $1 AND o.id = ANY($2::bigint[]) ORDER BY o.id"
)
ORDER_BY_TOKEN: Final = f"{_SELECT} WHERE o.tenant_id = $1 AND o.public_token = $2"
ORDERS_OF_PURCHASE: Final = f"{_SELECT} WHERE o.tenant_id = $1 AND o.purchase_id = $2 ORDER BY o.id"
TRACKED_ORDER: Final = """
SELECT o.id, o.status, o.payment_status, o.currency, o.total, o.created_at, o.updated_at,
       (SELECT count(*) FROM order_lines l
        WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id) AS lines,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'status', e.new_status, 'changed_at', e.created_at, 'note', e.note)
                   ORDER BY e.created_at, e.id), '[]')
        FROM order_events e
        WHERE e.tenant_id = o.tenant_id AND e.order_id = o.id AND e.old_status IS NOT NULL
          AND e.is_public)
           AS history
FROM orders o WHERE o.tenant_id = $1 AND o.public_token = $2
"""
MOVES: Final = """
SELECT e.old_status, e.new_status, e.note, e.created_at, e.producer_id, f.producer_name
FROM order_events e
LEFT JOIN fulfilments f ON f.tenant_id = e.tenant_id AND f.order_id = e.order_id
    AND f.producer_id = e.producer_id
WHERE e.tenant_id = $1 AND e.order_id = $2 ORDER BY e.created_at, e.id
"""
OWNER_OF_ORDER: Final = "SELECT id, account_id FROM orders WHERE tenant_id = $1 AND id = $2"
NEWEST_SHIPPING_ADDRESS: Final = """
SELECT shipping_address FROM orders
WHERE tenant_id = $1 AND account_id = $2 AND shipping_address IS NOT NULL
ORDER BY created_at DESC, id DESC LIMIT 1
"""
PURCHASE_BY_TOKEN: Final = "SELECT * FROM purchases WHERE tenant_id = $1 AND public_token = $2"


async def offered_products(uow: UnitOfWork, product_ids: list[int]) -> list[Record]:
    return await uow.rows(OFFERED_PRODUCTS, product_ids)


def insert_purchase(uow: UnitOfWork, purchase: Mapping[str, Any]) -> None:
    columns = ("id", "account_id", "public_token", "status", "currency", "subtotal")
    amounts = ("shipping_total", "cod_fee", "total", "order_count", "created_at")
    uow.later(INSERT_PURCHASE, *(purchase[name] for name in (*columns, *amounts)))


async def insert_orders(uow: UnitOfWork, orders: Sequence[Mapping[str, Any]]) -> None:
    """Orders of one buyer at one moment, with their lines, their producers' shares and first
    events. Rows are written together, so these may come before what they refer to.
    """
    same = orders[0]
    uow.later(
        INSERT_ORDERS,
        *(same[name] for name in ("account_id", "purchase_id", "payment_method")),
        *(same[name] for name in ("shipping_method", "shipping_address", "notes", "channel")),
        *(same[name] for name in ("currency", "created_at", "terms_version")),
        *_columns(orders, "id", "public_token", "subtotal", "shipping_cost", "cod_fee", "total"),
    )
    shares = [share for order in orders for share in order["shares"]]
    uow.later(
        INSERT_FULFILMENTS,
        *(same[name] for name in ("currency", "shipping_method", "quoted_at", "created_at")),
        await next_ids(uow, "fulfilments", len(shares)),
        *_columns(shares, "order_id", "producer_id", "producer_name", "subtotal"),
        *_columns(shares, "shipping_cost", "free_shipping_applied", "tariff_code", "weight_grams"),
    )
    event_ids = await next_ids(uow, "order_events", len(orders))
    order_ids = [order["id"] for order in orders]
    uow.later(INSERT_ORDER_EVENTS, same["account_id"], same["created_at"], event_ids, order_ids)
    lines = [line for order in orders for line in order["lines"]]
    uow.later(
        INSERT_LINES,
        same["currency"],
        same["created_at"],
        *_columns(lines, "id", "order_id", "product_id", "producer_id", "product_name"),
        *_columns(lines, "product_unit", "quantity", "list_price", "unit_price", "total"),
        *_columns(lines, "seller_name", "seller_tax_id", "allergens"),
    )


def _columns(rows: Sequence[Mapping[str, Any]], *names: str) -> list[list[Any]]:
    return [[row[name] for row in rows] for name in names]


async def orders_by_ids(uow: UnitOfWork, order_ids: Sequence[int]) -> list[Record]:
    return await uow.rows(ORDERS_BY_IDS, list(order_ids))


async def order_by_token(uow: UnitOfWork, token: UUID) -> Record | None:
    return await uow.row(ORDER_BY_TOKEN, token)


async def tracked_order(uow: UnitOfWork, token: UUID) -> Record | None:
    """An order's state with its public moves; the first event, being placed, is no move."""
    return await uow.row(TRACKED_ORDER, token)


async def moves(uow: UnitOfWork, order_id: int) -> list[Record]:
    """The whole history of an order, oldest first; the first move comes from nowhere."""
    return await uow.rows(MOVES, order_id)


async def owner_of_order(uow: UnitOfWork, order_id: int) -> Record | None:
    """Who placed an order."""
    return await uow.row(OWNER_OF_ORDER, order_id)


async def orders_of_purchase(uow: UnitOfWork, purchase_id: int) -> list[Record]:
    return await uow.rows(ORDERS_OF_PURCHASE, purchase_id)


async def newest_shipping_address(uow: UnitOfWork, account_id: int) -> Mapping[str, Any] | None:
    address: Mapping[str, Any] | None = await uow.value(NEWEST_SHIPPING_ADDRESS, account_id)
    return address


async def purchase_by_token(uow: UnitOfWork, token: UUID) -> Record | None:
    return await uow.row(PURCHASE_BY_TOKEN, token)


async def list_own(uow: UnitOfWork, *, page: int, per_page: int) -> tuple[list[Record], int]:
    """One page of the orders that the caller may call their own, newest first; and how many."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "list_own", "order", arguments, "o")
    total = await uow.value(
        f"SELECT count(*) FROM orders o WHERE o.tenant_id = $1 AND {mine}", *arguments[1:]
    )
    limit, offset = len(arguments) + 1, len(arguments) + 2
    rows = await uow.rows(
        f"{_SELECT} WHERE o.tenant_id = $1 AND {mine} "
        f"ORDER BY o.created_at DESC, o.id DESC LIMIT ${limit} OFFSET ${offset}",
        *arguments[1:],
        per_page,
        (page - 1) * per_page,
    )
    return rows, total


# What other domains ask ---------------------------------------------------------------------------

HAS_RECEIVED: Final = """
SELECT EXISTS (
    SELECT FROM orders o
    JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id
    WHERE o.tenant_id = $1 AND o.account_id = $2 AND o.status IN ('completed', 'delivered')
      AND l.product_id = $3)
"""
ORDER_OWNER: Final = "SELECT account_id FROM orders WHERE tenant_id = $1 AND id = $2"
HAS_ORDERS: Final = "SELECT EXISTS (SELECT FROM orders WHERE tenant_id = $1 AND account_id = $2)"
# A share without a moment was made for an imported order that had lines and no shipping line.
PRODUCER_REFERENCES: Final = """
SELECT (SELECT count(*) FROM order_lines WHERE tenant_id = $1 AND producer_id = $2) AS lines,
       (SELECT count(*) FROM fulfilments
        WHERE tenant_id = $1 AND producer_id = $2 AND locked_at IS NOT NULL) AS shares
"""


async def has_received(uow: UnitOfWork, account_id: int, product_id: int) -> bool:
    return bool(await uow.value(HAS_RECEIVED, account_id, product_id))


async def order_owner(uow: UnitOfWork, order_id: int) -> Record | None:
    return await uow.row(ORDER_OWNER, order_id)


async def has_orders(uow: UnitOfWork, account_id: int) -> bool:
    return bool(await uow.value(HAS_ORDERS, account_id))


async def producer_references(uow: UnitOfWork, producer_id: int) -> Record:
    [row] = await uow.rows(PRODUCER_REFERENCES, producer_id)
    return row
