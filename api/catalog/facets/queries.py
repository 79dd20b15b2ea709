"""All SQL of the facets: every choice of every filter, counted in one statement.

A filter that is not set is NULL. Each facet counts the products that satisfy all filters but its
own, so that its other choices can be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.catalog.listing.queries import number_of
from api.catalog.rules import CULTIVATION_TYPES, ORGANIC

if TYPE_CHECKING:
    from asyncpg import Record

    from api.catalog.listing.queries import ProductFilters
    from api.kit.db import UnitOfWork

_LISTED: Final = """
p.tenant_id = $1 AND p.is_active AND p.archived_at IS NULL AND ($2::boolean OR NOT p.is_b2b_only)
"""
# What the filters name, 0 where it is not there; then every listed product and which filters it
# satisfies. All of it stands in products_producer_newest_index.
_NARROWED: Final = f"""
wanted AS MATERIALIZED (
    SELECT CASE WHEN $4::text IS NULL THEN $3::bigint ELSE coalesce((
               SELECT c.id FROM categories c WHERE c.tenant_id = $1 AND c.slug = $4), 0)
           END AS category_id,
           CASE WHEN $6::text IS NULL THEN $5::bigint ELSE coalesce((
               SELECT r.id FROM producers r WHERE r.tenant_id = $1 AND r.slug = $6), 0)
           END AS producer_id
),
narrowed AS MATERIALIZED (
    SELECT p.id, p.producer_id, p.cultivation_type, p.price,
           w.category_id IS NULL OR p.id IN (
               SELECT l.product_id FROM product_categories l
               WHERE l.tenant_id = $1 AND l.category_id = (SELECT category_id FROM wanted)
           ) AS in_category,
           w.producer_id IS NULL OR p.producer_id = w.producer_id AS by_producer,
           $7::text IS NULL OR coalesce(p.cultivation_type = $7, false) AS so_grown,
           $8::boolean IS NULL
               OR coalesce(p.cultivation_type = ANY($9::text[]), false) = $8 AS as_organic,
           ($10::bigint IS NULL OR p.price >= $10)
               AND ($11::bigint IS NULL OR p.price <= $11) AS in_range
    FROM {{}} CROSS JOIN wanted w
    WHERE {_LISTED}
      AND ($12::numeric IS NULL OR p.id IN (
          SELECT g.product_id FROM product_ratings g
          WHERE g.tenant_id = $1 AND g.rating_count > 0
            AND g.rating_sum >= $12 * g.rating_count))
)
"""
# Of what is chosen the count is told even where it is none, so that it can be shown and taken back.
_COUNTED: Final = """
SELECT 'category' AS facet, row_number() OVER (ORDER BY c.sort_order, c.id) AS position,
       c.id, c.name, c.slug, coalesce(n.products, 0) AS products,
       NULL::bigint AS least, NULL::bigint AS most
FROM categories c
LEFT JOIN (SELECT l.category_id, count(*) AS products
           FROM narrowed n
           JOIN product_categories l ON l.tenant_id = $1 AND l.product_id = n.id
           WHERE n.by_producer AND n.so_grown AND n.as_organic AND n.in_range
           GROUP BY l.category_id) AS n ON n.category_id = c.id
WHERE c.tenant_id = $1
  AND (n.products IS NOT NULL OR c.id = (SELECT category_id FROM wanted))
UNION ALL
SELECT 'producer', 0, r.id, r.name, r.slug, coalesce(n.products, 0), NULL, NULL
FROM producers r
LEFT JOIN (SELECT producer_id, count(*) AS products FROM narrowed
           WHERE in_category AND so_grown AND as_organic AND in_range
           GROUP BY producer_id) AS n ON n.producer_id = r.id
WHERE r.tenant_id = $1
  AND (n.products IS NOT NULL OR r.id = (SELECT producer_id FROM wanted))
UNION ALL
SELECT 'cultivation', 0, NULL, cultivation_type, NULL, count(*), NULL, NULL FROM narrowed
WHERE in_category AND by_producer AND as_organic AND in_range AND cultivation_type IS NOT NULL
GROUP BY cultivation_type
UNION ALL
SELECT 'organic', 0, NULL, NULL, NULL, count(*), NULL, NULL FROM narrowed
WHERE in_category AND by_producer AND so_grown AND in_range AND cultivation_type = ANY($9::text[])
UNION ALL
SELECT 'price', 0, NULL, NULL, NULL, count(*), min(price), max(price) FROM narrowed
WHERE in_category AND by_producer AND so_grown AND as_organic
UNION ALL
SELECT 'all', 0, NULL, NULL, NULL, count(*), NULL, NULL FROM narrowed
WHERE in_category AND by_producer AND so_grown AND as_organic AND in_range
ORDER BY facet, position, name, id
"""
FACETS: Final = f"WITH {_NARROWED} {_COUNTED}".format("products p")
FACETS_OF_FOUND: Final = f"""
WITH found AS MATERIALIZED (
    SELECT product_id AS id FROM search_products($13, $14, $2, false, 0, NULL)
), {_NARROWED} {_COUNTED}
""".format("found f JOIN products p ON p.tenant_id = $1 AND p.id = f.id")
# Where nothing is chosen, writers keep most of it (decision 0017).
FACETS_OF_ALL: Final = f"""
WITH kept AS (
    SELECT facet, facet_id, sum(products)::bigint AS products FROM listing_counts
    WHERE tenant_id = $1 AND ($2::boolean OR audience = 'everyone') GROUP BY facet, facet_id
),
grown AS (
    SELECT p.cultivation_type, count(*) AS products FROM products p
    WHERE {_LISTED} AND p.cultivation_type IS NOT NULL GROUP BY p.cultivation_type
)
SELECT 'category' AS facet, row_number() OVER (ORDER BY c.sort_order, c.id) AS position,
       c.id, c.name, c.slug, k.products, NULL::bigint AS least, NULL::bigint AS most
FROM kept k JOIN categories c ON c.tenant_id = $1 AND c.id = k.facet_id
WHERE k.facet = 'category' AND k.products > 0
UNION ALL
SELECT 'producer', 0, r.id, r.name, r.slug, k.products, NULL, NULL
FROM kept k JOIN producers r ON r.tenant_id = $1 AND r.id = k.facet_id
WHERE k.facet = 'producer' AND k.products > 0
UNION ALL
SELECT 'cultivation', 0, NULL, cultivation_type, NULL, products, NULL, NULL FROM grown
UNION ALL
SELECT 'organic', 0, NULL, NULL, NULL, coalesce(sum(products), 0)::bigint, NULL, NULL FROM grown
WHERE cultivation_type = ANY($3::text[])
UNION ALL
SELECT 'price', 0, NULL, NULL, NULL, NULL,
       (SELECT min(p.price) FROM products p WHERE {_LISTED}),
       (SELECT max(p.price) FROM products p WHERE {_LISTED})
UNION ALL
SELECT 'all', 0, NULL, NULL, NULL, coalesce(sum(products), 0)::bigint, NULL, NULL FROM kept
WHERE facet = 'shop'
ORDER BY facet, position, name, id
"""


async def count_facets(uow: UnitOfWork, filters: ProductFilters) -> list[Record]:
    """Rows of facet, id, name, slug and products; for the price its ``least`` and ``most``.

    Categories come in their order, everything else by name. ``organic`` and ``all`` are one row.
    """
    category_id, category = _reference(filters.category)
    producer_id, producer = _reference(filters.producer)
    grown = filters.cultivation_type if filters.cultivation_type in CULTIVATION_TYPES else None
    chosen = (
        *(category_id, category, producer_id, producer, grown, filters.organic),
        *(filters.min_price, filters.max_price, filters.min_rating),
    )
    if not filters.search and all(each is None for each in chosen):
        return await uow.rows(FACETS_OF_ALL, filters.wholesale, list(ORGANIC))
    arguments = (filters.wholesale, *chosen[:6], list(ORGANIC), *chosen[6:])
    if filters.search:
        return await uow.rows(FACETS_OF_FOUND, *arguments, filters.search, filters.folded)
    return await uow.rows(FACETS, *arguments)


def _reference(named: str | None) -> tuple[int | None, str | None]:
    """The id or the slug that a filter names."""
    number = None if named is None else number_of(named)
    return number, named if number is None else None
