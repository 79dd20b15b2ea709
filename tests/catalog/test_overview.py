"""A producer's figures: the own shelf at the desk, and the stars of all products together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES, SOLD_OUT, WHOLESALE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

OVERVIEW = "/api/stoa/v1/producer/overview"


async def figures(client: httpx.AsyncClient, world: World, person: str) -> dict[str, Any]:
    answer = await client.get(OVERVIEW, headers=world.bearer(person))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["data"]
    return told


class TestShelf:
    async def test_it_counts_the_own_products_by_what_there_is_to_do(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(
            owner,
            "agora",
            f"UPDATE stock_levels SET on_hand = 5, held = 0 WHERE variant_id = {HONEY};"
            f"UPDATE stock_levels SET on_hand = 9, held = 9 WHERE variant_id = {OLIVES};"
            f"UPDATE products SET approval_status = 'rejected' WHERE id = {HIDDEN}",
        )
        told = await figures(client, world, "producer")
        left = [(one["id"], one["stock"]) for one in told.pop("running_out")]
        assert left == [(OLIVES, 0), (HONEY, 5)]
        assert told == {
            "products": 3, "on_sale": 2, "waiting": 0, "rejected": 1, "low": 1, "sold_out": 1,
            "low_from": 5,
        }  # fmt: skip

    async def test_it_is_the_own_one_only(self, client: httpx.AsyncClient, world: World) -> None:
        told = await figures(client, world, "other_producer")
        assert told["products"] == 3
        assert {one["id"] for one in told["running_out"]} <= {CHEESE, SOLD_OUT, WHOLESALE}
        assert (await figures(client, world, "pending_producer"))["products"] == 0

    @pytest.mark.parametrize(("person", "status"), [(None, 401), ("consumer", 403)])
    async def test_whoever_sells_nothing_has_none(
        self, client: httpx.AsyncClient, world: World, person: str | None, status: int
    ) -> None:
        assert (await client.get(OVERVIEW, headers=world.bearer(person))).status_code == status


class TestStars:
    async def test_all_products_that_everybody_finds_count_together(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await change(
            owner,
            "agora",
            "DELETE FROM product_ratings;"
            "INSERT INTO product_ratings (tenant_id, product_id, stars_5, stars_2, stars_1) VALUES "
            f"(current_tenant(), {HONEY}, 1, 0, 0), (current_tenant(), {OLIVES}, 0, 1, 0),"
            f"(current_tenant(), {HIDDEN}, 0, 0, 7), (current_tenant(), {CHEESE}, 0, 0, 7)",
        )
        answer = await client.get("/api/stoa/v1/producers/1/rating")
        assert answer.json() == {"data": {"reviews": 2, "average": 3.5}}

    async def test_nobody_has_rated(self, client: httpx.AsyncClient, owner: Connection) -> None:
        await change(owner, "agora", "DELETE FROM product_ratings")
        answer = await client.get("/api/stoa/v1/producers/1/rating")
        assert answer.json() == {"data": {"reviews": 0, "average": None}}

    async def test_a_hidden_producer_is_not_found(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        await change(owner, "agora", "UPDATE producers SET is_active = false WHERE id = 1")
        for reference in ("1", "999999", "x", "9" * 30):
            answer = await client.get(f"/api/stoa/v1/producers/{reference}/rating")
            assert answer.status_code == 404
