"""Tables of carts, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Integer, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class CartItems(TenantTable, tablename="cart_items", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(default=None)
    product_id = BigInt(default=None)
    quantity = Integer(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    seen_price = BigInt(null=True, default=None)
    seen_currency = Text(null=True, default=None)

    _constraints = (
        "cart_items_pkey",
        "cart_items_quantity_check",
        "cart_items_seen_check",
        "cart_items_seen_currency_check",
        "cart_items_seen_price_check",
        "cart_items_tenant_id_account_id_fkey",
        "cart_items_tenant_id_account_id_product_id_key",
        "cart_items_tenant_id_product_id_fkey",
    )
