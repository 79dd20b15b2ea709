"""Letters about orders: to buyer, producers and shop, once for each, as the contract has it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.kit.jobs import enqueue
from api.kit.outbox import Dispatcher
from api.notifications.jobs import CONSUMERS
from api.notifications.order_letters import ORDER_LETTER
from tests.kit.scopes import work
from tests.notifications.post import Post
from tests.support.inspect import change, count, snapshot
from tests.support.world import CHEESE, CONSUMER, OLIVES, SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from api.kit.db import Database
    from tests.support.world import World

ADDRESS = {
    "name": "Ελένη <b>Παπά</b>",
    "line1": "Ερμού 12",
    "postal_code": "10563",
    "city": "Αθήνα",
    "email": "guest@example.com",
}


async def buy(
    client: httpx.AsyncClient,
    world: World,
    *products: int,
    person: str | None = None,
    method: str = "COD",
    address: dict[str, str] | None = None,
) -> None:
    answer = await client.post(
        "/api/v1/public/orders",
        json={
            "items": [{"product_id": product, "quantity": 2} for product in products],
            "currency": "EUR",
            "shipping_method": "HOME",
            "shipping_address": ADDRESS if address is None else address,
            "payment_method": method,
            "notes": "Ring twice",
        },
        headers=world.bearer(person),
    )
    assert answer.status_code == 201, answer.text


async def posted(post: Post, clock: HeldClock) -> dict[str, Any]:
    """The letters of a minute by their recipients' addresses."""
    letters = await post.go_round()
    clock.moment += timedelta(minutes=1)
    letters += await post.go_round()
    assert len({letter.to_address for letter in letters}) == len(letters)
    return {letter.to_address: letter for letter in letters}


async def book(owner: Connection) -> list[tuple[int, str, int | None, str, str]]:
    """What is written down of letters that went out."""
    rows = await snapshot(owner, "agora", "order_notifications")
    return [
        (
            row["order_id"],
            row["recipient_type"],
            row["recipient_id"],
            row["recipient_email"],
            row["event"],
        )
        for row in rows
    ]


async def address_of(owner: Connection, account_id: int) -> str:
    [row] = await snapshot(owner, "agora", "accounts", f"id = {account_id}")
    return str(row["email"])


async def test_buyer_producer_and_shop_are_written_once_each(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await buy(client, world, OLIVES, person="consumer")
    post = Post(database, clock)
    letters = await posted(post, clock)
    buyer, seller = await address_of(owner, CONSUMER), await address_of(owner, 4)
    assert set(letters) == {buyer, seller, "platform@example.com"}
    [order] = await snapshot(owner, "agora", "orders", "id = 3")
    assert sorted(await book(owner)) == [
        (3, "admin", None, "platform@example.com", "order_placed"),
        (3, "consumer", None, buyer, "order_placed"),
        (3, "producer", 1, seller, "order_placed"),
    ]
    assert letters[buyer].subject == "We have your order ORD-000003: agora"
    assert f"https://agora.localhost/track/{order['public_token']}" in letters[buyer].text
    assert "You pay on delivery" in letters[buyer].text
    assert "https://agora.localhost/producer/orders" in letters[seller].text
    assert "Ring twice" in letters[seller].text
    await change(owner, "agora", "UPDATE outbox_events SET handled_at = NULL")
    assert await posted(post, clock) == {}


async def test_letters_of_an_order_go_out_two_seconds_apart(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await buy(client, world, OLIVES)
    await Dispatcher(database, CONSUMERS, clock).dispatch_due()
    jobs = await snapshot(owner, "agora", "jobs", "kind = 'letter.order'")
    waits = {json.loads(job["payload"])["recipient_type"]: job["due_at"] for job in jobs}
    seconds = {name: (due - jobs[0]["created_at"]).seconds for name, due in waits.items()}
    assert seconds == {"consumer": 0, "producer": 2, "admin": 4}


async def test_a_producer_reads_of_its_own_products_only(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await buy(client, world, OLIVES, person="consumer")
    # One order of two producers, as an import may bring along.
    other = f"""'{{"id": 99, "producer_id": 2, "product_id": {CHEESE}, "variant_id": {CHEESE},
                 "product_name": "Graviera"}}'"""
    for table in ("order_lines", "fulfilments"):
        await change(
            owner,
            "agora",
            f"INSERT INTO {table} SELECT (jsonb_populate_record(t, {other})).* "
            f"FROM {table} t WHERE order_id = 3",
        )
    letters = await posted(Post(database, clock), clock)
    [olives] = await snapshot(owner, "agora", "products", f"id = {OLIVES}")
    first, second = await address_of(owner, 4), await address_of(owner, 5)
    for letter, own, other in (
        (letters[first], olives["name"], "Graviera"),
        (letters[second], "Graviera", olives["name"]),
    ):
        for said in (letter.text, letter.html):
            assert own in said
            assert other not in said


@pytest.mark.parametrize(
    ("address", "reached"),
    [(ADDRESS, True), ({k: v for k, v in ADDRESS.items() if k != "email"}, False)],
)
async def test_a_guest_is_written_where_an_address_was_given(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    database: Database,
    clock: HeldClock,
    address: dict[str, str],
    reached: bool,
) -> None:
    await buy(client, world, OLIVES, address=address)
    letters = await posted(Post(database, clock), clock)
    assert ("guest@example.com" in letters) == reached
    assert len(letters) == 2 + reached
    assert await count(owner, "agora", "jobs", "status = 'done'") == 3
    assert all("<b>" not in letter.html for letter in letters.values())


async def test_an_order_paid_later_is_not_written_about_when_it_is_placed(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await buy(client, world, OLIVES)
    await change(owner, "agora", "UPDATE orders SET payment_method = 'CARD' WHERE id = 3")
    assert await posted(Post(database, clock), clock) == {}


async def test_the_shop_names_who_is_told(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await owner.execute(
        """UPDATE tenants SET settings = settings || '{"mail_admin": "desk@agora.example"}' """
        "WHERE slug = 'agora'"
    )
    await buy(client, world, OLIVES)
    letters = await posted(Post(database, clock), clock)
    assert "desk@agora.example" in letters
    assert "platform@example.com" not in letters


async def test_nobody_is_told_again_of_what_an_import_brought_along(
    world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    tenant = SHOPS["agora"]
    await change(
        owner,
        "agora",
        "INSERT INTO order_notifications VALUES "
        f"('{tenant}', 1, 1, 'admin', NULL, 'a@b.gr', 'order_placed', '{clock.moment}', "
        f"'{clock.moment}', '{clock.moment}')",
    )
    about = {"order_id": 1, "event": "order_placed", "recipient_id": None}
    async with work(database) as uow:
        await enqueue(uow, ORDER_LETTER, {**about, "recipient_type": "admin"})
    assert await posted(Post(database, clock), clock) == {}
    assert await count(owner, "agora", "order_notifications") == 1


async def test_somebody_who_was_erased_is_not_written(
    client: httpx.AsyncClient, world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await buy(client, world, OLIVES, person="consumer")
    erased = f"UPDATE accounts SET anonymized_at = created_at WHERE id IN ({CONSUMER}, 4)"
    await change(owner, "agora", erased)
    assert set(await posted(Post(database, clock), clock)) == {"platform@example.com"}
