"""All SQL of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec

from api.catalog.rules import CULTIVATION_TYPES, ORGANIC
from api.kit.authz import visible
from api.kit.ids import next_id, next_ids
from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

SEARCH_MOST: Final = 5000

_COLUMNS: Final = """
p.id, p.producer_id, p.name, p.title, p.slug, p.description, p.currency, p.price,
p.discount_price, p.unit, p.category, p.image_url, p.status, p.is_active, p.is_seasonal,
p.is_b2b_only, p.weight_per_unit, p.weight_grams, p.length_cm, p.width_cm, p.height_cm,
p.cultivation_type, p.cultivation_description, p.allergens, p.ingredients, p.origin,
p.storage_instructions, p.shelf_life, p.approval_status, p.rejection_reason, p.moderated_by,
p.moderated_at, p.created_at, p.updated_at, s.on_hand - s.held AS stock
"""
_PRODUCER: Final = """
r.name AS producer_name, r.slug AS producer_slug, r.business_name AS producer_business_name,
r.location AS producer_location, r.city AS producer_city, r.region AS producer_region,
r.description AS producer_description
"""
_CATEGORIES: Final = """
(SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', c.id, 'name', c.name, 'slug', c.slug,
            'created_at', c.created_at, 'updated_at', c.updated_at) ORDER BY l.id), '[]')
 FROM product_categories l
 JOIN categories c ON c.tenant_id = l.tenant_id AND c.id = l.category_id
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
_FROM: Final = """
FROM products p
JOIN producers r ON r.tenant_id = p.tenant_id AND r.id = p.producer_id
JOIN stock_levels s ON s.tenant_id = p.tenant_id AND s.variant_id = p.id
"""
_SELECT: Final = f"SELECT {_COLUMNS}, {_PRODUCER}, {_CATEGORIES}, {_IMAGES} {_FROM}"
_SELECT_OWN: Final = f"SELECT {_COLUMNS}, p.search_exact::text AS search_vector {_FROM}"
_FOUND: Final = "JOIN search_products($2, $3, $4) f ON f.product_id = p.id"
_ALIVE: Final = "p.tenant_id = $1 AND p.archived_at IS NULL"

PRODUCT_BY_ID: Final = f"{_SELECT} WHERE {_ALIVE} AND p.id = $2"
PRODUCT_BY_SLUG: Final = f"{_SELECT} WHERE {_ALIVE} AND p.slug = $2"
LIST_NEWEST: Final = (
    f"{_SELECT} WHERE {_ALIVE} AND p.is_active AND NOT p.is_b2b_only "
    "ORDER BY p.created_at DESC, p.id DESC LIMIT $2 OFFSET $3"
)
COUNT_LISTED: Final = (
    f"SELECT count(*) FROM products p WHERE {_ALIVE} AND p.is_active AND NOT p.is_b2b_only"
)
LOCK_PRODUCT: Final = locking("products", "id", "id")
CATEGORIES: Final = "SELECT id, name, slug FROM categories WHERE tenant_id = $1 ORDER BY id"

SORTS: Final = {
    "created_at": "p.created_at",
    "name": "p.name",
    "price": "p.price",
    "stock": "s.on_hand - s.held",
    "relevance": "f.rank",
}


class ProductFilters(msgspec.Struct, frozen=True, kw_only=True):
    """What a listing asks for. Prices are minor units; none means no such filter."""

    search: str | None = None
    folded: bool = True
    text: str | None = None
    category: str | None = None
    category_text: str | None = None
    producer: str | None = None
    producer_id: int | None = None
    min_price: int | None = None
    max_price: int | None = None
    min_rating: Decimal | None = None
    organic: bool | None = None
    seasonal: bool | None = None
    cultivation_type: str | None = None
    active: bool | None = True
    wholesale: bool = False
    sort: str = "created_at"
    descending: bool = True
    page: int = 1
    per_page: int = 15


async def product_by_id(uow: UnitOfWork, product_id: int) -> Record | None:
    return await uow.row(PRODUCT_BY_ID, product_id)


async def product_by_slug(uow: UnitOfWork, slug: str) -> Record | None:
    return await uow.row(PRODUCT_BY_SLUG, slug)


async def categories(uow: UnitOfWork) -> list[Record]:
    return await uow.rows(CATEGORIES)


async def list_products(uow: UnitOfWork, filters: ProductFilters) -> tuple[list[Record], int]:
    """One page of products and how many there are in all."""
    joins, where, arguments = _conditions(filters)
    count = f"SELECT count(*) FROM products p {joins} WHERE {where}"
    if "r." in where:
        count = f"SELECT count(*) {_FROM} {joins} WHERE {where}"
    total = await uow.value(count, *arguments)
    if total <= (filters.page - 1) * filters.per_page:
        return [], total
    rank = ", f.rank::text AS search_rank" if filters.search else ""
    direction = "DESC" if filters.descending else "ASC"
    # Equally relevant products come oldest first, everything else newest first (contract).
    ties = "ASC" if filters.sort == "relevance" else direction
    limit, offset = len(arguments) + 2, len(arguments) + 3
    statement = (
        f"SELECT {_COLUMNS}, {_PRODUCER}, {_CATEGORIES}, {_IMAGES}{rank} {_FROM} {joins} "
        f"WHERE {where} ORDER BY {SORTS[filters.sort]} {direction}, p.id {ties} "
        f"LIMIT ${limit} OFFSET ${offset}"
    )
    skipped = (filters.page - 1) * filters.per_page
    return await uow.rows(statement, *arguments, filters.per_page, skipped), total


def _conditions(filters: ProductFilters) -> tuple[str, str, list[object]]:
    """Joins, WHERE and arguments; text is only ever joined from constants of this file."""
    arguments: list[object] = []
    joins = ""
    where = [_ALIVE]
    if filters.search:
        arguments += [filters.search, filters.folded, SEARCH_MOST]
        joins = _FOUND

    def bind(value: object) -> str:
        arguments.append(value)
        return f"${len(arguments) + 1}"

    if filters.active is not None:
        where.append("p.is_active" if filters.active else "NOT p.is_active")
    if not filters.wholesale:
        where.append("NOT p.is_b2b_only")
    if filters.min_price is not None:
        where.append(f"p.price >= {bind(filters.min_price)}::bigint")
    if filters.max_price is not None:
        where.append(f"p.price <= {bind(filters.max_price)}::bigint")
    if filters.producer_id is not None:
        where.append(f"p.producer_id = {bind(filters.producer_id)}::bigint")
    if filters.producer is not None:
        column = "r.id::text" if filters.producer.isdecimal() else "r.slug"
        where.append(f"{column} = {bind(filters.producer)}")
    if filters.category is not None:
        where.append(_in_category(filters.category, bind(filters.category)))
    if filters.category_text is not None:
        where.append(f"p.category = {bind(filters.category_text)}")
    if filters.text is not None:
        pattern = bind(f"%{filters.text}%")
        where.append(
            f"(p.name LIKE {pattern} OR p.slug LIKE {pattern} OR p.description LIKE {pattern})"
        )
    if filters.organic is not None:
        is_organic = f"coalesce(p.cultivation_type = ANY({bind(list(ORGANIC))}::text[]), false)"
        where.append(is_organic if filters.organic else f"NOT {is_organic}")
    if filters.seasonal is not None:
        where.append("p.is_seasonal" if filters.seasonal else "NOT p.is_seasonal")
    if filters.cultivation_type in CULTIVATION_TYPES:
        where.append(f"p.cultivation_type = {bind(filters.cultivation_type)}")
    if filters.min_rating is not None:
        # Nobody has rated anything: reviews come with their own domain.
        where.append("false")
    return joins, " AND ".join(where), arguments


def _in_category(category: str, placeholder: str) -> str:
    column = "c.id::text" if category.isdecimal() else "c.slug"
    return (
        "EXISTS (SELECT 1 FROM product_categories l JOIN categories c "
        "ON c.tenant_id = l.tenant_id AND c.id = l.category_id "
        f"WHERE l.tenant_id = p.tenant_id AND l.product_id = p.id AND {column} = {placeholder})"
    )


async def list_own_products(
    uow: UnitOfWork, *, text: str | None, active: bool | None, page: int, per_page: int
) -> tuple[list[Record], int]:
    """One page of the products that the caller may call their own, by name; and how many."""
    arguments: list[object] = [uow.tenant_id]
    where = [_ALIVE, visible(uow.principal, "list_own", "product", arguments, "p")]
    if text is not None:
        arguments.append(f"%{text}%")
        where.append(f"p.name LIKE ${len(arguments)}")
    if active is not None:
        where.append("p.is_active" if active else "NOT p.is_active")
    condition = " AND ".join(where)
    total = await uow.value(f"SELECT count(*) FROM products p WHERE {condition}", *arguments[1:])
    limit, offset = len(arguments) + 1, len(arguments) + 2
    rows = await uow.rows(
        f"{_SELECT_OWN} WHERE {condition} ORDER BY p.name, p.id LIMIT ${limit} OFFSET ${offset}",
        *arguments[1:],
        per_page,
        (page - 1) * per_page,
    )
    return rows, total


# Writing ------------------------------------------------------------------------------------------

WRITABLE: Final = (
    "name", "title", "slug", "description", "price", "discount_price", "unit", "category",
    "image_url", "status", "is_active", "is_seasonal", "is_b2b_only", "weight_per_unit",
    "cultivation_type", "cultivation_description", "allergens", "ingredients", "origin",
    "storage_instructions", "shelf_life", "producer_id",
)  # fmt: skip
INSERT_VARIANT: Final = """
INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
VALUES ($1, $2, $2, true, $3)
"""
ARCHIVE_PRODUCT: Final = """
UPDATE products SET archived_at = $3, is_active = false, updated_at = $3
WHERE tenant_id = $1 AND id = $2
"""
PRODUCER_EXISTS: Final = "SELECT EXISTS (SELECT 1 FROM producers WHERE tenant_id = $1 AND id = $2)"
DELETE_IMAGES: Final = "DELETE FROM product_images WHERE tenant_id = $1 AND product_id = $2"
INSERT_IMAGES: Final = """
INSERT INTO product_images
    (tenant_id, id, product_id, url, is_primary, sort_order, created_at, updated_at)
SELECT $1, i.id, $2, i.url, i.position = 1, i.position - 1, $5, $5
FROM unnest($3::bigint[], $4::text[]) WITH ORDINALITY AS i (id, url, position)
"""


async def lock_product(uow: UnitOfWork, product_id: int) -> None:
    """Hold the product's row until the unit of work ends; nothing happens if there is none."""
    await uow.row(LOCK_PRODUCT, [product_id])


async def insert_product(uow: UnitOfWork, currency: str, values: Mapping[str, object]) -> int:
    """Store a product with its default variant; columns that are not named get their defaults."""
    product_id = await next_id(uow, "products")
    columns = [name for name in WRITABLE if name in values]
    first = 5
    placeholders = ", ".join(f"${first + position}" for position in range(len(columns)))
    await uow.run(
        "INSERT INTO products (tenant_id, id, currency, created_at, updated_at, "
        f"{', '.join(columns)}) VALUES ($1, $2, $3, $4, $4, {placeholders})",
        product_id,
        currency,
        uow.moment,
        *(values[name] for name in columns),
    )
    await uow.run(INSERT_VARIANT, product_id, uow.moment)
    return product_id


async def update_product(uow: UnitOfWork, product_id: int, values: Mapping[str, object]) -> None:
    columns = [name for name in WRITABLE if name in values]
    changes = "".join(f", {name} = ${position}" for position, name in enumerate(columns, start=4))
    await uow.run(
        f"UPDATE products SET updated_at = $3{changes} WHERE tenant_id = $1 AND id = $2",
        product_id,
        uow.moment,
        *(values[name] for name in columns),
    )


async def archive_product(uow: UnitOfWork, product_id: int) -> None:
    await uow.run(ARCHIVE_PRODUCT, product_id, uow.moment)


async def producer_exists(uow: UnitOfWork, producer_id: int) -> bool:
    return bool(await uow.value(PRODUCER_EXISTS, producer_id))


async def replace_images(uow: UnitOfWork, product_id: int, urls: Sequence[str]) -> None:
    """The product's pictures in this order; the first one is the primary."""
    await uow.run(DELETE_IMAGES, product_id)
    if urls:
        ids = await next_ids(uow, "product_images", len(urls))
        await uow.run(INSERT_IMAGES, product_id, ids, list(urls), uow.moment)
