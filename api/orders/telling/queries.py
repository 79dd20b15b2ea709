"""All SQL of telling about orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

# An account's own address comes before the one given with the order or the profile; somebody who
# was erased has none.
ORDERS_TO_TELL: Final = """
SELECT o.id, o.public_token, o.payment_method, o.shipping_method, o.shipping_address, o.notes,
       o.currency, o.shipping_cost, o.cod_fee, o.total, o.status, o.created_at,
       a.id AS account_id, a.name AS buyer_name,
       a.email AS buyer_address, a.language AS buyer_language,
       a.anonymized_at IS NOT NULL AS buyer_erased,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'producer_id', l.producer_id, 'name', l.product_name, 'unit', l.product_unit,
                   'quantity', l.quantity, 'unit_price', l.unit_price, 'total', l.total)
                   ORDER BY l.id), '[]')
        FROM order_lines l
        WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id) AS lines,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'producer_id', r.id, 'name', coalesce(p.name, r.name),
                   'address', CASE WHEN p.anonymized_at IS NULL THEN coalesce(p.email, r.email)
                              END,
                   'language', p.language, 'shop_name', f.producer_name) ORDER BY r.id), '[]')
        FROM fulfilments f
        JOIN producers r ON r.tenant_id = f.tenant_id AND r.id = f.producer_id
        LEFT JOIN accounts p ON p.tenant_id = r.tenant_id AND p.id = r.account_id
        WHERE f.tenant_id = o.tenant_id AND f.order_id = o.id) AS producers,
       (SELECT coalesce(array_agg(s.tracking_code ORDER BY s.id), '{}')
        FROM shipments s
        WHERE s.tenant_id = o.tenant_id AND s.order_id = o.id) AS tracking_codes
FROM orders o
LEFT JOIN accounts a ON a.tenant_id = o.tenant_id AND a.id = o.account_id
WHERE o.tenant_id = $1 AND o.id = ANY($2::bigint[]) ORDER BY o.id
"""
UNACCEPTED: Final = """
SELECT o.id AS order_id, f.producer_id
FROM orders o
JOIN fulfilments f ON f.tenant_id = o.tenant_id AND f.order_id = o.id
WHERE o.tenant_id = $1 AND o.status = 'pending' AND f.status = 'pending'
  AND o.created_at > $2 AND o.created_at <= $3
ORDER BY o.id, f.producer_id
"""
_PRODUCERS: Final = """
SELECT r.id AS producer_id, coalesce(a.name, r.name) AS name, coalesce(a.email, r.email) AS address,
       a.language
FROM producers r
LEFT JOIN accounts a ON a.tenant_id = r.tenant_id AND a.id = r.account_id
WHERE r.tenant_id = $1 AND r.status = 'active' AND r.is_active AND r.anonymized_at IS NULL
  AND a.anonymized_at IS NULL AND coalesce(a.email, r.email) IS NOT NULL
"""
SELLING_PRODUCERS: Final = f"{_PRODUCERS} ORDER BY r.id"
SELLING_PRODUCER: Final = f"{_PRODUCERS} AND r.id = $2"
# What was cancelled was not sold.
SALES: Final = """
WITH sold AS (
    SELECT f.order_id, f.status
    FROM fulfilments f
    JOIN orders o ON o.tenant_id = f.tenant_id AND o.id = f.order_id
    WHERE f.tenant_id = $1 AND f.producer_id = $2 AND f.status <> 'cancelled'
      AND o.created_at >= $3 AND o.created_at < $4
), bought AS (
    SELECT l.product_name AS name, l.quantity, l.total
    FROM order_lines l JOIN sold ON sold.order_id = l.order_id
    WHERE l.tenant_id = $1 AND l.producer_id = $2
)
SELECT (SELECT count(*) FROM sold) AS orders_count,
       (SELECT count(*) FROM sold WHERE status = 'pending') AS pending_count,
       (SELECT count(*) FROM sold WHERE status = 'delivered') AS delivered_count,
       (SELECT coalesce(sum(total), 0)::bigint FROM bought) AS revenue,
       (SELECT coalesce(jsonb_agg(to_jsonb(best)), '[]') FROM (
            SELECT name, sum(quantity)::bigint AS quantity, sum(total)::bigint AS total
            FROM bought GROUP BY name ORDER BY 2 DESC, name LIMIT $5
        ) AS best) AS best
"""


async def orders_to_tell(uow: UnitOfWork, order_ids: Sequence[int]) -> list[Record]:
    return await uow.rows(ORDERS_TO_TELL, list(order_ids))


async def unaccepted(uow: UnitOfWork, *, after: datetime, until: datetime) -> list[Record]:
    """Shares that wait since then: ``order_id``, ``producer_id``."""
    return await uow.rows(UNACCEPTED, after, until)


async def selling_producers(uow: UnitOfWork) -> list[Record]:
    return await uow.rows(SELLING_PRODUCERS)


async def selling_producer(uow: UnitOfWork, producer_id: int) -> Record | None:
    return await uow.row(SELLING_PRODUCER, producer_id)


async def sales(
    uow: UnitOfWork, producer_id: int, *, since: datetime, until: datetime, best: int
) -> Record:
    """A producer's part in the orders of that time, and its ``best`` products by pieces."""
    [row] = await uow.rows(SALES, producer_id, since, until, best)
    return row
