"""A job is done once in effect by whoever takes it, and whoever dies over it loses nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.kit import jobs
from api.kit.jobs import (
    BATCH,
    DIED_AFTER_HAND_OVER,
    LEASE,
    MOST_ATTEMPTS,
    GiveUp,
    HandOver,
    Inside,
    Job,
    JobRunner,
    Outside,
    TryAgain,
    enqueue,
    pause_after,
)
from tests.kit.scopes import work
from tests.support.inspect import count, snapshot
from tests.support.world import SHOPS

if TYPE_CHECKING:
    from asyncpg import Connection, Record

    from api.kit.clock import HeldClock
    from api.kit.db import Database, UnitOfWork
    from tests.support.world import World

KIND = "shelf.dust"
NOTE = "INSERT INTO categories VALUES ($1, $2, $3, $3, $4, $4)"


class Shelf:
    """A handler whose effect is a row, and whose faults a test decides."""

    def __init__(self) -> None:
        self.attempts: list[int] = []
        self.faults: list[Exception] = []

    async def dust(self, uow: UnitOfWork, job: Job) -> None:
        self.attempts.append(job.id)
        number = 100 + len(self.attempts)
        await uow.run(NOTE, number, f"shelf {number}", uow.moment)
        await asyncio.sleep(0.02)
        if self.faults:
            raise self.faults.pop(0)

    def runner(self, database: Database, clock: HeldClock) -> JobRunner:
        return JobRunner(database, {KIND: Inside(self.dust)}, clock)


class Caller:
    """A handler that calls outside: what is out is in ``calls``, what is settled is a row."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.before: list[Exception] = []
        self.after: list[Exception] = []
        self.settling: list[Exception] = []
        self.stall = asyncio.Event()
        self.reached = asyncio.Event()
        self.stalls_before = False
        self.stalls_after = False

    async def prepare(self, uow: UnitOfWork, job: Job) -> int | None:
        return None if job.payload.get("in_vain") else job.id

    async def call(self, job_id: int, hand_over: HandOver) -> str:
        if self.stalls_before:
            self.reached.set()
            await self.stall.wait()
        if self.before:
            raise self.before.pop(0)
        await hand_over()
        self.calls.append(job_id)
        if self.stalls_after:
            self.reached.set()
            await self.stall.wait()
        if self.after:
            raise self.after.pop(0)
        return "taken"

    async def settle(self, uow: UnitOfWork, job: Job, answer: str) -> None:
        if self.settling:
            raise self.settling.pop(0)
        await uow.run(NOTE, 1000 + job.id, f"{answer} {job.id}", uow.moment)

    def runner(self, database: Database, clock: HeldClock) -> JobRunner:
        handler = Outside(self.prepare, self.call, self.settle)
        return JobRunner(database, {KIND: handler}, clock)


async def ask(database: Database, times: int = 1, shop: str = "agora", **options: Any) -> None:
    for _ in range(times):
        async with work(database, shop) as uow:
            await enqueue(uow, KIND, {"shelf": 1, "secret": "sesame"}, **options)


async def the_job(owner: Connection) -> Record:
    [job] = await snapshot(owner, "agora", "jobs")
    return job


async def effects(owner: Connection) -> int:
    return await count(owner, "agora", "categories", "id > 100")


async def until_done(owner: Connection, jobs_done: int) -> None:
    for _ in range(500):
        if await count(owner, "agora", "jobs", "status = 'done'") == jobs_done:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(await snapshot(owner, "agora", "jobs"))


# Enqueueing ---------------------------------------------------------------------------------------


async def test_a_job_of_work_that_is_undone_was_never_asked_for(
    database: Database, world: World, owner: Connection
) -> None:
    database.wake_job_runner.clear()
    with suppress(ZeroDivisionError):
        async with work(database) as uow:
            await enqueue(uow, KIND, {})
            raise ZeroDivisionError
    assert await count(owner, "agora", "jobs") == 0
    assert not database.wake_job_runner.is_set()
    await ask(database)
    assert database.wake_job_runner.is_set()


async def test_a_once_key_is_used_once_for_each_kind_and_shop(
    database: Database, world: World, owner: Connection
) -> None:
    async with work(database) as uow:
        first = await enqueue(uow, KIND, {}, once_key="monday")
        again = await enqueue(uow, KIND, {}, once_key="monday")
        other = await enqueue(uow, "shelf.paint", {}, once_key="monday")
    await ask(database, shop="hedgerow", once_key="monday")
    assert first is not None
    assert again is None
    assert other is not None
    assert await count(owner, "agora", "jobs") == 2
    assert await count(owner, "hedgerow", "jobs") == 1


async def test_equal_requests_at_once_leave_one_job(
    database: Database, world: World, owner: Connection
) -> None:
    await asyncio.gather(*(ask(database, once_key="monday") for _ in range(8)))
    assert await count(owner, "agora", "jobs") == 1


async def test_a_job_waits_for_its_moment(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    shelf = Shelf()
    await ask(database, due_at=clock.moment + timedelta(hours=1))
    assert await shelf.runner(database, clock).run_due() == 0
    clock.moment += timedelta(hours=1)
    assert await shelf.runner(database, clock).run_due() == 1
    assert (await the_job(owner))["status"] == "done"


# Inside -------------------------------------------------------------------------------------------


async def two_at_once(database: Database, clock: HeldClock, shelf: Shelf) -> None:
    await ask(database, times=5)
    await asyncio.gather(*(shelf.runner(database, clock).run_due() for _ in range(2)))


async def test_two_workers_at_once_do_each_job_once(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await two_at_once(database, clock, Shelf())
    assert await effects(owner) == 5
    assert await count(owner, "agora", "jobs", "status = 'done' AND attempts = 1") == 5


async def test_twin_without_lock_and_lease_a_job_is_done_twice(
    database: Database,
    world: World,
    owner: Connection,
    clock: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def believe(*_: object) -> None:
        """Whoever works believes that the job is its own."""

    for name in ("LOCK_JOB", "CLAIM_JOB"):
        statement = getattr(jobs, name)
        monkeypatch.setattr(jobs, name, statement.partition(" FOR NO KEY UPDATE")[0])
    monkeypatch.setattr(jobs, "LEASE", timedelta(0))
    monkeypatch.setattr(jobs._Attempt, "_refuse_lost", believe)
    await two_at_once(database, clock, Shelf())
    assert await effects(owner) > 5


async def test_what_is_secret_is_forgotten_when_the_job_is_done(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await ask(database)
    assert "sesame" in (await the_job(owner))["payload"]
    await Shelf().runner(database, clock).run_due()
    assert (await the_job(owner))["payload"] == '{"shelf": 1}'


async def test_a_failed_job_leaves_no_effect_and_waits_longer_each_time(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    shelf = Shelf()
    shelf.faults = [LookupError("gone"), TryAgain("The shelf is wet."), LookupError("gone")]
    runner = shelf.runner(database, clock)
    await ask(database)
    reasons = ["LookupError('gone')", "The shelf is wet.", "LookupError('gone')"]
    for attempt, (reason, about) in enumerate(zip(reasons, (20, 40, 80), strict=True), start=1):
        await runner.run_due()
        job = await the_job(owner)
        pause = (job["due_at"] - clock.moment).total_seconds()
        assert (job["status"], job["attempts"], job["last_error"]) == ("waiting", attempt, reason)
        assert job["lease"] is None
        assert about * 0.75 <= pause <= about * 1.25
        assert await effects(owner) == 0
        clock.moment = job["due_at"] - timedelta(milliseconds=1)
        assert await runner.run_due() == 0
        clock.moment = job["due_at"]
    await runner.run_due()
    job = await the_job(owner)
    assert (job["status"], job["attempts"], job["last_error"]) == ("done", 4, None)
    assert await effects(owner) == 1


def test_the_pauses_of_jobs_that_failed_together_part_and_end_at_an_hour() -> None:
    def seconds(job_id: int, attempt: int) -> float:
        moment: Any = None
        job = Job(job_id, KIND, {}, attempt, moment)
        return pause_after(SHOPS["agora"], job).total_seconds()

    together = [seconds(job_id, 1) for job_id in range(50)]
    assert len(set(together)) == 50
    assert all(15 <= each <= 25 for each in together)
    assert all(2700 <= seconds(job_id, 11) <= 4500 for job_id in range(50))
    assert seconds(7, 3) == seconds(7, 3)


async def test_a_job_that_always_fails_is_set_aside_and_others_go_on(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    shelf = Shelf()
    shelf.faults = [LookupError("gone")] * MOST_ATTEMPTS
    runner = shelf.runner(database, clock)
    await ask(database)
    for _ in range(MOST_ATTEMPTS):
        assert (await the_job(owner))["status"] == "waiting"
        await runner.run_due()
        clock.moment += timedelta(hours=2)
    dead = await the_job(owner)
    assert (dead["status"], dead["attempts"]) == ("dead", MOST_ATTEMPTS)
    assert dead["last_error"] == "LookupError('gone')"
    assert await runner.run_due() == 0
    await ask(database)
    await runner.run_due()
    assert await effects(owner) == 1


async def test_a_hopeless_job_is_set_aside_at_once(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    shelf = Shelf()
    shelf.faults = [GiveUp("There is no shelf.")]
    await ask(database)
    await shelf.runner(database, clock).run_due()
    job = await the_job(owner)
    assert (job["status"], job["attempts"]) == ("dead", 1)
    assert job["last_error"] == "There is no shelf."
    assert await effects(owner) == 0


async def test_a_kind_that_this_release_does_not_know_waits_for_one_that_does(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await ask(database)
    await JobRunner(database, {}, clock).run_due()
    job = await the_job(owner)
    assert job["status"] == "waiting"
    assert KIND in job["last_error"]
    clock.moment = job["due_at"]
    await Shelf().runner(database, clock).run_due()
    assert await effects(owner) == 1


async def die_over(runner: JobRunner, reached: asyncio.Event) -> None:
    """Let a worker come to the point, and end it there as a crash does: nothing is written."""
    dying = asyncio.create_task(runner.run_due())
    await reached.wait()
    dying.cancel()
    with suppress(asyncio.CancelledError):
        await dying


async def test_a_worker_that_dies_at_every_attempt_makes_the_job_a_dead_one(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    await ask(database)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        caller = Caller()
        caller.stalls_before = True
        await die_over(caller.runner(database, clock), caller.reached)
        assert (await the_job(owner))["attempts"] == attempt
        clock.moment += LEASE
    await Caller().runner(database, clock).run_due()
    job = await the_job(owner)
    assert (job["status"], job["last_error"]) == ("dead", jobs.DIED_EVERY_TIME)


# Outside ------------------------------------------------------------------------------------------


async def test_a_call_is_prepared_made_and_settled_once(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    caller = Caller()
    await ask(database)
    await caller.runner(database, clock).run_due()
    job = await the_job(owner)
    assert caller.calls == [job["id"]]
    assert (job["status"], job["handed_over_at"]) == ("done", clock.moment)
    assert await effects(owner) == 1


async def test_a_call_that_is_not_wanted_any_more_is_done_without_one(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    caller = Caller()
    async with work(database) as uow:
        await enqueue(uow, KIND, {"in_vain": True})
    await caller.runner(database, clock).run_due()
    assert (await the_job(owner))["status"] == "done"
    assert (caller.calls, await effects(owner)) == ([], 0)


async def test_no_transaction_is_open_while_it_calls(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    caller = Caller()
    caller.stalls_before = True
    await ask(database)
    running = asyncio.create_task(caller.runner(database, clock).run_due())
    await caller.reached.wait()
    open_ones = await owner.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND xact_start IS NOT NULL AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    caller.stall.set()
    await running
    assert open_ones == 0


@pytest.mark.parametrize("fault", [TryAgain("Busy."), RuntimeError("broke"), TimeoutError()])
async def test_what_fails_before_the_hand_over_is_tried_again(
    database: Database, world: World, owner: Connection, clock: HeldClock, fault: Exception
) -> None:
    caller = Caller()
    caller.before = [fault]
    await ask(database)
    await caller.runner(database, clock).run_due()
    job = await the_job(owner)
    assert (job["status"], job["attempts"], caller.calls) == ("waiting", 1, [])
    clock.moment = job["due_at"]
    await caller.runner(database, clock).run_due()
    assert (await the_job(owner))["status"] == "done"
    assert len(caller.calls) == 1


async def test_a_refusal_after_the_hand_over_is_believed(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    caller = Caller()
    caller.after = [TryAgain("Full."), GiveUp("Never.")]
    await ask(database)
    await caller.runner(database, clock).run_due()
    job = await the_job(owner)
    assert (job["status"], job["handed_over_at"], job["last_error"]) == ("waiting", None, "Full.")
    clock.moment = job["due_at"]
    await caller.runner(database, clock).run_due()
    job = await the_job(owner)
    assert (job["status"], job["last_error"]) == ("dead", "Never.")


@pytest.mark.parametrize("step", ["after", "settling"])
async def test_what_fails_after_the_hand_over_is_uncertain_and_never_repeated(
    database: Database, world: World, owner: Connection, clock: HeldClock, step: str
) -> None:
    caller = Caller()
    setattr(caller, step, [LookupError("gone")])
    await ask(database)
    await caller.runner(database, clock).run_due()
    job = await the_job(owner)
    assert (job["status"], job["last_error"]) == ("uncertain", "LookupError('gone')")
    clock.moment += timedelta(days=2)
    assert await caller.runner(database, clock).run_due() == 0
    assert len(caller.calls) == 1


async def test_a_worker_that_dies_before_the_hand_over_leaves_the_job_to_another(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    dying, heir = Caller(), Caller()
    dying.stalls_before = True
    await ask(database)
    await die_over(dying.runner(database, clock), dying.reached)
    clock.moment += LEASE - timedelta(milliseconds=1)
    assert await heir.runner(database, clock).run_due() == 0
    clock.moment += timedelta(milliseconds=1)
    await heir.runner(database, clock).run_due()
    assert (dying.calls, len(heir.calls)) == ([], 1)
    assert (await the_job(owner))["status"] == "done"


async def die_after_the_call(database: Database, clock: HeldClock) -> int:
    """How often the call went out when a worker died right after it and another came."""
    dying, heir = Caller(), Caller()
    dying.stalls_after = True
    await ask(database)
    await die_over(dying.runner(database, clock), dying.reached)
    clock.moment += LEASE
    await heir.runner(database, clock).run_due()
    return len(dying.calls) + len(heir.calls)


async def test_a_worker_that_dies_after_the_hand_over_leaves_the_job_to_a_person(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    assert await die_after_the_call(database, clock) == 1
    job = await the_job(owner)
    assert (job["status"], job["last_error"]) == ("uncertain", DIED_AFTER_HAND_OVER)


async def test_twin_without_the_mark_the_call_goes_out_twice(
    database: Database,
    world: World,
    owner: Connection,
    clock: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def nothing(_: object) -> None:
        """The hand-over is not written down."""

    monkeypatch.setattr(jobs._Attempt, "_hand_over", nothing)
    assert await die_after_the_call(database, clock) == 2
    assert (await the_job(owner))["status"] == "done"


async def test_a_worker_that_comes_back_too_late_hands_nothing_over(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    slow, heir = Caller(), Caller()
    slow.stalls_before = True
    await ask(database)
    late = asyncio.create_task(slow.runner(database, clock).run_due())
    await slow.reached.wait()
    clock.moment += LEASE
    await heir.runner(database, clock).run_due()
    slow.stall.set()
    await late
    assert (slow.calls, len(heir.calls)) == ([], 1)
    assert await effects(owner) == 1


async def test_a_worker_that_was_only_slow_after_the_hand_over_still_tells_how_it_ended(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    slow, heir = Caller(), Caller()
    slow.stalls_after = True
    await ask(database)
    late = asyncio.create_task(slow.runner(database, clock).run_due())
    await slow.reached.wait()
    clock.moment += LEASE
    await heir.runner(database, clock).run_due()
    assert (await the_job(owner))["status"] == "uncertain"
    slow.stall.set()
    await late
    assert (await the_job(owner))["status"] == "done"
    assert (len(slow.calls), heir.calls) == (1, [])


# The loop -----------------------------------------------------------------------------------------


async def test_a_shop_with_many_jobs_does_not_keep_the_others_waiting(
    database: Database, world: World, clock: HeldClock
) -> None:
    await ask(database, times=BATCH)
    await ask(database, shop="hedgerow")
    found = await JobRunner(database, {}, clock)._find_due()
    assert len(found) == BATCH
    assert [tenant for tenant, _ in found].index(SHOPS["hedgerow"]) <= 1


async def test_a_job_that_hangs_does_not_keep_later_ones_waiting(
    database: Database, world: World, owner: Connection, clock: HeldClock
) -> None:
    caller, shelf, stopping = Caller(), Shelf(), asyncio.Event()
    caller.stalls_before = True
    hanging = Outside(caller.prepare, caller.call, caller.settle)
    runner = JobRunner(database, {"hanging": hanging, KIND: Inside(shelf.dust)}, clock)
    async with work(database) as uow:
        await enqueue(uow, "hanging", {})
    running = asyncio.create_task(runner.run(stopping))
    await caller.reached.wait()
    await ask(database, times=20)
    await until_done(owner, 20)
    stopping.set()
    await asyncio.sleep(0.05)
    assert not running.done()
    caller.stall.set()
    await running
    assert await count(owner, "agora", "jobs", "status = 'done'") == 21


async def test_the_loop_does_what_is_committed_and_outlives_a_bad_pass(
    database: Database,
    world: World,
    owner: Connection,
    clock: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "POLL_SECONDS", 0.02)
    good, stopping = jobs.DUE_JOBS, asyncio.Event()
    monkeypatch.setattr(jobs, "DUE_JOBS", "SELECT 1 / ($2 - $2), $1::timestamptz")
    running = asyncio.create_task(Shelf().runner(database, clock).run(stopping))
    await asyncio.sleep(0.1)
    assert not running.done()
    monkeypatch.setattr(jobs, "DUE_JOBS", good)
    await ask(database)
    await until_done(owner, 1)
    stopping.set()
    await running
    assert await effects(owner) == 1
