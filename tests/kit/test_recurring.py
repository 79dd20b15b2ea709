"""What comes round comes once for each time, by the shop's clock, whoever looks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.jobs import JobRunner, enqueue
from api.kit.outbox import Dispatcher, emit
from api.recurring import FORGET, HANDLERS, KEPT, Daily, Every, Rounds, next_time
from api.tenants.service import find_by_slug
from tests.kit.scopes import work
from tests.support.inspect import count, snapshot

if TYPE_CHECKING:
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from api.kit.db import Database
    from tests.support.world import World

ATHENS = ZoneInfo("Europe/Athens")
SWEEP = Daily(kind="sweep", at=time(8, 0))
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)
)
SCHEDULES = st.one_of(
    st.builds(
        Daily,
        kind=st.just("sweep"),
        at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        weekday=st.one_of(st.none(), st.integers(0, 6)),
    ),
    st.builds(Every, kind=st.just("sweep"), minutes=st.integers(1, 1440)),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("at", "moment", "expected"),
    [
        ("08:00", "2026-01-15T05:59", "2026-01-15T06:00"),
        ("08:00", "2026-01-15T06:00", "2026-01-16T06:00"),
        ("08:00", "2026-07-15T04:59", "2026-07-15T05:00"),
        # On 29 March 2026 clocks in Athens go from 03:00 to 04:00 at once.
        ("03:30", "2026-03-28T12:00", "2026-03-29T01:30"),
        ("03:30", "2026-03-29T01:30", "2026-03-30T00:30"),
        # On 25 October 2026 they show the hour from 03:00 twice.
        ("03:30", "2026-10-24T12:00", "2026-10-25T00:30"),
        ("03:30", "2026-10-25T00:30", "2026-10-26T01:30"),
    ],
)
def test_a_day_has_one_time_also_when_the_clocks_change(
    at: str, moment: str, expected: str
) -> None:
    schedule = Daily(kind="sweep", at=time.fromisoformat(at))
    assert next_time(schedule, utc(moment), ATHENS) == utc(expected)


def test_a_week_has_one_time_on_its_day() -> None:
    monday = Daily(kind="digest", at=time(8, 0), weekday=0)
    assert next_time(monday, utc("2026-01-15T12:00"), ATHENS) == utc("2026-01-19T06:00")
    assert next_time(monday, utc("2026-01-19T06:00"), ATHENS) == utc("2026-01-26T06:00")


def test_minutes_are_counted_alike_by_everybody() -> None:
    half_hours = Every(kind="check", minutes=30)
    assert next_time(half_hours, utc("2026-01-15T12:00"), ATHENS) == utc("2026-01-15T12:30")
    assert next_time(half_hours, utc("2026-01-15T12:29"), ATHENS) == utc("2026-01-15T12:30")


@given(schedule=SCHEDULES, moment=MOMENTS)
def test_the_next_time_lies_ahead_and_nothing_lies_between(
    schedule: Daily | Every, moment: datetime
) -> None:
    found = next_time(schedule, moment, ATHENS)
    assert moment < found <= moment + timedelta(days=8)
    between = moment + (found - moment) / 2
    assert next_time(schedule, between, ATHENS) == found


async def test_several_workers_ask_once_in_each_shop_and_by_its_clock(
    world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    await owner.execute(
        """UPDATE tenants SET settings = settings || '{"time_zone": "Europe/London"}' """
        "WHERE slug = 'hedgerow'"
    )
    rounds = [Rounds(database, (SWEEP,), clock) for _ in range(4)]
    for _ in range(2):
        await asyncio.gather(*(each.ask_ahead() for each in rounds))
    [greek] = await snapshot(owner, "agora", "jobs")
    [british] = await snapshot(owner, "hedgerow", "jobs")
    assert (greek["kind"], greek["due_at"]) == ("sweep", utc("2026-01-16T06:00"))
    assert british["due_at"] == utc("2026-01-16T08:00")


async def test_a_time_that_nobody_was_there_for_comes_once_and_late(
    world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    rounds = Rounds(database, (SWEEP,), clock)
    await rounds.ask_ahead()
    clock.moment += timedelta(days=5)
    await rounds.ask_ahead()
    due = await snapshot(owner, "agora", "jobs", f"due_at <= '{clock.moment}'")
    assert [job["due_at"] for job in due] == [utc("2026-01-16T06:00")]
    assert await count(owner, "agora", "jobs") == 2


async def test_a_time_zone_that_is_none_is_utc(
    world: World, owner: Connection, database: Database
) -> None:
    await owner.execute(
        """UPDATE tenants SET settings = settings || '{"time_zone": "Atlantis/Poseidonis"}'"""
    )
    tenant = await find_by_slug(database, "agora")
    assert tenant is not None
    assert tenant.zone.key == "UTC"


async def test_what_was_done_a_month_ago_is_forgotten_and_nothing_else(
    world: World, owner: Connection, database: Database, clock: HeldClock
) -> None:
    async with work(database) as uow:
        await enqueue(uow, FORGET, {})
        await enqueue(uow, "unknown", {})
        await emit(uow, "heard.by.nobody", {})
    await Dispatcher(database, {}, clock).dispatch_due()
    runner = JobRunner(database, HANDLERS, clock)
    await runner.run_due()
    assert await count(owner, "agora", "jobs", "status = 'done'") == 1
    clock.moment += KEPT + timedelta(seconds=1)
    async with work(database, moment=clock.moment) as uow:
        await emit(uow, "heard.by.nobody", {})
        await enqueue(uow, FORGET, {})
    await runner.run_due()
    assert await count(owner, "agora", "jobs", "kind = 'unknown'") == 1
    assert await count(owner, "agora", "jobs", "status = 'done'") == 1
    assert await count(owner, "agora", "outbox_events") == 1
