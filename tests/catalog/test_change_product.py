"""PATCH and DELETE /api/v1/products/{product}: own, another's, any; and what stays behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, count, snapshot, stock_of
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = f"/api/v1/products/{OLIVES}"
REFUSED = {"message": "This action is unauthorized."}
NO_ROUTE = {"error": "not_found", "message": "Route not found."}
UNKNOWN_IDS = ["999", "0", "abc", "1.5", "elies-kalamwn", "9223372036854775808"]


def body_of(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    return {key: body[key] for key in body if key not in ("request_id", "decision_id")}


async def product(owner: Connection, product_id: int = OLIVES) -> dict[str, Any]:
    rows = await snapshot(owner, "agora", "products", f"id = {product_id}")
    return dict(rows[0])


class TestUpdate:
    async def test_only_what_is_sent_changes(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        before = await product(owner)
        answer = await client.patch(PATH, json={"price": 5}, headers=world.bearer("producer"))
        assert (answer.status_code, answer.json()["data"]["price"]) == (200, "5.00")
        after = await product(owner)
        assert {key for key in after if after[key] != before[key]} == {"price"}

    async def test_the_audit_row_shows_before_and_after(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        sent = {"price": 5, "unit": "jar", "stock": 90, "weight_per_unit": 500}
        await client.patch(PATH, json=sent, headers=world.bearer("producer"))
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert json.loads(entry["before"]) == {"price": 420, "stock": 100}
        assert json.loads(entry["after"]) == {"price": 500, "stock": 90}

    @pytest.mark.parametrize("sent", [{}, {"unit": "jar"}, {"allergens": None}, {"stock": 100}])
    async def test_what_changes_nothing_leaves_no_trace(
        self, client: httpx.AsyncClient, world: World, owner: Connection, sent: dict[str, object]
    ) -> None:
        for table in ("products", "stock_levels"):
            await change(owner, "agora", f"UPDATE {table} SET updated_at = '2026-01-01T00:00:00Z'")
        answer = await client.patch(PATH, json=sent, headers=world.bearer("producer"))
        assert answer.status_code == 200
        assert answer.json()["data"]["updated_at"] == "2026-01-01T00:00:00.000000Z"
        assert await count(owner, "agora", "audit_entries") == 0
        assert await count(owner, "agora", "stock_movements") == 0

    async def test_a_new_name_makes_a_new_slug_unless_one_is_sent(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("producer")
        renamed = await client.patch(PATH, json={"name": "Ελιές Χαλκιδικής"}, headers=headers)
        assert renamed.json()["data"]["slug"] == "elies-xalkidikis"
        assert (await product(owner))["title"] == "Ελιές Χαλκιδικής"
        kept = await client.patch(PATH, json={"name": "Ελιές", "slug": "olives"}, headers=headers)
        assert kept.json()["data"]["slug"] == "olives"

    @pytest.mark.parametrize("person", ["producer", "admin"])
    async def test_the_owner_and_any_admin_may(
        self, client: httpx.AsyncClient, world: World, person: str
    ) -> None:
        answer = await client.patch(PATH, json={"stock": 3}, headers=world.bearer(person))
        assert (answer.status_code, answer.json()["data"]["stock"]) == (200, 3)

    @pytest.mark.parametrize(
        "person", ["other_producer", "pending_producer", "newcomer", "consumer", "business"]
    )
    async def test_nobody_else_may_and_nothing_changes(
        self, client: httpx.AsyncClient, world: World, owner: Connection, person: str
    ) -> None:
        before = await product(owner)
        sent = {"name": "Taken over", "stock": 1, "images": []}
        answer = await client.patch(PATH, json=sent, headers=world.bearer(person))
        assert (answer.status_code, body_of(answer)) == (403, REFUSED)
        assert await product(owner) == before
        assert await stock_of(owner, "agora", OLIVES) == 100
        assert await count(owner, "agora", "product_images") == 1
        assert await count(owner, "agora", "audit_entries") == 0

    async def test_a_producer_who_waits_for_approval_may_still_change_the_own_products(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(owner, "agora", f"UPDATE products SET producer_id = 3 WHERE id = {OLIVES}")
        headers = world.bearer("pending_producer")
        assert (await client.patch(PATH, json={"stock": 1}, headers=headers)).status_code == 200

    async def test_the_order_of_checks_is_401_404_422_403(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        wrong = {"price": "free"}
        consumer = world.bearer("consumer")
        assert (await client.patch("/api/v1/products/999", json=wrong)).status_code == 401
        gone = await client.patch("/api/v1/products/999", json=wrong, headers=consumer)
        assert (gone.status_code, gone.json()) == (404, NO_ROUTE)
        assert (await client.patch(PATH, json=wrong, headers=consumer)).status_code == 422
        assert (await client.patch(PATH, json={}, headers=consumer)).status_code == 403
        other = world.bearer("other_producer")
        assert (await client.patch(PATH, json=wrong, headers=other)).status_code == 422
        assert (await client.patch(PATH, json={}, headers=other)).status_code == 403

    @pytest.mark.parametrize("reference", UNKNOWN_IDS)
    async def test_an_unknown_id_is_an_unknown_route(
        self, client: httpx.AsyncClient, world: World, reference: str
    ) -> None:
        answer = await client.patch(
            f"/api/v1/products/{reference}", json={"stock": 1}, headers=world.bearer("admin")
        )
        assert (answer.status_code, answer.json()) == (404, NO_ROUTE)

    async def test_only_an_admin_gives_a_product_to_another_producer(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        sent = {"producer_id": 2, "price": 9}
        refused = await client.patch(PATH, json=sent, headers=world.bearer("producer"))
        assert (refused.status_code, body_of(refused)) == (403, REFUSED)
        assert ((await product(owner))["producer_id"], (await product(owner))["price"]) == (1, 420)
        own = await client.patch(PATH, json={"producer_id": 1}, headers=world.bearer("producer"))
        assert own.status_code == 200
        moved = await client.patch(PATH, json=sent, headers=world.bearer("admin"))
        assert moved.json()["data"]["producer"]["id"] == 2
        unknown = await client.patch(PATH, json={"producer_id": 99}, headers=world.bearer("admin"))
        assert unknown.json()["errors"] == {
            "producer_id": ["The selected producer does not exist."]
        }

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"name": None}, "name"),
            ({"slug": None}, "slug"),
            ({"price": None}, "price"),
            ({"unit": None}, "unit"),
            ({"stock": None}, "stock"),
            ({"status": None}, "status"),
            ({"is_seasonal": None}, "is_seasonal"),
            ({"producer_id": None}, "producer_id"),
            ({"name": "Thyme honey"}, "name"),
            ({"slug": "graviera"}, "slug"),
            ({"discount_price": 4.2}, "discount_price"),
            ({"price": 3, "discount_price": 3}, "discount_price"),
        ],
    )
    async def test_a_value_that_cannot_be_stored_names_its_field(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        sent: dict[str, object],
        field: str,
    ) -> None:
        before = await product(owner)
        answer = await client.patch(PATH, json=sent, headers=world.bearer("producer"))
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
        assert await product(owner) == before
        assert await count(owner, "agora", "audit_entries") == 0

    async def test_a_price_may_not_fall_below_the_discount_that_stays(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        path = f"/api/v1/products/{HONEY}"
        headers = world.bearer("producer")
        refused = await client.patch(path, json={"price": 10}, headers=headers)
        assert list(refused.json()["errors"]) == ["discount_price"]
        both = {"price": 10, "discount_price": None}
        assert (await client.patch(path, json=both, headers=headers)).status_code == 200

    async def test_the_same_id_of_another_shop_is_never_touched(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await client.patch(PATH, json={"price": 1}, headers=world.bearer("producer", "hedgerow"))
        assert (await product(owner))["price"] == 420
        rows = await snapshot(owner, "hedgerow", "products", f"id = {OLIVES}")
        assert rows[0]["price"] == 100


class TestDelete:
    @pytest.mark.parametrize("person", ["producer", "admin"])
    async def test_the_product_leaves_the_shop_and_what_was_ordered_stays(
        self, client: httpx.AsyncClient, world: World, owner: Connection, person: str
    ) -> None:
        before = (await client.get("/api/v1/orders/1", headers=world.bearer("consumer"))).json()
        answer = await client.delete(PATH, headers=world.bearer(person))
        assert (answer.status_code, answer.content) == (204, b"")
        assert "content-type" not in answer.headers
        assert (await client.get(PATH)).status_code == 404
        assert (await client.delete(PATH, headers=world.bearer(person))).status_code == 404
        after = (await client.get("/api/v1/orders/1", headers=world.bearer("consumer"))).json()
        assert after == before
        assert after["items"][0]["product_name"] == "Ελιές Καλαμών"
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert (entry["action"], json.loads(entry["before"])["slug"]) == ("delete", "elies-kalamwn")
        assert entry["after"] is None

    async def test_a_product_out_of_the_shop_cannot_be_bought(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        await client.delete(PATH, headers=world.bearer("admin"))
        answer = await client.post(
            "/api/v1/public/orders",
            json={
                "items": [{"product_id": OLIVES, "quantity": 1}],
                "currency": "EUR",
                "shipping_method": "PICKUP",
            },
        )
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("person", "status"),
        [
            (None, 401),
            ("consumer", 403),
            ("business", 403),
            ("other_producer", 403),
            ("pending_producer", 403),
        ],
    )
    async def test_who_may_not_leaves_everything_as_it_was(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        person: str | None,
        status: int,
    ) -> None:
        before = await product(owner)
        answer = await client.delete(PATH, headers=world.bearer(person))
        assert answer.status_code == status
        assert await product(owner) == before
        assert await count(owner, "agora", "audit_entries") == 0

    @pytest.mark.parametrize("reference", UNKNOWN_IDS)
    async def test_an_unknown_id_is_an_unknown_route(
        self, client: httpx.AsyncClient, world: World, reference: str
    ) -> None:
        for person in ("consumer", "admin"):
            answer = await client.delete(
                f"/api/v1/products/{reference}", headers=world.bearer(person)
            )
            assert (answer.status_code, answer.json()) == (404, NO_ROUTE)

    async def test_a_hidden_product_leaves_as_well_as_one_that_was_ordered(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        for product_id in (HIDDEN, CHEESE):
            answer = await client.delete(
                f"/api/v1/products/{product_id}", headers=world.bearer("admin")
            )
            assert answer.status_code == 204
