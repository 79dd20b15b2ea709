"""The wire shapes of producers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from api.kit.money import decimal_text
from api.laravel.values import wire_moment


class OwnProfile(msgspec.Struct, frozen=True, kw_only=True):
    """A producer's profile as its owner sees it, private columns too (contract: producer/me).

    ``free_shipping_threshold_eur`` is an amount in the shop's currency; the name is the
    contract's. Bank account, documents and onboarding come with a later release of the schema:
    until then they answer as the contract does for a producer who has not given them.
    """

    id: int
    name: str
    slug: str
    business_name: str | None
    tax_id: str | None
    tax_office: str | None
    description: str | None
    location: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    region: str | None
    phone: str | None
    email: str | None
    website: str | None
    latitude: str | None
    longitude: str | None
    social_media: dict[str, Any] | None
    verified: bool
    is_verified: bool
    uses_custom_shipping_rates: bool
    free_shipping_threshold_eur: str | None
    status: str
    is_active: bool
    product_categories: list[Any] | None
    created_at: str
    updated_at: str
    onboarding_completed_at: str | None = None
    haccp_declaration_accepted: bool = False
    iban: str | None = None
    bank_account_holder: str | None = None
    tax_registration_doc_url: str | None = None
    efet_notification_doc_url: str | None = None
    haccp_declaration_doc_url: str | None = None
    beekeeper_registry_number: str | None = None
    cpnp_notification_number: str | None = None
    responsible_person_name: str | None = None


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the caller has a producer profile, and the profile."""

    producer: OwnProfile | None
    has_profile: bool


_AS_STORED = (
    "id", "name", "slug", "business_name", "tax_id", "tax_office", "description", "location",
    "address", "city", "postal_code", "region", "phone", "email", "website", "social_media",
    "verified", "uses_custom_shipping_rates", "status", "is_active", "product_categories",
)  # fmt: skip


def desk(row: Mapping[str, Any] | None, currency: str) -> Desk:
    """The answer to GET /producer/me for a row of ``producers``, or for none."""
    if row is None:
        return Desk(producer=None, has_profile=False)
    threshold = row["free_shipping_threshold"]
    free_from = None if threshold is None else decimal_text(threshold, currency)
    profile = OwnProfile(
        **{column: row[column] for column in _AS_STORED},
        is_verified=row["verified"],
        latitude=_degrees(row["latitude"]),
        longitude=_degrees(row["longitude"]),
        free_shipping_threshold_eur=free_from,
        created_at=wire_moment(row["created_at"]),
        updated_at=wire_moment(row["updated_at"]),
    )
    return Desk(producer=profile, has_profile=True)


def _degrees(number: object) -> str | None:
    return None if number is None else str(number)
