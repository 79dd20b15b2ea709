"""Tables of reviews, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Boolean, Integer, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class Reviews(TenantTable, tablename="reviews", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(default=None)
    product_id = BigInt(default=None)
    order_id = BigInt(null=True, default=None)
    rating = Integer(default=None)
    title = Text(null=True, default=None)
    comment = Text(null=True, default=None)
    is_verified_purchase = Boolean(default=None)
    status = Text(default=None)
    hidden_reason = Text(null=True, default=None)
    moderated_by = BigInt(null=True, default=None)
    moderated_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "reviews_hidden_check",
        "reviews_pkey",
        "reviews_rating_check",
        "reviews_status_check",
        "reviews_tenant_id_account_id_fkey",
        "reviews_tenant_id_account_id_product_id_key",
        "reviews_tenant_id_order_id_fkey",
        "reviews_tenant_id_product_id_fkey",
    )
