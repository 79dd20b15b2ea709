"""The back office sees a shop's producers and decides about them (contract: /admin/producers)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, count, snapshot
from tests.support.statements import counted

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/v1/admin/producers"
GROVE, DAIRY, WAITING = 1, 2, 3
GONE = "Ο παραγωγός έχει ήδη ανωνυμοποιηθεί"


async def row_of(owner: Connection, producer_id: int) -> dict[str, Any]:
    [row] = await snapshot(owner, "agora", "producers", f"id = {producer_id}")
    return dict(row)


async def events(owner: Connection) -> list[tuple[str, dict[str, Any]]]:
    rows = await snapshot(owner, "agora", "outbox_events")
    return [(row["topic"], json.loads(row["payload"])) for row in rows]


class TestList:
    async def test_it_shows_every_producer_with_its_owner(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(
            owner, "agora", "UPDATE producers SET iban = 'GR16', stripe_connect_id = 'acct_1'"
        )
        body = (await client.get(PATH, headers=world.operator())).json()
        assert [entry["id"] for entry in body["data"]] == [WAITING, DAIRY, GROVE]
        shown = body["data"][0]
        assert (shown["status"], shown["user_id"]) == ("pending", 7)
        assert (shown["iban"], shown["stripe_connect_id"]) == ("GR16", "acct_1")
        assert (shown["stripe_connect_status"], shown["is_verified"]) == ("pending", False)
        assert shown["user"] == {
            "id": 7,
            "name": "Pia Pending",
            "email": "pending@example.com",
            "created_at": "2026-01-15T12:00:00.000000Z",
        }
        assert len(shown) == 49
        pages = {key: body[key] for key in ("current_page", "per_page", "total", "last_page")}
        assert pages == {"current_page": 1, "per_page": 20, "total": 3, "last_page": 1}

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("status=pending", [WAITING]),
            ("status=active", [DAIRY, GROVE]),
            ("status=inactive", []),
            ("status=all", [WAITING, DAIRY, GROVE]),
            ("status=", [WAITING, DAIRY, GROVE]),
            ("per_page=2", [WAITING, DAIRY]),
            ("per_page=2&page=2", [GROVE]),
            ("page=99", []),
        ],
    )
    async def test_status_and_page_narrow_it(
        self, client: httpx.AsyncClient, world: World, query: str, found: list[int]
    ) -> None:
        answer = await client.get(f"{PATH}?{query}", headers=world.operator())
        assert [entry["id"] for entry in answer.json()["data"]] == found

    @pytest.mark.parametrize("query", ["status=other", "per_page=0", "per_page=101", "page=x"])
    async def test_what_it_cannot_use_is_named(
        self, client: httpx.AsyncClient, world: World, query: str
    ) -> None:
        answer = await client.get(f"{PATH}?{query}", headers=world.operator())
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [query.partition("=")[0]]

    async def test_a_page_costs_the_same_however_many_there_are(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(
            owner,
            "agora",
            "INSERT INTO producers (tenant_id, id, name, slug, status, is_active, created_at, "
            "updated_at) SELECT current_tenant(), 1000 + n, 'Farm', 'farm-' || n, 'pending', "
            "false, now(), now() FROM generate_series(1, 1000) n",
        )
        async with counted() as sent:
            answer = await client.get(f"{PATH}?per_page=100", headers=world.operator())
        assert len(answer.json()["data"]) == 100
        # The first administrator is looked up in a transaction of its own.
        assert len(sent) == 6, sent


class TestDeciding:
    async def test_an_approved_producer_sells_and_is_told(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(
            owner,
            "agora",
            f"UPDATE producers SET rejection_reason = 'Papers' WHERE id = {WAITING}; "
            "UPDATE accounts SET language = 'el' WHERE id = 7",
        )
        answer = await client.patch(f"{PATH}/{WAITING}/approve", headers=world.operator())
        body = answer.json()
        assert body["message"] == "Producer approved successfully"
        decided = [body["producer"][key] for key in ("status", "is_active", "rejection_reason")]
        assert decided == ["active", True, None]
        assert "user" not in body["producer"]
        assert (await client.get(f"/api/v1/public/producers/{WAITING}")).status_code == 200
        assert await events(owner) == [
            (
                "producer_approved",
                {
                    "producer_id": WAITING,
                    "account_id": 7,
                    "email": "pending@example.com",
                    "name": "Waiting",
                    "language": "el",
                    "reason": None,
                },
            )
        ]
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert (entry["action"], entry["account_id"]) == ("approve", 1)
        assert json.loads(entry["before"])["status"] == "pending"

    async def test_approving_again_changes_and_tells_nothing(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        before = await row_of(owner, GROVE)
        answer = await client.patch(f"{PATH}/{GROVE}/approve", headers=world.operator())
        assert answer.status_code == 200
        assert await row_of(owner, GROVE) == before
        assert await events(owner) == []

    async def test_a_rejected_producer_disappears_and_is_told_why(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await client.patch(
            f"{PATH}/{GROVE}/reject",
            json={"rejection_reason": "No tax id"},
            headers=world.operator(),
        )
        assert answer.json()["message"] == "Producer rejected"
        assert answer.json()["producer"]["rejection_reason"] == "No tax id"
        assert (await client.get(f"/api/v1/public/producers/{GROVE}")).status_code == 404
        # Its products stay (contract).
        assert (await client.get("/api/v1/public/products/1")).status_code == 200
        [(topic, payload)] = await events(owner)
        assert (topic, payload["reason"]) == ("producer_rejected", "No tax id")
        refused = await client.post(
            "/api/v1/products", json={"name": "New", "price": 1}, headers=world.bearer("producer")
        )
        assert refused.status_code == 403

    @pytest.mark.parametrize("reason", [None, "", "x" * 1001])
    async def test_a_rejection_needs_a_reason(
        self, client: httpx.AsyncClient, world: World, owner: Connection, reason: str | None
    ) -> None:
        before = await row_of(owner, GROVE)
        answer = await client.patch(
            f"{PATH}/{GROVE}/reject", json={"rejection_reason": reason}, headers=world.operator()
        )
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["rejection_reason"])
        assert await row_of(owner, GROVE) == before

    async def test_place_and_picture_are_set_and_nothing_else(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        sent = {"latitude": "38.123456789", "longitude": 23.5, "image_url": "/a.jpg", "name": "X"}
        answer = await client.patch(f"{PATH}/{GROVE}", json=sent, headers=world.operator())
        body = answer.json()
        assert body["message"] == "Ενημερώθηκε"
        shown = [body["producer"][key] for key in ("latitude", "longitude", "image_url", "name")]
        assert shown == ["38.1234568", "23.5000000", "/a.jpg", "Grove"]
        public = (await client.get(f"/api/v1/public/producers/{GROVE}")).json()
        assert (public["latitude"], public["image_url"]) == ("38.1234568", "/a.jpg")

    @pytest.mark.parametrize("field", ["latitude", "longitude", "image_url"])
    async def test_what_is_no_place_is_named(
        self, client: httpx.AsyncClient, world: World, field: str
    ) -> None:
        wrong = {"latitude": 91, "longitude": -181, "image_url": "x" * 501}
        answer = await client.patch(
            f"{PATH}/{GROVE}", json={field: wrong[field]}, headers=world.operator()
        )
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


class TestWhoMay:
    @pytest.mark.parametrize("person", [None, "consumer", "producer", "admin"])
    @pytest.mark.parametrize("producer", [GROVE, 999, "abc"])
    async def test_only_an_operators_token_opens_it_whatever_the_id(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        person: str | None,
        producer: object,
    ) -> None:
        headers = world.bearer(person)
        calls = [
            client.patch(f"{PATH}/{producer}/approve", headers=headers),
            client.patch(f"{PATH}/{producer}/reject", json={}, headers=headers),
            client.patch(f"{PATH}/{producer}", json={}, headers=headers),
            client.get(f"{PATH}/{producer}/deletion-preview", headers=headers),
            client.request("DELETE", f"{PATH}/{producer}", headers=headers),
        ]
        for call in calls:
            assert (await call).status_code == 401
        assert await count(owner, "agora", "audit_entries") == 0

    @pytest.mark.parametrize("producer", ["999", "abc", "1.5", "0", "9" * 30])
    async def test_an_unknown_producer_is_not_found_before_the_input_is_read(
        self, client: httpx.AsyncClient, world: World, producer: str
    ) -> None:
        headers = world.operator()
        for call in (
            client.patch(f"{PATH}/{producer}/reject", json={}, headers=headers),
            client.patch(f"{PATH}/{producer}", json={"latitude": 99}, headers=headers),
            client.get(f"{PATH}/{producer}/deletion-preview", headers=headers),
            client.request("DELETE", f"{PATH}/{producer}", json={"reason": 5}, headers=headers),
        ):
            assert (await call).status_code == 404
