"""Tables of kit's guarantees, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Bytea, Integer, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class IdCounters(TenantTable, tablename="id_counters", db=ENGINE):
    """Key: (tenant_id, entity)."""

    tenant_id = UUID(default=None)
    entity = Text(primary_key=True, default=None)
    next_id = BigInt(default=None)

    _constraints = (
        "id_counters_next_id_check",
        "id_counters_pkey",
        "id_counters_tenant_id_fkey",
    )


class IdempotencyKeys(TenantTable, tablename="idempotency_keys", db=ENGINE):
    """Key: (tenant_id, caller, key)."""

    tenant_id = UUID(default=None)
    caller = Text(default=None)
    key = Text(primary_key=True, default=None)
    fingerprint = Bytea(default=None)
    status = Integer(default=None)
    body = Bytea(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)

    _constraints = (
        "idempotency_keys_pkey",
        "idempotency_keys_tenant_id_fkey",
    )


class AuditEntries(TenantTable, tablename="audit_entries", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(null=True, default=None)
    request_id = Text(default=None)
    decision_id = Text(null=True, default=None)
    action = Text(default=None)
    resource = Text(default=None)
    resource_id = BigInt(null=True, default=None)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
    created_at = Timestamptz(default=None)

    _constraints = (
        "audit_entries_pkey",
        "audit_entries_tenant_id_fkey",
    )


class OutboxEvents(TenantTable, tablename="outbox_events", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    topic = Text(default=None)
    payload = JSONB(default=None)
    attempts = Integer(default=None)
    due_at = Timestamptz(default=None)
    handled_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None)
    last_error = Text(null=True, default=None)
    created_at = Timestamptz(default=None)

    _constraints = (
        "outbox_events_pkey",
        "outbox_events_tenant_id_fkey",
    )


class ImportedRows(TenantTable, tablename="imported_rows", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    source_table = Text(default=None)
    source_key = Text(default=None)
    digest = Bytea(default=None)
    remainder = JSONB(null=True, default=None)
    imported_at = Timestamptz(default=None)

    _constraints = (
        "imported_rows_digest_check",
        "imported_rows_pkey",
        "imported_rows_tenant_id_fkey",
        "imported_rows_tenant_id_source_table_source_key_key",
    )


class Jobs(TenantTable, tablename="jobs", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    kind = Text(default=None)
    payload = JSONB(default=None)
    once_key = Text(null=True, default=None)
    status = Text(default=None)
    attempts = Integer(default=None)
    due_at = Timestamptz(default=None)
    lease = UUID(null=True, default=None)
    handed_over_at = Timestamptz(null=True, default=None)
    last_error = Text(null=True, default=None)
    created_at = Timestamptz(default=None)
    settled_at = Timestamptz(null=True, default=None)

    _constraints = (
        "jobs_once_key",
        "jobs_pkey",
        "jobs_settled_check",
        "jobs_status_check",
        "jobs_tenant_id_fkey",
    )
