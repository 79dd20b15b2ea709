"""What changed in a cart since its buyer saw it is said plainly, and only until it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.carts.shown import ITEMS, SYNC, audited, quantities
from tests.support.inspect import change
from tests.support.statements import counted
from tests.support.world import CHEESE, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

CHANGES = "/api/stoa/v1/cart/changes"
ACKNOWLEDGE = f"{CHANGES}/acknowledge"


async def put_into_cart(client: httpx.AsyncClient, world: World, *lines: tuple[int, int]) -> None:
    for product_id, quantity in lines:
        body = {"product_id": product_id, "quantity": quantity}
        answer = await client.post(ITEMS, json=body, headers=world.bearer("admin"))
        assert answer.status_code == 201


async def changes(client: httpx.AsyncClient, world: World) -> list[dict[str, Any]]:
    answer = await client.get(CHANGES, headers=world.bearer("admin"))
    assert answer.status_code == 200
    shown: list[dict[str, Any]] = answer.json()["data"]
    return shown


async def acknowledge(
    client: httpx.AsyncClient, world: World, prices: dict[int, int]
) -> list[dict[str, Any]]:
    body = {"prices": [{"item_id": item, "amount": amount} for item, amount in prices.items()]}
    answer = await client.post(ACKNOWLEDGE, json=body, headers=world.bearer("admin"))
    assert answer.status_code == 200
    left: list[dict[str, Any]] = answer.json()["data"]
    return left


async def test_a_cart_just_filled_has_nothing_to_say(
    client: httpx.AsyncClient, world: World
) -> None:
    await put_into_cart(client, world, (OLIVES, 2), (HONEY, 1))
    assert await changes(client, world) == []


async def test_a_changed_price_is_told_with_the_one_that_was_seen(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await put_into_cart(client, world, (OLIVES, 2), (HONEY, 1))
    await change(owner, "agora", f"UPDATE products SET price = 450 WHERE id = {OLIVES}")
    # The list price of honey rises; its discount, which is what was seen and charged, stays.
    await change(owner, "agora", f"UPDATE products SET price = 1300 WHERE id = {HONEY}")
    told = {
        "item_id": 3,
        "product_id": OLIVES,
        "name": "Ελιές Καλαμών",
        "kind": "price",
        "quantity": 2,
        "stock": 100,
        "seen_price": {"amount": 420, "currency": "EUR"},
        "price": {"amount": 450, "currency": "EUR"},
    }
    assert await changes(client, world) == [told]
    assert await changes(client, world) == [told]

    assert await acknowledge(client, world, {3: 450}) == []
    assert await changes(client, world) == []
    assert await quantities(owner, 1) == {OLIVES: 2, HONEY: 1}


async def test_a_price_that_changed_again_while_it_was_read_is_told_again(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await put_into_cart(client, world, (OLIVES, 1))
    await change(owner, "agora", f"UPDATE products SET price = 470 WHERE id = {OLIVES}")
    [again] = await acknowledge(client, world, {3: 450})
    assert (again["seen_price"]["amount"], again["price"]["amount"]) == (450, 470)


async def test_a_price_that_nobody_read_stays_to_be_told(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await put_into_cart(client, world, (OLIVES, 1))
    await change(owner, "agora", f"UPDATE products SET price = 470 WHERE id = {OLIVES}")
    [left] = await acknowledge(client, world, {})
    assert left["seen_price"]["amount"] == 420


async def test_what_is_short_is_cut_and_what_is_gone_leaves_once_it_was_read(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await put_into_cart(client, world, (OLIVES, 5), (HONEY, 6), (CHEESE, 2))
    await change(owner, "agora", f"UPDATE stock_levels SET on_hand = 3 WHERE variant_id = {OLIVES}")
    await change(owner, "agora", f"UPDATE products SET is_active = false WHERE id = {HONEY}")
    await change(owner, "agora", f"UPDATE stock_levels SET on_hand = 0 WHERE variant_id = {CHEESE}")
    told = [(each["kind"], each["name"], each["stock"]) for each in await changes(client, world)]
    assert told == [
        ("stock", "Ελιές Καλαμών", 3),
        ("gone", "Thyme honey", 6),
        ("stock", "Graviera", 0),
    ]
    assert await quantities(owner, 1) == {OLIVES: 5, HONEY: 6, CHEESE: 2}

    assert await acknowledge(client, world, {}) == []
    assert await quantities(owner, 1) == {OLIVES: 3}
    entries = [entry for entry in await audited(owner) if entry[0] == "acknowledge"]
    assert sorted(entry[1] for entry in entries) == [3, 4, 5]


async def test_an_archived_product_that_the_list_hides_is_told_to_be_gone(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await put_into_cart(client, world, (OLIVES, 1))
    await change(owner, "agora", f"UPDATE products SET archived_at = now() WHERE id = {OLIVES}")
    shown = (await client.get(ITEMS, headers=world.bearer("admin"))).json()
    assert shown["cart_items"] == []
    assert [each["kind"] for each in await changes(client, world)] == ["gone"]
    await acknowledge(client, world, {})
    assert await quantities(owner, 1) == {}


async def test_a_line_older_than_seen_prices_says_nothing_of_its_price(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", f"UPDATE products SET price = 999 WHERE id = {OLIVES}")
    answer = await client.get(CHANGES, headers=world.bearer("consumer"))
    assert answer.json() == {"data": []}


async def test_merging_and_adding_note_the_price_of_the_day(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    items = {"items": [{"product_id": HONEY, "quantity": 1}, {"product_id": OLIVES, "quantity": 1}]}
    await client.post(SYNC, json=items, headers=world.bearer("admin"))
    await change(owner, "agora", "UPDATE products SET price = price + 10, discount_price = NULL")
    seen = {each["product_id"]: each["seen_price"] for each in await changes(client, world)}
    assert seen == {
        HONEY: {"amount": 1000, "currency": "EUR"},
        OLIVES: {"amount": 420, "currency": "EUR"},
    }
    await put_into_cart(client, world, (OLIVES, 1))
    assert [each["product_id"] for each in await changes(client, world)] == [HONEY]


async def test_nobody_reads_another_s_changes(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await put_into_cart(client, world, (OLIVES, 5))
    await change(owner, "agora", f"UPDATE stock_levels SET on_hand = 3 WHERE variant_id = {OLIVES}")
    other = world.bearer("other_consumer")
    assert (await client.get(CHANGES, headers=other)).json() == {"data": []}
    body = {"prices": [{"item_id": 3, "amount": 1}]}
    assert (await client.post(ACKNOWLEDGE, json=body, headers=other)).json() == {"data": []}
    assert await quantities(owner, 1) == {OLIVES: 5}
    assert (await client.get(CHANGES)).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "prices"),
        ({"prices": "all"}, "prices"),
        ({"prices": [{"amount": 1}]}, "prices.0.item_id"),
        ({"prices": [{"item_id": 1, "amount": -1}]}, "prices.0.amount"),
    ],
)
async def test_wrong_input_names_its_field(
    client: httpx.AsyncClient, world: World, body: dict[str, object], field: str
) -> None:
    answer = await client.post(ACKNOWLEDGE, json=body, headers=world.bearer("admin"))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


async def test_reading_and_acknowledging_cost_few_statements(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await put_into_cart(client, world, (OLIVES, 5), (HONEY, 6), (CHEESE, 2))
    await change(owner, "agora", "UPDATE stock_levels SET on_hand = 2")
    await change(owner, "agora", f"UPDATE products SET is_active = false WHERE id = {HONEY}")
    await change(owner, "agora", f"UPDATE products SET price = 1 WHERE id = {CHEESE}")
    async with counted() as looked:
        await changes(client, world)
    async with counted() as read:
        await acknowledge(client, world, {5: 1})
    # Who calls, BEGIN, the lines, COMMIT; besides: hold the cart, delete, cut, note what was read,
    # the audit's numbers and its rows.
    assert (len(looked), len(read)) == (4, 10)
