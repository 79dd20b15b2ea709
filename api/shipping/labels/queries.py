"""All SQL of labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

_COLUMNS: Final = """
id, order_id, carrier_code, tracking_code, label_url, status, provider, billable_grams, tariff_code,
shipping_cost, currency,
(SELECT t.delivery_days FROM shipping_tariffs t
 WHERE t.tenant_id = shipments.tenant_id AND t.code = shipments.tariff_code) AS delivery_days
"""
PARCEL_OF_ORDER: Final = f"""
SELECT {_COLUMNS} FROM shipments WHERE tenant_id = $1 AND order_id = $2 ORDER BY id LIMIT 1
"""
# Two parcels of a shop never bear the same code: whoever knows a code sees where its parcel is.
INSERT_PARCEL: Final = f"""
INSERT INTO shipments
    (tenant_id, id, order_id, carrier_code, tracking_code, label_url, status, provider,
     billable_grams, tariff_code, shipping_cost, currency, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, 'labeled', $7, $8, $9, $10, $11, $12, $12)
ON CONFLICT (tenant_id, tracking_code) DO NOTHING
RETURNING {_COLUMNS}
"""
LABEL_PARCEL: Final = f"""
UPDATE shipments
SET carrier_code = $3, tracking_code = $4, label_url = $5, status = $6, provider = $7,
    billable_grams = coalesce(billable_grams, $8), tariff_code = coalesce(tariff_code, $9),
    shipping_cost = coalesce(shipping_cost, $10), updated_at = $11
WHERE tenant_id = $1 AND id = $2
RETURNING {_COLUMNS}
"""


async def parcel_of_order(uow: UnitOfWork, order_id: int) -> Record | None:
    """The order's first parcel, with or without a label."""
    return await uow.row(PARCEL_OF_ORDER, order_id)


async def insert_parcel(uow: UnitOfWork, parcel: Mapping[str, Any]) -> Record | None:
    """A parcel with its label; none when another parcel bears the code."""
    names = ("id", "order_id", "carrier_code", "tracking_code", "label_url", "provider")
    more = ("billable_grams", "tariff_code", "shipping_cost", "currency")
    return await uow.row(INSERT_PARCEL, *(parcel[name] for name in (*names, *more)), uow.moment)


async def label_parcel(uow: UnitOfWork, parcel_id: int, label: Mapping[str, Any]) -> Record:
    """Give a parcel its label. Raises ``UniqueViolation`` when another parcel bears the code."""
    names = ("carrier_code", "tracking_code", "label_url", "status", "provider")
    more = ("billable_grams", "tariff_code", "shipping_cost")
    values = (label[name] for name in (*names, *more))
    return (await uow.rows(LABEL_PARCEL, parcel_id, *values, uow.moment))[0]
