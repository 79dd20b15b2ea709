"""POST /products/{id}/reviews: one account says one thing about one product."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.another import another_client
from tests.support.inspect import change, count, snapshot
from tests.support.statements import counted
from tests.support.world import CHEESE, CONSUMER, HIDDEN, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

MOMENT = "2026-01-15T12:00:00.000000Z"


def path_of(product_id: object) -> str:
    return f"/api/v1/products/{product_id}/reviews"


async def stars_of(client: httpx.AsyncClient, product_id: int = OLIVES) -> tuple[int, Any]:
    answer = await client.get(f"/api/v1/public/products/{product_id}/reviews/summary")
    return answer.json()["data"]["total"], answer.json()["data"]["avg_rating"]


async def deliver(owner: Connection, status: str = "delivered") -> None:
    """The consumer's order of olives has arrived."""
    await change(owner, "agora", f"UPDATE orders SET status = '{status}' WHERE id = 1")


async def test_a_review_is_shown_at_once(client: httpx.AsyncClient, world: World) -> None:
    said = {"rating": 5, "title": "Τέλειο", "comment": "  Ωραίο  "}
    answer = await client.post(path_of(HONEY), json=said, headers=world.bearer("consumer"))
    shown = {
        "id": 1,
        "rating": 5,
        "title": "Τέλειο",
        "comment": "Ωραίο",
        "is_verified_purchase": False,
        "created_at": MOMENT,
        "user": {"name": "Cora Consumer"},
    }
    assert (answer.status_code, answer.json()) == (
        201,
        {"data": shown, "message": "Review submitted successfully."},
    )
    listed = (await client.get(f"/api/v1/public/products/{HONEY}/reviews")).json()
    assert listed["data"] == [shown]
    assert await stars_of(client, HONEY) == (1, 5)


@pytest.mark.parametrize("person", ["consumer", "producer", "business", "admin", "newcomer"])
async def test_everybody_who_signed_in_may_review(
    client: httpx.AsyncClient, world: World, person: str
) -> None:
    answer = await client.post(path_of(OLIVES), json={"rating": 1}, headers=world.bearer(person))
    assert answer.status_code == 201


async def test_a_guest_is_asked_to_sign_in_whatever_the_product(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    for product in (OLIVES, 999, "abc"):
        assert (await client.post(path_of(product), json={"rating": 5})).status_code == 401
    assert await count(owner, "agora", "reviews") == 0


class TestVerifiedPurchase:
    @pytest.mark.parametrize("status", ["completed", "delivered"])
    async def test_an_order_that_arrived_verifies(
        self, client: httpx.AsyncClient, world: World, owner: Connection, status: str
    ) -> None:
        await deliver(owner, status)
        answer = await client.post(
            path_of(OLIVES), json={"rating": 4}, headers=world.bearer("consumer")
        )
        assert answer.json()["data"]["is_verified_purchase"] is True

    @pytest.mark.parametrize("status", ["pending", "shipped", "cancelled"])
    async def test_an_order_that_did_not_arrive_does_not(
        self, client: httpx.AsyncClient, world: World, owner: Connection, status: str
    ) -> None:
        await deliver(owner, status)
        answer = await client.post(
            path_of(OLIVES), json={"rating": 4}, headers=world.bearer("consumer")
        )
        assert answer.json()["data"]["is_verified_purchase"] is False

    async def test_neither_another_product_nor_another_buyer_is_verified(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await deliver(owner)
        for product, person in ((CHEESE, "consumer"), (OLIVES, "other_consumer")):
            answer = await client.post(
                path_of(product), json={"rating": 4}, headers=world.bearer(person)
            )
            assert answer.json()["data"]["is_verified_purchase"] is False

    async def test_only_the_callers_own_order_is_kept_with_the_review(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for person, order_id in (("consumer", 1), ("other_consumer", 1)):
            said = {"rating": 4, "order_id": order_id}
            answer = await client.post(path_of(OLIVES), json=said, headers=world.bearer(person))
            assert answer.status_code == 201
        rows = await snapshot(owner, "agora", "reviews")
        assert [row["order_id"] for row in rows] == [1, None]


class TestRefusals:
    async def test_a_second_review_of_the_same_product_is_refused(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("consumer")
        await client.post(path_of(OLIVES), json={"rating": 5}, headers=headers)
        again = await client.post(path_of(OLIVES), json={"rating": 1}, headers=headers)
        assert again.status_code == 422
        assert again.json()["message"] == "You have already reviewed this product."
        assert await stars_of(client) == (1, 5)
        assert await count(owner, "agora", "audit_entries") == 1
        elsewhere = await client.post(path_of(HONEY), json={"rating": 1}, headers=headers)
        assert elsewhere.status_code == 201

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({}, "rating"),
            ({"rating": 0}, "rating"),
            ({"rating": 6}, "rating"),
            ({"rating": 4.5}, "rating"),
            ({"rating": "five"}, "rating"),
            ({"rating": 5, "title": "x" * 151}, "title"),
            ({"rating": 5, "title": 5}, "title"),
            ({"rating": 5, "comment": "x" * 2001}, "comment"),
            ({"rating": 5, "order_id": 999}, "order_id"),
            ({"rating": 5, "order_id": "abc"}, "order_id"),
            ({"rating": 5, "order_id": -1}, "order_id"),
        ],
    )
    async def test_what_is_wrong_is_named_and_nothing_is_stored(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        said: dict[str, object],
        field: str,
    ) -> None:
        answer = await client.post(path_of(OLIVES), json=said, headers=world.bearer("consumer"))
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
        assert await count(owner, "agora", "reviews") == 0
        assert await count(owner, "agora", "product_ratings") == 0

    @pytest.mark.parametrize("said", [{"rating": 5}, {}])
    @pytest.mark.parametrize("product", [999, "abc", 0, "9" * 30])
    async def test_an_unknown_product_is_said_before_the_input_is_read(
        self, client: httpx.AsyncClient, world: World, product: object, said: dict[str, int]
    ) -> None:
        answer = await client.post(path_of(product), json=said, headers=world.bearer("consumer"))
        assert answer.status_code == 404

    async def test_a_product_that_was_taken_out_is_not_reviewed(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        await client.delete(f"/api/v1/products/{OLIVES}", headers=world.bearer("admin"))
        answer = await client.post(
            path_of(OLIVES), json={"rating": 5}, headers=world.bearer("consumer")
        )
        assert answer.status_code == 404


async def test_a_hidden_product_is_reviewed_and_true_counts_as_one_star(
    client: httpx.AsyncClient, world: World
) -> None:
    answer = await client.post(
        path_of(HIDDEN), json={"rating": True}, headers=world.bearer("consumer")
    )
    assert (answer.status_code, answer.json()["data"]["rating"]) == (201, 1)


async def test_in_a_shop_that_wants_to_read_first_a_review_waits(
    client: httpx.AsyncClient, world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await owner.execute(
        """UPDATE tenants SET settings = '{"reviews_wait": true}' WHERE slug = 'agora'"""
    )
    async with another_client(database_urls) as waiting:
        answer = await waiting.post(
            path_of(OLIVES), json={"rating": 5}, headers=world.bearer("consumer")
        )
        assert answer.status_code == 201
        assert (await waiting.get(f"/api/v1/public/products/{OLIVES}/reviews")).json()["data"] == []
        assert await stars_of(waiting) == (0, None)
    [row] = await snapshot(owner, "agora", "reviews")
    assert row["status"] == "pending"


async def test_writing_leaves_one_audit_entry(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await client.post(
        path_of(OLIVES), json={"rating": 5, "title": "Good"}, headers=world.bearer("consumer")
    )
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["account_id"], entry["action"], entry["resource"]) == (
        CONSUMER,
        "create",
        "review",
    )
    assert json.loads(entry["after"]) == {
        "product_id": OLIVES,
        "status": "approved",
        "rating": 5,
        "title": "Good",
        "comment": None,
    }


async def test_writing_costs_twelve_statements(client: httpx.AsyncClient, world: World) -> None:
    async with counted() as sent:
        await client.post(
            path_of(OLIVES), json={"rating": 5, "order_id": 1}, headers=world.bearer("consumer")
        )
    assert len(sent) == 12, sent
