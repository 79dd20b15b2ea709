"""All SQL of the categories. How many products a category has is counted by whoever writes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from api.kit.ids import next_id, next_ids

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

# The picture is the newest product's that has one, among the twenty newest.
CATEGORIES: Final = """
SELECT c.id, c.name, c.slug, c.sort_order, coalesce(n.products, 0) AS products,
       (SELECT p.image_url
        FROM (SELECT l.product_id, l.created_at FROM product_categories l
              WHERE l.tenant_id = c.tenant_id AND l.category_id = c.id
                AND l.listed_for = 'everyone'
              ORDER BY l.created_at DESC, l.product_id DESC LIMIT 20) AS newest
        JOIN products p ON p.tenant_id = c.tenant_id AND p.id = newest.product_id
        WHERE p.image_url IS NOT NULL
        ORDER BY newest.created_at DESC, newest.product_id DESC LIMIT 1) AS image_url
FROM categories c
LEFT JOIN listing_counts n ON n.tenant_id = c.tenant_id AND n.facet = 'category'
    AND n.facet_id = c.id AND n.audience = 'everyone'
WHERE c.tenant_id = $1 ORDER BY c.sort_order, c.id
"""
CATEGORIES_OF_PRODUCT: Final = """
SELECT l.category_id FROM product_categories l
WHERE l.tenant_id = $1 AND l.product_id = $2 ORDER BY l.id
"""
PRODUCTS_OF_CATEGORY: Final = """
SELECT l.product_id FROM product_categories l
WHERE l.tenant_id = $1 AND l.category_id = $2 ORDER BY l.product_id
"""
INSERT_CATEGORY: Final = """
INSERT INTO categories (tenant_id, id, name, slug, sort_order, created_at, updated_at)
SELECT $1, $2, $3, $4, coalesce(max(c.sort_order) + 1, 0), $5, $5
FROM categories c WHERE c.tenant_id = $1
"""
UPDATE_CATEGORY: Final = """
UPDATE categories SET name = $3, slug = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2
"""
ARRANGE_CATEGORIES: Final = """
UPDATE categories c SET sort_order = o.position - 1, updated_at = $3
FROM unnest($2::bigint[]) WITH ORDINALITY AS o (id, position)
WHERE c.tenant_id = $1 AND c.id = o.id
"""
EMPTY_CATEGORY: Final = "DELETE FROM product_categories WHERE tenant_id = $1 AND category_id = $2"
DELETE_CATEGORY: Final = "DELETE FROM categories WHERE tenant_id = $1 AND id = $2"
TAKE_OUT: Final = """
DELETE FROM product_categories
WHERE tenant_id = $1 AND product_id = $2 AND category_id <> ALL($3::bigint[])
"""
PUT_IN: Final = """
INSERT INTO product_categories (tenant_id, id, product_id, category_id)
SELECT $1, n.id, $2, n.category_id FROM unnest($3::bigint[], $4::bigint[]) AS n (id, category_id)
ON CONFLICT (tenant_id, product_id, category_id) DO NOTHING
"""


async def categories(uow: UnitOfWork) -> list[Record]:
    """All categories in their order, with how many products everybody sees in each, and a picture
    of one.
    """
    return await uow.rows(CATEGORIES)


async def categories_of(uow: UnitOfWork, product_id: int) -> list[int]:
    """The ids of the categories a product is in, the first one first."""
    return [row["category_id"] for row in await uow.rows(CATEGORIES_OF_PRODUCT, product_id)]


async def products_of(uow: UnitOfWork, category_id: int) -> list[int]:
    """The ids of all products of a category, hidden and archived ones too."""
    return [row["product_id"] for row in await uow.rows(PRODUCTS_OF_CATEGORY, category_id)]


async def insert_category(uow: UnitOfWork, name: str, slug: str) -> int:
    """Store a category behind the others; its id."""
    category_id = await next_id(uow, "categories")
    await uow.run(INSERT_CATEGORY, category_id, name, slug, uow.moment)
    return category_id


async def update_category(uow: UnitOfWork, category_id: int, name: str, slug: str) -> None:
    await uow.run(UPDATE_CATEGORY, category_id, name, slug, uow.moment)


async def arrange_categories(uow: UnitOfWork, category_ids: Sequence[int]) -> None:
    await uow.run(ARRANGE_CATEGORIES, list(category_ids), uow.moment)


async def empty_category(uow: UnitOfWork, category_id: int) -> None:
    await uow.run(EMPTY_CATEGORY, category_id)


async def delete_category(uow: UnitOfWork, category_id: int) -> None:
    await uow.run(DELETE_CATEGORY, category_id)


async def place_product(uow: UnitOfWork, product_id: int, category_ids: Sequence[int]) -> None:
    """Let the product be in exactly these categories."""
    await uow.run(TAKE_OUT, product_id, list(category_ids))
    ids = await next_ids(uow, "product_categories", len(category_ids))
    await uow.run(PUT_IN, product_id, ids, list(category_ids))
