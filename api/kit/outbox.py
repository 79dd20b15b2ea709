"""Events leave in the transaction that caused them and reach each consumer once in effect.

``emit`` writes the event beside the change. The dispatcher claims an event under its tenant's own
policies, lets the consumers of its topic work and marks it handled, all in one transaction: a
crash at any step undoes the step and the event is due again. A consumer that fails is tried again
with growing pauses and set aside after ``MOST_ATTEMPTS`` (a dead letter: ``failed_at``).

What the caller may ask for in its next request is heard at once, in the transaction that emits:
``Database.heard_at_once`` names those consumers, and a fault of theirs undoes what happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
import structlog

from api.kit.authz import Principal
from api.kit.db import Database, Scope, UnitOfWork
from api.kit.errors import Unavailable
from api.kit.ids import next_id
from api.kit.locks import locking

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from api.kit.clock import Clock

MOST_ATTEMPTS: Final = 10
POLL_SECONDS: Final = 0.5
BATCH: Final = 50

INSERT_EVENT: Final = """
INSERT INTO outbox_events (tenant_id, id, topic, payload, due_at, created_at)
VALUES ($1, $2, $3, $4, $5, $5)
"""
DUE_EVENTS: Final = "SELECT tenant_id, event_id FROM due_outbox_events($1, $2)"
LOCK_EVENT: Final = locking(
    "outbox_events",
    "id",
    "topic, payload, attempts, handled_at, failed_at, due_at",
    skip_locked=True,
)
MARK_HANDLED: Final = """
UPDATE outbox_events
SET handled_at = $3, attempts = attempts + 1, payload = payload - 'secret', last_error = NULL
WHERE tenant_id = $1 AND id = $2
"""
MARK_FAILED: Final = """
UPDATE outbox_events
SET attempts = attempts + 1, last_error = $3, due_at = $4,
    failed_at = CASE WHEN attempts + 1 >= $5 THEN $6::timestamptz END
WHERE tenant_id = $1 AND id = $2 AND handled_at IS NULL
"""
FORGET_EVENTS: Final = "DELETE FROM outbox_events WHERE tenant_id = $1 AND handled_at < $2"

log = structlog.get_logger("stoa.outbox")


class Event(msgspec.Struct, frozen=True):
    """Something that happened in a tenant. ``id`` is the same at every delivery."""

    id: int
    topic: str
    payload: Mapping[str, Any]


Consumer = Callable[[UnitOfWork, Event], Awaitable[None]]


async def emit(uow: UnitOfWork, topic: str, payload: Mapping[str, object]) -> None:
    """Say that something happened, stored together with what happened.

    What stands under the key ``secret`` of the payload is forgotten when the event was handled.
    """
    event_id = await next_id(uow, "outbox_events")
    uow.later(INSERT_EVENT, event_id, topic, payload, uow.moment)
    uow.after_commit(uow.database.wake_dispatcher.set)
    for consumer in uow.database.heard_at_once.get(topic, ()):
        await consumer(uow, Event(event_id, topic, payload))


async def forget_handled(uow: UnitOfWork, before: datetime) -> None:
    """Let go of events that were handled before then."""
    await uow.run(FORGET_EVENTS, before)


class Dispatcher:
    """Carries events to the consumers of their topics, in one process among several."""

    def __init__(
        self, database: Database, consumers: Mapping[str, tuple[Consumer, ...]], clock: Clock
    ) -> None:
        self._database = database
        self._consumers = consumers
        self._clock = clock

    async def run(self, stopping: asyncio.Event) -> None:
        """Dispatch until ``stopping`` is set: woken by this process's commits, else by polling."""
        while not stopping.is_set():
            # Cleared before looking: what is committed while this round works wakes the next one.
            self._database.wake_dispatcher.clear()
            try:
                handled = await self.dispatch_due()
            except Unavailable:
                log.warning("outbox.database_unreachable")
                handled = 0
            except Exception:  # events must go on after whatever this was; they are still due
                log.exception("outbox.round_failed")
                handled = 0
            if handled == BATCH:
                continue
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._database.wake_dispatcher.wait()
            except TimeoutError:
                continue

    async def dispatch_due(self) -> int:
        """Carry the events that are due, oldest first; returns how many were looked at."""
        due = await self._database.knock_for_rows(DUE_EVENTS, self._clock.now(), BATCH)
        for row in due:
            await self._dispatch(row["tenant_id"], row["event_id"])
        return len(due)

    async def _dispatch(self, tenant_id: UUID, event_id: int) -> None:
        scope = self._scope(tenant_id, event_id)
        try:
            async with self._database.unit_of_work(scope) as uow:
                await self._handle(uow, event_id)
        except Unavailable:
            raise
        except Exception as reason:  # a consumer's fault must not stop the other events
            log.exception("outbox.consumer_failed", tenant=str(tenant_id), event_id=event_id)
            async with self._database.unit_of_work(scope) as uow:
                await self._set_back(uow, event_id, reason)

    async def _handle(self, uow: UnitOfWork, event_id: int) -> None:
        row = await uow.row(LOCK_EVENT, [event_id])
        if row is None or row["handled_at"] or row["failed_at"] or row["due_at"] > uow.moment:
            return
        event = Event(event_id, row["topic"], row["payload"])
        for consume in self._consumers.get(event.topic, ()):
            await consume(uow, event)
        await uow.run(MARK_HANDLED, event_id, uow.moment)

    async def _set_back(self, uow: UnitOfWork, event_id: int, reason: Exception) -> None:
        row = await uow.row(LOCK_EVENT, [event_id])
        if row is None:
            return
        # 2, 4, 8 … seconds, at most an hour.
        pause = timedelta(seconds=min(2 ** (row["attempts"] + 1), 3600))
        await uow.run(
            MARK_FAILED, event_id, repr(reason)[:500], uow.moment + pause, MOST_ATTEMPTS, uow.moment
        )

    def _scope(self, tenant_id: UUID, event_id: int) -> Scope:
        return Scope(
            tenant_id=tenant_id,
            principal=Principal(tenant_id=tenant_id, roles=("system",)),
            moment=self._clock.now(),
            request_id=f"event-{event_id}",
        )
