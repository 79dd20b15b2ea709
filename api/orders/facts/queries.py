"""All SQL of what orders tell other domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

LOCK_ORDER: Final = locking("orders", "id", "id")
# What an imported share weighs is not known; then the products do, 500 grams each by default.
CONSIGNMENT: Final = """
SELECT o.id, o.currency, o.total, o.payment_method, o.payment_status, o.shipping_method,
       o.shipping_address, a.name AS buyer_name,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'name', coalesce(r.business_name, r.name), 'address', r.address,
                   'postal_code', r.postal_code, 'city', r.city, 'phone', r.phone)
                   ORDER BY f.id), '[]')
        FROM fulfilments f
        JOIN producers r ON r.tenant_id = f.tenant_id AND r.id = f.producer_id
        WHERE f.tenant_id = o.tenant_id AND f.order_id = o.id) AS senders,
       coalesce(
           (SELECT nullif(sum(f.weight_grams), 0) FROM fulfilments f
            WHERE f.tenant_id = o.tenant_id AND f.order_id = o.id),
           (SELECT ceil(sum(coalesce(p.weight_per_unit, 500) * l.quantity)) FROM order_lines l
            JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id
            WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id),
           0)::bigint AS grams,
       (SELECT min(f.tariff_code) FROM fulfilments f
        WHERE f.tenant_id = o.tenant_id AND f.order_id = o.id) AS tariff_code,
       o.shipping_cost
FROM orders o
LEFT JOIN accounts a ON a.tenant_id = o.tenant_id AND a.id = o.account_id
WHERE o.tenant_id = $1 AND o.id = $2
"""

CHARGED_ORDER: Final = """
SELECT o.id, o.total, o.currency, o.channel,
       ARRAY(SELECT f.producer_id FROM fulfilments f
             WHERE f.tenant_id = o.tenant_id AND f.order_id = o.id ORDER BY f.id) AS producer_ids
FROM orders o WHERE o.tenant_id = $1 AND o.id = $2
"""


async def lock_order(uow: UnitOfWork, order_id: int) -> Record | None:
    return await uow.row(LOCK_ORDER, [order_id])


async def consignment(uow: UnitOfWork, order_id: int) -> Record | None:
    return await uow.row(CONSIGNMENT, order_id)


async def charged_order(uow: UnitOfWork, order_id: int) -> Record | None:
    return await uow.row(CHARGED_ORDER, order_id)
