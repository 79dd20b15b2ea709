"""Tables of notifications, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Date, Integer, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class Notifications(TenantTable, tablename="notifications", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(default=None)
    event_id = BigInt(null=True, default=None)
    type = Text(default=None)
    payload = JSONB(default=None)
    read_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "notifications_pkey",
        "notifications_tenant_id_account_id_fkey",
        "notifications_tenant_id_event_id_account_id_key",
    )


class OrderNotifications(TenantTable, tablename="order_notifications", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    order_id = BigInt(default=None)
    recipient_type = Text(default=None)
    recipient_id = BigInt(null=True, default=None)
    recipient_email = Text(default=None)
    event = Text(default=None)
    sent_at = Timestamptz(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "order_notifications_once_key",
        "order_notifications_pkey",
        "order_notifications_recipient_type_check",
        "order_notifications_tenant_id_order_id_fkey",
    )


class ProducerDigests(TenantTable, tablename="producer_digests", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    producer_id = BigInt(default=None)
    period_start = Date(default=None)
    period_end = Date(default=None)
    recipient_email = Text(default=None)
    orders_count = Integer(default=None)
    gross_revenue = BigInt(default=None)
    currency = Text(default=None)
    sent_at = Timestamptz(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "producer_digests_check",
        "producer_digests_gross_revenue_check",
        "producer_digests_once_key",
        "producer_digests_orders_count_check",
        "producer_digests_pkey",
        "producer_digests_tenant_id_fkey",
    )
