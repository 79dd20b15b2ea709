"""What waits, runs or was set aside, for an operator to see and settle: jobs and outbox events.

Everything is read and changed by the application role, shop by shop under that shop's own policies;
which shops there are is told by the door that workers use. Every change leaves an audit row.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from api.kit import audit
from api.kit.audit import masked
from api.kit.authz import Principal
from api.kit.db import Database, Scope
from api.kit.locks import locking
from api.tenants.service import list_served
from ops.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from asyncpg import Record

    from api.kit.clock import Clock

Kind = Literal["job", "event"]
State = Literal["open", "failed", "due", "running", "later"]

MOST_SHOWN: Final = 200
# One shape for both. An event has no lease: whoever carries it holds the row for that moment.
_JOBS: Final = """
SELECT 'job' AS sort, id, kind AS what, payload, attempts, due_at, created_at, handed_over_at,
       last_error, settled_at,
       CASE WHEN status = 'waiting' AND lease IS NOT NULL AND due_at > $2 THEN 'running'
            WHEN status = 'waiting' AND due_at > $2 THEN 'later'
            WHEN status = 'waiting' THEN 'due' ELSE status END AS state
FROM jobs WHERE tenant_id = $1
"""
_EVENTS: Final = """
SELECT 'event' AS sort, id, topic AS what, payload, attempts, due_at, created_at,
       NULL::timestamptz AS handed_over_at, last_error,
       coalesce(handled_at, failed_at) AS settled_at,
       CASE WHEN handled_at IS NOT NULL THEN 'done' WHEN failed_at IS NOT NULL THEN 'dead'
            WHEN due_at > $2 THEN 'later' ELSE 'due' END AS state
FROM outbox_events WHERE tenant_id = $1
"""
LISTED: Final = f"""
SELECT * FROM (
    {_JOBS} AND status NOT IN ('done', 'discarded')
    UNION ALL
    {_EVENTS} AND handled_at IS NULL) AS work
WHERE state = ANY($3::text[]) ORDER BY created_at DESC, sort, id DESC LIMIT {MOST_SHOWN}
"""
STATES: Final[Mapping[State, tuple[str, ...]]] = {
    "open": ("due", "running", "dead", "uncertain"),
    "failed": ("dead", "uncertain"),
    "due": ("due",),
    "running": ("running",),
    "later": ("later",),
}
ONE: Final = f"""
SELECT * FROM ({_JOBS} UNION ALL {_EVENTS}) AS work WHERE sort = $3 AND id = $4
"""
LOCK: Final[Mapping[str, str]] = {
    "job": locking("jobs", "id", "status IN ('dead', 'uncertain') AS set_aside, status AS state"),
    "event": locking("outbox_events", "id", "failed_at IS NOT NULL AS set_aside, 'dead' AS state"),
}
RETRY: Final[Mapping[str, str]] = {
    "job": """
UPDATE jobs SET status = 'waiting', settled_at = NULL, attempts = 0, due_at = $3, lease = NULL,
                handed_over_at = NULL
WHERE tenant_id = $1 AND id = $2
""",
    "event": """
UPDATE outbox_events SET failed_at = NULL, attempts = 0, due_at = $3
WHERE tenant_id = $1 AND id = $2
""",
}
DISCARD: Final[Mapping[str, str]] = {
    "job": """
UPDATE jobs SET status = 'discarded', settled_at = $3, payload = payload - 'secret'
WHERE tenant_id = $1 AND id = $2
""",
    "event": """
UPDATE outbox_events SET failed_at = NULL, handled_at = $3, payload = payload - 'secret'
WHERE tenant_id = $1 AND id = $2
""",
}
# The sessions of workers, by the name they give themselves, and when each last asked something:
# every half second while it is well. Only sessions of the same role are shown by PostgreSQL.
WORKERS: Final = """
SELECT application_name AS name, max(greatest(state_change, query_start)) AS seen
FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE $1 || '%' GROUP BY 1 ORDER BY 1
"""


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """A job or an event of a shop. Secrets in ``payload`` are masked."""

    tenant: str
    tenant_id: UUID
    sort: Kind
    id: int
    what: str
    state: str
    attempts: int
    payload: Mapping[str, object]
    due_at: datetime
    created_at: datetime
    handed_over_at: datetime | None
    settled_at: datetime | None
    last_error: str | None

    @property
    def name(self) -> str:
        """How an operator names it: ``agora/job-17``."""
        return f"{self.tenant}/{self.sort}-{self.id}"


class Desk:
    """An operator's way to what was set aside."""

    def __init__(self, database: Database, tenants: Mapping[str, UUID], clock: Clock) -> None:
        self._database = database
        self._tenants = tenants
        self._clock = clock

    async def list_work(self, state: State, tenant: str | None = None) -> list[Work]:
        """What is in this state, newest first, at most 200 of each shop. Raises Refusal."""
        found: list[Work] = []
        for slug in [self._known(tenant)] if tenant else self._tenants:
            async with self._unit_of_work(slug, read_only=True) as uow:
                rows = await uow.rows(LISTED, uow.moment, list(STATES[state]))
            found += [self._work(slug, row) for row in rows]
        return sorted(found, key=lambda work: work.created_at, reverse=True)

    async def find(self, name: str) -> Work:
        """The job or event of this name. Raises Refusal."""
        slug, sort, work_id = self._parsed(name)
        async with self._unit_of_work(slug, read_only=True) as uow:
            row = await uow.row(ONE, uow.moment, sort, work_id)
        if row is None:
            raise Refusal(f"There is no {name}. `stoa jobs list` shows what there is.")
        return self._work(slug, row)

    async def retry(self, name: str) -> None:
        """Make it due again with all its attempts. Raises Refusal unless it was set aside."""
        await self._settle(name, "retry", RETRY)

    async def discard(self, name: str) -> None:
        """Give it up for good; what was secret in it is forgotten. Raises Refusal as above."""
        await self._settle(name, "discard", DISCARD)

    async def workers(self) -> list[tuple[str, timedelta]]:
        """The workers that are connected, each with how long ago it last asked something."""
        rows = await self._database.knock_for_rows(WORKERS, "stoa worker")
        now = self._clock.now()
        return [(row["name"], max(now - row["seen"], timedelta(0))) for row in rows]

    async def _settle(self, name: str, action: str, statements: Mapping[str, str]) -> None:
        slug, sort, work_id = self._parsed(name)
        async with self._unit_of_work(slug) as uow:
            row = await uow.row(LOCK[sort], [work_id])
            if row is None:
                raise Refusal(f"There is no {name}. `stoa jobs list` shows what there is.")
            if not row["set_aside"]:
                raise Refusal(f"{name} was not set aside, so there is nothing to {action}.")
            await uow.run(statements[sort], work_id, uow.moment)
            await audit.record(uow, action, sort, work_id, before={"state": row["state"]})

    def _work(self, slug: str, row: Record) -> Work:
        values = {**dict(row), "payload": masked(row["payload"])}
        return Work(tenant=slug, tenant_id=self._tenants[slug], **values)

    def _parsed(self, name: str) -> tuple[str, str, int]:
        slug, _, rest = name.rpartition("/")
        sort, _, number = rest.partition("-")
        if not slug or sort not in LOCK or not number.isdecimal() or len(number) > 18:
            raise Refusal(f"{name!r} names no job; they are called like agora/job-17.")
        return self._known(slug), sort, int(number)

    def _known(self, slug: str) -> str:
        if slug not in self._tenants:
            raise Refusal(f"No shop is called {slug!r}. There are: {', '.join(self._tenants)}.")
        return slug

    def _unit_of_work(self, slug: str, *, read_only: bool = False) -> Any:
        tenant_id = self._tenants[slug]
        scope = Scope(
            tenant_id=tenant_id,
            principal=Principal(tenant_id=tenant_id, roles=("system",)),
            moment=self._clock.now(),
            request_id="stoa-jobs",
        )
        return self._database.unit_of_work(scope, read_only=read_only)


@asynccontextmanager
async def open_desk(app_url: str, clock: Clock) -> AsyncIterator[Desk]:
    """A desk over a migrated database. Raises UnsafeRole and Unavailable."""
    database = await Database.open(app_url, pool_size=2, id_block=1, name="stoa jobs")
    try:
        tenants = {tenant.slug: tenant.id for tenant in await list_served(database)}
        yield Desk(database, tenants, clock)
    finally:
        await database.close()
