"""Events reach their consumers once in effect, however often a dispatcher stumbles."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from api.kit import outbox
from api.kit.outbox import MOST_ATTEMPTS, Dispatcher, Event, emit
from tests.kit.scopes import work
from tests.support.inspect import count, snapshot

if TYPE_CHECKING:
    from asyncpg import Connection, Record

    from api.kit.clock import HeldClock
    from api.kit.db import Database, UnitOfWork
    from api.kit.outbox import Consumer
    from tests.support.world import World

TOPIC = "shelf.moved"
NOTE = "INSERT INTO categories VALUES ($1, $2, $3, $3, $4, $4)"


class Shelf:
    """A consumer whose effect is a row, and whose faults a test decides."""

    def __init__(self) -> None:
        self.deliveries: list[int] = []
        self.faults = 0

    async def consume(self, uow: UnitOfWork, event: Event) -> None:
        self.deliveries.append(event.id)
        number = 100 + len(self.deliveries)
        await uow.run(NOTE, number, f"shelf {number}", uow.moment)
        await asyncio.sleep(0.02)
        if self.faults:
            self.faults -= 1
            raise LookupError("the shelf is gone")

    def dispatcher(self, database: Database, clock: HeldClock) -> Dispatcher:
        consumers: dict[str, tuple[Consumer, ...]] = {TOPIC: (self.consume,)}
        return Dispatcher(database, consumers, clock)


async def move_shelf(database: Database, times: int = 1) -> None:
    for _ in range(times):
        async with work(database) as uow:
            await emit(uow, TOPIC, {"shelf": 1})


async def the_event(owner: Connection) -> Record:
    [event] = await snapshot(owner, "agora", "outbox_events")
    return event


async def effects(owner: Connection) -> int:
    return await count(owner, "agora", "categories", "id > 100")


async def test_an_event_of_work_that_is_undone_was_never_emitted(
    database: Database, world: World, owner: Connection
) -> None:
    database.wake_dispatcher.clear()
    with suppress(ZeroDivisionError):
        async with work(database) as uow:
            await emit(uow, TOPIC, {})
            raise ZeroDivisionError
    assert await count(owner, "agora", "outbox_events") == 0
    assert not database.wake_dispatcher.is_set()
    await move_shelf(database)
    assert database.wake_dispatcher.is_set()


async def two_at_once(database: Database, clock: HeldClock, shelf: Shelf) -> None:
    await move_shelf(database, times=5)
    dispatchers = [shelf.dispatcher(database, clock) for _ in range(2)]
    await asyncio.gather(*(each.dispatch_due() for each in dispatchers))


async def test_two_dispatchers_at_once_have_one_effect_for_each_event(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await two_at_once(database, clock, Shelf())
    assert await effects(owner) == 5
    assert await count(owner, "agora", "outbox_events", "handled_at IS NOT NULL") == 5
    assert await count(owner, "agora", "outbox_events", "attempts = 1") == 5


async def test_twin_without_the_lock_an_event_is_carried_twice(
    database: Database,
    world: World,
    owner: Connection,
    clock: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked = outbox.LOCK_EVENT
    monkeypatch.setattr(outbox, "LOCK_EVENT", locked.partition(" FOR NO KEY UPDATE")[0])
    await two_at_once(database, clock, Shelf())
    assert await effects(owner) > 5


async def test_a_failed_event_leaves_no_effect_and_waits_longer_each_time(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    shelf = Shelf()
    shelf.faults = 3
    dispatcher = shelf.dispatcher(database, clock)
    await move_shelf(database)
    for attempts, pause in ((1, 2), (2, 4), (3, 8)):
        await dispatcher.dispatch_due()
        event = await the_event(owner)
        assert event["attempts"] == attempts
        assert event["due_at"] == clock.moment + timedelta(seconds=pause)
        assert event["last_error"] == "LookupError('the shelf is gone')"
        assert await effects(owner) == 0
        clock.moment = event["due_at"] - timedelta(milliseconds=1)
        assert await dispatcher.dispatch_due() == 0
        clock.moment = event["due_at"]
    await dispatcher.dispatch_due()
    assert (await the_event(owner))["handled_at"] == clock.moment
    assert await effects(owner) == 1


async def test_an_event_that_always_fails_is_set_aside_and_others_go_on(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    shelf = Shelf()
    shelf.faults = MOST_ATTEMPTS
    dispatcher = shelf.dispatcher(database, clock)
    await move_shelf(database)
    for _ in range(MOST_ATTEMPTS):
        assert (await the_event(owner))["failed_at"] is None
        await dispatcher.dispatch_due()
        clock.moment += timedelta(hours=2)
    dead = await the_event(owner)
    assert (dead["attempts"], dead["handled_at"]) == (MOST_ATTEMPTS, None)
    assert dead["failed_at"] is not None
    assert await dispatcher.dispatch_due() == 0
    async with work(database, moment=clock.moment) as uow:
        await emit(uow, TOPIC, {})
    await dispatcher.dispatch_due()
    assert await effects(owner) == 1


async def test_a_dispatcher_that_dies_between_effect_and_commit_leaves_the_event_due(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    reached = asyncio.Event()

    async def hang(uow: UnitOfWork, event: Event) -> None:
        await uow.run(NOTE, 101, "shelf 101", uow.moment)
        reached.set()
        await asyncio.sleep(60)

    await move_shelf(database)
    dying = asyncio.create_task(Dispatcher(database, {TOPIC: (hang,)}, clock).dispatch_due())
    await reached.wait()
    dying.cancel()
    with suppress(asyncio.CancelledError):
        await dying
    event = await the_event(owner)
    assert (event["handled_at"], event["attempts"]) == (None, 0)
    assert await effects(owner) == 0
    await Shelf().dispatcher(database, clock).dispatch_due()
    assert await effects(owner) == 1


async def test_the_loop_carries_what_is_committed_and_outlives_a_bad_pass(
    database: Database,
    world: World,
    owner: Connection,
    clock: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "POLL_SECONDS", 0.02)
    good = outbox.DUE_EVENTS
    monkeypatch.setattr(outbox, "DUE_EVENTS", "SELECT 1 / ($2 - $2), $1::timestamptz")
    stopping = asyncio.Event()
    running = asyncio.create_task(Shelf().dispatcher(database, clock).run(stopping))
    await asyncio.sleep(0.1)
    assert not running.done()
    monkeypatch.setattr(outbox, "DUE_EVENTS", good)
    await move_shelf(database)
    for _ in range(100):
        await asyncio.sleep(0.02)
        if await effects(owner):
            break
    stopping.set()
    await running
    assert await effects(owner) == 1


async def test_an_event_nobody_listens_to_is_handled(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await move_shelf(database)
    assert await Dispatcher(database, {}, clock).dispatch_due() == 1
    assert (await the_event(owner))["handled_at"] == clock.moment
