"""Fifty buyers, six pieces; carts in opposite order; a producer who counts while others buy.

Proves that stock is taken under row locks in key order. Does not prove anything about what happens
when the server dies in between: that is the transaction's promise, and PostgreSQL's.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from functools import partial
from itertools import count as counting
from typing import TYPE_CHECKING, Any

import pytest

from api.kit.locks import locking
from api.orders import place_order
from api.stock import queries
from tests.races.barrier import at_once
from tests.support.inspect import change, snapshot, stock_of
from tests.support.world import CHEESE, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.db import UnitOfWork
    from tests.support.world import World

ORDERS = "/api/v1/public/orders"
BUYERS = 50
PIECES = 6
PLACED = "topic = 'order.placed'"


def cart(*products: int) -> dict[str, Any]:
    return {
        "items": [{"product_id": product, "quantity": 1} for product in products],
        "currency": "EUR",
        "shipping_method": "PICKUP",
    }


async def buy_the_last_pieces(client: httpx.AsyncClient) -> Counter[int]:
    """How often each status was answered to fifty buyers of one piece each."""
    buy = partial(client.post, ORDERS, json=cart(HONEY))
    return Counter(answer.status_code for answer in await at_once([buy] * BUYERS))


async def books(owner: Connection, product_id: int) -> tuple[int, int]:
    """What is on hand, and what all movements since the opening stock say it should be."""
    opening = {OLIVES: 100, HONEY: 6, CHEESE: 100}[product_id]
    moved = await snapshot(owner, "agora", "stock_movements", f"variant_id = {product_id}")
    return await stock_of(owner, "agora", product_id), opening + sum(m["change"] for m in moved)


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bug: stock is read without a lock, and the reader thinks for a moment."""
    locked = locking("stock_levels", "variant_id", "variant_id, on_hand, held")
    free = locked.replace(" FOR NO KEY UPDATE", "").replace(
        "FROM stock_levels", "FROM pg_sleep(0.02), stock_levels"
    )
    assert free != locked == queries.LOCK_STOCK_LEVELS
    monkeypatch.setattr(queries, "LOCK_STOCK_LEVELS", free)


class TestLastUnits:
    async def test_six_of_fifty_buyers_get_the_six_pieces(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        assert await buy_the_last_pieces(client) == {201: PIECES, 409: BUYERS - PIECES}
        assert await books(owner, HONEY) == (0, 0)
        assert len(await snapshot(owner, "agora", "order_lines", "order_id > 2")) == PIECES
        assert len(await snapshot(owner, "agora", "outbox_events", PLACED)) == PIECES

    @pytest.mark.usefixtures("unlocked")
    async def test_twin_without_the_lock_somebody_is_promised_a_piece_that_is_gone(
        self, client: httpx.AsyncClient
    ) -> None:
        assert await buy_the_last_pieces(client) != {201: PIECES, 409: BUYERS - PIECES}


async def buy_in_opposite_orders(client: httpx.AsyncClient) -> Counter[int]:
    carts = [cart(OLIVES, CHEESE), cart(CHEESE, OLIVES)] * 10
    calls = [partial(client.post, ORDERS, json=each) for each in carts]
    return Counter(answer.status_code for answer in await at_once(calls))


class TestOppositeOrders:
    async def test_carts_with_the_same_products_in_opposite_order_all_pass(
        self, client: httpx.AsyncClient, owner: Connection
    ) -> None:
        assert await buy_in_opposite_orders(client) == {201: 20}
        assert await books(owner, OLIVES) == (80, 80)
        assert await books(owner, CHEESE) == (80, 80)

    async def test_twin_locks_in_the_cart_s_own_order_block_each_other(
        self, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        turns = counting()

        async def lock_as_they_come(uow: UnitOfWork, variant_ids: Iterable[int]) -> dict[int, int]:
            """The bug: one lock after the other, every second cart from its other end."""
            step = 1 if next(turns) % 2 else -1
            free: dict[int, int] = {}
            for variant_id in list(variant_ids)[::step]:
                free |= await queries.lock_free(uow, [variant_id])
                await asyncio.sleep(0.02)
            return free

        monkeypatch.setattr(place_order, "lock_stock", lock_as_they_come)
        answered = await buy_in_opposite_orders(client)
        assert answered[503] >= 1, "PostgreSQL ends one of two that wait for each other"


async def count_while_others_buy(client: httpx.AsyncClient, world: World) -> None:
    producer = world.bearer("producer")
    stock = f"/api/v1/producer/products/{OLIVES}/stock"
    buy = partial(client.post, ORDERS, json=cart(OLIVES))
    recount = [
        partial(client.patch, stock, json={"stock": 200 + number}, headers=producer)
        for number in range(10)
    ]
    answers = await at_once([*[buy] * 20, *recount])
    assert {answer.status_code for answer in answers} <= {200, 201}


class TestCountingWhileOthersBuy:
    async def test_the_movements_add_up_to_what_is_on_hand(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await count_while_others_buy(client, world)
        on_hand, by_the_books = await books(owner, OLIVES)
        assert on_hand == by_the_books

    @pytest.mark.usefixtures("unlocked")
    async def test_twin_without_the_lock_the_books_are_wrong(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(owner, "agora", "UPDATE stock_levels SET on_hand = 100")
        await count_while_others_buy(client, world)
        on_hand, by_the_books = await books(owner, OLIVES)
        assert on_hand != by_the_books
