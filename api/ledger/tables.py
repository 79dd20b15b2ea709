"""Tables of ledger, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Boolean, Date, Integer, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class CommissionRules(TenantTable, tablename="commission_rules", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    scope_channel = Text(default=None)
    scope_category_id = BigInt(null=True, default=None)
    scope_producer_id = BigInt(null=True, default=None)
    rate_basis_points = Integer(default=None)
    fixed_fee = BigInt(null=True, default=None)
    tier_minimum = BigInt(default=None)
    tier_maximum = BigInt(null=True, default=None)
    currency = Text(default=None)
    vat_mode = Text(default=None)
    rounding_mode = Text(default=None)
    effective_from = Timestamptz(default=None)
    effective_to = Timestamptz(null=True, default=None)
    priority = Integer(default=None)
    active = Boolean(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "commission_rules_currency_check",
        "commission_rules_fixed_fee_check",
        "commission_rules_pkey",
        "commission_rules_priority_check",
        "commission_rules_rate_basis_points_check",
        "commission_rules_rounding_mode_check",
        "commission_rules_scope_channel_check",
        "commission_rules_tenant_id_fkey",
        "commission_rules_tier_maximum_check",
        "commission_rules_tier_minimum_check",
        "commission_rules_vat_mode_check",
    )


class CommissionSwitches(TenantTable, tablename="commission_switches", db=ENGINE):
    """Key: (tenant_id)."""

    tenant_id = UUID(primary_key=True, default=None)
    enabled = Boolean(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "commission_switches_pkey",
        "commission_switches_tenant_id_fkey",
    )


class FeeRules(TenantTable, tablename="fee_rules", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    producer_id = BigInt(null=True, default=None)
    category_id = BigInt(null=True, default=None)
    channel = Text(null=True, default=None)
    rate_basis_points = Integer(default=None)
    vat_basis_points = Integer(null=True, default=None)
    priority = Integer(default=None)
    effective_from = Date(default=None)
    effective_to = Date(null=True, default=None)
    is_active = Boolean(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "fee_rules_channel_check",
        "fee_rules_pkey",
        "fee_rules_rate_basis_points_check",
        "fee_rules_tenant_id_fkey",
        "fee_rules_vat_basis_points_check",
    )
