"""How the test world's cart looks on the wire and behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.inspect import snapshot
from tests.support.world import CONSUMER, OLIVES

if TYPE_CHECKING:
    from asyncpg import Connection

ITEMS = "/api/v1/cart/items"
SYNC = "/api/v1/cart/sync"
CLEAR = "/api/v1/cart/clear"
MOMENT = "2026-01-15T12:00:00.000000Z"
NOT_FOUND = {"error": "not_found", "message": "Route not found."}
EMPTY = {"cart_items": [], "total_items": 0, "total_amount": "0.00"}
PRIVATE = {
    "tax_id", "tax_office", "iban", "bank_account_holder", "email", "phone", "address",
    "postal_code", "rejection_reason", "food_license_number", "agreement_accepted_at",
    "onboarding_completed_at", "tax_registration_doc_url", "efet_notification_doc_url",
    "haccp_declaration_doc_url", "haccp_declaration_accepted", "beekeeper_registry_number",
    "cpnp_notification_number", "responsible_person_name", "stripe_connect_id",
    "stripe_connect_status", "stripe_payouts_enabled", "stripe_charges_enabled", "anonymized_at",
    "deletion_reason", "user_id", "account_id",
}  # fmt: skip

GROVE = {
    "id": 1,
    "name": "Grove",
    "slug": "grove",
    "business_name": "Grove Ltd",
    "description": None,
    "location": "Kalamata",
    "city": None,
    "region": None,
    "website": None,
    "image_url": None,
    "latitude": None,
    "longitude": None,
    "social_media": None,
    "product_categories": None,
    "status": "active",
    "is_active": True,
    "verified": True,
    "is_verified": True,
    "uses_custom_shipping_rates": False,
    "free_shipping_threshold_eur": "50.00",
    "created_at": MOMENT,
    "updated_at": MOMENT,
}
OLIVES_SHOWN = {
    "id": OLIVES,
    "name": "Ελιές Καλαμών",
    "price": "4.20",
    "unit": "jar",
    "categories": [
        {
            "id": 1,
            "name": "Olives",
            "slug": "olive-oil-olives",
            "created_at": MOMENT,
            "updated_at": MOMENT,
            "pivot": {"product_id": OLIVES, "category_id": 1},
        }
    ],
    "images": [
        {
            "id": 1,
            "product_id": OLIVES,
            "url": "https://example.com/olives.jpg",
            "is_primary": True,
            "sort_order": 0,
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }
    ],
    "producer": GROVE,
}


def keys_of(value: Any) -> set[str]:
    """Every key anywhere in a body."""
    if isinstance(value, dict):
        return set(value).union(*(keys_of(member) for member in value.values()))
    if isinstance(value, list):
        return set().union(*(keys_of(member) for member in value))
    return set()


async def quantities(owner: Connection, account_id: int = CONSUMER) -> dict[int, int]:
    """What lies in an account's cart, by product."""
    rows = await snapshot(owner, "agora", "cart_items", f"account_id = {account_id}")
    return {row["product_id"]: row["quantity"] for row in rows}


async def audited(owner: Connection) -> list[tuple[Any, ...]]:
    rows = await snapshot(owner, "agora", "audit_entries", "resource = 'cart'")
    return [(row["action"], row["resource_id"], row["before"], row["after"]) for row in rows]
