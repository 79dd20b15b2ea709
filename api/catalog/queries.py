"""All SQL of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from api.catalog.counting.queries import recounted
from api.kit.ids import next_id, next_ids
from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

# What is sold or given back changes a product as its fields do (contract).
_COLUMNS: Final = """
p.id, p.producer_id, p.name, p.title, p.slug, p.description, p.currency, p.price,
p.discount_price, p.unit, p.category, p.image_url, p.status, p.is_active, p.is_seasonal,
p.is_b2b_only, p.weight_per_unit, p.weight_grams, p.length_cm, p.width_cm, p.height_cm,
p.cultivation_type, p.cultivation_description, p.allergens, p.ingredients, p.origin,
p.storage_instructions, p.shelf_life, p.approval_status, p.rejection_reason, p.moderated_by,
p.moderated_at, p.shown_once_approved, p.created_at,
greatest(p.updated_at, s.updated_at) AS updated_at, s.on_hand - s.held AS stock,
g.rating_count, g.rating_sum
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
JOINED: Final = """
JOIN producers r ON r.tenant_id = p.tenant_id AND r.id = p.producer_id
JOIN stock_levels s ON s.tenant_id = p.tenant_id AND s.variant_id = p.id
LEFT JOIN product_ratings g ON g.tenant_id = p.tenant_id AND g.product_id = p.id
"""
OWN_COLUMNS: Final = _COLUMNS
SHOWN_COLUMNS: Final = f"{_COLUMNS}, {_PRODUCER}, {_CATEGORIES}, {_IMAGES}"
_SELECT: Final = f"SELECT {SHOWN_COLUMNS} FROM products p {JOINED}"
_ALIVE: Final = "p.tenant_id = $1 AND p.archived_at IS NULL"

PRODUCT_BY_ID: Final = f"{_SELECT} WHERE {_ALIVE} AND p.id = $2"
PRODUCT_BY_SLUG: Final = f"{_SELECT} WHERE {_ALIVE} AND p.slug = $2"
# As its seller sees it, whatever became of it: with the words that search reads.
WHOLE_PRODUCTS: Final = f"""
SELECT {_COLUMNS},
       to_tsvector('simple', p.name || ' ' || coalesce(p.description, ''))::text AS search_vector
FROM products p {JOINED} WHERE p.tenant_id = $1 AND p.id = ANY($2::bigint[])
"""
LOCK_PRODUCT: Final = locking("products", "id", "id")
CATEGORIES: Final = "SELECT id, name, slug FROM categories WHERE tenant_id = $1 ORDER BY id"


async def product_by_id(uow: UnitOfWork, product_id: int) -> Record | None:
    return await uow.row(PRODUCT_BY_ID, product_id)


async def whole_products(uow: UnitOfWork, product_ids: Sequence[int]) -> list[Record]:
    return await uow.rows(WHOLE_PRODUCTS, list(product_ids))


async def product_by_slug(uow: UnitOfWork, slug: str) -> Record | None:
    return await uow.row(PRODUCT_BY_SLUG, slug)


async def categories(uow: UnitOfWork) -> list[Record]:
    return await uow.rows(CATEGORIES)


# Writing ------------------------------------------------------------------------------------------

WRITABLE: Final = (
    "name", "title", "slug", "description", "price", "discount_price", "unit", "category",
    "image_url", "status", "is_active", "is_seasonal", "is_b2b_only", "weight_per_unit",
    "cultivation_type", "cultivation_description", "allergens", "ingredients", "origin",
    "storage_instructions", "shelf_life", "producer_id", "approval_status", "rejection_reason",
    "moderated_by", "moderated_at", "shown_once_approved",
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
# Pictures are made anew; what was said of one that stays is kept.
REPLACE_IMAGES: Final = """
WITH gone AS (
    DELETE FROM product_images WHERE tenant_id = $1 AND product_id = $2 RETURNING url, alt
)
INSERT INTO product_images
    (tenant_id, id, product_id, url, alt, is_primary, sort_order, created_at, updated_at)
SELECT $1, i.id, $2, i.url, coalesce((SELECT max(g.alt) FROM gone g WHERE g.url = i.url), ''),
       i.position = 1, i.position - 1, $5, $5
FROM unnest($3::bigint[], $4::text[]) WITH ORDINALITY AS i (id, url, position)
"""

LOW_PRODUCTS: Final = """
SELECT p.id AS product_id, p.name AS product_name, r.account_id
FROM products p JOIN producers r ON r.tenant_id = p.tenant_id AND r.id = p.producer_id
WHERE p.tenant_id = $1 AND p.id = ANY($2::bigint[]) AND r.account_id IS NOT NULL ORDER BY p.id
"""


RUNNING_LOW: Final = """
SELECT p.id AS product_id, s.on_hand - s.held AS stock
FROM products p JOIN stock_levels s ON s.tenant_id = p.tenant_id AND s.variant_id = p.id
WHERE p.tenant_id = $1 AND p.is_active AND p.archived_at IS NULL
    AND s.on_hand - s.held BETWEEN 1 AND $2 ORDER BY p.id
"""


async def running_low(uow: UnitOfWork, most: int) -> list[Record]:
    """The products for sale of which at most so many are left, and some are."""
    return await uow.rows(RUNNING_LOW, most)


async def low_products(uow: UnitOfWork, product_ids: Sequence[int]) -> list[Record]:
    """The name of each product and the account that sells it, where there is one."""
    return await uow.rows(LOW_PRODUCTS, list(product_ids))


async def lock_product(uow: UnitOfWork, product_id: int) -> None:
    """Hold the product's row until the unit of work ends; nothing happens if there is none."""
    await uow.row(LOCK_PRODUCT, [product_id])


async def lock_products(uow: UnitOfWork, product_ids: Sequence[int]) -> None:
    """Hold these rows until the unit of work ends, in key order."""
    await uow.rows(LOCK_PRODUCT, list(product_ids))


async def insert_product(uow: UnitOfWork, currency: str, values: Mapping[str, object]) -> int:
    """Store a product with its default variant; columns that are not named get their defaults."""
    product_id = await next_id(uow, "products")
    columns = [name for name in WRITABLE if name in values]
    first = 5
    placeholders = ", ".join(f"${first + position}" for position in range(len(columns)))
    async with recounted(uow, product_id):
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
    """Change a product whose row is held."""
    columns = [name for name in WRITABLE if name in values]
    changes = "".join(f", {name} = ${position}" for position, name in enumerate(columns, start=4))
    async with recounted(uow, product_id):
        await uow.run(
            f"UPDATE products SET updated_at = $3{changes} WHERE tenant_id = $1 AND id = $2",
            product_id,
            uow.moment,
            *(values[name] for name in columns),
        )


async def archive_product(uow: UnitOfWork, product_id: int) -> None:
    """Take a product whose row is held out of the shop."""
    async with recounted(uow, product_id):
        await uow.run(ARCHIVE_PRODUCT, product_id, uow.moment)


async def producer_exists(uow: UnitOfWork, producer_id: int) -> bool:
    return bool(await uow.value(PRODUCER_EXISTS, producer_id))


async def replace_images(uow: UnitOfWork, product_id: int, urls: Sequence[str]) -> None:
    """The product's pictures in this order; the first one is the primary."""
    ids = await next_ids(uow, "product_images", len(urls))
    await uow.run(REPLACE_IMAGES, product_id, ids, list(urls), uow.moment)


# What other domains ask ---------------------------------------------------------------------------

# A page lists them all, as the contract does; no list is longer than this.
SHOWN_MOST: Final = 1_000
SHOWN_PRODUCTS: Final = (
    f"{_SELECT} WHERE {_ALIVE} AND p.is_active AND p.producer_id = $2 "
    f"ORDER BY p.name, p.id LIMIT {SHOWN_MOST}"
)
PRODUCTS_OF: Final = """
SELECT id FROM products WHERE tenant_id = $1 AND producer_id = $2 AND archived_at IS NULL
"""
ARCHIVE_PRODUCTS: Final = """
UPDATE products SET archived_at = $3, is_active = false, updated_at = $3
WHERE tenant_id = $1 AND id = ANY($2::bigint[])
"""
RATING: Final = f"""
SELECT g.* FROM products p
LEFT JOIN product_ratings g ON g.tenant_id = p.tenant_id AND g.product_id = p.id
WHERE {_ALIVE} AND p.id = $2
"""
ADD_STARS: Final = {
    stars: f"""
    INSERT INTO product_ratings (tenant_id, product_id, stars_{stars}) VALUES ($1, $2, 1)
    ON CONFLICT (tenant_id, product_id)
    DO UPDATE SET stars_{stars} = product_ratings.stars_{stars} + 1
    """
    for stars in (1, 2, 3, 4, 5)
}
TAKE_STARS: Final = {
    stars: f"""
    UPDATE product_ratings SET stars_{stars} = stars_{stars} - 1
    WHERE tenant_id = $1 AND product_id = $2
    """
    for stars in (1, 2, 3, 4, 5)
}


async def shown_products(uow: UnitOfWork, producer_id: int) -> list[Record]:
    return await uow.rows(SHOWN_PRODUCTS, producer_id)


async def archive_products(uow: UnitOfWork, producer_id: int) -> int:
    """Take all products of the producer out of the shop; returns how many there were."""
    ids = [row["id"] for row in await uow.rows(PRODUCTS_OF, producer_id)]
    await uow.rows(LOCK_PRODUCT, ids)
    async with recounted(uow, *ids):
        return await uow.run(ARCHIVE_PRODUCTS, ids, uow.moment)


async def rating_of(uow: UnitOfWork, product_id: int) -> Record | None:
    return await uow.row(RATING, product_id)


async def add_stars(uow: UnitOfWork, product_id: int, stars: int) -> None:
    await uow.run(ADD_STARS[stars], product_id)


async def take_stars(uow: UnitOfWork, product_id: int, stars: int) -> None:
    await uow.run(TAKE_STARS[stars], product_id)
