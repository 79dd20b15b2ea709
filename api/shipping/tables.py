"""Tables of shipping, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Integer, Numeric, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class ShippingZones(TenantTable, tablename="shipping_zones", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    name = Text(default=None)
    postal_prefixes = JSONB(default=None)
    is_active = Boolean(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "shipping_zones_pkey",
        "shipping_zones_tenant_id_fkey",
    )


class ShippingRates(TenantTable, tablename="shipping_rates", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    zone_id = BigInt(default=None)
    method = Text(default=None)
    currency = Text(default=None)
    minimum_grams = BigInt(default=None)
    maximum_grams = BigInt(default=None)
    price = BigInt(default=None)
    is_active = Boolean(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "shipping_rates_currency_check",
        "shipping_rates_method_check",
        "shipping_rates_pkey",
        "shipping_rates_price_check",
        "shipping_rates_tenant_id_zone_id_fkey",
    )


class ShippingTariffs(TenantTable, tablename="shipping_tariffs", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    code = Text(default=None)
    currency = Text(default=None)
    postal_codes = JSONB(default=None)
    postal_prefixes = JSONB(default=None)
    is_default = Boolean(default=None)
    base_price = BigInt(default=None)
    price_per_kg_to_5 = BigInt(default=None)
    price_per_kg_over_5 = BigInt(default=None)
    multiplier_basis_points = BigInt(default=None)
    surcharge = BigInt(default=None)
    maximum_grams = BigInt(default=None)
    delivery_days = Integer(default=None)
    name = Text(null=True, default=None)

    _constraints = (
        "shipping_tariffs_base_price_check",
        "shipping_tariffs_currency_check",
        "shipping_tariffs_delivery_days_check",
        "shipping_tariffs_maximum_grams_check",
        "shipping_tariffs_multiplier_basis_points_check",
        "shipping_tariffs_pkey",
        "shipping_tariffs_price_per_kg_over_5_check",
        "shipping_tariffs_price_per_kg_to_5_check",
        "shipping_tariffs_surcharge_check",
        "shipping_tariffs_tenant_id_code_key",
        "shipping_tariffs_tenant_id_fkey",
    )


class PickupLockers(TenantTable, tablename="pickup_lockers", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    code = Text(default=None)
    name = Text(default=None)
    address = Text(default=None)
    provider = Text(default=None)
    latitude = Numeric(digits=(10, 7), default=None)
    longitude = Numeric(digits=(10, 7), default=None)
    postal_code = Text(default=None)
    distance_km = Numeric(digits=(6, 2), null=True, default=None)
    operating_hours = Text(null=True, default=None)
    notes = Text(null=True, default=None)

    _constraints = (
        "pickup_lockers_pkey",
        "pickup_lockers_tenant_id_code_key",
        "pickup_lockers_tenant_id_fkey",
    )


class Shipments(TenantTable, tablename="shipments", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    order_id = BigInt(default=None)
    carrier_code = Text(default=None)
    tracking_code = Text(default=None)
    label_url = Text(null=True, default=None)
    status = Text(default=None)
    billable_grams = BigInt(null=True, default=None)
    tariff_code = Text(null=True, default=None)
    shipping_cost = BigInt(null=True, default=None)
    currency = Text(default=None)
    tracking_events = JSONB(null=True, default=None)
    shipped_at = Timestamptz(null=True, default=None)
    delivered_at = Timestamptz(null=True, default=None)
    notes = Text(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    provider = Text(default=None)

    _constraints = (
        "shipments_billable_grams_check",
        "shipments_currency_check",
        "shipments_pkey",
        "shipments_provider_check",
        "shipments_shipping_cost_check",
        "shipments_status_check",
        "shipments_tenant_id_order_id_fkey",
        "shipments_tenant_id_tracking_code_key",
    )
