"""/api/v1/producer/orders: what a producer has sold, own lines only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change
from tests.support.world import CHEESE, CONSUMER, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

DESK = "/api/v1/producer/orders"
NO_PRODUCER = {"success": False, "message": "User is not associated with a producer"}
NOT_YOURS = {"success": False, "message": "Order not found or does not contain your products"}


def body_of(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    return {key: body[key] for key in body if key not in ("request_id", "decision_id")}


async def test_the_list_shows_the_own_orders_with_their_buyers(
    client: httpx.AsyncClient, world: World
) -> None:
    body = (await client.get(DESK, headers=world.bearer("producer"))).json()
    assert body["success"] is True
    [order] = body["orders"]
    assert (order["id"], order["total"], order["total_cents"]) == (1, "11.30", 1130)
    assert (order["user"]["id"], order["user"]["name"]) == (CONSUMER, "Cora Consumer")
    assert "password" not in str(order)
    [line] = order["order_items"]
    assert (line["product_id"], line["unit_price"], line["producer_id"]) == (OLIVES, "4.20", 1)
    assert body["meta"] == {
        "total": 1, "pending": 1, "confirmed": 0, "processing": 0, "shipped": 0, "delivered": 0,
    }  # fmt: skip


async def test_of_an_order_of_several_producers_each_sees_the_own_lines(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(
        owner,
        "agora",
        """
        INSERT INTO order_lines (tenant_id, id, order_id, product_id, variant_id, producer_id,
            product_name, quantity, currency, list_price, unit_price, total, seller_name,
            created_at)
        VALUES (current_tenant(), 50, 1, 3, 3, 2, 'Graviera', 1, 'EUR', 800, 800, 800, 'Dairy',
            now());
        INSERT INTO fulfilments (tenant_id, id, order_id, producer_id, producer_name, status,
            currency, subtotal, shipping_cost, free_shipping_applied, weight_grams, locked_at)
        VALUES (current_tenant(), 50, 1, 2, 'Dairy', 'pending', 'EUR', 800, 0, false, 500, now());
        """,
    )
    for person, product_id in (("producer", OLIVES), ("other_producer", CHEESE)):
        answer = await client.get(f"{DESK}/1", headers=world.bearer(person))
        lines = answer.json()["order"]["order_items"]
        assert [line["product_id"] for line in lines] == [product_id]


async def test_a_placed_cart_shows_on_each_desk_as_the_own_order(
    client: httpx.AsyncClient, world: World
) -> None:
    cart = {
        "items": [{"product_id": HONEY, "quantity": 2}, {"product_id": CHEESE, "quantity": 1}],
        "currency": "EUR",
        "shipping_method": "PICKUP",
    }
    await client.post("/api/v1/public/orders", json=cart)
    for person, order_id, sold in (("producer", 3, "20.00"), ("other_producer", 4, "8.00")):
        listed = (await client.get(DESK, headers=world.bearer(person))).json()["orders"]
        assert listed[0]["id"] == order_id
        [line] = listed[0]["order_items"]
        assert (line["total_price"], listed[0]["user"]) == (sold, None)


@pytest.mark.parametrize(
    ("query", "orders"),
    [("status=pending", [1]), ("status=shipped", []), ("status=", [1])],
)
async def test_it_filters_by_status_and_still_counts_all(
    client: httpx.AsyncClient, world: World, query: str, orders: list[int]
) -> None:
    body = (await client.get(f"{DESK}?{query}", headers=world.bearer("producer"))).json()
    assert [order["id"] for order in body["orders"]] == orders
    assert body["meta"]["total"] == 1


async def test_an_unknown_status_is_named(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.get(f"{DESK}?status=lost", headers=world.bearer("producer"))
    assert answer.json()["errors"] == {"status": ["The selected status is invalid."]}


@pytest.mark.parametrize("path", [DESK, f"{DESK}/1"])
@pytest.mark.parametrize("person", ["consumer", "business", "admin", "newcomer"])
async def test_without_a_profile_there_is_no_desk(
    client: httpx.AsyncClient, world: World, person: str, path: str
) -> None:
    answer = await client.get(path, headers=world.bearer(person))
    assert (answer.status_code, body_of(answer)) == (403, NO_PRODUCER)


async def test_a_guest_is_asked_to_sign_in(client: httpx.AsyncClient) -> None:
    assert (await client.get(DESK)).status_code == 401
    assert (await client.get(f"{DESK}/1")).status_code == 401


@pytest.mark.parametrize("order_id", ["2", "999"])
async def test_what_another_sold_answers_like_what_does_not_exist(
    client: httpx.AsyncClient, world: World, order_id: str
) -> None:
    answer = await client.get(f"{DESK}/{order_id}", headers=world.bearer("producer"))
    assert (answer.status_code, answer.json()) == (404, NOT_YOURS)


async def test_a_pending_producer_has_a_desk_with_nothing_on_it(
    client: httpx.AsyncClient, world: World
) -> None:
    body = (await client.get(DESK, headers=world.bearer("pending_producer"))).json()
    assert (body["orders"], body["meta"]["total"]) == ([], 0)
