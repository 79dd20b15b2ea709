"""All SQL of the carts. A product that was taken out of the shop lies in nobody's cart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from api.kit.authz import visible
from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

LIST_MOST: Final = 1000

_CATEGORIES: Final = """
(SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', g.id, 'name', g.name, 'slug', g.slug,
            'created_at', g.created_at, 'updated_at', g.updated_at) ORDER BY l.id), '[]')
 FROM product_categories l
 JOIN categories g ON g.tenant_id = l.tenant_id AND g.id = l.category_id
 WHERE l.tenant_id = p.tenant_id AND l.product_id = p.id) AS categories
"""
_IMAGES: Final = """
(SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', i.id, 'url', i.url, 'is_primary', i.is_primary, 'sort_order', i.sort_order,
            'created_at', i.created_at, 'updated_at', i.updated_at)
            ORDER BY i.sort_order, i.is_primary DESC, i.id), '[]')
 FROM product_images i
 WHERE i.tenant_id = p.tenant_id AND i.product_id = p.id) AS images
"""
# The producer's columns by name: private ones never leave the database here (D2).
_PRODUCER: Final = """
jsonb_build_object(
    'id', r.id, 'name', r.name, 'slug', r.slug, 'business_name', r.business_name,
    'description', r.description, 'location', r.location, 'city', r.city, 'region', r.region,
    'website', r.website, 'image_url', r.image_url, 'latitude', r.latitude::text,
    'longitude', r.longitude::text, 'social_media', r.social_media,
    'product_categories', r.product_categories, 'status', r.status, 'is_active', r.is_active,
    'verified', r.verified, 'uses_custom_shipping_rates', r.uses_custom_shipping_rates,
    'free_shipping_threshold', r.free_shipping_threshold,
    'created_at', r.created_at, 'updated_at', r.updated_at) AS producer
"""
_FROM: Final = """
FROM cart_items c
JOIN products p ON p.tenant_id = c.tenant_id AND p.id = c.product_id AND p.archived_at IS NULL
JOIN stock_levels s ON s.tenant_id = c.tenant_id AND s.variant_id = c.product_id
"""
_LINE: Final = f"""
SELECT c.id, c.quantity, c.created_at, c.updated_at, p.id AS product_id, p.name, p.price,
       p.discount_price, p.unit, p.is_active, s.on_hand - s.held AS stock,
       {_PRODUCER}, {_CATEGORIES}, {_IMAGES}
{_FROM}
JOIN producers r ON r.tenant_id = p.tenant_id AND r.id = p.producer_id
"""


class Addition(msgspec.Struct, frozen=True, kw_only=True):
    """More of a product, with the price of one that its buyer saw; ``id`` is fresh."""

    id: int
    product_id: int
    quantity: int
    seen_price: int
    seen_currency: str


LINE_BY_ID: Final = f"{_LINE} WHERE c.tenant_id = $1 AND c.id = $2"
ITEM_BY_ID: Final = f"""
SELECT c.id, c.account_id, c.product_id, c.quantity, s.on_hand - s.held AS free
{_FROM} WHERE c.tenant_id = $1 AND c.id = $2
"""
# Whoever changes a cart holds its account's row, so one cart has one change at a time.
LOCK_CART: Final = locking("accounts", "id", "id")
IS_KNOWN: Final = """
SELECT EXISTS (SELECT 1 FROM products WHERE tenant_id = $1 AND id = $2 AND archived_at IS NULL)
"""
OFFERS: Final = """
SELECT p.id AS product_id, p.is_active, p.price, p.discount_price, p.currency,
       s.on_hand - s.held AS free, c.id AS item_id, coalesce(c.quantity, 0) AS in_cart
FROM products p
JOIN stock_levels s ON s.tenant_id = p.tenant_id AND s.variant_id = p.id
LEFT JOIN cart_items c
    ON c.tenant_id = p.tenant_id AND c.product_id = p.id AND c.account_id = $2
WHERE p.tenant_id = $1 AND p.id = ANY($3::bigint[]) AND p.archived_at IS NULL
"""
ADD_TO_LINES: Final = """
INSERT INTO cart_items AS c
    (tenant_id, id, account_id, product_id, quantity, seen_price, seen_currency, created_at,
     updated_at)
SELECT $1, n.id, $2, n.product_id, n.quantity, n.seen_price, n.seen_currency, $3, $3
FROM unnest($4::bigint[], $5::bigint[], $6::integer[], $7::bigint[], $8::text[])
    AS n (id, product_id, quantity, seen_price, seen_currency)
ON CONFLICT (tenant_id, account_id, product_id) DO UPDATE
SET quantity = c.quantity + excluded.quantity, seen_price = excluded.seen_price,
    seen_currency = excluded.seen_currency, updated_at = excluded.updated_at
RETURNING c.id, c.product_id
"""
SET_QUANTITIES: Final = """
UPDATE cart_items c SET quantity = n.quantity, updated_at = $2
FROM unnest($3::bigint[], $4::integer[]) AS n (id, quantity)
WHERE c.tenant_id = $1 AND c.id = n.id
"""
SET_SEEN_PRICES: Final = """
UPDATE cart_items c SET seen_price = n.seen_price, seen_currency = n.seen_currency
FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS n (id, seen_price, seen_currency)
WHERE c.tenant_id = $1 AND c.id = n.id
"""
DELETE_ITEMS: Final = "DELETE FROM cart_items WHERE tenant_id = $1 AND id = ANY($2::bigint[])"
DELETE_ITEM: Final = "DELETE FROM cart_items WHERE tenant_id = $1 AND id = $2"


async def list_lines(uow: UnitOfWork) -> list[Record]:
    """The lines that the caller may see, oldest first, with everything a page shows of them."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "view", "cart", arguments, "c")
    return await uow.rows(
        f"{_LINE} WHERE c.tenant_id = $1 AND {mine} ORDER BY c.id LIMIT {LIST_MOST}",
        *arguments[1:],
    )


async def line_by_id(uow: UnitOfWork, item_id: int) -> Record | None:
    return await uow.row(LINE_BY_ID, item_id)


async def item_by_id(uow: UnitOfWork, item_id: int) -> Record | None:
    """A line of anybody's cart: whose, what, how many, and how many of it are free."""
    return await uow.row(ITEM_BY_ID, item_id)


async def is_known(uow: UnitOfWork, product_id: int) -> bool:
    return bool(await uow.value(IS_KNOWN, product_id))


async def lock_cart(uow: UnitOfWork, account_id: int) -> None:
    """Hold the account's cart until the unit of work ends."""
    await uow.row(LOCK_CART, [account_id])


async def offers(uow: UnitOfWork, account_id: int, product_ids: Sequence[int]) -> dict[int, Record]:
    """By product: whether it is sold, how many are free, and the account's line of it."""
    rows = await uow.rows(OFFERS, account_id, list(product_ids))
    return {row["product_id"]: row for row in rows}


async def list_watched(uow: UnitOfWork) -> list[Record]:
    """The caller's lines with what was seen of them and what is so now, archived products too."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "view", "cart", arguments, "c")
    return await uow.rows(
        "SELECT c.id, c.quantity, c.seen_price, c.seen_currency, p.id AS product_id, p.name, "
        "p.price, p.discount_price, p.currency, s.on_hand - s.held AS free, "
        "p.is_active AND p.archived_at IS NULL AS is_sold FROM cart_items c "
        "JOIN products p ON p.tenant_id = c.tenant_id AND p.id = c.product_id "
        "JOIN stock_levels s ON s.tenant_id = c.tenant_id AND s.variant_id = c.product_id "
        f"WHERE c.tenant_id = $1 AND {mine} ORDER BY c.id LIMIT {LIST_MOST}",
        *arguments[1:],
    )


async def add_to_lines(
    uow: UnitOfWork, account_id: int, additions: Sequence[Addition]
) -> dict[int, int]:
    """Put more of products into the cart.

    A product that lies there already keeps its line. Returns the ids of the lines by product.
    """
    rows = await uow.rows(
        ADD_TO_LINES,
        account_id,
        uow.moment,
        [addition.id for addition in additions],
        [addition.product_id for addition in additions],
        [addition.quantity for addition in additions],
        [addition.seen_price for addition in additions],
        [addition.seen_currency for addition in additions],
    )
    return {row["product_id"]: row["id"] for row in rows}


async def set_seen_prices(uow: UnitOfWork, seen: Sequence[tuple[int, int, str]]) -> None:
    """Note of lines, by id, which price their buyer has seen: amount and currency."""
    await uow.run(
        SET_SEEN_PRICES,
        [item_id for item_id, _, _ in seen],
        [amount for _, amount, _ in seen],
        [currency for _, _, currency in seen],
    )


async def delete_items(uow: UnitOfWork, item_ids: Sequence[int]) -> None:
    await uow.run(DELETE_ITEMS, list(item_ids))


async def set_quantities(uow: UnitOfWork, quantities: Sequence[tuple[int, int]]) -> None:
    """Set lines, by id, to quantities."""
    await uow.run(
        SET_QUANTITIES,
        uow.moment,
        [item_id for item_id, _ in quantities],
        [quantity for _, quantity in quantities],
    )


async def delete_item(uow: UnitOfWork, item_id: int) -> None:
    await uow.run(DELETE_ITEM, item_id)


async def delete_all(uow: UnitOfWork) -> list[Record]:
    """Empty the caller's cart, of archived products too; what it held, oldest first."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "change", "cart", arguments)
    rows = await uow.rows(
        f"DELETE FROM cart_items WHERE tenant_id = $1 AND {mine} "
        "RETURNING id, product_id, quantity",
        *arguments[1:],
    )
    return sorted(rows, key=lambda row: int(row["id"]))
