"""Work that is done later, by any number of workers, and lost by none of them.

``enqueue`` writes a job beside the change that wants it. A worker claims it with a lease: a token
and a moment until which nobody else takes it; a worker that dies simply lets it run out. Attempts
that fail are repeated with growing pauses; after ``MOST_ATTEMPTS`` the job is set aside (``dead``)
for a person to see and run again.

Work is of two kinds. ``Inside`` only writes to the database: effect and mark are one transaction,
so it happens once. ``Outside`` calls somebody: a transaction that prepares, the call with no
transaction open, a transaction that settles. Just before an effect that cannot be taken back the
call announces it (``HandOver``), and that is committed first. Where a worker dies before that mark
the job is repeated; where it dies after it nobody knows whether the effect came about, so the job
is set aside as ``uncertain`` and never repeated without a person's word.
"""

from __future__ import annotations

import asyncio
import zlib
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
import structlog

from api.kit.authz import Principal
from api.kit.db import Database, Scope, UnitOfWork
from api.kit.errors import Unavailable
from api.kit.ids import next_id, random_uuid4
from api.kit.locks import locking

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from uuid import UUID

    from asyncpg import Record

    from api.kit.clock import Clock

MOST_ATTEMPTS: Final = 12
# A handler is stopped well before its lease ends, so nobody else works at the same job meanwhile.
DEADLINE_SECONDS: Final = 60.0
LEASE: Final = timedelta(seconds=90)
FIRST_PAUSE_SECONDS: Final = 20
LONGEST_PAUSE_SECONDS: Final = 3600
POLL_SECONDS: Final = 0.5
BATCH: Final = 64
AT_ONCE: Final = 8
# The effect is out and its mark must follow: tried for as long as the lease holds.
SETTLE_ATTEMPTS: Final = 6
SETTLE_PAUSE_SECONDS: Final = 2.0

INSERT_JOB: Final = """
INSERT INTO jobs (tenant_id, id, kind, payload, once_key, status, due_at, created_at)
VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7)
ON CONFLICT (tenant_id, kind, once_key) DO NOTHING
"""
DUE_JOBS: Final = "SELECT tenant_id, job_id FROM due_jobs($1, $2)"
_SEEN: Final = "kind, payload, status, attempts, due_at, lease, handed_over_at, created_at"
LOCK_JOB: Final = locking("jobs", "id", _SEEN)
# Who finds the row held leaves it to its holder.
CLAIM_JOB: Final = locking("jobs", "id", _SEEN, skip_locked=True)
MARK_CLAIMED: Final = """
UPDATE jobs SET attempts = attempts + 1, lease = $3, due_at = $4 WHERE tenant_id = $1 AND id = $2
"""
MARK_HANDED_OVER: Final = """
UPDATE jobs SET handed_over_at = $4, due_at = $5
WHERE tenant_id = $1 AND id = $2 AND lease = $3 AND status = 'waiting'
"""
# A late worker still says the truth about a job that was set aside as uncertain meanwhile.
MARK_DONE: Final = """
UPDATE jobs SET status = 'done', settled_at = $4, payload = payload - 'secret', last_error = NULL
WHERE tenant_id = $1 AND id = $2 AND lease = $3 AND status IN ('waiting', 'uncertain')
"""
MARK_SET_BACK: Final = """
UPDATE jobs SET lease = NULL, handed_over_at = NULL, due_at = $4, last_error = $5
WHERE tenant_id = $1 AND id = $2 AND lease = $3 AND status = 'waiting'
"""
MARK_SET_ASIDE: Final = """
UPDATE jobs SET status = $4, settled_at = $5, last_error = $6
WHERE tenant_id = $1 AND id = $2 AND lease IS NOT DISTINCT FROM $3 AND status = 'waiting'
"""
FORGET_JOBS: Final = """
DELETE FROM jobs
WHERE tenant_id = $1 AND status IN ('done', 'discarded') AND settled_at < $2
"""

log = structlog.get_logger("stoa.jobs")


class Job(msgspec.Struct, frozen=True):
    """One piece of work of a tenant. ``id`` is the same at every attempt; the first is 1."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    attempt: int
    created_at: datetime


class TryAgain(Exception):
    """Nothing came about, and it may come about later; the sentence is kept for the operator."""


class GiveUp(Exception):
    """Nothing came about and nothing ever will; the sentence is kept for the operator."""


class LeaseLost(Exception):
    """Somebody else has the job by now: leave everything as it is."""


HandOver = Callable[[], Awaitable[None]]
"""Awaited right before what cannot be taken back; raises when the job is no longer ours."""


class Inside(msgspec.Struct, frozen=True):
    """Work that only writes to the database, in the transaction that marks the job as done."""

    handle: Callable[[UnitOfWork, Job], Awaitable[None]]


class Outside(msgspec.Struct, frozen=True):
    """Work that calls outside.

    ``prepare`` returns what ``call`` needs, or None when there is nothing to do any more. ``call``
    raises ``TryAgain`` or ``GiveUp`` where it knows that nothing came about; whatever else it
    raises counts as a try again before the hand-over and as uncertain after it. ``settle`` writes
    down what ``call`` returned, in the transaction that marks the job as done.
    """

    prepare: Callable[[UnitOfWork, Job], Awaitable[Any]]
    call: Callable[[Any, HandOver], Awaitable[Any]]
    settle: Callable[[UnitOfWork, Job, Any], Awaitable[None]]


Handler = Inside | Outside
_Key = tuple["UUID", int]


async def enqueue(
    uow: UnitOfWork,
    kind: str,
    payload: Mapping[str, object],
    *,
    due_at: datetime | None = None,
    once_key: str | None = None,
) -> int | None:
    """Ask for work of this kind, stored together with what asks for it; the job's id.

    It is done at ``due_at`` or soon after, at once when none is given. A ``once_key`` makes a
    second request of the same kind do nothing and return None, for as long as settled jobs are
    kept. What stands under the key ``secret`` of the payload is forgotten when the job is done.
    """
    job_id = await next_id(uow, "jobs")
    written = await uow.run(
        INSERT_JOB, job_id, kind, payload, once_key, due_at or uow.moment, uow.moment
    )
    uow.after_commit(uow.database.wake_job_runner.set)
    return job_id if written else None


async def forget_settled(uow: UnitOfWork, before: datetime) -> None:
    """Let go of jobs that were done or given up before then; their once keys may be used again."""
    await uow.run(FORGET_JOBS, before)


class JobRunner:
    """Does the jobs of all tenants that are due, some at once, in one process among several."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler], clock: Clock) -> None:
        self._database = database
        self._handlers = handlers
        self._clock = clock

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until ``stopping`` is set; what was begun by then is brought to its end."""
        found: deque[_Key] = deque()
        working: dict[_Key, asyncio.Task[None]] = {}
        while not stopping.is_set():
            # Cleared before looking: what is committed while this round works wakes the next one.
            self._database.wake_job_runner.clear()
            if not found:
                found.extend(key for key in await self._look() if key not in working)
            while found and len(working) < AT_ONCE:
                key = found.popleft()
                working[key] = asyncio.create_task(self._work(*key))
            wakers = [stopping] if found else [stopping, self._database.wake_job_runner]
            await _first_of(wakers, working.values())
            working = {key: task for key, task in working.items() if not task.done()}
        if working:
            await asyncio.wait(working.values())

    async def run_due(self) -> int:
        """Do the jobs that are due now, some at once; returns how many were looked at."""
        due = await self._find_due()
        waiting = deque(due)

        async def take_turns() -> None:
            while waiting:
                await self._work(*waiting.popleft())

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(due))):
                group.create_task(take_turns())
        return len(due)

    async def _look(self) -> list[_Key]:
        try:
            return await self._find_due()
        except Unavailable:
            log.warning("jobs.database_unreachable")
        except Exception:  # jobs must go on after whatever this was; they are still due
            log.exception("jobs.round_failed")
        return []

    async def _find_due(self) -> list[_Key]:
        rows = await self._database.knock_for_rows(DUE_JOBS, self._clock.now(), BATCH)
        return [(row["tenant_id"], row["job_id"]) for row in rows]

    async def _work(self, tenant_id: UUID, job_id: int) -> None:
        attempt = _Attempt(self._database, self._clock, tenant_id, job_id)
        try:
            job = await attempt.claim()
            if job is not None:
                await attempt.make(job, self._handlers.get(job.kind))
        except LeaseLost:
            attempt.log.warning("jobs.lease_lost")
        except Unavailable:
            # The lease runs out and the job is due again, or uncertain.
            attempt.log.warning("jobs.database_unreachable")
        except Exception:  # as above: the other jobs must go on
            attempt.log.exception("jobs.attempt_failed")


class _Attempt:
    """One worker's hold on one job."""

    def __init__(self, database: Database, clock: Clock, tenant_id: UUID, job_id: int) -> None:
        self._database = database
        self._clock = clock
        self._tenant_id = tenant_id
        self._job_id = job_id
        self._lease = random_uuid4()
        self._handed_over = False
        self.log = log.bind(tenant=str(tenant_id), job=job_id)

    async def claim(self) -> Job | None:
        """Take the job for ``LEASE``; none when it is not to be had or was set aside just now."""
        async with self._unit_of_work() as uow:
            row = await uow.row(CLAIM_JOB, [self._job_id])
            if row is None or row["status"] != "waiting" or row["due_at"] > uow.moment:
                return None
            if row["handed_over_at"] is not None:
                await self._set_aside(uow, "uncertain", DIED_AFTER_HAND_OVER, row["lease"])
                return None
            if row["attempts"] >= MOST_ATTEMPTS:
                await self._set_aside(uow, "dead", DIED_EVERY_TIME, row["lease"])
                return None
            await uow.run(MARK_CLAIMED, self._job_id, self._lease, uow.moment + LEASE)
        return _job(self._job_id, row)

    async def make(self, job: Job, handler: Handler | None) -> None:
        """Do the job and write down how it ended."""
        try:
            if handler is None:
                raise TryAgain(f"No handler of this release knows jobs of the kind {job.kind!r}.")
            if isinstance(handler, Inside):
                await self._make_inside(job, handler)
            else:
                await self._make_outside(job, handler)
        except (LeaseLost, Unavailable):
            raise
        except GiveUp as reason:
            await self._end("dead", str(reason))
        except TryAgain as reason:
            await self._set_back(job, str(reason))
        except Exception as reason:  # a handler's fault must not stop the other jobs
            self.log.exception("jobs.handler_failed", kind=job.kind)
            told = TOOK_TOO_LONG if isinstance(reason, TimeoutError) else repr(reason)
            if self._handed_over:
                await self._end("uncertain", told)
            else:
                await self._set_back(job, told)

    async def _make_inside(self, job: Job, handler: Inside) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS), self._unit_of_work() as uow:
            await self._refuse_lost(uow)
            await handler.handle(uow, job)
            await uow.run(MARK_DONE, self._job_id, self._lease, uow.moment)
        self.log.info("jobs.done", kind=job.kind, attempt=job.attempt)

    async def _make_outside(self, job: Job, handler: Outside) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            async with self._unit_of_work() as uow:
                await self._refuse_lost(uow)
                prepared = await handler.prepare(uow, job)
                if prepared is None:
                    await uow.run(MARK_DONE, self._job_id, self._lease, uow.moment)
                    return
            result = await handler.call(prepared, self._hand_over)
        await self._settle(job, handler, result)
        self.log.info("jobs.done", kind=job.kind, attempt=job.attempt)

    async def _hand_over(self) -> None:
        async with self._unit_of_work() as uow:
            marked = await uow.run(
                MARK_HANDED_OVER, self._job_id, self._lease, uow.moment, uow.moment + LEASE
            )
        if not marked:
            raise LeaseLost
        self._handed_over = True

    async def _settle(self, job: Job, handler: Outside, result: Any) -> None:
        for left in reversed(range(SETTLE_ATTEMPTS)):
            try:
                async with self._unit_of_work() as uow:
                    await handler.settle(uow, job, result)
                    await uow.run(MARK_DONE, self._job_id, self._lease, uow.moment)
            except Unavailable:
                if not left:
                    raise
                await asyncio.sleep(SETTLE_PAUSE_SECONDS)
            else:
                return

    async def _refuse_lost(self, uow: UnitOfWork) -> None:
        row = await uow.row(LOCK_JOB, [self._job_id])
        if row is None or row["lease"] != self._lease or row["status"] != "waiting":
            raise LeaseLost

    async def _set_back(self, job: Job, reason: str) -> None:
        if job.attempt >= MOST_ATTEMPTS:
            await self._end("dead", reason)
            return
        async with self._unit_of_work() as uow:
            due_at = uow.moment + pause_after(self._tenant_id, job)
            await uow.run(MARK_SET_BACK, self._job_id, self._lease, due_at, reason[:500])
        self.log.warning("jobs.set_back", kind=job.kind, attempt=job.attempt, reason=reason[:200])

    async def _end(self, status: str, reason: str) -> None:
        async with self._unit_of_work() as uow:
            await self._set_aside(uow, status, reason, self._lease)

    async def _set_aside(
        self, uow: UnitOfWork, status: str, reason: str, lease: UUID | None
    ) -> None:
        await uow.run(MARK_SET_ASIDE, self._job_id, lease, status, uow.moment, reason[:500])
        self.log.error("jobs.set_aside", status=status, reason=reason[:200])

    def _unit_of_work(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._database.unit_of_work(
            Scope(
                tenant_id=self._tenant_id,
                principal=Principal(tenant_id=self._tenant_id, roles=("system",)),
                moment=self._clock.now(),
                request_id=f"job-{self._job_id}",
            )
        )


DIED_AFTER_HAND_OVER: Final = (
    "The worker ended after it had begun to hand this over; whether it went out is not known."
)
DIED_EVERY_TIME: Final = "The worker ended at every attempt before it could say why."
TOOK_TOO_LONG: Final = f"It took longer than {DEADLINE_SECONDS:.0f} seconds."


def pause_after(tenant_id: UUID, job: Job) -> timedelta:
    """20, 40, 80 … seconds, at most an hour, each by up to a quarter longer or shorter.

    Which of the two is drawn from the job's key, so that jobs that failed together part, and the
    same attempt always waits as long.
    """
    seconds = min(FIRST_PAUSE_SECONDS * 2 ** (job.attempt - 1), LONGEST_PAUSE_SECONDS)
    drawn = zlib.crc32(f"{tenant_id} {job.id} {job.attempt}".encode()) / 2**32
    return timedelta(seconds=seconds * (0.75 + drawn / 2))


def _job(job_id: int, row: Record) -> Job:
    return Job(job_id, row["kind"], row["payload"], row["attempts"] + 1, row["created_at"])


async def _first_of(events: Iterable[asyncio.Event], tasks: Iterable[asyncio.Task[None]]) -> None:
    """Wait until an event is set or a task has ended, at most ``POLL_SECONDS``."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(
            [*waiting, *tasks], timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in waiting:
            task.cancel()
