"""Changing lines and clearing: /api/v1/cart/items/{cartItem}, /api/v1/cart/clear."""

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
    audited,
    quantities,
)
from tests.support.inspect import count, snapshot
from tests.support.world import CHEESE, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World


async def test_a_line_is_set_to_a_quantity(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    answer = await client.patch(
        f"{ITEMS}/1", json={"quantity": 4}, headers=world.bearer("consumer")
    )
    assert answer.status_code == 200
    assert answer.json() == {
        "message": "Cart item updated successfully",
        "cart_item": {
            "id": 1,
            "quantity": 4,
            "product": OLIVES_SHOWN,
            "subtotal": "16.80",
            "created_at": MOMENT,
            "updated_at": MOMENT,
        },
    }
    before, after = '{"quantity": 2, "product_id": 1}', '{"quantity": 4, "product_id": 1}'
    assert await audited(owner) == [("set_quantity", 1, before, after)]


async def test_a_line_is_taken_out(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    headers = world.bearer("consumer")
    answer = await client.delete(f"{ITEMS}/1", headers=headers)
    assert answer.status_code == 200
    assert answer.json() == {"message": "Item removed from cart successfully"}
    assert await quantities(owner) == {}
    assert await audited(owner) == [("remove", 1, '{"quantity": 2, "product_id": 1}', None)]
    again = await client.delete(f"{ITEMS}/1", headers=headers)
    assert (again.status_code, again.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
@pytest.mark.parametrize("body", [{"quantity": 9}, {"quantity": "abc"}])
async def test_somebody_elses_line_is_not_found_before_the_input_is_looked_at(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    method: str,
    body: dict[str, object],
) -> None:
    answer = await client.request(method, f"{ITEMS}/2", json=body, headers=world.bearer("consumer"))
    assert (answer.status_code, answer.json()) == (404, {"message": "Cart item not found"})
    assert await count(owner, "agora", "cart_items") == 2
    assert await audited(owner) == []


@pytest.mark.parametrize("item_id", ["999", "abc", "-1", "0", "1.5", "9" * 20])
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_an_unknown_or_malformed_number_is_not_found(
    client: httpx.AsyncClient, world: World, method: str, item_id: str
) -> None:
    answer = await client.request(
        method, f"{ITEMS}/{item_id}", json={"quantity": 1}, headers=world.bearer("consumer")
    )
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        (None, "The quantity field is required."),
        (0, "The quantity field must be at least 1."),
        (101, "The quantity field must not be greater than 100."),
        ("abc", "The quantity field must be an integer."),
    ],
)
async def test_a_quantity_that_cannot_be_meant_is_told(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    quantity: object,
    sentence: str,
) -> None:
    answer = await client.patch(
        f"{ITEMS}/1", json={"quantity": quantity}, headers=world.bearer("consumer")
    )
    assert answer.status_code == 422
    assert answer.json()["message"] == sentence
    assert answer.json()["errors"] == {"quantity": [sentence]}
    assert await quantities(owner) == {OLIVES: 2}


async def test_more_than_the_stock_is_refused_with_what_is_left(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = world.bearer("consumer")
    added = await client.post(ITEMS, json={"product_id": HONEY, "quantity": 1}, headers=headers)
    item_id = added.json()["cart_item"]["id"]
    answer = await client.patch(f"{ITEMS}/{item_id}", json={"quantity": 7}, headers=headers)
    sentence = "Not enough stock available. Only 6 items left."
    assert (answer.status_code, answer.json()["message"]) == (422, sentence)


async def test_malformed_json_is_told_after_an_unknown_line_and_before_a_foreign_one(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = {**world.bearer("consumer"), "content-type": "application/json"}
    statuses = [
        (await client.patch(f"{ITEMS}/{item_id}", content="{", headers=headers)).status_code
        for item_id in (999, 2, 1)
    ]
    assert statuses == [404, 400, 400]


async def test_clearing_empties_the_callers_cart_only(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    headers = world.bearer("consumer")
    await client.post(ITEMS, json={"product_id": CHEESE, "quantity": 1}, headers=headers)
    answer = await client.delete(CLEAR, headers=headers)
    assert answer.status_code == 200
    assert answer.json() == {"message": "Cart cleared successfully", **EMPTY}
    assert [row["id"] for row in await snapshot(owner, "agora", "cart_items")] == [2]
    assert await count(owner, "hedgerow", "cart_items") == 2
    assert (await audited(owner))[1:] == [
        ("clear", 1, '{"quantity": 2, "product_id": 1}', None),
        ("clear", 3, '{"quantity": 1, "product_id": 3}', None),
    ]
    again = await client.delete(CLEAR, headers=headers)
    assert again.json() == {"message": "Cart cleared successfully", **EMPTY}
