"""Which deviation a step of a story meets.

Recorded stories bear neither numbers of deviations nor the keys that are private: what they met
was read off later for single records only. The same is read here off a step's own recording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from frontend_contract.records import Step

CREATED: Final = 201
FIRST_FAULT: Final = 500
CARTS: Final = "/api/v1/cart"
PUBLIC_PRODUCTS: Final = "/api/v1/public/products"
PRODUCTS: Final = "/api/v1/products"
# D2: what carts showed of producers, and public pages of a product's moderation.
OF_PRODUCERS: Final = [
    *("address", "agreement_accepted_at", "anonymized_at", "bank_account_holder"),
    *("beekeeper_registry_number", "cpnp_notification_number", "deletion_reason"),
    *("efet_notification_doc_url", "email", "food_license_number", "haccp_declaration_accepted"),
    *("haccp_declaration_doc_url", "iban", "onboarding_completed_at", "phone", "postal_code"),
    *("rejection_reason", "responsible_person_name", "stripe_charges_enabled"),
    *("stripe_connect_id", "stripe_connect_status", "stripe_payouts_enabled", "tax_id"),
    *("tax_office", "tax_registration_doc_url", "user_id"),
]
OF_PRODUCTS: Final = [
    *("approval_status", "moderated_at", "moderated_by", "rejection_reason", "search_vector"),
]


def numbered(step: Step) -> Step:
    """The step with the private keys of where it asks and the number of its deviation, if any."""
    path = step.request.path.partition("?")[0]
    if path.startswith(CARTS):
        step = msgspec.structs.replace(step, private=OF_PRODUCERS)
    elif path.startswith(PUBLIC_PRODUCTS):
        step = msgspec.structs.replace(step, private=OF_PRODUCTS)
    return msgspec.structs.replace(step, deviation=_deviation(step, path))


def _deviation(step: Step, path: str) -> str | None:
    if step.response.status >= FIRST_FAULT:
        return "D1"
    if (step.request.method, path, step.response.status) == ("POST", PRODUCTS, CREATED):
        return "D21"
    return None
