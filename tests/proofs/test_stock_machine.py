"""A shelf that a producer counts and buyers empty: the books always agree with the shelf.

A seeded walk through the real application and database, with a model of one number beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from api.stock import queries
from tests.support.inspect import snapshot, stock_of
from tests.support.world import HONEY, OLIVES, build_world

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

Answer = TypeVar("Answer")

OPENING = 6
QUANTITIES = st.integers(1, 9)


class Shelf:
    """The model and the calls, awaited from a thread that Hypothesis runs in."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        client: httpx.AsyncClient,
        owner: Connection,
        urls: DatabaseUrls,
    ) -> None:
        self._loop = loop
        self._client = client
        self._owner = owner
        self._urls = urls
        self.world: World = self.wait(build_world(urls.owner))
        self.left = OPENING
        self.orders = 2

    def wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def buy(self, *quantities: int) -> int:
        lines = [{"product_id": HONEY, "quantity": quantity} for quantity in quantities]
        lines.insert(0, {"product_id": OLIVES, "quantity": 1})
        cart = {"items": lines, "currency": "EUR", "shipping_method": "PICKUP"}
        return self.wait(self._client.post("/api/v1/public/orders", json=cart)).status_code

    def count(self, number: int) -> httpx.Response:
        path = f"/api/v1/producer/products/{HONEY}/stock"
        return self.wait(
            self._client.patch(path, json={"stock": number}, headers=self.world.bearer("producer"))
        )

    def books(self) -> tuple[int, int, int, int]:
        """On the shelf, by the movements, sold by the lines, and the number of orders."""
        return self.wait(self._books())

    async def _books(self) -> tuple[int, int, int, int]:
        where = f"variant_id = {HONEY}"
        moved = await snapshot(self._owner, "agora", "stock_movements", where)
        lines = await snapshot(self._owner, "agora", "order_lines", f"product_id = {HONEY}")
        orders = await snapshot(self._owner, "agora", "orders")
        sold = -sum(move["change"] for move in moved if move["reason"] == "order")
        assert sold == sum(line["quantity"] for line in lines)
        shelf = await stock_of(self._owner, "agora", HONEY)
        return shelf, OPENING + sum(move["change"] for move in moved), sold, len(orders)


def machine_over(shelf_of: Any) -> type[RuleBasedStateMachine]:
    """The state machine over shelves that ``shelf_of`` makes, one for each walk."""

    class StockMachine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.shelf: Shelf = shelf_of()

        @rule(number=st.integers(0, 20))
        def count(self, number: int) -> None:
            answer = self.shelf.count(number)
            assert answer.status_code == 200
            assert answer.json()["old_stock"] == self.shelf.left
            self.shelf.left = number

        @rule(quantities=st.lists(QUANTITIES, min_size=1, max_size=3))
        def buy(self, quantities: list[int]) -> None:
            wanted = sum(quantities)
            expected = 201 if wanted <= self.shelf.left else 409
            assert self.shelf.buy(*quantities) == expected
            if expected == 201:
                self.shelf.left -= wanted
                self.shelf.orders += 1

        @rule(more=QUANTITIES)
        def buy_more_than_there_is(self, more: int) -> None:
            assert self.shelf.buy(self.shelf.left + more) == 409

        @invariant()
        def the_books_agree_with_the_shelf(self) -> None:
            on_hand, by_the_books, _, orders = self.shelf.books()
            assert on_hand == by_the_books == self.shelf.left >= 0
            assert orders == self.shelf.orders

    return StockMachine


WALKS = settings(
    max_examples=6,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    report_multiple_bugs=False,
)


async def walk(client: httpx.AsyncClient, owner: Connection, urls: DatabaseUrls) -> None:
    loop = asyncio.get_running_loop()
    machine = machine_over(lambda: Shelf(loop, client, owner, urls))
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=WALKS)


async def test_the_books_agree_with_the_shelf_at_every_step(
    client: httpx.AsyncClient, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await walk(client, owner, database_urls)


async def test_twin_stock_that_is_taken_without_a_movement_is_noticed(
    client: httpx.AsyncClient,
    owner: Connection,
    database_urls: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def write_nothing_down(*_: object) -> None:
        """The bug: the shelf changes and the books do not."""

    monkeypatch.setattr(queries, "insert_movements", write_nothing_down)
    with pytest.raises(AssertionError):
        await walk(client, owner, database_urls)
