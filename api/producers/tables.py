"""Tables of producers, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Numeric, Text, Timestamptz

from api.kit.tables import ENGINE, TenantTable


class Producers(TenantTable, tablename="producers", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(null=True, default=None)
    name = Text(default=None)
    slug = Text(default=None)
    business_name = Text(null=True, default=None)
    description = Text(null=True, default=None)
    location = Text(null=True, default=None)
    address = Text(null=True, default=None)
    city = Text(null=True, default=None)
    postal_code = Text(null=True, default=None)
    region = Text(null=True, default=None)
    phone = Text(null=True, default=None)
    email = Text(null=True, default=None)
    website = Text(null=True, default=None)
    image_url = Text(null=True, default=None)
    latitude = Numeric(digits=(10, 7), null=True, default=None)
    longitude = Numeric(digits=(10, 7), null=True, default=None)
    social_media = JSONB(null=True, default=None)
    product_categories = JSONB(null=True, default=None)
    status = Text(default=None)
    is_active = Boolean(default=None)
    verified = Boolean(default=None)
    uses_custom_shipping_rates = Boolean(default=None)
    free_shipping_threshold = BigInt(null=True, default=None)
    tax_id = Text(null=True, default=None)
    tax_office = Text(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    iban = Text(null=True, default=None)
    bank_account_holder = Text(null=True, default=None)
    food_license_number = Text(null=True, default=None)
    agreement_accepted_at = Timestamptz(null=True, default=None)
    onboarding_completed_at = Timestamptz(null=True, default=None)
    tax_registration_doc_url = Text(null=True, default=None)
    efet_notification_doc_url = Text(null=True, default=None)
    haccp_declaration_doc_url = Text(null=True, default=None)
    haccp_declaration_accepted = Boolean(default=None)
    beekeeper_registry_number = Text(null=True, default=None)
    cpnp_notification_number = Text(null=True, default=None)
    responsible_person_name = Text(null=True, default=None)
    rejection_reason = Text(null=True, default=None)
    stripe_connect_id = Text(null=True, default=None)
    stripe_connect_status = Text(null=True, default=None)
    stripe_payouts_enabled = Boolean(default=None)
    stripe_charges_enabled = Boolean(default=None)
    anonymized_at = Timestamptz(null=True, default=None)
    deletion_reason = Text(null=True, default=None)
    removed_at = Timestamptz(null=True, default=None)

    _constraints = (
        "producers_anonymized_check",
        "producers_free_shipping_threshold_check",
        "producers_pkey",
        "producers_removed_check",
        "producers_status_check",
        "producers_stripe_connect_status_check",
        "producers_tax_id_key",
        "producers_tenant_id_account_id_fkey",
        "producers_tenant_id_account_id_key",
        "producers_tenant_id_fkey",
        "producers_tenant_id_slug_key",
    )
