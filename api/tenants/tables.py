"""Tables of tenants, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Text, Timestamptz
from piccolo.table import Table

from api.kit.tables import ENGINE


class Tenants(Table, tablename="tenants", db=ENGINE):
    """Key: (id)."""

    id = UUID(primary_key=True, default=None)
    slug = Text(default=None)
    name = Text(default=None)
    tagline = Text(default=None)
    status = Text(default=None)
    origin = Text(default=None)
    currency = Text(default=None)
    locale = Text(default=None)
    country = Text(default=None)
    settings = JSONB(default=None)
    policy_version = BigInt(default=None)
    created_at = Timestamptz(default=None)

    _constraints = (
        "tenants_country_check",
        "tenants_currency_check",
        "tenants_locale_check",
        "tenants_origin_check",
        "tenants_pkey",
        "tenants_slug_check",
        "tenants_slug_key",
        "tenants_status_check",
    )


class TenantDomains(Table, tablename="tenant_domains", db=ENGINE):
    """Key: (host)."""

    host = Text(primary_key=True, default=None)
    tenant_id = UUID(default=None)

    _constraints = (
        "tenant_domains_host_check",
        "tenant_domains_pkey",
        "tenant_domains_tenant_id_fkey",
    )
