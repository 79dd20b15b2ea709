"""All SQL of the figures about a producer's shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

_SHELF: Final = """
FROM products p JOIN stock_levels s ON s.tenant_id = p.tenant_id AND s.variant_id = p.id
WHERE p.tenant_id = $1 AND p.producer_id = $2 AND p.archived_at IS NULL
"""
COUNT_SHELF: Final = f"""
SELECT count(*) AS products,
       count(*) FILTER (WHERE p.is_active) AS on_sale,
       count(*) FILTER (WHERE p.approval_status = 'pending') AS waiting,
       count(*) FILTER (WHERE p.approval_status = 'rejected') AS rejected,
       count(*) FILTER (WHERE p.is_active AND s.on_hand - s.held BETWEEN 1 AND $3) AS low,
       count(*) FILTER (WHERE p.is_active AND s.on_hand - s.held = 0) AS sold_out
{_SHELF}
"""
RUNNING_OUT: Final = f"""
SELECT p.id, p.name, p.slug, p.image_url, p.unit, s.on_hand - s.held AS stock
{_SHELF} AND p.is_active AND s.on_hand - s.held <= $3
ORDER BY s.on_hand - s.held, p.name, p.id LIMIT $4
"""
STARS: Final = """
SELECT coalesce(sum(g.rating_count), 0)::bigint AS rating_count,
       coalesce(sum(g.rating_sum), 0)::bigint AS rating_sum
FROM products p
JOIN product_ratings g ON g.tenant_id = p.tenant_id AND g.product_id = p.id
WHERE p.tenant_id = $1 AND p.producer_id = $2 AND p.is_active AND p.archived_at IS NULL
    AND NOT p.is_b2b_only
"""


async def count_shelf(uow: UnitOfWork, producer_id: int, low: int) -> Record:
    row = await uow.row(COUNT_SHELF, producer_id, low)
    assert row is not None, "an aggregate without groups has one row"
    return row


async def running_out(uow: UnitOfWork, producer_id: int, low: int, most: int) -> list[Record]:
    """The products for sale of which at most ``low`` are left, the fewest first."""
    return await uow.rows(RUNNING_OUT, producer_id, low, most)


async def stars_of(uow: UnitOfWork, producer_id: int) -> Record:
    row = await uow.row(STARS, producer_id)
    assert row is not None, "an aggregate without groups has one row"
    return row
