"""Accounts of the old installation, what they hold, and what is written to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from api.identity.letters import LIFETIMES
from ops.data.laravel.old_row import OldRow, Unplaceable

if TYPE_CHECKING:
    from api.identity.letters import Purpose
    from ops.data.laravel.installation import Installation, Placed

ACCOUNT_TYPE: Final = "App\\Models\\User"
# Columns that older installations lack, or left empty, and that are plainly off then.
_SWITCHES: Final = (
    *("haccp_declaration_accepted", "stripe_payouts_enabled", "stripe_charges_enabled"),
)


def place_account(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "accounts",
        {
            **row.same("id", "name", "email", "role", "is_seed"),
            "password_hash": row.value("password"),
            **row.same("email_verified_at", "anonymized_at", "created_at", "updated_at"),
        },
    )


def place_access_token(row: OldRow, old: Installation) -> Iterator[Placed]:
    if row.value("tokenable_type") != ACCOUNT_TYPE:
        raise Unplaceable(f"it belongs to a {row.value('tokenable_type')}, not to an account")
    if msgspec.json.decode(row.value("abilities") or "null") != ["*"]:
        raise Unplaceable(f"it may only {row.value('abilities')}; tokens here may all or nothing")
    yield (
        "access_tokens",
        {
            **row.same("id", "name"),
            "account_id": old.checked("users", row.value("tokenable_id")),
            "token_hash": bytes.fromhex(row.value("token")),
            **row.same("last_used_at", "expires_at", "created_at"),
        },
    )


def place_address(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "addresses",
        {
            **row.same("id", "type", "name", "line1", "line2", "city", "postal_code", "country"),
            **row.same("phone", "created_at", "updated_at"),
            "account_id": old.checked("users", row.value("user_id")),
        },
    )


def place_password_reset(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield from _one_time_secret(row, old, "password_reset")


def place_email_verification(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield from _one_time_secret(row, old, "email_verification")


def _one_time_secret(row: OldRow, old: Installation, purpose: Purpose) -> Iterator[Placed]:
    """Nothing for an address that nobody has, or to which a later letter went."""
    email = row.value("email")
    account = old.account_at(email)
    if account is None or row.key != old.newest_letter(row.table, email):
        return
    born = row.moment("created_at")
    if born is None:
        raise Unplaceable("created_at is empty, so nobody knows when it expires")
    row.value("id")
    yield (
        "one_time_secrets",
        {
            "account_id": account["id"],
            "purpose": purpose,
            "email": email,
            "secret_hash": row.value("token"),
            "created_at": born,
            "expires_at": born + LIFETIMES[purpose],
        },
    )


def place_business(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "businesses",
        {
            **row.same("id", "company_name", "tax_id", "tax_office", "business_type", "phone"),
            "account_id": old.checked("users", row.value("user_id")),
            **row.same("contact_person", "email", "website", "address", "city", "postal_code"),
            **row.same("region", "status", "rejection_reason", "approved_at", "notes"),
            **row.same("created_at", "updated_at"),
        },
    )


def place_producer(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "producers",
        {
            **row.same("id", "name", "slug", "business_name", "description", "location"),
            **row.same("address", "city", "postal_code", "region", "phone", "email", "website"),
            **row.same("image_url", "latitude", "longitude", "social_media", "product_categories"),
            **row.same("status", "is_active", "verified", "uses_custom_shipping_rates"),
            **row.same("tax_id", "tax_office", "iban", "bank_account_holder"),
            **row.same("food_license_number", "agreement_accepted_at", "onboarding_completed_at"),
            **row.same("tax_registration_doc_url", "efet_notification_doc_url"),
            **row.same("haccp_declaration_doc_url", "beekeeper_registry_number"),
            **row.same("cpnp_notification_number", "responsible_person_name", "rejection_reason"),
            **row.same("stripe_connect_id", "stripe_connect_status", "anonymized_at"),
            **row.same("deletion_reason", "created_at", "updated_at"),
            **{switch: bool(row.value(switch)) for switch in _SWITCHES},
            "account_id": old.checked("users", row.value("user_id")),
            "free_shipping_threshold": row.money("free_shipping_threshold_eur", old.currency),
        },
    )


def place_operator(row: OldRow, old: Installation) -> Iterator[Placed]:
    """Nothing for one without a telephone: nobody could ask for it."""
    if not row.value("phone"):
        return
    yield (
        "operators",
        {
            "id": None,
            "external_key": row.value("id"),
            **row.same("phone", "email"),
            "is_active": bool(row.value("isActive")),
        },
    )
