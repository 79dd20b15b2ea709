"""All SQL of shipping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

TARIFFS: Final = """
SELECT code, postal_codes, postal_prefixes, is_default, base_price, price_per_kg_to_5,
       price_per_kg_over_5, multiplier_basis_points, surcharge, maximum_grams, delivery_days
FROM shipping_tariffs WHERE tenant_id = $1 ORDER BY id
"""
ZONES: Final = """
SELECT name, postal_prefixes FROM shipping_zones
WHERE tenant_id = $1 AND is_active ORDER BY id
"""
PARCEL_ITEMS: Final = """
SELECT p.id, p.producer_id, r.name AS producer_name, p.price, p.discount_price,
       p.weight_per_unit, r.free_shipping_threshold
FROM products p
JOIN producers r ON r.tenant_id = p.tenant_id AND r.id = p.producer_id
WHERE p.tenant_id = $1 AND p.id = ANY($2::bigint[]) AND p.is_active AND p.archived_at IS NULL
"""


async def tariffs(uow: UnitOfWork) -> list[Record]:
    return await uow.rows(TARIFFS)


async def zones(uow: UnitOfWork) -> list[Record]:
    return await uow.rows(ZONES)


async def parcel_items(uow: UnitOfWork, product_ids: list[int]) -> list[Record]:
    """What is sold at the moment of these products, with what shipping needs to know."""
    return await uow.rows(PARCEL_ITEMS, product_ids)
