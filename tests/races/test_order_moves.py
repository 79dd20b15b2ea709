"""Two admins cancel at once; a producer ships while an admin cancels; two producers move together.

Proves that an order has one change at a time, by the lock of its row. Each twin takes the lock away
and lets the reader think for a moment.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from api.kit.locks import locking
from api.orders.moving import queries
from tests.orders.test_moving_shares import SECOND_PRODUCER
from tests.races.barrier import at_once
from tests.support.inspect import change, snapshot, stock_of
from tests.support.world import OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

BY_ADMIN = "/api/v1/admin/orders/1/status"
BY_PRODUCER = "/api/v1/producer/orders/1/status"
# More than the pool has connections.
ADMINS = 12
COLUMNS = "id, account_id, status, payment_status, payment_method, payment_reference"


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bug: the order is read without its lock, and the reader thinks for a moment."""
    locked = locking("orders", "id", COLUMNS)
    free = locked.replace(" FOR NO KEY UPDATE", "").replace(
        "FROM orders", "FROM pg_sleep(0.05), orders"
    )
    assert free != locked == queries.LOCK_ORDER
    monkeypatch.setattr(queries, "LOCK_ORDER", free)


async def cancel_at_once(client: httpx.AsyncClient, world: World, **body: Any) -> Counter[int]:
    cancel = partial(
        client.patch, BY_ADMIN, json={"status": "cancelled", **body}, headers=world.operator()
    )
    return Counter(answer.status_code for answer in await at_once([cancel] * ADMINS))


async def ship_and_cancel(client: httpx.AsyncClient, world: World, owner: Connection) -> list[int]:
    """What the producer who ships was answered, and what the admin who cancels."""
    await change(
        owner,
        "agora",
        "UPDATE orders SET status = 'processing'; UPDATE fulfilments SET status = 'processing'",
    )
    answers = await at_once(
        [
            partial(
                client.patch,
                BY_PRODUCER,
                json={"status": "shipped"},
                headers=world.bearer("producer"),
            ),
            partial(client.patch, BY_ADMIN, json={"status": "cancelled"}, headers=world.operator()),
        ]
    )
    return [answer.status_code for answer in answers]


async def outcome(owner: Connection) -> tuple[str, str, int, list[str]]:
    """Order, share, stock of its product, and the moves as they were written down."""
    [order] = await snapshot(owner, "agora", "orders", "id = 1")
    [share] = await snapshot(owner, "agora", "fulfilments", "order_id = 1")
    moves = await snapshot(owner, "agora", "order_events", "order_id = 1")
    stock = await stock_of(owner, "agora", OLIVES)
    return order["status"], share["status"], stock, [move["new_status"] for move in moves]


class TestCancellingTogether:
    async def test_one_admin_cancels_and_the_goods_come_back_once(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        assert await cancel_at_once(client, world) == {200: 1, 422: ADMINS - 1}
        assert await outcome(owner) == ("cancelled", "cancelled", 102, ["cancelled"])

    async def test_by_force_all_may_and_the_goods_still_come_back_once(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        assert await cancel_at_once(client, world, force=True) == {200: ADMINS}
        assert await stock_of(owner, "agora", OLIVES) == 102
        told = await snapshot(owner, "agora", "outbox_events", "topic = 'order_cancelled'")
        assert len(told) == 1

    @pytest.mark.usefixtures("unlocked")
    async def test_twin_without_the_lock_they_come_back_more_than_once(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await cancel_at_once(client, world)
        assert await stock_of(owner, "agora", OLIVES) > 102


class TestShippingWhileCancelling:
    async def test_one_of_the_two_wins_and_everything_agrees_with_it(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answered = await ship_and_cancel(client, world, owner)
        shipped = ("shipped", "shipped", 100, ["shipped"])
        cancelled = ("cancelled", "cancelled", 102, ["cancelled"])
        assert (answered, await outcome(owner)) in [
            ([200, 422], shipped),
            ([422, 200], cancelled),
        ]

    @pytest.mark.usefixtures("unlocked")
    async def test_twin_without_the_lock_both_believe_that_they_won(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        assert await ship_and_cancel(client, world, owner) == [200, 200]
        *_, moves = await outcome(owner)
        assert sorted(moves) == ["cancelled", "shipped"]


async def ship_both_parts(client: httpx.AsyncClient, world: World, owner: Connection) -> str:
    """Both producers of an order ship at once; what the order says then."""
    await change(owner, "agora", SECOND_PRODUCER)
    await change(
        owner,
        "agora",
        "UPDATE orders SET status = 'processing' WHERE id = 1; "
        "UPDATE fulfilments SET status = 'processing' WHERE order_id = 1",
    )
    answers = await at_once(
        [
            partial(
                client.patch, BY_PRODUCER, json={"status": "shipped"}, headers=world.bearer(who)
            )
            for who in ("producer", "other_producer")
        ]
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    [order] = await snapshot(owner, "agora", "orders", "id = 1")
    status: str = order["status"]
    return status


class TestShippingTogether:
    async def test_the_order_has_left_when_the_last_part_has(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        assert await ship_both_parts(client, world, owner) == "shipped"
        told = await snapshot(owner, "agora", "outbox_events", "topic = 'order_shipped'")
        assert len(told) == 1

    @pytest.mark.usefixtures("unlocked")
    async def test_twin_without_the_lock_each_sees_the_other_s_part_still_there(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        assert await ship_both_parts(client, world, owner) == "processing"


class TestConfirmingTogether:
    async def test_money_is_received_once(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        confirm = partial(
            client.patch, "/api/v1/admin/orders/1/payment/confirm", headers=world.operator()
        )
        answers = Counter(answer.status_code for answer in await at_once([confirm] * ADMINS))
        assert answers == {200: 1, 422: ADMINS - 1}
        entries = await snapshot(owner, "agora", "audit_entries", "action = 'confirm_payment'")
        assert len(entries) == 1

    @pytest.mark.usefixtures("unlocked")
    async def test_twin_without_the_lock_it_is_received_more_than_once(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        confirm = partial(
            client.patch, "/api/v1/admin/orders/1/payment/confirm", headers=world.operator()
        )
        answers = Counter(answer.status_code for answer in await at_once([confirm] * ADMINS))
        assert answers[200] > 1
