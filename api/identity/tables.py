"""Tables of identity, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Boolean, Bytea, Text, Timestamptz
from piccolo.table import Table

from api.kit.tables import ENGINE, TenantTable


class Accounts(TenantTable, tablename="accounts", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    name = Text(default=None)
    email = Text(default=None)
    password_hash = Text(default=None)
    role = Text(default=None)
    email_verified_at = Timestamptz(null=True, default=None)
    is_seed = Boolean(default=None)
    anonymized_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    phone = Text(null=True, default=None)
    language = Text(null=True, default=None)

    _constraints = (
        "accounts_email_key",
        "accounts_language_check",
        "accounts_pkey",
        "accounts_role_check",
        "accounts_tenant_id_fkey",
    )


class AccessTokens(TenantTable, tablename="access_tokens", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(default=None)
    name = Text(default=None)
    token_hash = Bytea(default=None)
    last_used_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    user_agent = Text(null=True, default=None)
    network = Text(null=True, default=None)

    _constraints = (
        "access_tokens_pkey",
        "access_tokens_tenant_id_account_id_fkey",
        "access_tokens_tenant_id_token_hash_key",
        "access_tokens_token_hash_check",
    )


class Sessions(TenantTable, tablename="sessions", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(default=None)
    session_hash = Bytea(default=None)
    last_used_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    created_at = Timestamptz(default=None)
    user_agent = Text(null=True, default=None)
    network = Text(null=True, default=None)

    _constraints = (
        "sessions_pkey",
        "sessions_session_hash_check",
        "sessions_tenant_id_account_id_fkey",
        "sessions_tenant_id_session_hash_key",
    )


class Addresses(TenantTable, tablename="addresses", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    account_id = BigInt(default=None)
    type = Text(default=None)
    name = Text(default=None)
    line1 = Text(default=None)
    line2 = Text(null=True, default=None)
    city = Text(default=None)
    postal_code = Text(default=None)
    country = Text(default=None)
    phone = Text(null=True, default=None)
    is_default = Boolean(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)

    _constraints = (
        "addresses_country_check",
        "addresses_default_key",
        "addresses_pkey",
        "addresses_tenant_id_account_id_fkey",
        "addresses_type_check",
    )


class OneTimeSecrets(TenantTable, tablename="one_time_secrets", db=ENGINE):
    """Key: (tenant_id, account_id, purpose)."""

    tenant_id = UUID(default=None)
    account_id = BigInt(default=None)
    purpose = Text(primary_key=True, default=None)
    email = Text(default=None)
    secret_hash = Text(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)

    _constraints = (
        "one_time_secrets_pkey",
        "one_time_secrets_purpose_check",
        "one_time_secrets_tenant_id_account_id_fkey",
    )


class TokenDirectory(Table, tablename="token_directory", db=ENGINE):
    """Key: (credential_hash)."""

    credential_hash = Bytea(primary_key=True, default=None)
    tenant_id = UUID(default=None)
    kind = Text(default=None)
    credential_id = BigInt(default=None)

    _constraints = (
        "token_directory_credential_hash_check",
        "token_directory_kind_check",
        "token_directory_pkey",
        "token_directory_tenant_id_fkey",
    )


class Operators(TenantTable, tablename="operators", db=ENGINE):
    """Key: (tenant_id, id)."""

    tenant_id = UUID(default=None)
    id = BigInt(primary_key=True, default=None)
    external_key = Text(default=None)
    phone = Text(default=None)
    email = Text(null=True, default=None)
    is_active = Boolean(default=None)

    _constraints = (
        "operators_pkey",
        "operators_tenant_id_external_key_key",
        "operators_tenant_id_fkey",
    )
