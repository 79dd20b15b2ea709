"""Adding to the cart: POST /api/v1/cart/items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.carts.shown import ITEMS, MOMENT, OLIVES_SHOWN, audited, quantities
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES, SOLD_OUT, WHOLESALE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World


async def test_a_new_product_gets_a_line(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    answer = await client.post(
        ITEMS, json={"product_id": OLIVES, "quantity": 3}, headers=world.bearer("admin")
    )
    assert answer.status_code == 201
    assert answer.json() == {
        "message": "Item added to cart successfully",
        "cart_item": {
            "id": 3,
            "quantity": 3,
            "product": OLIVES_SHOWN,
            "subtotal": "12.60",
            "created_at": MOMENT,
            "updated_at": MOMENT,
        },
    }
    assert await audited(owner) == [("add", 3, None, '{"quantity": 3, "product_id": 1}')]


async def test_a_product_that_lies_there_already_grows_its_line_and_uses_up_no_number(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    headers = world.bearer("consumer")
    body = {"product_id": OLIVES, "quantity": 98}
    answer = await client.post(ITEMS, json=body, headers=headers)
    assert answer.status_code == 201
    assert (answer.json()["cart_item"]["id"], answer.json()["cart_item"]["quantity"]) == (
        1,
        100,
    )
    next_line = await client.post(
        ITEMS, json={"product_id": CHEESE, "quantity": "2"}, headers=headers
    )
    assert (next_line.json()["cart_item"]["id"], next_line.json()["cart_item"]["quantity"]) == (
        3,
        2,
    )
    assert (await audited(owner))[0] == (
        "add",
        1,
        '{"quantity": 2, "product_id": 1}',
        '{"quantity": 100, "product_id": 1}',
    )


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (
            {},
            {
                "product_id": ["The product id field is required."],
                "quantity": ["The quantity field is required."],
            },
        ),
        (
            {"product_id": 999, "quantity": 0},
            {
                "product_id": ["The selected product id is invalid."],
                "quantity": ["The quantity field must be at least 1."],
            },
        ),
        (
            {"product_id": OLIVES, "quantity": 101},
            {"quantity": ["The quantity field must not be greater than 100."]},
        ),
        (
            {"product_id": HIDDEN, "quantity": 1},
            {"product_id": ["This product is not available for purchase."]},
        ),
        (
            {"product_id": SOLD_OUT, "quantity": 3},
            {"quantity": ["Not enough stock available. Only 0 items left."]},
        ),
        (
            {"product_id": HONEY, "quantity": 7},
            {"quantity": ["Not enough stock available. Only 6 items left."]},
        ),
        (
            {"product_id": OLIVES, "quantity": 99},
            {
                "quantity": [
                    "Cannot add 99 more items. You already have 2 in cart. "
                    "Only 100 items available."
                ]
            },
        ),
        (
            {"product_id": "abc", "quantity": 1},
            {"product_id": ["The product id field must be an integer."]},
        ),
        (
            {"product_id": 2**63, "quantity": 1},
            {"product_id": ["The product id field must be an integer."]},
        ),
        (
            {"product_id": 2**63 - 1, "quantity": 1},
            {"product_id": ["The selected product id is invalid."]},
        ),
    ],
)
async def test_what_cannot_be_had_is_told_and_changes_nothing(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    body: dict[str, object],
    errors: dict[str, list[str]],
) -> None:
    answer = await client.post(ITEMS, json=body, headers=world.bearer("consumer"))
    assert answer.status_code == 422
    assert answer.json()["errors"] == errors
    first = next(iter(errors.values()))[0]
    more = "" if len(errors) == 1 else " (and 1 more error)"
    assert answer.json()["message"] == f"{first}{more}"
    assert await quantities(owner) == {OLIVES: 2}
    assert await audited(owner) == []


async def test_a_wholesale_product_may_lie_in_any_cart(
    client: httpx.AsyncClient, world: World
) -> None:
    answer = await client.post(
        ITEMS, json={"product_id": WHOLESALE, "quantity": 1}, headers=world.bearer("consumer")
    )
    assert answer.status_code == 201
