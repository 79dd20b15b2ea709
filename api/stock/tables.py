"""Tables of stock, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class StockLevels(TenantTable, tablename="stock_levels", db=ENGINE):
    """Key: (tenant_id, variant_id)."""

    tenant_id = UUID(default=None)
    variant_id = BigInt(primary_key=True, default=None)
    on_hand = BigInt(default=None)
    held = BigInt(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "stock_levels_held_check",
        "stock_levels_on_hand_check",
        "stock_levels_pkey",
        "stock_levels_tenant_id_variant_id_fkey",
    )


class StockMovements(TenantTable, tablename="stock_movements", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    variant_id = BigInt(default=None)
    change = BigInt(default=None)
    reason = Text(default=None)
    order_id = BigInt(null=True, default=None)
    created_at = Timestamptz(default=None)

    _constraints = (
        "stock_movements_change_check",
        "stock_movements_pkey",
        "stock_movements_reason_check",
        "stock_movements_tenant_id_variant_id_fkey",
    )
