"""Tables of businesses, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class Businesses(TenantTable, tablename="businesses", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(default=None)
    company_name = Text(default=None)
    tax_id = Text(null=True, default=None)
    tax_office = Text(null=True, default=None)
    business_type = Text(default=None)
    phone = Text(null=True, default=None)
    status = Text(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    contact_person = Text(null=True, default=None)
    email = Text(null=True, default=None)
    website = Text(null=True, default=None)
    address = Text(null=True, default=None)
    city = Text(null=True, default=None)
    postal_code = Text(null=True, default=None)
    region = Text(null=True, default=None)
    rejection_reason = Text(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    notes = Text(null=True, default=None)

    _constraints = (
        "businesses_business_type_check",
        "businesses_pkey",
        "businesses_status_check",
        "businesses_tenant_id_account_id_fkey",
        "businesses_tenant_id_account_id_key",
    )
