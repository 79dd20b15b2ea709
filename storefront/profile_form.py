"""The producer's profile form: its fields, and the contract's body from what was posted."""

from __future__ import annotations

from typing import Any, Final

TEXTS: Final = (
    *("name", "description", "location", "region", "website"),
    *("email", "phone", "responsible_person_name"),
    *("address", "postal_code", "city"),
    *("business_name", "tax_id", "tax_office"),
    *("iban", "bank_account_holder"),
    *("food_license_number", "beekeeper_registry_number", "cpnp_notification_number"),
)
DECLARATION: Final = "haccp_declaration_accepted"
THRESHOLD: Final = "free_shipping_threshold_eur"
"""The contract's name; the amount is in the shop's currency."""


def profile_body(form: dict[str, Any]) -> dict[str, Any]:
    """The body of ``PATCH /producer/profile`` from a posted form; a blank field clears the value.

    Numbers are read as people write them: an IBAN or a tax id in groups, a decimal comma, a web
    address without its scheme.
    """
    body: dict[str, Any] = {name: form.get(name) or None for name in TEXTS}
    for name in ("iban", "tax_id"):
        body[name] = "".join(str(body[name] or "").split()).upper() or None
    if body["website"] and "://" not in body["website"]:
        body["website"] = f"https://{body['website']}"
    body[THRESHOLD] = (form.get(THRESHOLD) or "").replace(",", ".") or None
    body[DECLARATION] = DECLARATION in form
    return body


def profile_fields(profile: dict[str, Any], standing: dict[str, Any]) -> dict[str, Any]:
    """The form's fields for a profile (``/producer/me``) and what only its standing tells."""
    shown = {**profile, "food_license_number": standing["food_license_number"]}
    fields = {name: shown.get(name) or "" for name in (*TEXTS, THRESHOLD)}
    if shown.get(DECLARATION):
        fields[DECLARATION] = "on"
    fields["iban"] = grouped(fields["iban"])
    return fields


def grouped(iban: str) -> str:
    """An IBAN as it stands on paper: in groups of four (ISO 13616-1, section 6.2)."""
    letters = "".join(iban.split())
    return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))
