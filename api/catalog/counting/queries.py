"""All SQL of the counted lists: totals that writers keep, so that no list counts its products.

A listed product (active, not archived) counts for the shop, for its producer and for each of its
categories. What only businesses see is counted apart.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

Count = tuple[str, int, str]
"""A facet (shop, category, producer), the id of what it is, and who sees the product."""

_COUNTED: Final = """
SELECT f.facet, f.facet_id,
       CASE WHEN p.is_b2b_only THEN 'businesses' ELSE 'everyone' END AS audience
FROM products p
CROSS JOIN LATERAL (
    SELECT 'shop', 0::bigint
    UNION ALL SELECT 'producer', p.producer_id
    UNION ALL SELECT 'category', l.category_id FROM product_categories l
              WHERE l.tenant_id = p.tenant_id AND l.product_id = p.id) AS f (facet, facet_id)
WHERE p.tenant_id = $1 AND p.is_active AND p.archived_at IS NULL
"""
COUNTED_UNDER: Final = f"{_COUNTED} AND p.id = ANY($2::bigint[])"
# The shop's own row comes first for every writer, so two writers wait for each other in one place.
CHANGE_COUNTS: Final = """
INSERT INTO listing_counts (tenant_id, facet, facet_id, audience, products)
SELECT $1, c.facet, c.facet_id, c.audience, c.change
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::bigint[])
    AS c (facet, facet_id, audience, change)
ORDER BY c.facet DESC, c.facet_id, c.audience
ON CONFLICT (tenant_id, facet, facet_id, audience)
DO UPDATE SET products = listing_counts.products + excluded.products
"""
SHOWN_OF_PRODUCERS: Final = """
SELECT facet_id AS producer_id, sum(products)::bigint AS products FROM listing_counts
WHERE tenant_id = $1 AND facet = 'producer' AND facet_id = ANY($2::bigint[]) GROUP BY facet_id
"""
LOCK_COUNTS: Final = locking("listing_counts", "facet_id", "facet")
COUNT_ALL: Final = f"""
SELECT facet, facet_id, audience, count(*) AS products FROM ({_COUNTED}) AS counted
GROUP BY facet, facet_id, audience
"""
DIFFERENCES: Final = f"""
SELECT facet, facet_id, audience,
       coalesce(kept.products, 0) AS kept, coalesce(actual.products, 0) AS actual
FROM (SELECT c.facet, c.facet_id, c.audience, c.products FROM listing_counts c
      WHERE c.tenant_id = $1) AS kept
FULL JOIN ({COUNT_ALL}) AS actual USING (facet, facet_id, audience)
WHERE coalesce(kept.products, 0) <> coalesce(actual.products, 0)
ORDER BY facet DESC, facet_id, audience
"""
_CATEGORY_WORDS: Final = """
SELECT coalesce(string_agg('c' || w.category_id, ' ' ORDER BY w.category_id), '')
FROM product_categories w WHERE w.tenant_id = p.tenant_id AND w.product_id = p.id
"""
MARK_CATEGORIES: Final = f"""
UPDATE products p SET category_words = ({_CATEGORY_WORDS})
WHERE p.tenant_id = $1 AND p.id = ANY($2::bigint[]) AND p.category_words <> ({_CATEGORY_WORDS})
"""
# What a category's list is sorted by and who sees a product there (decision 0018).
_SHELVED: Final = """
CASE WHEN p.is_active AND p.archived_at IS NULL
     THEN CASE WHEN p.is_b2b_only THEN 'businesses' ELSE 'everyone' END END
"""
SHELVE: Final = f"""
UPDATE product_categories l
SET listed_for = {_SHELVED}, created_at = p.created_at, price = p.price
FROM products p
WHERE l.tenant_id = $1 AND p.tenant_id = $1 AND p.id = l.product_id
    AND l.product_id = ANY($2::bigint[])
    AND (l.listed_for, l.created_at, l.price)
        IS DISTINCT FROM ({_SHELVED}, p.created_at, p.price)
"""
_STALE: Final = f"""
SELECT DISTINCT p.id
FROM products p LEFT JOIN product_categories l ON l.tenant_id = p.tenant_id AND l.product_id = p.id
WHERE p.tenant_id = $1
    AND (p.category_words <> ({_CATEGORY_WORDS})
         OR (l.id IS NOT NULL AND (l.listed_for, l.created_at, l.price)
             IS DISTINCT FROM ({_SHELVED}, p.created_at, p.price)))
"""
COUNT_STALE: Final = f"SELECT count(*) FROM ({_STALE}) AS stale"
# A statement ends well within its fifteen seconds, however large the shop.
NEXT_STALE: Final = f"{_STALE} AND p.id > $2 ORDER BY p.id LIMIT 5000"
LOCK_PRODUCTS: Final = locking("products", "id", "id")


@asynccontextmanager
async def recounted(uow: UnitOfWork, *product_ids: int) -> AsyncIterator[None]:
    """Keep the counts while these products change inside, or come into being; then the sort keys
    of their categories' lists.

    The caller holds their rows, or their ids are new; otherwise a rival's change between the two
    looks would be counted twice.
    """
    before = await _counts(uow, product_ids)
    yield
    after = await _counts(uow, product_ids)
    changes = {
        count: after.get(count, 0) - before.get(count, 0) for count in before.keys() | after.keys()
    }
    await _change(uow, {count: change for count, change in changes.items() if change})
    await uow.run(SHELVE, list(product_ids))


async def shown_of_producers(uow: UnitOfWork, producer_ids: Sequence[int]) -> list[Record]:
    """How many listed products each producer has, those for businesses too."""
    return await uow.rows(SHOWN_OF_PRODUCERS, list(producer_ids))


async def differences(uow: UnitOfWork) -> list[Record]:
    """Counts that are not what counting gives: facet, facet_id, audience, kept and actual."""
    return await uow.rows(DIFFERENCES)


async def stale_products(uow: UnitOfWork) -> int:
    """How many products search or a category's list knows as they were once."""
    return int(await uow.value(COUNT_STALE))


async def correct(uow: UnitOfWork) -> list[Record]:
    """Make every count what counting gives; tells which were wrong. Writers wait meanwhile."""
    await _change(uow, {("shop", 0, "everyone"): 0})
    await uow.rows(LOCK_COUNTS, [0])
    wrong = await differences(uow)
    await _change(
        uow,
        {
            (row["facet"], row["facet_id"], row["audience"]): row["actual"] - row["kept"]
            for row in wrong
        },
    )
    return wrong


async def mark_categories(uow: UnitOfWork, product_ids: Sequence[int]) -> int:
    """Write into products which categories they are in, where search finds it; how many changed."""
    return await uow.run(MARK_CATEGORIES, list(product_ids))


async def mark_stale(uow: UnitOfWork) -> None:
    """The same for whatever products of the shop need it, and their keys in categories' lists.

    They are held first, as whoever changes a product does, so that nobody waits in a circle.
    """
    last = 0
    while ids := [row["id"] for row in await uow.rows(NEXT_STALE, last)]:
        await uow.rows(LOCK_PRODUCTS, ids)
        await uow.run(MARK_CATEGORIES, ids)
        await uow.run(SHELVE, ids)
        last = ids[-1]


async def _counts(uow: UnitOfWork, product_ids: Sequence[int]) -> dict[Count, int]:
    found: dict[Count, int] = {}
    for facet, facet_id, audience in await uow.rows(COUNTED_UNDER, list(product_ids)):
        count = (facet, facet_id, audience)
        found[count] = found.get(count, 0) + 1
    return found


async def _change(uow: UnitOfWork, changes: dict[Count, int]) -> None:
    if changes:
        facets, ids, audiences = zip(*changes, strict=True)
        await uow.run(
            CHANGE_COUNTS, list(facets), list(ids), list(audiences), list(changes.values())
        )
