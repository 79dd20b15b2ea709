"""The weekly letter to producers: what they sold from Monday to Sunday, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from api.kit.jobs import enqueue
from api.notifications.digest_letters import POST_DIGESTS, begins, last_week
from api.recurring import SCHEDULES, next_time
from api.tenants.service import find_by_slug
from tests.kit.scopes import work
from tests.notifications.post import SETTINGS, Post
from tests.notifications.test_order_letters import buy
from tests.support.inspect import change, count, snapshot
from tests.support.world import CHEESE, OLIVES, SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from api.kit.db import Database
    from tests.support.world import World

ON = msgspec.structs.replace(SETTINGS, producer_digest=True)
# The world's moment is Thursday, 15 January 2026; this is the Monday after it, 09:00 in Athens.
MONDAY = datetime(2026, 1, 19, 7, tzinfo=UTC)
THAT_WEEK = (date(2026, 1, 12), date(2026, 1, 18))


@pytest.fixture
async def sold(client: httpx.AsyncClient, world: World, owner: Connection) -> None:
    """Orders 3 and 5 of olives, 4 of cheese; the world's own are long past."""
    await change(owner, "agora", "UPDATE orders SET created_at = '2025-06-01' WHERE id < 3")
    await buy(client, world, OLIVES, CHEESE)
    await buy(client, world, OLIVES)


async def on_monday(post: Post, database: Database, clock: HeldClock) -> dict[str, str]:
    """What the round of Monday brought: texts by address."""
    clock.moment = MONDAY
    async with work(database, moment=MONDAY) as uow:
        await enqueue(uow, POST_DIGESTS, {})
    letters = await post.go_round()
    clock.moment += timedelta(minutes=5)
    letters += await post.go_round()
    return {
        letter.to_address: letter.text for letter in letters if letter.name == "producer_digest"
    }


@pytest.mark.usefixtures("sold")
async def test_each_producer_reads_of_its_own_week(
    owner: Connection, database: Database, clock: HeldClock
) -> None:
    await change(owner, "agora", "UPDATE fulfilments SET status = 'delivered' WHERE order_id = 3")
    texts = await on_monday(Post(database, clock, ON), database, clock)
    assert set(texts) == {"producer@example.com", "producer2@example.com"}
    olives = texts["producer@example.com"]
    for line in (
        "From 12 January 2026 to 18 January 2026:",
        "Orders: 2",
        "Waiting: 1",
        "Delivered: 1",
        "Sales: €16.80",
        "4 × Ελιές Καλαμών: €16.80",
    ):
        assert line in olives
    assert "Graviera" not in olives
    rows = await snapshot(owner, "agora", "producer_digests")
    assert [
        (row["producer_id"], row["orders_count"], row["gross_revenue"], row["recipient_email"])
        for row in rows
    ] == [(1, 2, 1680, "producer@example.com"), (2, 1, 1600, "producer2@example.com")]
    assert {(row["period_start"], row["period_end"]) for row in rows} == {THAT_WEEK}


@pytest.mark.usefixtures("sold")
async def test_a_week_is_written_about_once(
    owner: Connection, database: Database, clock: HeldClock
) -> None:
    post = Post(database, clock, ON)
    assert len(await on_monday(post, database, clock)) == 2
    assert await on_monday(post, database, clock) == {}
    # What the book holds counts, whatever became of the jobs.
    await change(owner, "agora", "DELETE FROM jobs")
    assert await on_monday(post, database, clock) == {}
    assert await count(owner, "agora", "producer_digests") == 2


@pytest.mark.usefixtures("sold")
async def test_what_an_import_brought_along_was_written(
    owner: Connection, database: Database, clock: HeldClock
) -> None:
    await change(
        owner,
        "agora",
        f"INSERT INTO producer_digests VALUES ('{SHOPS['agora']}', 1, 1, '{THAT_WEEK[0]}', "
        f"'{THAT_WEEK[1]}', 'old@example.com', 0, 0, 'EUR', '{MONDAY}', '{MONDAY}', '{MONDAY}')",
    )
    texts = await on_monday(Post(database, clock, ON), database, clock)
    assert set(texts) == {"producer2@example.com"}


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize(
    ("shop_says", "platform_says", "letters"),
    [("null", True, 2), ("null", False, 0), ("true", False, 2), ("false", True, 0)],
)
async def test_it_is_written_where_the_shop_or_the_platform_wants_it(
    owner: Connection,
    database: Database,
    clock: HeldClock,
    shop_says: str,
    platform_says: bool,
    letters: int,
) -> None:
    await owner.execute(
        f"""UPDATE tenants SET settings = settings || '{{"producer_digest": {shop_says}}}'"""
    )
    settings = msgspec.structs.replace(SETTINGS, producer_digest=platform_says)
    assert len(await on_monday(Post(database, clock, settings), database, clock)) == letters
    assert await count(owner, "agora", "producer_digests") == letters


@pytest.mark.usefixtures("sold")
async def test_what_was_cancelled_or_bought_in_another_week_does_not_count(
    owner: Connection, database: Database, clock: HeldClock
) -> None:
    await change(owner, "agora", "UPDATE fulfilments SET status = 'cancelled' WHERE order_id = 3")
    # Monday 00:00 in Athens is Sunday 22:00 UTC: the first moment of the next week.
    moved = "UPDATE orders SET created_at = '2026-01-18T22:00:00Z' WHERE id = 5"
    await change(owner, "agora", moved)
    texts = await on_monday(Post(database, clock, ON), database, clock)
    assert "Orders: 0" in texts["producer@example.com"]
    assert "No orders came this week." in texts["producer@example.com"]


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE producers SET is_active = false WHERE id = 1",
        "UPDATE producers SET account_id = NULL, email = NULL WHERE id = 1",
        "UPDATE accounts SET anonymized_at = created_at WHERE id = 4",
    ],
)
async def test_whoever_sells_no_more_or_has_no_address_is_left_out(
    owner: Connection, database: Database, clock: HeldClock, gone: str
) -> None:
    await change(owner, "agora", gone)
    texts = await on_monday(Post(database, clock, ON), database, clock)
    assert set(texts) == {"producer2@example.com"}


async def test_it_comes_on_monday_at_nine_by_the_shop_s_clock(
    world: World, database: Database
) -> None:
    tenant = await find_by_slug(database, "agora")
    assert tenant is not None
    [schedule] = [each for each in SCHEDULES if each.kind == POST_DIGESTS]
    assert next_time(schedule, MONDAY - timedelta(days=4), tenant.zone) == MONDAY
    # A worker that was away on Monday writes of the same week on Wednesday.
    for late in (MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(days=6, hours=14)):
        assert last_week(late, tenant) == THAT_WEEK[0]
    assert last_week(MONDAY + timedelta(days=6, hours=15), tenant) == date(2026, 1, 19)
    # The clocks go forward on 29 March: that week is an hour shorter.
    week = begins(date(2026, 3, 30), tenant) - begins(date(2026, 3, 23), tenant)
    assert week == timedelta(days=7) - timedelta(hours=1)
