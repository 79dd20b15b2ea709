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
MARK_CATEGORIES: Final = """
UPDATE products SET category_words = c.words
FROM (SELECT p.id,
             coalesce(string_agg('c' || l.category_id, ' ' ORDER BY l.category_id), '') AS words
      FROM products p
      LEFT JOIN product_categories l ON l.tenant_id = p.tenant_id AND l.product_id = p.id
      WHERE p.tenant_id = $1 AND ($2::bigint IS NULL OR p.id = $2) GROUP BY p.id) AS c
WHERE products.tenant_id = $1 AND products.id = c.id AND products.category_words <> c.words
"""


@asynccontextmanager
async def recounted(uow: UnitOfWork, *product_ids: int) -> AsyncIterator[None]:
    """Keep the counts while these products change inside, or come into being.

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


async def shown_of_producers(uow: UnitOfWork, producer_ids: Sequence[int]) -> list[Record]:
    """How many listed products each producer has, those for businesses too."""
    return await uow.rows(SHOWN_OF_PRODUCERS, list(producer_ids))


async def differences(uow: UnitOfWork) -> list[Record]:
    """Counts that are not what counting gives: facet, facet_id, audience, kept and actual."""
    return await uow.rows(DIFFERENCES)


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


async def mark_categories(uow: UnitOfWork, product_id: int | None = None) -> int:
    """Write into products which categories they are in, where search finds it; how many changed.

    For one product, or for all of the shop.
    """
    return await uow.run(MARK_CATEGORIES, product_id)


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
