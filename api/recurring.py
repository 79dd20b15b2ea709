"""Work that comes round, by each shop's own clock.

The next time of each schedule is asked for ahead, as a job whose key names that time: however many
workers look, there is one. A worker that was away finds the job due and does it late, once; times
that passed before a shop or a schedule existed are not made up for.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from api.catalog import jobs as catalog
from api.catalog.jobs import REMIND_LOW_STOCK
from api.kit.authz import Principal
from api.kit.db import Scope
from api.kit.errors import Unavailable
from api.kit.jobs import Inside, enqueue, forget_settled
from api.kit.outbox import forget_handled
from api.notifications.digest_letters import POST_DIGESTS
from api.notifications.order_letters import ESCALATE_UNACCEPTED
from api.pictures.service import SWEEP
from api.tenants import service as tenants

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from api.kit.clock import Clock
    from api.kit.db import Database, UnitOfWork
    from api.kit.jobs import Job
    from api.tenants.profile import Tenant

LOOK_SECONDS: Final = 30.0
KEPT: Final = timedelta(days=30)
FORGET: Final = "kit.forget"
MONDAY: Final = 0

log = structlog.get_logger("stoa.recurring")


class Daily(msgspec.Struct, frozen=True, kw_only=True):
    """Every day at this time of the shop's clock, or on one day of the week (Monday is 0)."""

    kind: str
    at: time
    weekday: int | None = None


class Every(msgspec.Struct, frozen=True, kw_only=True):
    """Every so many minutes, counted from midnight UTC of 1 January 1970."""

    kind: str
    minutes: int


Schedule = Daily | Every


def next_time(schedule: Schedule, moment: datetime, zone: ZoneInfo) -> datetime:
    """The first time after ``moment``, in UTC.

    A time of day that a change of the clocks leaves out comes an hour later by the clock, one that
    it repeats comes the first time: each day has one.
    """
    if isinstance(schedule, Every):
        length = schedule.minutes * 60
        return datetime.fromtimestamp((moment.timestamp() // length + 1) * length, UTC)
    today = moment.astimezone(zone).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        if schedule.weekday in (None, day.weekday()):
            found = datetime.combine(day, schedule.at, zone).astimezone(UTC)
            if found > moment:
                return found
    raise ValueError(f"{schedule} never comes")


class Rounds:
    """Asks for the next time of every schedule in every shop."""

    def __init__(self, database: Database, schedules: Sequence[Schedule], clock: Clock) -> None:
        self._database = database
        self._schedules = schedules
        self._clock = clock
        self._asked: dict[tuple[UUID, str], datetime] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Look now and every half minute until ``stopping`` is set."""
        while not stopping.is_set():
            try:
                await self.ask_ahead()
            except Unavailable:
                log.warning("recurring.database_unreachable")
            except Exception:  # the next look may fare better, and other work must go on
                log.exception("recurring.look_failed")
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await stopping.wait()
            except TimeoutError:
                continue

    async def ask_ahead(self) -> None:
        """Ask for what no worker has asked for yet."""
        for tenant in await tenants.list_served(self._database):
            zone, moment = tenant.zone, self._clock.now()
            passed = [
                schedule
                for schedule in self._schedules
                if self._asked.get((tenant.id, schedule.kind), moment) <= moment
            ]
            if not passed:
                continue
            async with self._database.unit_of_work(_scope(tenant, moment)) as uow:
                for schedule in passed:
                    due_at = next_time(schedule, moment, zone)
                    key = due_at.isoformat()
                    await enqueue(uow, schedule.kind, {}, due_at=due_at, once_key=key)
            for schedule in passed:
                self._asked[tenant.id, schedule.kind] = next_time(schedule, moment, zone)


async def forget(uow: UnitOfWork, job: Job) -> None:
    """Let go of jobs and events that were done with a month ago."""
    before = uow.moment - KEPT
    await forget_settled(uow, before)
    await forget_handled(uow, before)


SCHEDULES: Final[tuple[Schedule, ...]] = (
    Daily(kind=FORGET, at=time(4, 10)),
    Daily(kind=SWEEP, at=time(4, 40)),
    Daily(kind=REMIND_LOW_STOCK, at=time(8, 0)),
    Every(kind=ESCALATE_UNACCEPTED, minutes=30),
    Daily(kind=POST_DIGESTS, at=time(9, 0), weekday=MONDAY),
)
HANDLERS: Final = {FORGET: Inside(forget), **catalog.HANDLERS}


def _scope(tenant: Tenant, moment: datetime) -> Scope:
    return Scope(
        tenant_id=tenant.id,
        principal=Principal(tenant_id=tenant.id, roles=("system",)),
        moment=moment,
        request_id="recurring",
    )
