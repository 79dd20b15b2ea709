"""Approving and rejecting products, and shops that show only what is approved."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, snapshot
from tests.support.world import ADMIN, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from tests.support.world import World

GATED = "gated.agora.test"
PENDING = "/api/v1/admin/products/pending"


def moderate(product_id: int) -> str:
    return f"/api/v1/admin/products/{product_id}/moderate"


async def product(owner: Connection, product_id: int) -> dict[str, Any]:
    [row] = await snapshot(owner, "agora", "products", f"id = {product_id}")
    return dict(row)


async def waits(owner: Connection, *product_ids: int) -> None:
    ids = ", ".join(map(str, product_ids))
    await change(
        owner, "agora", f"UPDATE products SET approval_status = 'pending' WHERE id IN ({ids})"
    )


class TestPending:
    async def test_the_oldest_waits_first_with_its_producer_s_whole_profile(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await waits(owner, OLIVES, HONEY)
        answer = await client.get(f"{PENDING}?per_page=1", headers=world.operator())
        assert answer.status_code == 200
        body = answer.json()
        assert (body["total"], body["per_page"], body["last_page"]) == (2, 1, 2)
        [olives] = body["data"]
        assert (olives["id"], olives["approval_status"]) == (OLIVES, "pending")
        assert olives["producer"]["tax_id"] == "094014201"
        assert olives["categories"][0]["slug"] == "olive-oil-olives"
        assert olives["images"][0]["url"] == "https://example.com/olives.jpg"

    async def test_only_the_operator_sees_it(self, client: httpx.AsyncClient, world: World) -> None:
        for person in (None, "producer", "admin"):
            assert (await client.get(PENDING, headers=world.bearer(person))).status_code == 401


class TestModerate:
    async def test_a_rejected_product_stays_in_a_shop_that_does_not_gate(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await client.patch(
            moderate(OLIVES),
            headers=world.operator(),
            json={"action": "reject", "reason": "Too dark a picture"},
        )
        assert answer.status_code == 200
        assert answer.json()["message"] == "Product rejected successfully"
        shown = answer.json()["product"]
        assert shown["rejection_reason"] == "Too dark a picture"
        assert shown["moderated_by"] == ADMIN
        assert shown["moderated_at"] == "2026-01-15T12:00:00.000000Z"
        assert shown["is_active"] is True
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert (entry["action"], entry["resource_id"]) == ("moderate", OLIVES)
        answer = await client.patch(
            moderate(OLIVES), headers=world.operator(), json={"action": "approve"}
        )
        assert answer.json()["message"] == "Product approved successfully"
        assert answer.json()["product"]["rejection_reason"] is None

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({}, {"action": ["The action field is required."]}),
            ({"action": "delete"}, {"action": ["The selected action is invalid."]}),
            (
                {"action": "reject"},
                {"reason": ["The reason field is required when action is reject."]},
            ),
            (
                {"action": "reject", "reason": "too short"},
                {"reason": ["The reason field must be at least 10 characters."]},
            ),
        ],
    )
    async def test_a_reason_that_says_nothing_changes_nothing(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        sent: dict[str, str],
        said: dict[str, list[str]],
    ) -> None:
        before = await product(owner, OLIVES)
        answer = await client.patch(moderate(OLIVES), headers=world.operator(), json=sent)
        assert answer.status_code == 422
        assert answer.json()["errors"] == said
        assert await product(owner, OLIVES) == before

    async def test_nobody_else_decides(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        before = await product(owner, OLIVES)
        for person in (None, "producer", "admin"):
            answer = await client.patch(
                moderate(OLIVES), headers=world.bearer(person), json={"action": "approve"}
            )
            assert answer.status_code == 401
        assert await product(owner, OLIVES) == before


class TestGate:
    """A shop that shows products only once they are approved, as a new one does."""

    @pytest.fixture(autouse=True)
    async def gated(self, world: World, owner: Connection, clock: HeldClock) -> None:
        await change(
            owner,
            "agora",
            "UPDATE tenants SET settings = settings - 'moderation' WHERE slug = 'agora'",
        )
        # A shop's profile is remembered for some seconds: by its token's moment, by its host.
        clock.moment += timedelta(minutes=1)
        await change(
            owner, "agora", f"INSERT INTO tenant_domains VALUES ('{GATED}', current_tenant())"
        )

    def operator(self, world: World) -> dict[str, str]:
        return {**world.operator(), "host": GATED}

    async def create(
        self, client: httpx.AsyncClient, world: World, person: str = "producer", **more: object
    ) -> int:
        sent = {"name": "New oil", "price": 9, "producer_id": 1, **more}
        answer = await client.post("/api/v1/products", headers=world.bearer(person), json=sent)
        assert answer.status_code == 201
        product_id: int = answer.json()["data"]["id"]
        return product_id

    async def is_shown(self, client: httpx.AsyncClient, product_id: int) -> bool:
        listed = (await client.get("/api/v1/public/products")).json()
        found = product_id in [each["id"] for each in listed["data"]]
        one = await client.get(f"/api/v1/public/products/{product_id}")
        assert found is (one.status_code == 200)
        return found

    async def test_a_new_product_shows_when_it_is_approved(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        product_id = await self.create(client, world)
        assert not await self.is_shown(client, product_id)
        listed = (await client.get(PENDING, headers=self.operator(world))).json()
        assert [each["id"] for each in listed["data"]] == [product_id]
        await client.patch(
            moderate(product_id), headers=self.operator(world), json={"action": "approve"}
        )
        assert await self.is_shown(client, product_id)

    async def test_a_draft_stays_one_when_it_is_approved(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        product_id = await self.create(client, world, is_active=False)
        await client.patch(
            moderate(product_id), headers=self.operator(world), json={"action": "approve"}
        )
        assert not await self.is_shown(client, product_id)

    async def test_its_producer_cannot_show_it_without(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        product_id, headers = await self.create(client, world), world.bearer("producer")
        sent = {"is_active": True, "approval_status": "approved"}
        await client.patch(f"/api/v1/products/{product_id}", headers=headers, json=sent)
        toggle = f"/api/v1/producer/products/{product_id}/toggle"
        for wish in (False, True):
            answer = await client.patch(toggle, headers=headers)
            assert answer.json()["is_active"] is False
            assert (await product(owner, product_id))["shown_once_approved"] is wish
        assert not await self.is_shown(client, product_id)

    async def test_a_rejected_one_hides_and_asks_again_when_it_was_changed(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await client.patch(
            moderate(OLIVES),
            headers=self.operator(world),
            json={"action": "reject", "reason": "Too dark a picture"},
        )
        assert not await self.is_shown(client, OLIVES)
        headers = world.bearer("producer")
        await client.patch(f"/api/v1/products/{OLIVES}", headers=headers, json={"origin": "Mani"})
        row = await product(owner, OLIVES)
        assert (row["approval_status"], row["rejection_reason"]) == ("pending", None)
        await client.patch(
            moderate(OLIVES), headers=self.operator(world), json={"action": "approve"}
        )
        assert await self.is_shown(client, OLIVES)

    async def test_what_an_admin_makes_needs_no_approval(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        assert await self.is_shown(client, await self.create(client, world, "admin"))

    async def test_the_audit_tells_what_was_decided(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await client.patch(
            moderate(OLIVES),
            headers=self.operator(world),
            json={"action": "reject", "reason": "Too dark a picture"},
        )
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert json.loads(entry["after"]) == {
            "approval_status": "rejected",
            "rejection_reason": "Too dark a picture",
            "is_active": False,
        }
