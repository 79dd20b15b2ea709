"""Looking into the cart: GET /api/v1/cart/items; and that guests have none here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.carts.shown import (
    CLEAR,
    EMPTY,
    ITEMS,
    MOMENT,
    NOT_FOUND,
    OLIVES_SHOWN,
    PRIVATE,
    SYNC,
    keys_of,
)
from tests.support.inspect import count
from tests.support.statements import counted
from tests.support.world import CHEESE, HONEY, OLIVES, WHOLESALE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World


async def test_the_cart_shows_products_and_producers_and_what_they_cost(
    client: httpx.AsyncClient, world: World
) -> None:
    answer = await client.get(ITEMS, headers=world.bearer("consumer"))
    assert answer.status_code == 200
    line = {
        "id": 1,
        "quantity": 2,
        "product": {**OLIVES_SHOWN, "stock": 100, "is_active": True},
        "subtotal": "8.40",
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    expected = {"cart_items": [line], "total_items": 2, "total_amount": "8.40"}
    assert answer.json() == expected


async def test_nobody_sees_a_producers_private_columns(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    async with owner.transaction():
        await owner.execute("ALTER TABLE producers NO FORCE ROW LEVEL SECURITY")
        await owner.execute(
            "UPDATE producers SET phone = '2100', address = 'Home 1', postal_code = '10431'"
        )
        await owner.execute("ALTER TABLE producers FORCE ROW LEVEL SECURITY")
    headers = world.bearer("consumer")
    added = await client.post(ITEMS, json={"product_id": CHEESE, "quantity": 1}, headers=headers)
    changed = await client.patch(f"{ITEMS}/1", json={"quantity": 3}, headers=headers)
    merged = await client.post(
        SYNC, json={"items": [{"product_id": HONEY, "quantity": 1}]}, headers=headers
    )
    shown = await client.get(ITEMS, headers=headers)
    for answer in (added, changed, merged, shown):
        assert answer.status_code < 300
        assert keys_of(answer.json()) & PRIVATE == set()


async def test_the_discount_price_is_charged_and_the_list_price_shown(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = world.bearer("other_producer")
    added = await client.post(ITEMS, json={"product_id": HONEY, "quantity": 3}, headers=headers)
    line = added.json()["cart_item"]
    assert (line["product"]["price"], line["subtotal"]) == ("12.50", "30.00")
    shown = await client.get(ITEMS, headers=headers)
    assert shown.json()["total_amount"] == "30.00"


async def test_a_product_taken_out_of_the_shop_lies_in_no_cart(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = world.bearer("consumer")
    gone = await client.delete(f"/api/v1/products/{OLIVES}", headers=world.bearer("producer"))
    assert gone.status_code == 204
    assert (await client.get(ITEMS, headers=headers)).json() == EMPTY
    changed = await client.patch(f"{ITEMS}/1", json={"quantity": 1}, headers=headers)
    assert (changed.status_code, changed.json()) == (404, NOT_FOUND)
    added = await client.post(ITEMS, json={"product_id": OLIVES, "quantity": 1}, headers=headers)
    assert added.json()["errors"] == {"product_id": ["The selected product id is invalid."]}


@pytest.mark.parametrize("person", ["admin", "producer", "business", "newcomer"])
async def test_everybody_who_signs_in_has_a_cart_of_their_own(
    client: httpx.AsyncClient, world: World, person: str
) -> None:
    answer = await client.get(ITEMS, headers=world.bearer(person))
    assert (answer.status_code, answer.json()) == (200, EMPTY)


async def test_amounts_are_in_the_shops_currency_and_carts_are_the_shops_own(
    client: httpx.AsyncClient, world: World
) -> None:
    await client.post(
        ITEMS, json={"product_id": CHEESE, "quantity": 1}, headers=world.bearer("consumer")
    )
    answer = await client.get(ITEMS, headers=world.bearer("consumer", "hedgerow"))
    assert [line["id"] for line in answer.json()["cart_items"]] == [1]
    assert answer.json()["total_amount"] == "8.40"


async def test_a_full_cart_costs_as_many_statements_as_one_line(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = world.bearer("consumer")

    async def statements_of_a_look() -> int:
        async with counted() as sent:
            await client.get(ITEMS, headers=headers)
        return len(sent)

    await statements_of_a_look()
    with_one_line = await statements_of_a_look()
    products = (HONEY, CHEESE, WHOLESALE)
    items = [{"product_id": product, "quantity": 1} for product in products]
    await client.post(SYNC, json={"items": items}, headers=headers)
    assert await statements_of_a_look() == with_one_line


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ITEMS),
        ("POST", ITEMS),
        ("PATCH", f"{ITEMS}/1"),
        ("PATCH", f"{ITEMS}/999"),
        ("DELETE", f"{ITEMS}/1"),
        ("DELETE", CLEAR),
        ("POST", SYNC),
    ],
)
async def test_a_guest_has_no_cart_here(
    client: httpx.AsyncClient, owner: Connection, method: str, path: str
) -> None:
    body = None if method in ("GET", "DELETE") else {"product_id": 1, "quantity": 1}
    answer = await client.request(method, path, json=body)
    assert answer.status_code == 401
    assert answer.json()["error"] == "unauthenticated"
    assert await count(owner, "agora", "cart_items") == 2
