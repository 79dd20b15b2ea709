"""What a producer sees of itself: GET /api/v1/producer/me."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.world import SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

ME = "/api/v1/producer/me"
MOMENT = "2026-01-15T12:00:00.000000Z"
NO_PROFILE = {"producer": None, "has_profile": False}
GROVE = {
    "id": 1,
    "name": "Grove",
    "slug": "grove",
    "business_name": "Grove Ltd",
    "tax_id": "094014201",
    "tax_office": None,
    "description": None,
    "location": "Kalamata",
    "address": None,
    "city": None,
    "postal_code": None,
    "region": None,
    "phone": None,
    "email": "grove@example.com",
    "website": None,
    "latitude": None,
    "longitude": None,
    "social_media": None,
    "verified": True,
    "is_verified": True,
    "uses_custom_shipping_rates": False,
    "free_shipping_threshold_eur": "50.00",
    "status": "active",
    "is_active": True,
    "onboarding_completed_at": None,
    "product_categories": None,
    "haccp_declaration_accepted": False,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "iban": None,
    "bank_account_holder": None,
    "tax_registration_doc_url": None,
    "efet_notification_doc_url": None,
    "haccp_declaration_doc_url": None,
    "beekeeper_registry_number": None,
    "cpnp_notification_number": None,
    "responsible_person_name": None,
}


async def test_the_owner_sees_the_whole_profile(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.get(ME, headers=world.bearer("producer"))
    assert answer.status_code == 200
    assert answer.json() == {"producer": GROVE, "has_profile": True}


async def test_places_and_lists_keep_their_form(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS['agora']}'")
        await owner.execute(
            "UPDATE producers SET latitude = 37.0388, longitude = 22.1143, "
            'social_media = \'{"instagram": "@grove"}\', product_categories = \'["pasta"]\' '
            "WHERE id = 1"
        )
    shown = (await client.get(ME, headers=world.bearer("producer"))).json()["producer"]
    assert (shown["latitude"], shown["longitude"]) == ("37.0388000", "22.1143000")
    assert shown["social_media"] == {"instagram": "@grove"}
    assert shown["product_categories"] == ["pasta"]


async def test_a_profile_that_waits_for_approval_is_shown_to_its_owner(
    client: httpx.AsyncClient, world: World
) -> None:
    answer = await client.get(ME, headers=world.bearer("pending_producer"))
    shown = answer.json()["producer"]
    assert (shown["id"], shown["status"], shown["is_active"]) == (3, "pending", False)
    assert shown["free_shipping_threshold_eur"] is None


@pytest.mark.parametrize("person", ["consumer", "business", "admin", "newcomer"])
async def test_whoever_has_no_profile_is_told_so(
    client: httpx.AsyncClient, world: World, person: str
) -> None:
    answer = await client.get(ME, headers=world.bearer(person))
    assert (answer.status_code, answer.json()) == (200, NO_PROFILE)


async def test_a_guest_is_asked_to_sign_in(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.get(ME)
    assert answer.status_code == 401
