"""/api/stoa/v1/producer: how one's own profile stands, and the picture that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, count, snapshot
from tests.support.pictures import picture

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

STANDING = "/api/stoa/v1/producer/standing"
PICTURE = "/api/stoa/v1/producer/picture"
NOT_DONE = {"story", "picture", "contact", "address", "company", "bank", "food_safety"}


async def upload(
    client: httpx.AsyncClient, headers: dict[str, str], content: bytes | None = None
) -> httpx.Response:
    files = {"image": ("portrait.png", picture() if content is None else content)}
    return await client.post(PICTURE, headers=headers, files=files)


async def profile(owner: Connection) -> dict[str, Any]:
    [row] = await snapshot(owner, "agora", "producers", "id = 1")
    found: dict[str, Any] = dict(row)
    return found


class TestStanding:
    async def test_it_tells_what_the_shop_still_wants_to_know(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(
            owner,
            "agora",
            "UPDATE producers SET description = 'Olives.', email = 'g@example.com', phone = '210', "
            "address = NULL, iban = 'GR1601101250000000012300695', bank_account_holder = NULL, "
            "haccp_declaration_accepted = false, tax_id = NULL, image_url = NULL WHERE id = 1",
        )
        answer = await client.get(STANDING, headers=world.bearer("producer"))
        assert answer.status_code == 200
        told = answer.json()["data"]
        assert {step["name"] for step in told["steps"] if step["done"]} == {"story", "contact"}
        assert {step["name"] for step in told["steps"]} == NOT_DONE
        assert (told["status"], told["is_active"], told["rejection_reason"]) == (
            "active",
            True,
            None,
        )

    async def test_a_refused_producer_reads_why(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        rejected = "status = 'inactive', is_active = false, rejection_reason = 'No permit.'"
        await change(owner, "agora", f"UPDATE producers SET {rejected} WHERE id = 1")
        told = (await client.get(STANDING, headers=world.bearer("producer"))).json()["data"]
        assert (told["status"], told["rejection_reason"]) == ("inactive", "No permit.")

    async def test_whoever_has_no_profile_is_told_so_and_a_guest_nothing(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.get(STANDING, headers=world.bearer("consumer"))
        assert (answer.status_code, answer.json()) == (200, {"data": None})
        assert (await client.get(STANDING, headers=world.bearer(None))).status_code == 401


class TestPicture:
    async def test_it_is_drawn_shown_to_everybody_and_kept_from_the_sweep(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await upload(client, world.bearer("producer"))
        assert answer.status_code == 201, answer.text
        told = answer.json()["data"]
        assert told["image_url"] == told["sources"]["jpg"]["1280"]
        assert (await client.get(told["sources"]["webp"]["320"])).status_code == 200
        shown = (await client.get("/api/v1/public/producers/1")).json()
        assert shown["image_url"] == told["image_url"]
        [use] = await snapshot(owner, "agora", "picture_uses", "resource = 'producer'")
        assert use["resource_id"] == 1
        [entry] = await snapshot(owner, "agora", "audit_entries", "action = 'change_picture'")
        assert (entry["resource"], entry["resource_id"]) == ("producer", 1)

    async def test_the_next_one_takes_its_place_and_none_leaves_the_profile_bare(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        first = (await upload(client, world.bearer("producer"))).json()["data"]["image_url"]
        second = (await upload(client, world.bearer("producer"))).json()["data"]["image_url"]
        assert first != second
        assert await count(owner, "agora", "picture_uses", "resource = 'producer'") == 1
        answer = await client.delete(PICTURE, headers=world.bearer("producer"))
        assert (answer.status_code, answer.json()["data"]["image_url"]) == (200, None)
        assert (await profile(owner))["image_url"] is None
        assert await count(owner, "agora", "picture_uses", "resource = 'producer'") == 0

    @pytest.mark.parametrize(
        ("person", "status"), [(None, 401), ("consumer", 403), ("business", 403)]
    )
    async def test_whoever_has_no_profile_changes_nothing(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        person: str | None,
        status: int,
    ) -> None:
        before = await snapshot(owner, "agora", "producers")
        assert (await upload(client, world.bearer(person))).status_code == status
        answer = await client.delete(PICTURE, headers=world.bearer(person))
        assert answer.status_code == status
        assert await snapshot(owner, "agora", "producers") == before
        for table in ("pictures", "picture_uses", "audit_entries"):
            assert await count(owner, "agora", table) == 0

    async def test_what_is_no_picture_is_said_and_not_kept(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        before = await profile(owner)
        answer = await upload(client, world.bearer("producer"), b"<svg/>")
        assert answer.status_code == 422
        assert "not a picture" in answer.json()["errors"]["image"][0]
        assert await profile(owner) == before
        assert await count(owner, "agora", "pictures") == 0

    async def test_a_producer_who_is_gone_shows_no_picture_any_more(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await upload(client, world.bearer("producer"))
        answer = await client.delete("/api/v1/admin/producers/1", headers=world.operator())
        assert answer.status_code == 200
        assert await count(owner, "agora", "picture_uses", "resource = 'producer'") == 0
