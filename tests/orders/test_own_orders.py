"""GET /api/v1/orders: one's own orders and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inspect import change
from tests.support.statements import counted
from tests.support.world import CHEESE, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

LIST = "/api/v1/orders"
NO_ROUTE = {"error": "not_found", "message": "Route not found."}


async def fill(owner: Connection, orders: int, account_id: int = 2) -> None:
    """Give an account so many more orders of one line each, the later the higher the id."""
    await change(
        owner,
        "agora",
        f"""
        WITH placed AS (
            INSERT INTO orders (tenant_id, id, account_id, is_child_order, public_token, status,
                payment_status, channel, currency, subtotal, shipping_cost, cod_fee, total,
                created_at, updated_at)
            SELECT current_tenant(), 1000 + n, {account_id}, false, gen_random_uuid(), 'pending',
                'pending', 'B2C', 'EUR', 420, 290, 0, 710,
                '2026-01-01'::timestamptz + n * interval '1 minute', now()
            FROM generate_series(1, {orders}) n RETURNING tenant_id, id
        ), sent AS (
            INSERT INTO fulfilments (tenant_id, id, order_id, producer_id, producer_name, status,
                currency, subtotal, shipping_cost, free_shipping_applied, weight_grams, locked_at)
            SELECT tenant_id, id, id, 1, 'Grove', 'pending', 'EUR', 420, 290, false, 500, now()
            FROM placed
        )
        INSERT INTO order_lines (tenant_id, id, order_id, product_id, variant_id, producer_id,
            product_name, quantity, currency, list_price, unit_price, total, seller_name,
            created_at)
        SELECT tenant_id, id, id, 1, 1, 1, 'Olives', 1, 'EUR', 420, 420, 420, 'Grove', now()
        FROM placed
        """,
    )


async def test_an_order_is_shown_as_it_was_placed(client: httpx.AsyncClient, world: World) -> None:
    body = (await client.get(LIST, headers=world.bearer("consumer"))).json()
    assert body["meta"] == {"current_page": 1, "last_page": 1, "per_page": 15, "total": 1}
    [order] = body["orders"]
    assert (order["id"], order["order_number"]) == (1, "ORD-000001")
    assert (order["subtotal"], order["shipping_total"], order["total"]) == ("8.40", "2.90", "11.30")
    assert order["items"] == order["order_items"]
    [line] = order["items"]
    assert (line["product_name"], line["quantity"], line["total_price"]) == (
        "Ελιές Καλαμών",
        2,
        "8.40",
    )
    assert order["shipping_lines"][0]["producer_name"] == "Grove"


@pytest.mark.parametrize(
    ("person", "orders"),
    [
        ("consumer", [1]),
        ("other_consumer", [2]),
        ("producer", []),
        ("business", []),
        ("admin", []),
    ],
)
async def test_everybody_sees_the_own_ones_only_admins_too(
    client: httpx.AsyncClient, world: World, person: str, orders: list[int]
) -> None:
    headers = world.bearer(person)
    listed = (await client.get(LIST, headers=headers)).json()["orders"]
    assert [order["id"] for order in listed] == orders
    for order_id in (1, 2):
        answer = await client.get(f"{LIST}/{order_id}", headers=headers)
        if order_id in orders:
            assert (answer.status_code, answer.json()["id"]) == (200, order_id)
        else:
            assert (answer.status_code, answer.json()) == (404, NO_ROUTE)


@pytest.mark.parametrize(
    "reference", ["3", "999", "0", "-1", "abc", "1.5", "9223372036854775808", "1e2", "%00"]
)
async def test_an_unknown_id_is_an_unknown_route(
    client: httpx.AsyncClient, world: World, reference: str
) -> None:
    answer = await client.get(f"{LIST}/{reference}", headers=world.bearer("consumer"))
    assert (answer.status_code, answer.json()) == (404, NO_ROUTE)


async def test_a_guest_is_asked_to_sign_in(client: httpx.AsyncClient) -> None:
    for path in (LIST, f"{LIST}/1", f"{LIST}/999"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["error"]) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("query", "per_page", "page", "first", "shown"),
    [
        ("", 15, 1, 1, 15),
        ("per_page=0", 15, 1, 1, 15),
        ("per_page=x", 15, 1, 1, 15),
        ("per_page=51", 50, 1, 1, 50),
        ("per_page=50&page=2", 50, 2, 1011, 11),
        ("page=99", 15, 99, None, 0),
        ("page=-1", 15, 1, 1, 15),
    ],
)
async def test_they_come_newest_first_in_pages_of_at_most_fifty(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    query: str,
    per_page: int,
    page: int,
    first: int | None,
    shown: int,
) -> None:
    await fill(owner, 60)
    body = (await client.get(f"{LIST}?{query}", headers=world.bearer("consumer"))).json()
    assert (body["meta"]["per_page"], body["meta"]["current_page"]) == (per_page, page)
    assert body["meta"]["total"] == 61
    ids = [order["id"] for order in body["orders"]]
    assert len(ids) == shown
    assert (ids[0] if ids else None) == first


@pytest.mark.parametrize("orders", [10, 200])
async def test_a_page_costs_the_same_however_many_there_are(
    client: httpx.AsyncClient, world: World, owner: Connection, orders: int
) -> None:
    await fill(owner, orders)
    for path, person in (
        (f"{LIST}?per_page=50", "consumer"),
        ("/api/v1/producer/orders", "producer"),
    ):
        headers = world.bearer(person)
        await client.get(path, headers=headers)
        async with counted() as sent:
            answer = await client.get(path, headers=headers)
        assert answer.status_code == 200
        # The token, BEGIN, count, orders with their lines, COMMIT.
        assert len(sent) == 5, sent


@pytest.mark.parametrize("lines", [3, 40])
@pytest.mark.parametrize(("products", "entities"), [([OLIVES], 7), ([OLIVES, CHEESE], 8)])
async def test_placing_costs_the_same_whatever_the_cart_holds(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    products: list[int],
    entities: int,
    lines: int,
) -> None:
    await change(owner, "agora", "UPDATE stock_levels SET on_hand = 1000")
    cart = {
        "items": [
            {"product_id": products[number % len(products)], "quantity": 1}
            for number in range(lines)
        ],
        "currency": "EUR",
        "shipping_method": "HOME",
        "shipping_address": {"postal_code": "10564"},
    }
    headers = world.bearer("consumer")
    await client.post("/api/v1/orders", json=cart, headers=headers)  # the driver learns the types
    for key, expected in (({}, 7), ({"Idempotency-Key": "mine"}, 8)):
        async with counted() as sent:
            answer = await client.post("/api/v1/orders", json=cart, headers=headers | key)
        assert answer.status_code == 201
        # The shop's name is looked up every few seconds, whatever is asked.
        sent = [statement for statement in sent if "tenant_by_host" not in statement]
        # A counter gives a block of ids by a statement of its own, here for each entity.
        taken = [statement for statement in sent if "id_counters" in statement]
        # The token, BEGIN, (the key,) stock, products, tariffs, everything that is written, COMMIT.
        assert (len(taken), len(sent) - len(taken)) == (entities, expected), sent


async def test_an_order_of_another_shop_under_the_same_id_is_never_shown(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "hedgerow", "UPDATE orders SET notes = 'of the hedgerow'")
    for shop, notes in (("agora", None), ("hedgerow", "of the hedgerow")):
        answer = await client.get(f"{LIST}/1", headers=world.bearer("consumer", shop))
        assert answer.json()["notes"] == notes
