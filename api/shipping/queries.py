"""All SQL of shipping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from asyncpg import Record

    from api.kit.db import UnitOfWork

TARIFFS: Final = """
SELECT code, name, postal_codes, postal_prefixes, is_default, base_price, price_per_kg_to_5,
       price_per_kg_over_5, multiplier_basis_points, surcharge, maximum_grams, delivery_days
FROM shipping_tariffs WHERE tenant_id = $1 ORDER BY id
"""
ZONES: Final = """
SELECT id, name, postal_prefixes FROM shipping_zones
WHERE tenant_id = $1 AND is_active ORDER BY id
"""
TARIFFS_AND_ZONES: Final = """
SELECT (SELECT coalesce(json_agg(t ORDER BY t.id), '[]')::text
        FROM shipping_tariffs t WHERE t.tenant_id = $1) AS tariffs,
       (SELECT coalesce(json_agg(z ORDER BY z.id), '[]')::text
        FROM shipping_zones z WHERE z.tenant_id = $1 AND z.is_active) AS zones
"""
PARCEL_ITEMS: Final = """
SELECT p.id, p.producer_id, r.name AS producer_name, p.price, p.discount_price,
       p.weight_per_unit, r.free_shipping_threshold
FROM products p
JOIN producers r ON r.tenant_id = p.tenant_id AND r.id = p.producer_id
WHERE p.tenant_id = $1 AND p.id = ANY($2::bigint[]) AND p.is_active AND p.archived_at IS NULL
"""
ENGINE_ITEMS: Final = """
SELECT id, price, discount_price, weight_per_unit, length_cm, width_cm, height_cm
FROM products WHERE tenant_id = $1 AND id = ANY($2::bigint[]) AND archived_at IS NULL
"""
ZONE_PRICE: Final = """
SELECT price FROM shipping_rates
WHERE tenant_id = $1 AND zone_id = $2 AND method = $3 AND is_active
  AND minimum_grams <= $4 AND maximum_grams >= $4
ORDER BY id LIMIT 1
"""
LOCKERS: Final = """
SELECT code, name, address, provider, latitude, longitude, postal_code, distance_km,
       operating_hours, notes
FROM pickup_lockers WHERE tenant_id = $1 AND left(postal_code, 2) = $2 ORDER BY id LIMIT $3
"""
LOCKER_BY_CODE: Final = """
SELECT code, name, address, postal_code FROM pickup_lockers WHERE tenant_id = $1 AND code = $2
"""
FIRST_LOCKERS: Final = """
SELECT code, name, address, provider, latitude, longitude, postal_code, distance_km,
       operating_hours, notes
FROM pickup_lockers WHERE tenant_id = $1 ORDER BY id LIMIT $2
"""
_SHIPMENT: Final = """
SELECT s.id, s.order_id, s.carrier_code, s.tracking_code, s.status, s.tariff_code,
       s.shipping_cost, s.currency, s.shipped_at, s.delivered_at, t.delivery_days
FROM shipments s
LEFT JOIN shipping_tariffs t ON t.tenant_id = s.tenant_id AND t.code = s.tariff_code
"""
SHIPMENT_BY_CODE: Final = f"{_SHIPMENT} WHERE s.tenant_id = $1 AND s.tracking_code = $2"
SHIPMENT_OF_ORDER: Final = (
    f"{_SHIPMENT} WHERE s.tenant_id = $1 AND s.order_id = $2 ORDER BY s.id LIMIT 1"
)
# A parcel moves on only: who says twice that it left says nothing new.
NOTE_SHIPPED: Final = """
UPDATE shipments
SET status = 'in_transit', shipped_at = coalesce(shipped_at, $3), updated_at = $4
WHERE tenant_id = $1 AND order_id = $2 AND status IN ('pending', 'labeled')
RETURNING id, status, shipped_at
"""
NOTE_DELIVERED: Final = """
UPDATE shipments
SET status = 'delivered', shipped_at = coalesce(shipped_at, $3), delivered_at = $3, updated_at = $4
WHERE tenant_id = $1 AND order_id = $2 AND status IN ('pending', 'labeled', 'in_transit')
RETURNING id, status, delivered_at
"""


async def tariffs(uow: UnitOfWork) -> list[Record]:
    return await uow.rows(TARIFFS)


async def zones(uow: UnitOfWork) -> list[Record]:
    return await uow.rows(ZONES)


async def tariffs_and_zones(uow: UnitOfWork) -> Record:
    """Both at once, each as the JSON text of a list of its rows."""
    return (await uow.rows(TARIFFS_AND_ZONES))[0]


async def parcel_items(uow: UnitOfWork, product_ids: list[int]) -> list[Record]:
    """What is sold at the moment of these products, with what shipping needs to know."""
    return await uow.rows(PARCEL_ITEMS, product_ids)


async def engine_items(uow: UnitOfWork, product_ids: list[int]) -> list[Record]:
    """What these products weigh and measure, sold at the moment or not."""
    return await uow.rows(ENGINE_ITEMS, product_ids)


async def zone_price(uow: UnitOfWork, zone_id: int, method: str, grams: int) -> int | None:
    """The table price of a zone, in minor units, or none."""
    price: int | None = await uow.value(ZONE_PRICE, zone_id, method, grams)
    return price


async def lockers_near(uow: UnitOfWork, prefix: str, most: int) -> list[Record]:
    return await uow.rows(LOCKERS, prefix, most)


async def first_lockers(uow: UnitOfWork, most: int) -> list[Record]:
    return await uow.rows(FIRST_LOCKERS, most)


async def locker_by_code(uow: UnitOfWork, code: str) -> Record | None:
    return await uow.row(LOCKER_BY_CODE, code)


async def shipment_by_code(uow: UnitOfWork, tracking_code: str) -> Record | None:
    return await uow.row(SHIPMENT_BY_CODE, tracking_code)


async def shipment_of_order(uow: UnitOfWork, order_id: int) -> Record | None:
    """The order's first parcel, or none."""
    return await uow.row(SHIPMENT_OF_ORDER, order_id)


async def note_shipped(uow: UnitOfWork, order_id: int, moment: datetime) -> list[Record]:
    return await uow.rows(NOTE_SHIPPED, order_id, moment, uow.moment)


async def note_delivered(uow: UnitOfWork, order_id: int, moment: datetime) -> list[Record]:
    return await uow.rows(NOTE_DELIVERED, order_id, moment, uow.moment)
