"""Producers hear of orders through the outbox, once in effect however often it is delivered."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.kit.outbox import Dispatcher
from api.notifications.jobs import CONSUMERS
from api.orders.place_order import ORDER_PLACED
from tests.support.inspect import count, snapshot
from tests.support.world import CHEESE, CONSUMER, OLIVES, OTHER_PRODUCER, PRODUCER, SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from api.kit.db import Database, UnitOfWork
    from api.kit.outbox import Event
    from tests.support.world import World

CURRENCIES = {"agora": "EUR", "hedgerow": "GBP"}


@pytest.fixture
def dispatcher(database: Database, clock: HeldClock) -> Dispatcher:
    """Carries events when a test says so."""
    return Dispatcher(database, CONSUMERS, clock)


async def buy(
    client: httpx.AsyncClient, world: World, shop: str, *products: int, person: str | None = None
) -> None:
    answer = await client.post(
        "/api/v1/public/orders",
        json={
            "items": [{"product_id": product, "quantity": 2} for product in products],
            "currency": CURRENCIES[shop],
            "shipping_method": "PICKUP",
            "payment_method": "COD",
        },
        headers=world.bearer(person, shop),
    )
    assert answer.status_code == 201, answer.text


async def told(owner: Connection, shop: str) -> list[tuple[int, str, Any]]:
    """To whom what was told by events."""
    rows = await snapshot(owner, shop, "notifications", "event_id IS NOT NULL")
    return [(row["account_id"], row["type"], json.loads(row["payload"])) for row in rows]


async def test_an_imported_shop_tells_of_orders_by_letter_only(
    client: httpx.AsyncClient, world: World, owner: Connection, dispatcher: Dispatcher
) -> None:
    await owner.execute("UPDATE tenants SET origin = 'imported' WHERE slug = 'agora'")
    await buy(client, world, "agora", OLIVES, person="consumer")
    assert await dispatcher.dispatch_due() == 1
    assert await told(owner, "agora") == []


async def deliver_again(owner: Connection, shop: str) -> None:
    """Make every event of a shop due once more."""
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS[shop]}'")
        await owner.execute("UPDATE outbox_events SET handled_at = NULL")


def test_the_topic_is_the_one_that_placing_an_order_emits() -> None:
    assert ORDER_PLACED in CONSUMERS


@pytest.mark.parametrize("shop", ["agora", "hedgerow"])
async def test_every_producer_of_a_purchase_is_told_of_its_own_order(
    client: httpx.AsyncClient, world: World, owner: Connection, dispatcher: Dispatcher, shop: str
) -> None:
    await buy(client, world, shop, OLIVES, CHEESE)
    assert await told(owner, shop) == []
    await dispatcher.dispatch_due()
    currency = CURRENCIES[shop]
    assert await told(owner, shop) == [
        (
            PRODUCER,
            "order_placed",
            {
                "message": "Νέα παραγγελία από {buyer_name} - #{order_id}",
                "buyer_name": "",
                "order_id": 3,
                "order_number": "ORD-000003",
                "subtotal": "8.40",
                "currency": currency,
            },
        ),
        (
            OTHER_PRODUCER,
            "order_placed",
            {
                "message": "Νέα παραγγελία από {buyer_name} - #{order_id}",
                "buyer_name": "",
                "order_id": 4,
                "order_number": "ORD-000004",
                "subtotal": "16.00",
                "currency": currency,
            },
        ),
    ]
    others = await told(owner, "agora" if shop == "hedgerow" else "hedgerow")
    assert others == []
    answer = await client.get(
        "/api/v1/notifications/latest", headers=world.bearer("producer", shop)
    )
    assert answer.json()["unread_count"] == 2
    assert answer.json()["notifications"][0]["payload"]["order_id"] == 3


async def test_a_buyer_with_an_account_is_told_once_of_a_purchase(
    client: httpx.AsyncClient, world: World, owner: Connection, dispatcher: Dispatcher
) -> None:
    await buy(client, world, "agora", OLIVES, CHEESE, person="consumer")
    await dispatcher.dispatch_due()
    by_account = {account_id: payload for account_id, _, payload in await told(owner, "agora")}
    assert set(by_account) == {CONSUMER, PRODUCER, OTHER_PRODUCER}
    assert by_account[CONSUMER] == {
        "message": "Η παραγγελία σας #{order_id} καταχωρήθηκε επιτυχώς!",
        "order_id": 3,
        "order_number": "ORD-000003",
        "total_amount": "24.40",
        "currency": "EUR",
    }
    assert by_account[PRODUCER]["buyer_name"] == "Cora Consumer"


async def test_an_event_that_is_delivered_again_tells_nobody_twice(
    client: httpx.AsyncClient, world: World, owner: Connection, dispatcher: Dispatcher
) -> None:
    await buy(client, world, "agora", OLIVES, CHEESE)
    await dispatcher.dispatch_due()
    first = await snapshot(owner, "agora", "notifications")
    await client.patch("/api/v1/notifications/3/read", headers=world.bearer("producer"))
    await deliver_again(owner, "agora")
    await dispatcher.dispatch_due()
    assert await count(owner, "agora", "outbox_events", "handled_at IS NULL") == 0
    again = await snapshot(owner, "agora", "notifications")
    assert [row["id"] for row in again] == [row["id"] for row in first]
    assert again[2]["read_at"] is not None


async def test_several_dispatchers_at_once_tell_everybody_once(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    for _ in range(5):
        await buy(client, world, "agora", OLIVES, CHEESE, person="consumer")
    await asyncio.gather(*(Dispatcher(database, CONSUMERS, clock).dispatch_due() for _ in range(4)))
    heard = [
        (account_id, payload["order_id"])
        for account_id, _, payload in await told(owner, "agora")
        if account_id != CONSUMER
    ]
    assert sorted(heard) == [
        (account_id, first + step)
        for account_id, first in ((PRODUCER, 3), (OTHER_PRODUCER, 4))
        for step in range(0, 10, 2)
    ]


async def test_a_producer_without_an_account_is_left_out(
    client: httpx.AsyncClient, world: World, owner: Connection, dispatcher: Dispatcher
) -> None:
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS['agora']}'")
        await owner.execute("UPDATE producers SET account_id = NULL WHERE id = 1")
    await buy(client, world, "agora", OLIVES, CHEESE)
    await dispatcher.dispatch_due()
    assert [account_id for account_id, _, _ in await told(owner, "agora")] == [OTHER_PRODUCER]
    assert await count(owner, "agora", "outbox_events", "handled_at IS NULL") == 0


async def test_a_crash_after_telling_undoes_it_and_the_next_delivery_tells_once(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    async def crash(uow: UnitOfWork, event: Event) -> None:
        raise RuntimeError("the worker stumbled")

    broken = Dispatcher(database, {ORDER_PLACED: (*CONSUMERS[ORDER_PLACED], crash)}, clock)
    await buy(client, world, "agora", OLIVES)
    await broken.dispatch_due()
    assert await told(owner, "agora") == []
    clock.moment += timedelta(minutes=1)
    await Dispatcher(database, CONSUMERS, clock).dispatch_due()
    assert [account_id for account_id, _, _ in await told(owner, "agora")] == [PRODUCER]
