"""PATCH and POST /api/v1/producer/orders/{id}/status: each producer moves its own part."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, snapshot
from tests.support.world import PRODUCER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

DESK = "/api/v1/producer/orders"
MOVE = f"{DESK}/1/status"
TRACK = "/api/v1/public/orders/track/00000000-0000-4000-8000-000000000001"
MOVES = "/api/stoa/v1/orders/1/moves"
NOT_YOURS = {"success": False, "message": "Order not found or does not contain your products"}
# Order 1 as one that an import brought: a second producer sells a line of it.
SECOND_PRODUCER = """
INSERT INTO order_lines (tenant_id, id, order_id, product_id, variant_id, producer_id,
    product_name, quantity, currency, list_price, unit_price, total, seller_name, created_at)
VALUES (current_tenant(), 50, 1, 3, 3, 2, 'Graviera', 1, 'EUR', 800, 800, 800, 'Dairy', now());
INSERT INTO fulfilments (tenant_id, id, order_id, producer_id, producer_name, status,
    currency, subtotal, shipping_cost, free_shipping_applied, weight_grams, locked_at)
VALUES (current_tenant(), 50, 1, 2, 'Dairy', 'pending', 'EUR', 800, 0, false, 500, now());
"""


def told(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    return {key: body[key] for key in body if key not in ("request_id", "decision_id")}


async def status_of(owner: Connection) -> tuple[str, list[str]]:
    """The order's status and its shares'."""
    [order] = await snapshot(owner, "agora", "orders", "id = 1")
    shares = await snapshot(owner, "agora", "fulfilments", "order_id = 1")
    return order["status"], [share["status"] for share in shares]


async def topics(owner: Connection) -> list[str]:
    rows = await snapshot(owner, "agora", "outbox_events", "topic LIKE 'order\\_%'")
    return [row["topic"] for row in rows]


@pytest.mark.parametrize("method", ["PATCH", "POST"])
async def test_a_producer_brings_its_order_one_step_on_at_a_time(
    client: httpx.AsyncClient, world: World, owner: Connection, method: str
) -> None:
    for status in ("processing", "shipped", "delivered"):
        answer = await client.request(
            method, MOVE, json={"status": status}, headers=world.bearer("producer")
        )
        body = answer.json()
        assert (answer.status_code, body["success"], body["email_sent"]) == (200, True, True)
        assert body["message"] == f"Order status updated to '{status}'"
        assert body["order"]["status"] == status
        assert await status_of(owner) == (status, [status])
    [share] = await snapshot(owner, "agora", "fulfilments", "order_id = 1")
    assert None not in (share["shipped_at"], share["delivered_at"])
    assert await topics(owner) == ["order_shipped", "order_delivered"]


async def test_its_moves_are_written_down_but_tracking_does_not_tell_them(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await client.patch(MOVE, json={"status": "processing"}, headers=world.bearer("producer"))
    tracked = (await client.get(TRACK)).json()["order"]
    assert (tracked["status"], tracked["status_history"]) == ("processing", [])
    [move] = await snapshot(owner, "agora", "order_events", "order_id = 1")
    assert (move["old_status"], move["new_status"], move["producer_id"], move["account_id"]) == (
        "pending",
        "processing",
        1,
        PRODUCER,
    )
    assert move["is_public"] is False
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["action"], json.loads(entry["before"]), json.loads(entry["after"])) == (
        "update_sold_status",
        {"status": "pending", "order_status": "pending"},
        {"status": "processing", "order_status": "processing", "producer_id": 1},
    )
    shown = (await client.get(MOVES, headers=world.bearer("consumer"))).json()["data"]
    assert shown == [
        {
            "status": "processing",
            "before": "pending",
            "changed_at": "2026-01-15T12:00:00.000000Z",
            "note": None,
            "producer": {"id": 1, "name": "Grove"},
        }
    ]


async def test_a_buyer_reads_the_own_history_from_the_beginning(
    client: httpx.AsyncClient, world: World
) -> None:
    cart = {
        "items": [{"product_id": 1, "quantity": 1}],
        "currency": "EUR",
        "shipping_method": "HOME",
    }
    consumer = world.bearer("consumer")
    placed = (await client.post("/api/v1/orders", json=cart, headers=consumer)).json()["data"]
    path = f"/api/stoa/v1/orders/{placed['id']}/moves"
    [first] = (await client.get(path, headers=consumer)).json()["data"]
    assert (first["status"], first["before"], first["producer"]) == ("pending", None, None)
    for person in ("other_consumer", "producer", "admin"):
        answer = await client.get(path, headers=world.bearer(person))
        assert answer.status_code == 404
    assert (await client.get(path)).status_code == 401


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("pending", "shipped", ["processing"]),
        ("pending", "delivered", ["processing"]),
        ("processing", "processing", ["shipped"]),
        ("shipped", "processing", ["delivered"]),
        ("delivered", "shipped", []),
        ("cancelled", "processing", []),
        ("completed", "shipped", []),
    ],
)
async def test_any_other_step_is_refused_with_those_there_are_and_nothing_changes(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    before: str,
    after: str,
    allowed: list[str],
) -> None:
    share = "delivered" if before == "completed" else before
    await change(
        owner,
        "agora",
        f"UPDATE orders SET status = '{before}'; UPDATE fulfilments SET status = '{share}'",
    )
    answer = await client.patch(MOVE, json={"status": after}, headers=world.bearer("producer"))
    assert answer.status_code == 422
    assert told(answer) == {
        "success": False,
        "message": f"Invalid status transition from '{before}' to '{after}'",
        "valid_transitions": allowed,
    }
    assert await status_of(owner) == (before, [share])
    assert await snapshot(owner, "agora", "order_events") == []
    assert await topics(owner) == []


async def test_of_several_producers_each_moves_its_own_part_and_the_order_follows(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", SECOND_PRODUCER)
    for person, status, whole, shares in (
        ("producer", "processing", "processing", ["processing", "pending"]),
        ("producer", "shipped", "processing", ["shipped", "pending"]),
        ("other_producer", "processing", "processing", ["shipped", "processing"]),
        ("other_producer", "shipped", "shipped", ["shipped", "shipped"]),
        ("producer", "delivered", "shipped", ["delivered", "shipped"]),
        ("other_producer", "delivered", "delivered", ["delivered", "delivered"]),
    ):
        answer = await client.patch(MOVE, json={"status": status}, headers=world.bearer(person))
        assert answer.json()["order"]["status"] == status, "its own part is what a producer sees"
        assert await status_of(owner) == (whole, shares)
    # The order is told of when all of it has left, and when all of it has arrived.
    assert await topics(owner) == ["order_shipped", "order_delivered"]
    [shipped, _] = await snapshot(owner, "agora", "outbox_events", "topic LIKE 'order\\_%'")
    assert json.loads(shipped["payload"])["producer_ids"] == [1, 2]


async def test_each_desk_filters_and_counts_by_its_own_part(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", SECOND_PRODUCER)
    await client.patch(MOVE, json={"status": "processing"}, headers=world.bearer("producer"))
    for person, status, meta in (
        ("producer", "processing", {"pending": 0, "processing": 1}),
        ("other_producer", "pending", {"pending": 2, "processing": 0}),
    ):
        answer = await client.get(f"{DESK}?status={status}", headers=world.bearer(person))
        body = answer.json()
        assert 1 in [order["id"] for order in body["orders"]]
        assert {name: body["meta"][name] for name in meta} == meta


@pytest.mark.parametrize("order_id", ["2", "999", "0", "-1", "abc", "99999999999999999999"])
async def test_what_another_sells_answers_like_what_does_not_exist(
    client: httpx.AsyncClient, world: World, owner: Connection, order_id: str
) -> None:
    answer = await client.patch(
        f"{DESK}/{order_id}/status",
        json={"status": "processing"},
        headers=world.bearer("producer"),
    )
    assert (answer.status_code, answer.json()) == (404, NOT_YOURS)
    assert await snapshot(owner, "agora", "order_events") == []


@pytest.mark.parametrize("person", ["consumer", "business", "admin", "newcomer"])
async def test_without_a_profile_nobody_moves_anything(
    client: httpx.AsyncClient, world: World, owner: Connection, person: str
) -> None:
    answer = await client.patch(MOVE, json={"status": "processing"}, headers=world.bearer(person))
    assert answer.status_code == 403
    assert told(answer) == {"success": False, "message": "User is not associated with a producer"}
    assert await status_of(owner) == ("pending", ["pending"])


@pytest.mark.parametrize("status", [None, "pending", "PROCESSING", "cancelled", ["shipped"], 1])
async def test_a_status_that_producers_do_not_set_is_named(
    client: httpx.AsyncClient, world: World, owner: Connection, status: object
) -> None:
    answer = await client.patch(MOVE, json={"status": status}, headers=world.bearer("producer"))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["status"])
    assert await status_of(owner) == ("pending", ["pending"])
