"""/api/stoa/v1/account/reviews and /reviews: what authors change, and what admins decide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.another import another_client
from tests.support.inspect import change, count, snapshot
from tests.support.statements import counted
from tests.support.world import ADMIN, CONSUMER, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

OWN = "/api/stoa/v1/account/reviews"
ALL = "/api/stoa/v1/reviews"
MOMENT = "2026-01-15T12:00:00.000000Z"


async def write(
    client: httpx.AsyncClient, world: World, person: str = "consumer", rating: int = 5
) -> int:
    """The person reviews the olives; the review's id."""
    answer = await client.post(
        f"/api/v1/products/{OLIVES}/reviews",
        json={"rating": rating, "title": "Good"},
        headers=world.bearer(person),
    )
    review_id: int = answer.json()["data"]["id"]
    return review_id


async def stars(client: httpx.AsyncClient, product_id: int = OLIVES) -> dict[str, int]:
    answer = await client.get(f"/api/v1/public/products/{product_id}/reviews/summary")
    distribution: dict[str, int] = answer.json()["data"]["distribution"]
    return {number: count for number, count in distribution.items() if count}


async def row_of(owner: Connection, review_id: int) -> dict[str, Any]:
    [row] = await snapshot(owner, "agora", "reviews", f"id = {review_id}")
    return dict(row)


class TestAuthors:
    async def test_an_author_changes_stars_and_words(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        review_id = await write(client, world)
        answer = await client.patch(
            f"{OWN}/{review_id}", json={"rating": 2}, headers=world.bearer("consumer")
        )
        assert answer.json() == {
            "id": review_id,
            "product_id": OLIVES,
            "rating": 2,
            "title": "Good",
            "comment": None,
            "is_verified_purchase": False,
            "status": "approved",
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }
        assert await stars(client) == {"2": 1}
        entries = await snapshot(owner, "agora", "audit_entries")
        assert [entry["action"] for entry in entries] == ["create", "update"]
        assert json.loads(entries[1]["before"]) == {"rating": 5}

    async def test_what_is_sent_again_changes_nothing(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        review_id = await write(client, world)
        before = await row_of(owner, review_id)
        same = {"rating": 5, "title": "Good"}
        await client.patch(f"{OWN}/{review_id}", json=same, headers=world.bearer("consumer"))
        assert await row_of(owner, review_id) == before
        assert await count(owner, "agora", "audit_entries") == 1

    async def test_a_deleted_review_may_be_written_anew(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        review_id = await write(client, world)
        answer = await client.delete(f"{OWN}/{review_id}", headers=world.bearer("consumer"))
        assert (answer.status_code, await stars(client)) == (204, {})
        assert await count(owner, "agora", "reviews") == 0
        assert await write(client, world, rating=3) != review_id
        assert await stars(client) == {"3": 1}

    @pytest.mark.parametrize("person", ["other_consumer", "producer", "admin"])
    async def test_nobody_changes_anothers_review(
        self, client: httpx.AsyncClient, world: World, owner: Connection, person: str
    ) -> None:
        review_id = await write(client, world)
        before, headers = await row_of(owner, review_id), world.bearer(person)
        changed = await client.patch(f"{OWN}/{review_id}", json={"rating": 1}, headers=headers)
        deleted = await client.delete(f"{OWN}/{review_id}", headers=headers)
        assert (changed.status_code, deleted.status_code) == (403, 403)
        assert await row_of(owner, review_id) == before

    @pytest.mark.parametrize("review", ["999", "abc", "0"])
    async def test_an_unknown_review_is_not_found(
        self, client: httpx.AsyncClient, world: World, review: str
    ) -> None:
        headers = world.bearer("consumer")
        assert (await client.patch(f"{OWN}/{review}", json={}, headers=headers)).status_code == 404
        assert (await client.delete(f"{OWN}/{review}", headers=headers)).status_code == 404

    @pytest.mark.parametrize("sent", [{"rating": 0}, {"rating": None}, {"title": "x" * 151}])
    async def test_what_is_wrong_is_named_and_nothing_is_stored(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        sent: dict[str, object],
    ) -> None:
        review_id = await write(client, world)
        before = await row_of(owner, review_id)
        answer = await client.patch(
            f"{OWN}/{review_id}", json=sent, headers=world.bearer("consumer")
        )
        assert (answer.status_code, list(answer.json()["errors"])) == (422, list(sent))
        assert await row_of(owner, review_id) == before

    async def test_a_review_hidden_by_the_shop_is_not_brought_back_by_its_author(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        review_id = await write(client, world)
        await client.post(
            f"{ALL}/{review_id}/hide", json={"reason": "Abusive"}, headers=world.bearer("admin")
        )
        hidden, headers = await row_of(owner, review_id), world.bearer("consumer")
        changed = await client.patch(f"{OWN}/{review_id}", json={"rating": 1}, headers=headers)
        deleted = await client.delete(f"{OWN}/{review_id}", headers=headers)
        again = await client.post(
            f"/api/v1/products/{OLIVES}/reviews", json={"rating": 5}, headers=headers
        )
        statuses = (changed.status_code, deleted.status_code, again.status_code)
        assert statuses == (409, 409, 422)
        assert await row_of(owner, review_id) == hidden

    async def test_in_a_shop_that_reads_first_a_changed_review_waits_again(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        database_urls: DatabaseUrls,
    ) -> None:
        review_id = await write(client, world)
        wait = '{"reviews_wait": true}'
        await owner.execute(
            f"UPDATE tenants SET settings = settings || '{wait}' WHERE slug = 'agora'"
        )
        async with another_client(database_urls) as waiting:
            answer = await waiting.patch(
                f"{OWN}/{review_id}", json={"rating": 1}, headers=world.bearer("consumer")
            )
        assert answer.json()["status"] == "pending"
        assert await stars(client) == {}

    async def test_ones_own_reviews_come_newest_first_page_by_page(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await write(client, world, "other_consumer")
        await change(
            owner,
            "agora",
            "INSERT INTO reviews (tenant_id, id, account_id, product_id, rating, "
            "is_verified_purchase, status, created_at, updated_at) "
            f"SELECT tenant_id, 100 + id, {CONSUMER}, id, 4, false, 'pending', created_at, "
            "created_at FROM products",
        )
        headers, shown, cursor = world.bearer("consumer"), [], ""
        for _ in range(3):
            body = (await client.get(f"{OWN}?limit=2{cursor}", headers=headers)).json()
            shown.append([review["id"] for review in body["data"]])
            cursor = f"&cursor={body['next_cursor']}"
        assert shown == [[106, 105], [104, 103], [102, 101]]
        assert body["next_cursor"] is None


class TestAdmins:
    async def test_hiding_takes_a_review_and_its_stars_out_of_sight(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        review_id = await write(client, world)
        await write(client, world, "other_consumer", rating=3)
        answer = await client.post(
            f"{ALL}/{review_id}/hide", json={"reason": "Abusive"}, headers=world.bearer("admin")
        )
        body = answer.json()
        assert (body["status"], body["hidden_reason"]) == ("hidden", "Abusive")
        assert (body["moderated_by"], body["moderated_at"]) == (ADMIN, MOMENT)
        assert (body["account_id"], body["author"]) == (CONSUMER, "Cora Consumer")
        assert await stars(client) == {"3": 1}
        listed = (await client.get(f"/api/v1/public/products/{OLIVES}/reviews")).json()["data"]
        assert review_id not in [review["id"] for review in listed]
        entries = await snapshot(owner, "agora", "audit_entries", "action = 'hide'")
        assert json.loads(entries[0]["after"])["hidden_reason"] == "Abusive"

    async def test_approving_shows_what_was_hidden_and_what_waits(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        hidden, waiting = await write(client, world), await write(client, world, "producer", 1)
        headers = world.bearer("admin")
        await client.post(f"{ALL}/{hidden}/hide", json={"reason": "x"}, headers=headers)
        await client.post(f"{ALL}/{waiting}/hide", json={"reason": "x"}, headers=headers)
        await change(
            owner,
            "agora",
            f"UPDATE reviews SET status = 'pending', hidden_reason = NULL WHERE id = {waiting}",
        )
        assert await stars(client) == {}
        for review_id in (hidden, waiting, waiting):
            answer = await client.post(f"{ALL}/{review_id}/approve", headers=headers)
            assert (answer.json()["status"], answer.json()["hidden_reason"]) == ("approved", None)
        assert await stars(client) == {"5": 1, "1": 1}

    @pytest.mark.parametrize("sent", [{}, {"reason": ""}, {"reason": "x" * 1001}])
    async def test_hiding_needs_a_reason(
        self, client: httpx.AsyncClient, world: World, sent: dict[str, str]
    ) -> None:
        review_id = await write(client, world)
        answer = await client.post(
            f"{ALL}/{review_id}/hide", json=sent, headers=world.bearer("admin")
        )
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["reason"])
        assert await stars(client) == {"5": 1}

    async def test_the_list_is_narrowed_by_status(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        first, second = await write(client, world), await write(client, world, "producer")
        headers = world.bearer("admin")
        await client.post(f"{ALL}/{first}/hide", json={"reason": "x"}, headers=headers)
        found = {
            query: [
                review["id"]
                for review in (await client.get(f"{ALL}{query}", headers=headers)).json()["data"]
            ]
            for query in ("", "?status=hidden", "?status=approved", "?status=pending", "?limit=1")
        }
        assert found == {
            "": [second, first],
            "?status=hidden": [first],
            "?status=approved": [second],
            "?status=pending": [],
            "?limit=1": [second],
        }
        wrong = await client.get(f"{ALL}?status=gone", headers=headers)
        assert wrong.status_code == 422

    @pytest.mark.parametrize(
        ("person", "status"), [(None, 401), ("consumer", 403), ("producer", 403)]
    )
    async def test_nobody_else_decides(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        person: str | None,
        status: int,
    ) -> None:
        review_id = await write(client, world)
        before, headers = await row_of(owner, review_id), world.bearer(person)
        for call in (
            client.get(ALL, headers=headers),
            client.post(f"{ALL}/{review_id}/hide", json={"reason": "x"}, headers=headers),
            client.post(f"{ALL}/{review_id}/approve", headers=headers),
        ):
            assert (await call).status_code == status
        assert await row_of(owner, review_id) == before


async def test_lists_cost_the_same_however_many_there_are(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(
        owner,
        "agora",
        "INSERT INTO accounts (tenant_id, id, name, email, password_hash, role, created_at, "
        "updated_at) SELECT current_tenant(), 1000 + n, 'B', n || '@b.com', 'x', 'consumer', "
        "now(), now() FROM generate_series(1, 1000) n; "
        "INSERT INTO reviews (tenant_id, id, account_id, product_id, rating, "
        "is_verified_purchase, status, created_at, updated_at) "
        f"SELECT tenant_id, id, id, {HONEY}, 4, false, 'approved', now(), now() "
        "FROM accounts WHERE id > 1000",
    )
    for path, person in ((f"{ALL}?limit=100", "admin"), (OWN, "consumer")):
        async with counted() as sent:
            answer = await client.get(path, headers=world.bearer(person))
        assert answer.status_code == 200
        assert len(sent) == 4, (path, sent)
