"""The back office sees a shop's businesses and settles them (contract: /admin/businesses)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, count, snapshot
from tests.support.world import BUSINESS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/v1/admin/businesses"
BISTRO: dict[str, Any] = {
    "id": 1,
    "user_id": BUSINESS,
    "company_name": "Bistro",
    "tax_id": None,
    "tax_office": None,
    "business_type": "restaurant",
    "contact_person": None,
    "phone": None,
    "email": None,
    "website": None,
    "address": None,
    "city": None,
    "postal_code": None,
    "region": None,
    "status": "active",
    "rejection_reason": None,
    "approved_at": None,
    "notes": None,
    "created_at": "2026-01-15T12:00:00.000000Z",
    "updated_at": "2026-01-15T12:00:00.000000Z",
    "user": {
        "id": BUSINESS,
        "name": "Bruno Business",
        "email": "business@example.com",
        "created_at": "2026-01-15T12:00:00.000000Z",
    },
}
USER = {"id": BUSINESS, "name": "Bruno Business", "email": "business@example.com"}


async def add_businesses(owner: Connection) -> None:
    """Of the consumers 2 and 3: one an hour younger and pending, one of the Bistro's own age."""
    await change(
        owner,
        "agora",
        "INSERT INTO businesses (tenant_id, id, account_id, company_name, status, created_at, "
        "updated_at) SELECT tenant_id, id, id, 'Hotel ' || id, CASE id WHEN 2 THEN 'pending' "
        "ELSE 'inactive' END, created_at + (3 - id) * interval '1 hour', created_at "
        "FROM accounts WHERE id IN (2, 3)",
    )


async def businesses(owner: Connection) -> list[dict[str, Any]]:
    return await snapshot(owner, "agora", "businesses")


class TestList:
    async def test_it_shows_the_newest_first_with_their_accounts(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await add_businesses(owner)
        answer = await client.get(PATH, headers=world.operator())
        body = answer.json()
        assert [entry["id"] for entry in body["data"]] == [2, 3, 1]
        assert body["data"][2] == BISTRO
        assert (body["total"], body["last_page"], len(body)) == (3, 1, 3)

    @pytest.mark.parametrize(
        ("query", "ids", "total", "last_page"),
        [
            ({"status": "pending"}, [2], 1, 1),
            ({"status": "active"}, [1], 1, 1),
            ({"status": "all"}, [2, 3, 1], 3, 1),
            ({"status": ""}, [2, 3, 1], 3, 1),
            ({"status": "unheard of"}, [], 0, 1),
            ({"per_page": "1"}, [2], 3, 3),
            ({"per_page": "2", "page": "2"}, [1], 3, 2),
            ({"per_page": "0"}, [2, 3, 1], 3, 1),
            ({"per_page": "abc"}, [2, 3, 1], 3, 1),
            ({"page": "9"}, [], 3, 1),
        ],
    )
    async def test_status_and_page_narrow_it(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        query: dict[str, str],
        ids: list[int],
        total: int,
        last_page: int,
    ) -> None:
        await add_businesses(owner)
        answer = await client.get(PATH, params=query, headers=world.operator())
        assert answer.status_code == 200
        body = answer.json()
        assert [entry["id"] for entry in body["data"]] == ids
        assert (body["total"], body["last_page"]) == (total, last_page)

    async def test_a_status_that_is_no_text_is_named(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.get(f"{PATH}?status[]=active", headers=world.operator())
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["status"])

    async def test_a_shop_sees_its_own_only(self, client: httpx.AsyncClient, world: World) -> None:
        body = (await client.get(PATH, headers=world.operator("hedgerow"))).json()
        assert body["total"] == 1


class TestShow:
    async def test_one_business_with_its_account(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.get(f"{PATH}/1", headers=world.operator())
        assert answer.json() == {"business": BISTRO}

    @pytest.mark.parametrize("text", ["2", "0", "-1", "abc", "1.5", str(10**20)])
    async def test_what_is_no_business_is_not_found(
        self, client: httpx.AsyncClient, world: World, text: str
    ) -> None:
        answer = await client.get(f"{PATH}/{text}", headers=world.operator())
        assert answer.status_code == 404
        assert answer.json() == {"error": "not_found", "message": "Route not found."}


class TestSettling:
    async def test_an_approved_business_buys_as_one_and_is_told(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        pending = "UPDATE businesses SET status = 'pending', rejection_reason = 'Why not'"
        await change(owner, "agora", pending)
        answer = await client.patch(f"{PATH}/1/approve", headers=world.operator())
        assert (answer.status_code, answer.json()["message"]) == (200, "Business approved")
        moment = "2026-01-15T12:00:00.000000Z"
        assert answer.json()["business"] == {**BISTRO, "approved_at": moment, "user": USER}
        [event] = await snapshot(owner, "agora", "outbox_events")
        assert event["topic"] == "business_approved"
        assert json.loads(event["payload"])["account_id"] == BUSINESS
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert json.loads(entry["before"]) == {"status": "pending", "rejection_reason": "Why not"}
        assert json.loads(entry["after"]) == {"status": "active", "rejection_reason": None}

    async def test_a_rejected_one_is_told_why_and_keeps_the_day_it_was_approved(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await client.patch(f"{PATH}/1/approve", headers=world.operator())
        reason = {"rejection_reason": "  Χωρίς ΑΦΜ "}
        answer = await client.patch(f"{PATH}/1/reject", json=reason, headers=world.operator())
        assert (answer.status_code, answer.json()["message"]) == (200, "Business rejected")
        body = answer.json()["business"]
        assert (body["status"], body["rejection_reason"]) == ("rejected", "Χωρίς ΑΦΜ")
        assert body["approved_at"] == "2026-01-15T12:00:00.000000Z"
        events = await snapshot(owner, "agora", "outbox_events")
        assert [event["topic"] for event in events] == ["business_approved", "business_rejected"]
        assert json.loads(events[1]["payload"])["reason"] == "Χωρίς ΑΦΜ"

    @pytest.mark.parametrize("reason", [None, "", "x" * 1001, ["no"], 7])
    async def test_a_reason_that_says_nothing_changes_nothing(
        self, client: httpx.AsyncClient, world: World, owner: Connection, reason: object
    ) -> None:
        before = await businesses(owner)
        answer = await client.patch(
            f"{PATH}/1/reject", json={"rejection_reason": reason}, headers=world.operator()
        )
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["rejection_reason"])
        assert await businesses(owner) == before
        assert await count(owner, "agora", "outbox_events") == 0

    async def test_an_unknown_business_comes_before_a_missing_reason(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.patch(f"{PATH}/9/reject", json={}, headers=world.operator())
        assert answer.status_code == 404
        malformed = await client.patch(
            f"{PATH}/1/reject",
            content=b'{"broken": ',
            headers={**world.operator(), "content-type": "application/json"},
        )
        assert malformed.status_code == 400

    @pytest.mark.parametrize("person", [None, "admin", "business"])
    async def test_nobody_else_settles_anything(
        self, client: httpx.AsyncClient, world: World, owner: Connection, person: str | None
    ) -> None:
        before = await businesses(owner)
        for verb in ("approve", "reject"):
            answer = await client.patch(
                f"{PATH}/1/{verb}", json={"rejection_reason": "No"}, headers=world.bearer(person)
            )
            assert answer.status_code == 401
        assert await businesses(owner) == before
        assert await count(owner, "agora", "audit_entries") == 0


async def test_a_business_that_registers_is_listed_with_its_contact(
    client: httpx.AsyncClient, world: World
) -> None:
    registration = {
        "name": "Nia New",
        "email": "nia@example.com",
        "password": "long enough",
        "password_confirmation": "long enough",
        "role": "business",
        "company_name": "Nia's",
    }
    assert (await client.post("/api/v1/auth/register", json=registration)).status_code == 201
    body = (await client.get(PATH, params={"status": "pending"}, headers=world.operator())).json()
    [business] = body["data"]
    assert (business["contact_person"], business["email"]) == ("Nia New", "nia@example.com")


async def test_an_approval_counts_from_the_next_request_on(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE businesses SET status = 'pending'")
    profile = "/api/v1/auth/profile"
    waiting = (await client.get(profile, headers=world.bearer("business"))).json()["user"]
    await client.patch(f"{PATH}/1/approve", headers=world.operator())
    approved = (await client.get(profile, headers=world.bearer("business"))).json()["user"]
    assert (waiting["business_status"], approved["business_status"]) == ("pending", "active")
