"""Tables of orders, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Integer, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class Purchases(TenantTable, tablename="purchases", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(null=True, default=None)
    public_token = UUID(default=None)
    status = Text(default=None)
    currency = Text(default=None)
    subtotal = BigInt(default=None)
    shipping_total = BigInt(default=None)
    cod_fee = BigInt(default=None)
    total = BigInt(default=None)
    order_count = Integer(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "purchases_currency_check",
        "purchases_pkey",
        "purchases_status_check",
        "purchases_tenant_id_account_id_fkey",
        "purchases_tenant_id_fkey",
        "purchases_tenant_id_public_token_key",
        "purchases_total_check",
    )


class Orders(TenantTable, tablename="orders", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(null=True, default=None)
    purchase_id = BigInt(null=True, default=None)
    is_child_order = Boolean(default=None)
    public_token = UUID(default=None)
    status = Text(default=None)
    payment_status = Text(default=None)
    payment_method = Text(null=True, default=None)
    payment_provider = Text(null=True, default=None)
    payment_reference = Text(null=True, default=None)
    payment_intent_id = Text(null=True, default=None)
    shipping_method = Text(null=True, default=None)
    shipping_address = JSONB(null=True, default=None)
    billing_address = JSONB(null=True, default=None)
    notes = Text(null=True, default=None)
    channel = Text(default=None)
    currency = Text(default=None)
    subtotal = BigInt(default=None)
    tax_amount = BigInt(default=None)
    shipping_amount = BigInt(default=None)
    shipping_cost = BigInt(default=None)
    cod_fee = BigInt(default=None)
    total = BigInt(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    refund_id = Text(null=True, default=None)
    refunded_amount = BigInt(null=True, default=None)
    refunded_at = Timestamptz(null=True, default=None)
    said_before = JSONB(null=True, default=None)
    terms_version = Text(null=True, default=None)
    terms_accepted_at = Timestamptz(null=True, default=None)

    _constraints = (
        "orders_channel_check",
        "orders_currency_check",
        "orders_payment_status_check",
        "orders_pkey",
        "orders_refunded_amount_check",
        "orders_shipping_check",
        "orders_status_check",
        "orders_tenant_id_account_id_fkey",
        "orders_tenant_id_fkey",
        "orders_tenant_id_public_token_key",
        "orders_tenant_id_purchase_id_fkey",
        "orders_terms_check",
        "orders_terms_version_check",
        "orders_total_check",
    )


class OrderLines(TenantTable, tablename="order_lines", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    order_id = BigInt(default=None)
    product_id = BigInt(default=None)
    variant_id = BigInt(default=None)
    producer_id = BigInt(default=None)
    product_name = Text(default=None)
    product_unit = Text(null=True, default=None)
    quantity = BigInt(default=None)
    currency = Text(default=None)
    list_price = BigInt(default=None)
    unit_price = BigInt(default=None)
    total = BigInt(default=None)
    tax_class = Text(default=None)
    tax_rate_basis_points = Integer(default=None)
    tax_amount = BigInt(default=None)
    seller_name = Text(default=None)
    seller_tax_id = Text(null=True, default=None)
    allergens = JSONB(null=True, default=None)
    created_at = Timestamptz(default=None)

    _constraints = (
        "order_lines_check",
        "order_lines_currency_check",
        "order_lines_list_price_check",
        "order_lines_pkey",
        "order_lines_quantity_check",
        "order_lines_tenant_id_order_id_fkey",
        "order_lines_tenant_id_producer_id_fkey",
        "order_lines_tenant_id_product_id_fkey",
        "order_lines_tenant_id_variant_id_fkey",
        "order_lines_total_check",
    )


class Fulfilments(TenantTable, tablename="fulfilments", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    order_id = BigInt(default=None)
    producer_id = BigInt(default=None)
    producer_name = Text(default=None)
    status = Text(default=None)
    currency = Text(default=None)
    subtotal = BigInt(default=None)
    shipping_cost = BigInt(default=None)
    shipping_method = Text(null=True, default=None)
    free_shipping_applied = Boolean(default=None)
    tariff_code = Text(null=True, default=None)
    weight_grams = BigInt(default=None)
    quoted_at = Timestamptz(null=True, default=None)
    locked_at = Timestamptz(null=True, default=None)
    shipped_at = Timestamptz(null=True, default=None)
    delivered_at = Timestamptz(null=True, default=None)

    _constraints = (
        "fulfilments_currency_check",
        "fulfilments_pkey",
        "fulfilments_shipping_cost_check",
        "fulfilments_status_check",
        "fulfilments_tenant_id_order_id_fkey",
        "fulfilments_tenant_id_order_id_producer_id_key",
        "fulfilments_tenant_id_producer_id_fkey",
    )


class OrderEvents(TenantTable, tablename="order_events", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    order_id = BigInt(default=None)
    old_status = Text(null=True, default=None)
    new_status = Text(default=None)
    account_id = BigInt(null=True, default=None)
    note = Text(null=True, default=None)
    created_at = Timestamptz(default=None)
    producer_id = BigInt(null=True, default=None)
    is_public = Boolean(default=None)

    _constraints = (
        "order_events_pkey",
        "order_events_tenant_id_order_id_fkey",
        "order_events_tenant_id_producer_id_fkey",
    )
