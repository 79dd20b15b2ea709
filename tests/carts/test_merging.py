"""Merging a cart that the browser kept: POST /api/v1/cart/sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.carts.shown import SYNC, audited, quantities
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES, SOLD_OUT

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World


async def test_quantities_add_up_and_new_products_get_lines_in_their_order(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    items = [
        {"product_id": CHEESE, "quantity": 1},
        {"product_id": HONEY, "quantity": 2},
        {"product_id": OLIVES, "quantity": 3},
        {"product_id": CHEESE, "quantity": 1},
    ]
    answer = await client.post(SYNC, json={"items": items}, headers=world.bearer("consumer"))
    assert answer.status_code == 200
    body = answer.json()
    assert [
        (line["id"], line["product"]["id"], line["quantity"], line["product"]["stock"])
        for line in body["cart_items"]
    ] == [(1, OLIVES, 5, 100), (3, CHEESE, 2, 100), (4, HONEY, 2, 6)]
    assert (body["total_items"], body["total_amount"]) == (9, "57.00")
    assert sorted(row[:2] for row in await audited(owner)) == [
        ("merge", 1),
        ("merge", 3),
        ("merge", 4),
    ]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([(HONEY, 500)], {OLIVES: 2, HONEY: 6}),
        ([(OLIVES, 500)], {OLIVES: 100}),
        ([(OLIVES, 2**63 - 1), (OLIVES, 2**63 - 1)], {OLIVES: 100}),
        ([(999, 5), (HIDDEN, 2), (SOLD_OUT, 1), (HONEY, 1)], {OLIVES: 2, HONEY: 1}),
        ([(HONEY, 0), (CHEESE, -5), (-1, 1)], {OLIVES: 2}),
    ],
)
async def test_what_cannot_be_had_is_cut_or_left_out(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    items: list[tuple[int, int]],
    expected: dict[int, int],
) -> None:
    body = {"items": [{"product_id": product, "quantity": many} for product, many in items]}
    answer = await client.post(SYNC, json=body, headers=world.bearer("consumer"))
    assert answer.status_code == 200
    assert await quantities(owner) == expected
    assert answer.json()["total_items"] == sum(expected.values())


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"items": ["The items field is required."]}),
        ({"items": []}, {"items": ["The items field is required."]}),
        ({"items": "x"}, {"items": ["The items field must be an array."]}),
        (
            {"items": [1]},
            {
                "items.0.product_id": ["The items.0.product_id field is required."],
                "items.0.quantity": ["The items.0.quantity field is required."],
            },
        ),
    ],
)
async def test_a_cart_of_the_wrong_shape_is_told(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    body: dict[str, object],
    errors: dict[str, list[str]],
) -> None:
    answer = await client.post(SYNC, json=body, headers=world.bearer("consumer"))
    assert answer.status_code == 422
    assert answer.json()["errors"] == errors
    assert await quantities(owner) == {OLIVES: 2}


KEYED = {"x-idempotency-key": "cart-7f-3"}


async def test_a_cart_that_comes_twice_under_one_key_is_added_once(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    body = {"items": [{"product_id": OLIVES, "quantity": 3}, {"product_id": HONEY, "quantity": 1}]}
    headers = {**world.bearer("consumer"), **KEYED}
    first = await client.post(SYNC, json=body, headers=headers)
    again = await client.post(SYNC, json=body, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.content == first.content
    assert await quantities(owner) == {OLIVES: 5, HONEY: 1}
    assert len([entry for entry in await audited(owner) if entry[0] == "merge"]) == 2


async def test_a_key_means_one_cart_and_one_account(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    body = {"items": [{"product_id": CHEESE, "quantity": 1}]}
    await client.post(SYNC, json=body, headers={**world.bearer("consumer"), **KEYED})
    other = {"items": [{"product_id": CHEESE, "quantity": 2}]}
    refused = await client.post(SYNC, json=other, headers={**world.bearer("consumer"), **KEYED})
    assert refused.status_code == 422
    somebody = await client.post(SYNC, json=body, headers={**world.bearer("admin"), **KEYED})
    assert "idempotent-replayed" not in somebody.headers
    assert await quantities(owner) == {OLIVES: 2, CHEESE: 1}
    assert await quantities(owner, 1) == {CHEESE: 1}
