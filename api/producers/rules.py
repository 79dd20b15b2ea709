"""Pure rules of the producers: what changes, what a decision does, what is left of one who goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal

DELETED_NAME: Final = "Διαγραφημένος Παραγωγός"
"""The name that orders and products show of a producer who is gone (contract)."""

DOCUMENTS: Final = (
    "tax_registration_doc_url",
    "efet_notification_doc_url",
    "haccp_declaration_doc_url",
)
PERSONAL: Final = (
    *("business_name", "description", "location", "address", "city", "postal_code", "region"),
    *("phone", "email", "website", "image_url", "latitude", "longitude", "social_media"),
    *("tax_id", "tax_office", "iban", "bank_account_holder", "food_license_number"),
    *(*DOCUMENTS, "beekeeper_registry_number", "cpnp_notification_number"),
    *("responsible_person_name", "rejection_reason", "stripe_connect_id", "stripe_connect_status"),
)
"""Columns that say who the producer is or where; nothing of them stays."""

DECIDED_BY_ADMINS: Final = frozenset({"status", "is_active", "verified"})
"""What a producer cannot set on its own profile (D18)."""

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "story": ("name", "description"),
    "picture": ("image_url",),
    "contact": ("email", "phone"),
    "address": ("address", "city", "postal_code", "region"),
    "company": ("business_name", "tax_id", "tax_office"),
    "bank": ("iban", "bank_account_holder"),
    "food_safety": ("haccp_declaration_accepted",),
}
"""What a shop wants to know before it lets a producer sell, by the step that tells it."""

_SEVENTH_PLACE: Final = Decimal("0.0000001")

Mode = Literal["hard", "soft"]


def changes(row: Mapping[str, Any], values: Mapping[str, object]) -> dict[str, object]:
    """The values that differ from the row's."""
    return {column: value for column, value in values.items() if row[column] != value}


def steps_done(row: Mapping[str, Any]) -> dict[str, bool]:
    """Which steps of ``STEPS`` a profile has told everything of."""
    return {step: all(row[column] for column in columns) for step, columns in STEPS.items()}


def degrees(number: Decimal) -> Decimal:
    """A latitude or longitude as it is kept: seven places, about a centimetre."""
    return number.quantize(_SEVENTH_PLACE, rounding=ROUND_HALF_UP)


def approval() -> dict[str, object]:
    """What an approval makes of a producer, whatever it was before (contract)."""
    return {"status": "active", "is_active": True, "rejection_reason": None}


def rejection(reason: str) -> dict[str, object]:
    """What a rejection makes of a producer, whatever it was before (contract)."""
    return {"status": "inactive", "is_active": False, "rejection_reason": reason}


def erasure() -> dict[str, object]:
    """What stays when the personal values go: the row, its slug and its history of orders."""
    emptied: dict[str, object] = dict.fromkeys(PERSONAL)
    return {
        **emptied,
        "name": DELETED_NAME,
        "is_active": False,
        "stripe_payouts_enabled": False,
        "stripe_charges_enabled": False,
    }


def removal(producer_id: int, moment: datetime) -> dict[str, object]:
    """What else goes when nothing names the producer: its slug, its owner, its place in lists."""
    return {
        "slug": f"removed-{producer_id}",
        "account_id": None,
        "status": "inactive",
        "removed_at": moment,
    }


def deletion_mode(references: int) -> Mode:
    """``soft`` when orders or settlements name the producer, ``hard`` when nothing does."""
    return "soft" if references else "hard"


def documents(row: Mapping[str, Any]) -> list[str]:
    """The papers that the producer handed in, as addresses."""
    return [row[column] for column in DOCUMENTS if row[column]]
