"""From cart to order with carts that nobody thought of, against the real application.

What a cart is quoted is the sum of its producers' parcels and exactly what the order stores; a cart
merged again under its key changes nothing.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carts.shown import SYNC, quantities
from tests.support.inspect import change, snapshot
from tests.support.world import CHEESE, HONEY, OLIVES

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    import httpx
    from asyncpg import Connection

    from tests.support.world import World

EXAMPLES = settings(max_examples=25, deadline=None, database=None)
CARTS = st.lists(
    st.tuples(st.sampled_from((OLIVES, HONEY, CHEESE)), st.integers(1, 12)), min_size=1, max_size=5
)
CODES = st.sampled_from(("10564", "71201", "84001", "60100", "99999"))
METHODS = st.sampled_from(("HOME", "COURIER", "PICKUP"))
PLENTY = "UPDATE stock_levels SET on_hand = 1000000"


async def for_all(prove: Callable[[Callable[..., Any]], None]) -> None:
    """Let Hypothesis draw in a thread, and what it draws act on this loop."""
    loop = asyncio.get_running_loop()

    def here(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(30)

    await asyncio.to_thread(prove, here)


def items(cart: list[tuple[int, int]]) -> list[dict[str, int]]:
    return [{"product_id": product, "quantity": quantity} for product, quantity in cart]


async def quote_and_place(
    client: httpx.AsyncClient, owner: Connection, cart: list[tuple[int, int]], code: str, by: str
) -> None:
    asked = {"postal_code": code, "method": by, "items": items(cart)}
    quote = (await client.post("/api/v1/public/shipping/quote-cart", json=asked)).json()
    costs = {each["producer_id"]: each["shipping_cost"] for each in quote["producers"]}
    assert round(sum(costs.values()), 2) == quote["total_shipping"]
    order = {
        "items": items(cart),
        "currency": "EUR",
        "shipping_method": by,
        "shipping_address": {"postal_code": code},
        "quoted_shipping": quote["total_shipping"],
    }
    placed = await client.post("/api/v1/public/orders", json=order)
    assert placed.status_code == 201, placed.text
    data = placed.json()["data"]
    ids = [each["id"] for each in data.get("orders", [data])]
    where = f"order_id IN ({', '.join(map(str, ids))})"
    shares = await snapshot(owner, "agora", "fulfilments", where)
    assert {row["producer_id"]: row["shipping_cost"] / 100 for row in shares} == costs


async def test_the_quote_is_the_sum_of_its_parcels_and_what_the_order_stores(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await change(owner, "agora", PLENTY)

    def prove(here: Callable[..., Any]) -> None:
        @EXAMPLES
        @given(CARTS, CODES, METHODS)
        def holds(cart: list[tuple[int, int]], code: str, by: str) -> None:
            here(quote_and_place(client, owner, cart, code, by))

        holds()

    await for_all(prove)


async def test_a_quote_that_is_a_cent_more_than_off_is_not_ordered(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    """The twin: the order compares what was quoted with what it charges."""
    order = {
        "items": items([(OLIVES, 1), (CHEESE, 1)]),
        "currency": "EUR",
        "shipping_method": "HOME",
        "shipping_address": {"postal_code": "10564"},
        "quoted_shipping": 5.78,
    }
    answer = await client.post("/api/v1/public/orders", json=order)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "SHIPPING_CHANGED")
    assert (body["quoted_total"], body["locked_total"]) == (5.78, 5.8)
    assert len(await snapshot(owner, "agora", "orders")) == 2


async def test_a_cart_merged_again_under_its_key_changes_nothing(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    key = 0

    async def merge_twice(cart: list[tuple[int, int]], number: int) -> None:
        headers = {**world.bearer("admin"), "idempotency-key": f"cart-{number}"}
        first = await client.post(SYNC, json={"items": items(cart)}, headers=headers)
        held = await quantities(owner, 1)
        again = await client.post(SYNC, json={"items": items(cart)}, headers=headers)
        assert (again.content, await quantities(owner, 1)) == (first.content, held)

    def prove(here: Callable[..., Any]) -> None:
        @EXAMPLES
        @given(CARTS)
        def holds(cart: list[tuple[int, int]]) -> None:
            nonlocal key
            key += 1
            here(merge_twice(cart, key))

        holds()

    await for_all(prove)
