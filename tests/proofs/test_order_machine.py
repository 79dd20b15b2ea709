"""Orders placed, moved, forced and cancelled in any order: goods are neither made nor lost.

A seeded walk through the real application and database. The model knows what each order holds and
where it is; the shelf, the movements and every answer must agree with it at every step.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from api.orders.moving import service
from api.orders.moving.rules import STATUSES, next_for_admins, next_for_producers
from tests.support.inspect import snapshot, stock_of
from tests.support.world import HONEY, build_world

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

Answer = TypeVar("Answer")

OPENING = 6


class PlacedOrder(msgspec.Struct):
    """The model of one order of honey."""

    id: int
    quantity: int
    status: str = "pending"


class Shop:
    """The calls, awaited from a thread that Hypothesis runs in."""

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
        self.world: World = self.wait(build_world(urls.owner))

    def wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def buy(self, quantity: int) -> httpx.Response:
        cart = {
            "items": [{"product_id": HONEY, "quantity": quantity}],
            "currency": "EUR",
            "shipping_method": "PICKUP",
        }
        return self.wait(self._client.post("/api/v1/public/orders", json=cart))

    def steer(self, order_id: int, status: str, *, force: bool) -> int:
        path = f"/api/v1/admin/orders/{order_id}/status"
        body = {"status": status, "force": force}
        headers = self.world.operator()
        return self.wait(self._client.patch(path, json=body, headers=headers)).status_code

    def step(self, order_id: int, status: str) -> int:
        path = f"/api/v1/producer/orders/{order_id}/status"
        body, headers = {"status": status}, self.world.bearer("producer")
        return self.wait(self._client.patch(path, json=body, headers=headers)).status_code

    async def _books(self) -> tuple[int, int, dict[int, tuple[str, str]]]:
        moved = await snapshot(self._owner, "agora", "stock_movements", f"variant_id = {HONEY}")
        orders = await snapshot(self._owner, "agora", "orders", "id > 2")
        shares = await snapshot(self._owner, "agora", "fulfilments", "order_id > 2")
        of_shares = {share["order_id"]: share["status"] for share in shares}
        return (
            await stock_of(self._owner, "agora", HONEY),
            OPENING + sum(move["change"] for move in moved),
            {row["id"]: (row["status"], of_shares[row["id"]]) for row in orders},
        )

    def books(self) -> tuple[int, int, dict[int, tuple[str, str]]]:
        """On the shelf, by the movements, and each order's status with its share's."""
        return self.wait(self._books())


def machine_over(shop_of: Any) -> type[RuleBasedStateMachine]:
    """The state machine over shops that ``shop_of`` makes, one for each walk."""

    class OrderMachine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.shop: Shop = shop_of()
            self.orders: list[PlacedOrder] = []

        @property
        def left(self) -> int:
            held = (order.quantity for order in self.orders if order.status != "cancelled")
            return OPENING - sum(held)

        def draw(self, data: st.DataObject) -> PlacedOrder:
            return data.draw(st.sampled_from(self.orders))

        @rule(quantity=st.integers(1, 4))
        def place(self, quantity: int) -> None:
            left = self.left
            answer = self.shop.buy(quantity)
            assert answer.status_code == (201 if quantity <= left else 409)
            if answer.status_code == 201:
                self.orders.append(PlacedOrder(answer.json()["data"]["id"], quantity))

        @precondition(lambda self: self.orders)
        @rule(data=st.data(), status=st.sampled_from(STATUSES))
        def steer(self, data: st.DataObject, status: str) -> None:
            order = self.draw(data)
            known = status in next_for_admins(order.status)
            assert self.shop.steer(order.id, status, force=False) == (200 if known else 422)
            order.status = status if known else order.status

        @precondition(lambda self: self.orders)
        @rule(data=st.data(), status=st.sampled_from(STATUSES))
        def force(self, data: st.DataObject, status: str) -> None:
            order = self.draw(data)
            revived = order.status == "cancelled" != status
            fits = not revived or order.quantity <= self.left
            assert self.shop.steer(order.id, status, force=True) == (200 if fits else 409)
            order.status = status if fits else order.status

        @precondition(lambda self: self.orders)
        @rule(data=st.data())
        def cancel_and_take_back(self, data: st.DataObject) -> None:
            order = self.draw(data)
            for status in ("cancelled", "cancelled", order.status):
                assert self.shop.steer(order.id, status, force=True) == 200

        @precondition(lambda self: self.orders)
        @rule(data=st.data(), status=st.sampled_from(("processing", "shipped", "delivered")))
        def step(self, data: st.DataObject, status: str) -> None:
            order = self.draw(data)
            known = status in next_for_producers(order.status)
            assert self.shop.step(order.id, status) == (200 if known else 422)
            order.status = status if known else order.status

        @invariant()
        def shelf_movements_and_orders_agree(self) -> None:
            on_hand, by_the_books, statuses = self.shop.books()
            assert on_hand == by_the_books == self.left >= 0
            assert statuses == {order.id: (order.status, order.status) for order in self.orders}

    return OrderMachine


WALKS = settings(
    max_examples=6,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    report_multiple_bugs=False,
)


async def walk(client: httpx.AsyncClient, owner: Connection, urls: DatabaseUrls) -> None:
    loop = asyncio.get_running_loop()
    machine = machine_over(lambda: Shop(loop, client, owner, urls))
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=WALKS)


async def test_goods_are_neither_made_nor_lost_at_any_step(
    client: httpx.AsyncClient, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await walk(client, owner, database_urls)


async def test_twin_an_order_that_gives_back_whenever_it_is_cancelled_makes_goods(
    client: httpx.AsyncClient,
    owner: Connection,
    database_urls: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bug of the old shop (D14): only where an order goes counts, not where it comes from."""
    monkeypatch.setattr(
        service,
        "stock_effect",
        lambda before, after: "give_back" if after == "cancelled" else "none",
    )
    with pytest.raises(AssertionError):
        await walk(client, owner, database_urls)
