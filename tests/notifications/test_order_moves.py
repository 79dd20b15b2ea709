"""Letters about orders on their way: shipped, delivered, cancelled, or waiting for a producer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from api.kit.jobs import enqueue
from api.kit.outbox import emit
from api.notifications.order_letters import ESCALATE_UNACCEPTED
from tests.kit.scopes import work
from tests.notifications.post import SETTINGS, Post
from tests.notifications.test_order_letters import address_of, book, buy, posted
from tests.support.inspect import change, count, snapshot
from tests.support.world import CHEESE, CONSUMER, OLIVES, SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from api.kit.db import Database
    from tests.support.world import World

ORDER = 3
PRODUCER_ACCOUNT = 4
SUBJECTS = {
    "order_shipped": ("Your order ORD-000003 is on its way", "Order ORD-000003 is on its way"),
    "order_delivered": ("Your order ORD-000003 was delivered", "Order ORD-000003 was delivered"),
    "order_cancelled": ("Your order ORD-000003 was cancelled", "Order ORD-000003 was cancelled"),
}


async def move(database: Database, event: str, order_id: int = ORDER) -> None:
    """As whoever moves an order emits it."""
    async with work(database) as uow:
        told = {"order_id": order_id, "producer_ids": [1], "actor_id": None}
        await emit(uow, event, told)


async def ship(owner: Connection, clock: HeldClock, code: str) -> None:
    """Give the order a parcel."""
    await change(
        owner,
        "agora",
        "INSERT INTO shipments (tenant_id, id, order_id, carrier_code, tracking_code, status, "
        f"currency, created_at, updated_at) VALUES ('{SHOPS['agora']}', 9, {ORDER}, 'acs', "
        f"'{code}', 'labeled', 'EUR', '{clock.moment}', '{clock.moment}')",
    )


@pytest.mark.parametrize("event", SUBJECTS)
async def test_buyer_and_producers_are_written_once_each(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    database: Database,
    clock: HeldClock,
    event: str,
) -> None:
    await buy(client, world, OLIVES, person="consumer")
    post = Post(database, clock)
    await posted(post, clock)
    await ship(owner, clock, "DX000000007GR")
    await move(database, event)
    letters = await posted(post, clock)
    buyer = await address_of(owner, CONSUMER)
    seller = await address_of(owner, PRODUCER_ACCOUNT)
    assert {address: letter.subject for address, letter in letters.items()} == {
        buyer: f"{SUBJECTS[event][0]}: agora",
        seller: f"{SUBJECTS[event][1]}: agora",
    }
    shows_code = [address for address, letter in letters.items() if "DX000000007GR" in letter.text]
    assert sorted(shows_code) == (sorted(letters) if event == "order_shipped" else [])
    assert "https://agora.localhost/track/" in letters[buyer].text
    written = [row for row in await book(owner) if row[4] == event]
    assert sorted(written) == [
        (ORDER, "consumer", None, buyer, event),
        (ORDER, "producer", 1, seller, event),
    ]
    await move(database, event)
    await change(owner, "agora", "UPDATE outbox_events SET handled_at = NULL")
    assert await posted(post, clock) == {}


async def test_a_producer_who_moves_its_order_on_has_it_told(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await buy(client, world, OLIVES, person="consumer")
    post = Post(database, clock)
    await posted(post, clock)
    subjects = {}
    for status in ("processing", "shipped", "delivered"):
        answer = await client.patch(
            f"/api/v1/producer/orders/{ORDER}/status",
            json={"status": status},
            headers=world.bearer("producer"),
        )
        assert answer.status_code == 200, answer.text
        letters = await posted(post, clock)
        subjects[status] = sorted(letter.subject for letter in letters.values())
    assert subjects == {
        "processing": [],
        "shipped": sorted(f"{subject}: agora" for subject in SUBJECTS["order_shipped"]),
        "delivered": sorted(f"{subject}: agora" for subject in SUBJECTS["order_delivered"]),
    }


async def test_each_move_is_an_event_of_its_own(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await buy(client, world, OLIVES, person="consumer")
    post = Post(database, clock)
    await posted(post, clock)
    for event in ("order_shipped", "order_delivered"):
        await move(database, event)
        assert len(await posted(post, clock)) == 2
    assert await count(owner, "agora", "order_notifications") == 7


async def test_a_shop_that_writes_no_letters_tells_its_buyer_on_the_page_alone(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await owner.execute(
        """UPDATE tenants SET settings = settings || '{"mail_enabled": false}'"""
        " WHERE slug = 'agora'"
    )
    await buy(client, world, OLIVES, person="consumer")
    await ship(owner, clock, "DX000000007GR")
    await move(database, "order_shipped")
    assert await posted(Post(database, clock), clock) == {}
    assert await count(owner, "agora", "order_notifications") == 0
    [told] = await snapshot(owner, "agora", "notifications", "type = 'order_shipped'")
    assert told["account_id"] == CONSUMER
    assert json.loads(told["payload"]) == {
        "message": "Η παραγγελία σας #{order_id} έχει αποσταλεί!",
        "order_id": ORDER,
        "order_number": "ORD-000003",
        "tracking_number": "DX000000007GR",
    }


async def test_what_was_paid_before_is_spoken_of_when_it_is_cancelled(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await buy(client, world, OLIVES)
    await buy(client, world, OLIVES)
    await change(owner, "agora", "UPDATE orders SET payment_method = 'CARD' WHERE id = 4")
    post = Post(database, clock)
    await posted(post, clock)
    texts = {}
    for order_id in (3, 4):
        await move(database, "order_cancelled", order_id)
        letters = await posted(post, clock)
        texts[order_id] = letters["guest@example.com"].text
    assert "write to you about the money" not in texts[3]
    assert "write to you about the money" in texts[4]


async def look(database: Database, clock: HeldClock) -> None:
    """The round of every half hour."""
    async with work(database, moment=clock.moment) as uow:
        await enqueue(uow, ESCALATE_UNACCEPTED, {})


async def placed_for_two_producers(
    client: httpx.AsyncClient, world: World, database: Database, clock: HeldClock
) -> Post:
    """Orders 3 and 4, told of."""
    await buy(client, world, OLIVES, CHEESE, person="consumer")
    post = Post(database, clock)
    await post.go_round()
    clock.moment += timedelta(minutes=1)
    assert len(await post.go_round()) == 4
    return post


async def test_who_runs_the_shop_hears_once_of_each_producer_who_does_not_accept(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    # The world's own orders are somebody else's story.
    await change(owner, "agora", "UPDATE orders SET status = 'delivered' WHERE id < 3")
    began = clock.moment
    post = await placed_for_two_producers(client, world, database, clock)
    clock.moment = began + timedelta(minutes=29)
    await look(database, clock)
    assert await post.go_round() == []
    clock.moment = began + timedelta(minutes=30)
    await look(database, clock)
    letters = await post.go_round()
    clock.moment += timedelta(minutes=1)
    letters += await post.go_round()
    assert {letter.to_address for letter in letters} == {"platform@example.com"}
    assert [letter.subject.partition(":")[0] for letter in letters] == [
        "Order ORD-000003 waits to be accepted",
        "Order ORD-000004 waits to be accepted",
    ]
    # 12:00 UTC is 14:00 in Athens.
    assert "placed on 15 January 2026, 14:00" in letters[0].text
    assert "“Grove”" in letters[0].text
    written = [row[:3] for row in await book(owner) if row[4] == "order_unaccepted_escalation"]
    assert written == [(3, "admin", 1), (4, "admin", 2)]
    clock.moment = began + timedelta(minutes=60)
    await look(database, clock)
    assert await post.go_round() == []


@pytest.mark.parametrize(
    "late",
    [
        "UPDATE orders SET status = 'confirmed' WHERE id > 2",
        "UPDATE fulfilments SET status = 'confirmed' WHERE order_id > 2",
        "UPDATE orders SET created_at = created_at - interval '24 hours' WHERE id > 2",
    ],
)
async def test_nobody_hears_of_orders_that_were_accepted_or_are_a_day_old(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    database: Database,
    clock: HeldClock,
    late: str,
) -> None:
    await change(owner, "agora", "UPDATE orders SET status = 'delivered' WHERE id < 3")
    began = clock.moment
    post = await placed_for_two_producers(client, world, database, clock)
    await change(owner, "agora", late)
    clock.moment = began + timedelta(minutes=30)
    await look(database, clock)
    assert await posted(post, clock) == {}


async def test_times_in_letters_are_the_shop_s(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await owner.execute(
        """UPDATE tenants SET settings = settings || '{"time_zone": "Asia/Tokyo"}'"""
        " WHERE slug = 'agora'"
    )
    await change(owner, "agora", "UPDATE orders SET status = 'delivered' WHERE id < 3")
    began = clock.moment
    await buy(client, world, OLIVES)
    post = Post(database, clock, msgspec.structs.replace(SETTINGS, admin_address="a@b.example"))
    await posted(post, clock)
    clock.moment = began + timedelta(minutes=30)
    await look(database, clock)
    [letter] = await post.go_round()
    assert "15 January 2026, 21:00" in letter.text
    assert "15 January 2026, 21:00" in letter.html
