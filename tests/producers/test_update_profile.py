"""PATCH /api/v1/producer/profile: what a producer says of itself, and what it cannot decide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, count, snapshot
from tests.support.statements import counted
from tests.support.world import ADMIN, CONSUMER, NEWCOMER, PRODUCER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PROFILE = "/api/v1/producer/profile"
NO_PROFILE = {"message": "Producer profile not found"}
WHOLE: dict[str, Any] = {
    "name": "Ελαιώνας",
    "slug": "elaionas",
    "business_name": "Ελαιώνας Ο.Ε.",
    "tax_id": "123456789",
    "tax_office": "ΔΟΥ Καλαμάτας",
    "description": "Τρίτη γενιά",
    "location": "Καλαμάτα",
    "address": "Αριστομένους 1",
    "city": "Καλαμάτα",
    "postal_code": "24100",
    "region": "Πελοπόννησος",
    "phone": "2721000000",
    "email": "shop@elaionas.gr",
    "website": "https://elaionas.gr",
    "latitude": "37.0388000",
    "longitude": "22.1143000",
    "social_media": {"instagram": "@elaionas"},
    "uses_custom_shipping_rates": True,
    "free_shipping_threshold_eur": "39.90",
    "onboarding_completed_at": "2026-01-15T12:00:00.000000Z",
    "product_categories": ["honey-bee"],
    "haccp_declaration_accepted": True,
    "iban": "GR1601101250000000012300695",
    "bank_account_holder": "Ελαιώνας Ο.Ε.",
    "tax_registration_doc_url": "/papers/tax.pdf",
    "efet_notification_doc_url": "/papers/efet.pdf",
    "haccp_declaration_doc_url": "/papers/haccp.pdf",
    "beekeeper_registry_number": "B-1",
    "cpnp_notification_number": "C-1",
    "responsible_person_name": "Petra",
}


async def row_of(owner: Connection, producer_id: int = 1) -> dict[str, Any]:
    [row] = await snapshot(owner, "agora", "producers", f"id = {producer_id}")
    return dict(row)


async def test_everything_is_kept_and_shown_again(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    sent = {**WHOLE, "food_license_number": "F-1", "agreement_accepted_at": "2026-01-14"}
    answer = await client.patch(PROFILE, json=sent, headers=world.bearer("producer"))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["message"] == "Profile updated successfully"
    assert {key: body["producer"][key] for key in WHOLE} == WHOLE
    row = await row_of(owner)
    assert (row["food_license_number"], row["free_shipping_threshold"]) == ("F-1", 3990)
    assert row["agreement_accepted_at"].isoformat() == "2026-01-14T00:00:00+00:00"
    shown = await client.get("/api/v1/producer/me", headers=world.bearer("producer"))
    assert shown.json()["producer"] == body["producer"]


async def test_what_is_not_sent_stays_and_nothing_new_leaves_the_row_alone(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    before = await row_of(owner)
    for sent in ({}, {"location": "Kalamata", "tax_id": before["tax_id"], "is_verified": True}):
        answer = await client.patch(PROFILE, json=sent, headers=world.bearer("producer"))
        assert answer.status_code == 200
    assert await row_of(owner) == before
    assert await count(owner, "agora", "audit_entries") == 0


@pytest.mark.parametrize(
    "decided", [{"status": "active"}, {"is_active": True}, {"verified": True, "status": "active"}]
)
async def test_a_producer_cannot_approve_itself(
    client: httpx.AsyncClient, world: World, owner: Connection, decided: dict[str, object]
) -> None:
    before = await row_of(owner, 3)
    answer = await client.patch(PROFILE, json=decided, headers=world.bearer("pending_producer"))
    assert answer.status_code == 200
    assert await row_of(owner, 3) == before
    assert (await client.get("/api/v1/public/producers/3")).status_code == 404


async def test_an_admin_with_a_profile_decides_about_it(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", f"UPDATE producers SET account_id = {ADMIN} WHERE id = 3")
    answer = await client.patch(PROFILE, json={"status": "active"}, headers=world.bearer("admin"))
    assert answer.json()["producer"]["status"] == "active"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"tax_id": "12345678"}, "Το ΑΦΜ πρέπει να αποτελείται από 9 ψηφία."),
        ({"tax_id": "094014202"}, "Αυτό το ΑΦΜ είναι ήδη καταχωρημένο σε άλλον παραγωγό."),
        ({"tax_id": 123456789}, "The tax id field must be a string."),
        ({"slug": "dairy"}, "Αυτό το slug χρησιμοποιείται ήδη."),
        ({"iban": "GR16 0110"}, "Μη έγκυρη μορφή IBAN."),
        ({"iban": "gr1601101250000000012300695"}, "Μη έγκυρη μορφή IBAN."),
        ({"email": "nobody"}, "Μη έγκυρη διεύθυνση email."),
        ({"website": "ok.gr"}, "The website field must be a valid URL."),
        ({"name": None}, "The name field is required."),
        ({"slug": None}, "The slug field is required."),
        ({"verified": None}, "The verified field is required."),
        ({"latitude": 90.1}, "The latitude field must be between -90 and 90."),
        ({"social_media": [1]}, "The social_media.0 field must be a string."),
        (
            {"free_shipping_threshold_eur": -1},
            "The free shipping threshold eur field must be at least 0.",
        ),
        (
            {"onboarding_completed_at": "bad"},
            "The onboarding completed at field must be a valid date.",
        ),
        ({"user_id": 999}, "The selected user id is invalid."),
        ({"user_id": ADMIN + 10**18}, "The selected user id is invalid."),
        ({"address": "x" * 256}, "The address field must not be greater than 255 characters."),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_stored(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    sent: dict[str, object],
    sentence: str,
) -> None:
    before = await row_of(owner)
    answer = await client.patch(
        PROFILE, json={"city": "Patras", **sent}, headers=world.bearer("producer")
    )
    body = answer.json()
    assert (answer.status_code, body["message"]) == (422, sentence)
    [field] = sent
    assert all(name.startswith(field) for name in body["errors"])
    assert await row_of(owner) == before


async def test_a_rival_who_takes_the_tax_id_in_between_is_told_in_words(
    client: httpx.AsyncClient, world: World, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.producers import queries

    async def nobody_has_it(*_: object) -> bool:
        """The rival stores the value after this look."""
        return False

    monkeypatch.setattr(queries, "is_taken", nobody_has_it)
    for column, value, spoken in (("tax_id", "094014202", "ΑΦΜ"), ("slug", "dairy", "slug")):
        answer = await client.patch(PROFILE, json={column: value}, headers=world.bearer("producer"))
        sentence = f"Το πεδίο {spoken} χρησιμοποιείται ήδη από άλλον παραγωγό."
        assert (answer.status_code, answer.json()["message"]) == (422, sentence)
        assert answer.json()["errors"] == {column: [sentence]}


@pytest.mark.parametrize("person", ["consumer", "business", "admin", "newcomer"])
async def test_whoever_has_no_profile_is_refused_after_the_input_was_read(
    client: httpx.AsyncClient, world: World, person: str
) -> None:
    headers = world.bearer(person)
    refused = await client.patch(PROFILE, json={"city": "Patras"}, headers=headers)
    assert (refused.status_code, refused.json()["message"]) == (403, NO_PROFILE["message"])
    invalid = await client.patch(PROFILE, json={"iban": "x"}, headers=headers)
    assert invalid.status_code == 422


async def test_a_guest_is_asked_to_sign_in(client: httpx.AsyncClient) -> None:
    assert (await client.patch(PROFILE, json={"city": "Patras"})).status_code == 401


class TestHandingOver:
    async def test_an_owner_hands_the_profile_to_an_account_without_one(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await client.patch(
            PROFILE, json={"user_id": NEWCOMER}, headers=world.bearer("producer")
        )
        assert answer.status_code == 200
        mine = await client.get("/api/v1/producer/me", headers=world.bearer("newcomer"))
        assert mine.json()["producer"]["id"] == 1
        gone = await client.get("/api/v1/producer/me", headers=world.bearer("producer"))
        assert gone.json() == {"producer": None, "has_profile": False}
        assert (await row_of(owner))["account_id"] == NEWCOMER

    async def test_neither_nobody_nor_another_producer_takes_it_over(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("producer")
        kept = await client.patch(PROFILE, json={"user_id": None}, headers=headers)
        assert kept.status_code == 200
        taken = await client.patch(PROFILE, json={"user_id": 5}, headers=headers)
        assert taken.json()["errors"] == {"user_id": ["The selected user id is invalid."]}
        assert (await row_of(owner))["account_id"] == PRODUCER

    async def test_a_consumer_who_is_given_one_may_keep_it_up_to_date(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        await client.patch(PROFILE, json={"user_id": CONSUMER}, headers=world.bearer("producer"))
        answer = await client.patch(
            PROFILE, json={"city": "Patras"}, headers=world.bearer("consumer")
        )
        assert (answer.status_code, answer.json()["producer"]["city"]) == (200, "Patras")


async def test_the_audit_tells_what_changed_without_bank_account_and_tax_id(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    sent = {"city": "Patras", "iban": WHOLE["iban"], "tax_id": "123456789"}
    await client.patch(PROFILE, json=sent, headers=world.bearer("producer"))
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["action"], entry["resource"], entry["resource_id"]) == ("update", "producer", 1)
    assert json.loads(entry["before"]) == {"city": None, "iban": None, "tax_id": "•••"}
    assert json.loads(entry["after"]) == {"city": "Patras", "iban": "•••", "tax_id": "•••"}


async def test_changing_everything_costs_eleven_statements(
    client: httpx.AsyncClient, world: World
) -> None:
    async with counted() as sent:
        await client.patch(PROFILE, json=WHOLE, headers=world.bearer("producer"))
    assert len(sent) == 11, sent
