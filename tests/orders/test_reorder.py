"""POST /api/stoa/v1/orders/{id}/reorder: an earlier order back in the cart, as far as it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.carts.shown import audited, quantities
from tests.support.inspect import change, stock_of
from tests.support.world import CHEESE, OLIVES, OTHER_CONSUMER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/stoa/v1/orders/1/reorder"


async def test_what_was_ordered_lies_in_the_cart_again(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    answer = await client.post(PATH, headers=world.bearer("consumer"))
    assert answer.status_code == 200
    assert answer.json() == {
        "data": [
            {
                "product_id": OLIVES,
                "name": "Ελιές Καλαμών",
                "wanted": 2,
                "added": 2,
                "outcome": "added",
            }
        ]
    }
    assert await quantities(owner) == {OLIVES: 4}
    assert [entry[0] for entry in await audited(owner)] == ["merge"]
    assert await stock_of(owner, "agora", OLIVES) == 100


@pytest.mark.parametrize(
    ("statement", "outcome", "added", "held"),
    [
        (f"UPDATE products SET is_active = false WHERE id = {OLIVES}", "gone", 0, 2),
        (f"UPDATE products SET archived_at = now() WHERE id = {OLIVES}", "gone", 0, 2),
        (f"UPDATE stock_levels SET on_hand = 3 WHERE variant_id = {OLIVES}", "partly", 1, 3),
        (f"UPDATE stock_levels SET on_hand = 2 WHERE variant_id = {OLIVES}", "full", 0, 2),
        (f"DELETE FROM cart_items WHERE product_id = {OLIVES}; UPDATE stock_levels SET on_hand = 0",
         "sold_out", 0, None),
    ],
)  # fmt: skip
async def test_what_cannot_be_had_is_told_with_the_reason(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    statement: str,
    outcome: str,
    added: int,
    held: int | None,
) -> None:
    await change(owner, "agora", statement)
    [line] = (await client.post(PATH, headers=world.bearer("consumer"))).json()["data"]
    assert (line["outcome"], line["added"]) == (outcome, added)
    assert (await quantities(owner)).get(OLIVES) == held


async def test_pressing_twice_under_one_key_adds_once(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    headers = {**world.bearer("consumer"), "idempotency-key": "again-1"}
    first = await client.post(PATH, headers=headers)
    second = await client.post(PATH, headers=headers)
    assert second.content == first.content
    assert await quantities(owner) == {OLIVES: 4}


async def test_nobody_buys_another_s_order_again(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    assert (await client.post(PATH)).status_code == 401
    for person in ("other_consumer", "producer", "admin"):
        answer = await client.post(PATH, headers=world.bearer(person))
        assert answer.json()["type"] == "urn:stoa:problem:not_found"
    assert await quantities(owner, OTHER_CONSUMER) == {CHEESE: 1}
    assert await audited(owner) == []
