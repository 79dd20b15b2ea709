"""Buying: POST /api/v1/public/orders and its two other names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, count, snapshot, stock_of
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES, SOLD_OUT

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATHS = ("/api/v1/public/orders", "/api/v1/orders", "/api/v1/orders/checkout")


def cart(*lines: tuple[int, int], **more: object) -> dict[str, Any]:
    """The body of an order for pairs of product id and quantity."""
    return {
        "items": [{"product_id": product, "quantity": quantity} for product, quantity in lines],
        "currency": "EUR",
        "shipping_method": "HOME",
        "shipping_address": {"name": "Buyer", "postal_code": "10564", "email": "b@example.com"},
        "payment_method": "COD",
        **more,
    }


@pytest.mark.parametrize("path", PATHS)
async def test_a_guest_buys_from_one_producer(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, json=cart((OLIVES, 2)))
    assert answer.status_code == 201
    order = answer.json()["data"]
    assert order["order_number"] == "ORD-000003"
    assert (order["subtotal"], order["shipping_cost"], order["total"]) == ("8.40", "2.90", "11.30")
    assert order["is_child_order"] is False
    assert order["items"][0]["producer"] == {"id": 1, "name": "Grove", "slug": "grove"}
    by_token = await client.get(f"/api/v1/public/orders/by-token/{order['public_token']}")
    assert by_token.json()["data"] == order


async def test_several_producers_make_a_checkout_session_with_an_order_each(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post(PATHS[0], json=cart((OLIVES, 1), (CHEESE, 1), (HONEY, 1)))
    assert answer.status_code == 201
    session = answer.json()["data"]
    assert session["type"] == "checkout_session"
    assert session["order_count"] == 2
    assert [order["subtotal"] for order in session["orders"]] == ["14.20", "8.00"]
    assert [order["checkout_session_id"] for order in session["orders"]] == [session["id"]] * 2
    assert (session["subtotal"], session["shipping_total"], session["total"]) == (
        "22.20",
        "5.80",
        "28.00",
    )
    by_token = await client.get(f"/api/v1/public/orders/by-token/{session['public_token']}")
    assert by_token.json()["data"] == session


async def test_the_discount_that_is_shown_is_charged(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    answer = await client.post(PATHS[0], json=cart((HONEY, 1)))
    assert answer.json()["data"]["items"][0]["unit_price"] == "10.00"
    async with owner.transaction():
        line = await snapshot(owner, "agora", "order_lines", "id = 3")
    assert (line[0]["list_price"], line[0]["unit_price"]) == (1250, 1000)


async def test_lines_of_one_product_are_summed_before_stock_is_taken(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    answer = await client.post(PATHS[0], json=cart((HONEY, 4), (OLIVES, 1), (HONEY, 3)))
    assert answer.status_code == 409
    assert answer.json()["message"] == (
        "Insufficient stock for product 'Thyme honey'. Available: 2, requested: 3."
    )
    assert await stock_of(owner, "agora", HONEY) == 6
    assert await stock_of(owner, "agora", OLIVES) == 100
    assert await count(owner, "agora", "orders") == 2


@pytest.mark.parametrize(
    ("line", "status", "message"),
    [
        ((HIDDEN, 1), 400, "Product with ID 4 not found or inactive."),
        (
            (SOLD_OUT, 1),
            409,
            "Insufficient stock for product 'Sold out yogurt'. Available: 0, requested: 1.",
        ),
        ((999, 1), 422, "One or more products do not exist."),
        ((OLIVES, 0), 422, "Quantity must be at least 1."),
    ],
)
async def test_one_bad_line_stores_nothing(
    client: httpx.AsyncClient,
    owner: Connection,
    line: tuple[int, int],
    status: int,
    message: str,
) -> None:
    answer = await client.post(PATHS[0], json=cart((OLIVES, 1), line))
    assert (answer.status_code, answer.json()["message"]) == (status, message)
    assert await count(owner, "agora", "orders") == 2
    assert await count(owner, "agora", "audit_entries") == 0
    assert await count(owner, "agora", "outbox_events") == 0
    assert await stock_of(owner, "agora", OLIVES) == 100


@pytest.mark.parametrize("person", ["producer", "business", "pending_producer"])
@pytest.mark.parametrize("path", PATHS)
async def test_producers_and_businesses_are_refused(
    client: httpx.AsyncClient, world: World, owner: Connection, person: str, path: str
) -> None:
    answer = await client.post(path, json=cart((OLIVES, 1)), headers=world.bearer(person))
    assert answer.status_code == 403
    assert answer.json()["message"] == "This action is unauthorized."
    assert answer.json()["decision_id"]
    assert await count(owner, "agora", "orders") == 2
    assert await stock_of(owner, "agora", OLIVES) == 100


@pytest.mark.parametrize("person", ["consumer", "admin"])
async def test_a_signed_in_buyer_finds_the_order_again(
    client: httpx.AsyncClient, world: World, person: str
) -> None:
    headers = world.bearer(person)
    placed = (await client.post(PATHS[1], json=cart((OLIVES, 1)), headers=headers)).json()["data"]
    mine = (await client.get("/api/v1/orders", headers=headers)).json()
    assert mine["orders"][0] == placed
    one = await client.get(f"/api/v1/orders/{placed['id']}", headers=headers)
    assert one.json() == placed


async def test_each_line_freezes_what_its_product_contains(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    for product, allergens in ((OLIVES, '["milk", "eggs"]'), (CHEESE, "[]")):
        statement = f"UPDATE products SET allergens = '{allergens}' WHERE id = {product}"
        await change(owner, "agora", statement)
    answer = await client.post(PATHS[0], json=cart((OLIVES, 1), (HONEY, 1), (CHEESE, 1)))
    assert answer.status_code == 201
    lines = await snapshot(owner, "agora", "order_lines", "order_id > 2")
    assert [(line["product_id"], line["allergens"]) for line in lines] == [
        (OLIVES, '["milk", "eggs"]'),
        (HONEY, None),
        (CHEESE, "[]"),
    ]


async def test_a_guest_cannot_give_the_order_to_an_account(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await client.post(PATHS[0], json=cart((OLIVES, 1), user_id=2))
    rows = await snapshot(owner, "agora", "orders", "id = 3")
    assert rows[0]["account_id"] is None


async def test_a_changed_shipping_cost_is_answered_with_the_new_amount(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    answer = await client.post(PATHS[0], json=cart((OLIVES, 1), quoted_shipping=1.0))
    assert answer.status_code == 409
    body = answer.json()
    assert (body["code"], body["quoted_total"], body["locked_total"]) == (
        "SHIPPING_CHANGED",
        1.0,
        2.9,
    )
    assert await count(owner, "agora", "orders") == 2
    held = await client.post(PATHS[0], json=cart((OLIVES, 1), quoted_shipping=2.9))
    assert held.status_code == 201


async def test_a_key_belongs_to_its_request_and_to_its_caller(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    headers = {"Idempotency-Key": "mine"}
    first = await client.post(PATHS[0], json=cart((OLIVES, 1)), headers=headers)
    other_body = await client.post(PATHS[0], json=cart((OLIVES, 2)), headers=headers)
    assert other_body.status_code == 422
    signed_in = {**world.bearer("consumer"), **headers}
    other_caller = await client.post(PATHS[0], json=cart((OLIVES, 1)), headers=signed_in)
    assert other_caller.status_code == 201
    assert other_caller.json()["data"]["id"] != first.json()["data"]["id"]
    assert await count(owner, "agora", "orders") == 4


async def test_a_refused_attempt_may_be_repeated_under_its_key(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "again"}
    refused = await client.post(PATHS[0], json=cart((HONEY, 7)), headers=headers)
    assert refused.status_code == 409
    repeated = await client.post(PATHS[0], json=cart((HONEY, 7)), headers=headers)
    assert repeated.status_code == 409
    assert "idempotent-replayed" not in repeated.headers


async def test_an_order_leaves_audit_movement_event_and_history(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await client.post(PATHS[0], json=cart((OLIVES, 2), (CHEESE, 1)))
    audit = await snapshot(owner, "agora", "audit_entries")
    assert [(row["action"], row["resource"], row["resource_id"]) for row in audit] == [
        ("place", "order", 3),
        ("place", "order", 4),
    ]
    movements = await snapshot(owner, "agora", "stock_movements")
    assert [(row["variant_id"], row["change"], row["reason"]) for row in movements] == [
        (OLIVES, -2, "order"),
        (CHEESE, -1, "order"),
    ]
    events = await snapshot(owner, "agora", "outbox_events")
    assert [row["topic"] for row in events] == ["order.placed"]
    assert await count(owner, "agora", "order_events") == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"currency": "USD"}, "currency"),
        ({"currency": "GBP"}, "currency"),
        ({"shipping_method": "DRONE"}, "shipping_method"),
        ({"items": []}, "items"),
        ({"quoted_at": "yesterday evening"}, "quoted_at"),
        ({"shipping_address": {"email": "nobody"}}, "shipping_address.email"),
    ],
)
async def test_wrong_input_names_its_field(
    client: httpx.AsyncClient, owner: Connection, changes: dict[str, Any], field: str
) -> None:
    answer = await client.post(PATHS[0], json={**cart((OLIVES, 1)), **changes})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert await count(owner, "agora", "orders") == 2


@pytest.mark.parametrize(
    ("token", "status"),
    [
        ("00000000-0000-4000-8000-00000000ffff", 404),
        ("00000000-0000-1000-8000-000000000001", 400),
        ("nonsense", 400),
    ],
)
async def test_an_unknown_or_malformed_token_opens_nothing(
    client: httpx.AsyncClient, token: str, status: int
) -> None:
    answer = await client.get(f"/api/v1/public/orders/by-token/{token}")
    assert answer.status_code == status


async def test_a_parcel_that_no_tariff_takes_is_refused_whole(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    answer = await client.post(PATHS[0], json=cart((OLIVES, 70)) | {"shipping_method": "HOME"})
    # 70 jars are 35 kg and cost 294.00: free from 50.00 on, so weight does not matter.
    assert answer.status_code == 201
    heavy = await client.post(PATHS[0], json=cart((CHEESE, 4), shipping_method="PICKUP"))
    assert heavy.json()["data"]["shipping_cost"] == "0.00"


async def test_a_refusal_is_logged_with_its_rows_under_the_id_that_the_caller_got(
    client: httpx.AsyncClient, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await client.post(PATHS[0], json=cart((OLIVES, 1)), headers=world.bearer("business"))
    logged = capsys.readouterr()
    lines = [line for line in (logged.out + logged.err).splitlines() if '"refused"' in line]
    assert len(lines) == 1
    assert answer.json()["decision_id"] in lines[0]
    assert "order.csv" in lines[0]
    assert "order.csv" not in answer.text
