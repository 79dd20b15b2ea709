"""The pool and ``unit_of_work``: the only way to a connection.

Every statement of a request runs in one transaction whose first statement binds the tenant, so
forced row-level security answers for that tenant only; without a bound tenant it answers nothing.
Statements carry the tenant as ``$1`` besides (it routes on a distributed database and helps the
planner), which ``UnitOfWork`` binds itself.

The functions that see more than one tenant are listed in ``DOORS``; a law compares the list with
the catalogue.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from datetime import datetime
from operator import itemgetter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import asyncpg
import msgspec

from api.kit.authz import Principal
from api.kit.connections import ACQUIRE_SECONDS, SENTENCE, UNREACHABLE, Connections, Lease, is_lost
from api.kit.errors import Unavailable
from api.kit.ids import IdBlocks
from api.kit.role import ROLE_CHECK, UnsafeRole, refuse_unsafe_role
from api.kit.together import PLACE, Together, alone, alone_in_sequence

if TYPE_CHECKING:
    from asyncpg import Connection, Pool, Record
    from asyncpg.pool import PoolConnectionProxy

    from api.kit.outbox import Consumer

_PLACE_OF: Final = itemgetter(PLACE)

DOORS: Final = frozenset(
    (
        *("tenant_by_slug", "tenant_by_host", "authenticate", "served_tenants"),
        *("remember_credential", "forget_credential", "search_products", "search_suggestions"),
        *("due_outbox_events", "due_jobs"),
    )
)

# How many units of work the running task is in; ``kit/http.py`` asks.
_OPEN_TRANSACTIONS: Final[ContextVar[int]] = ContextVar("open_transactions", default=0)

# What services may catch without knowing the driver.
UniqueViolation: Final = asyncpg.UniqueViolationError
ForeignKeyViolation: Final = asyncpg.ForeignKeyViolationError
LockNotAvailable: Final = asyncpg.LockNotAvailableError

SERVER_SETTINGS: Final = {
    "application_name": "stoa",
    "statement_timeout": "15000",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "30000",
    "jit": "off",
    # A plan is made once for a statement, not again for each set of arguments: planning a placement
    # cost PostgreSQL more than executing it (2.8 ms against 1.9 ms in all, a list 2.2 against 1.7).
    "plan_cache_mode": "force_generic_plan",
    "timezone": "UTC",
}
# A counter is not flushed by itself: what is stored with its ids commits later in the same log, so
# that flush takes the counter along. An order waits for the disk once instead of 1.5 times.
COUNTER_SETTINGS: Final = {**SERVER_SETTINGS, "synchronous_commit": "off"}


def transaction_is_open() -> bool:
    """Whether the running task holds a connection in a unit of work."""
    return _OPEN_TRANSACTIONS.get() > 0


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """For whom, as whom and when a unit of work acts. ``moment`` is aware and in UTC."""

    tenant_id: UUID
    principal: Principal
    moment: datetime
    request_id: str
    decision_id: str | None = None


class UnitOfWork:
    """One transaction of one tenant. ``$1`` of every statement is the tenant."""

    __slots__ = ("_after_commit", "_waiting", "connection", "database", "scope")

    def __init__(self, database: Database, connection: PoolConnectionProxy, scope: Scope) -> None:
        self.database = database
        self.connection = connection
        self.scope = scope
        self._after_commit: list[Callable[[], None]] = []
        self._waiting = Together()

    @property
    def tenant_id(self) -> UUID:
        return self.scope.tenant_id

    @property
    def principal(self) -> Principal:
        return self.scope.principal

    @property
    def moment(self) -> datetime:
        """When the request came in; the only time a statement may know."""
        return self.scope.moment

    async def rows(self, statement: str, *arguments: object) -> list[Record]:
        """All rows; ``arguments`` start at ``$2``."""
        await self.settle()
        return list(await self.connection.fetch(statement, self.scope.tenant_id, *arguments))

    async def row(self, statement: str, *arguments: object) -> Record | None:
        """The first row or none."""
        await self.settle()
        return await self.connection.fetchrow(statement, self.scope.tenant_id, *arguments)

    async def value(self, statement: str, *arguments: object) -> Any:
        """The first column of the first row or none."""
        await self.settle()
        return await self.connection.fetchval(statement, self.scope.tenant_id, *arguments)

    async def run(self, statement: str, *arguments: object) -> int:
        """Execute and tell how many rows were touched."""
        await self.settle()
        tag = await self.connection.execute(statement, self.scope.tenant_id, *arguments)
        return int(tag.rpartition(" ")[2])

    async def run_many(self, statement: str, arguments: Sequence[Sequence[object]]) -> None:
        """Execute once for each row of arguments, in one round trip."""
        await self.settle()
        bound = [(self.scope.tenant_id, *row) for row in arguments]
        await self.connection.executemany(statement, bound)

    def later(self, statement: str, *arguments: object) -> None:
        """Write this before the next statement, at the latest before COMMIT, in one round trip with
        whatever else waits. ``arguments`` start at ``$2``.

        For what the unit of work does not read again. Raises ``ValueError`` for a change of a
        table that something waiting writes to: the two would not see each other.
        """
        self._waiting.add(statement, arguments)

    async def settle(self) -> None:
        """Send what ``later`` put off; every other statement does so first."""
        if self._waiting:
            statement, arguments = self._waiting.take()
            await self.connection.execute(statement, self.scope.tenant_id, *arguments)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Work that may fail by itself: an exception undoes it and only it."""
        await self.settle()
        await self.connection.execute("SAVEPOINT step")
        try:
            yield
            await self.settle()
        except BaseException:
            self._waiting.forget()
            await self.connection.execute("ROLLBACK TO SAVEPOINT step")
            raise
        await self.connection.execute("RELEASE SAVEPOINT step")

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call this when, and only when, everything is stored. It must not fail or wait."""
        self._after_commit.append(call)

    def committed(self) -> None:
        for call in self._after_commit:
            call()


class Glance(UnitOfWork):
    """Statements that read, each in one round trip: a read-only transaction of its own, bound to
    the tenant by the statement itself. Everything else raises ``RuntimeError``.
    """

    __slots__ = ("_connections",)

    def __init__(self, database: Database, connections: Connections, scope: Scope) -> None:
        self.database = database
        self.scope = scope
        self._connections = connections

    async def row(self, statement: str, *arguments: object) -> Record | None:
        """The first row or none. Raises ``Unavailable`` when no connection can be had."""
        async with Lease(self._connections) as connection:
            return await connection.fetchrow(alone(statement), self.scope.tenant_id, *arguments)

    async def rows(self, statement: str, *arguments: object) -> list[Record]:
        """All rows in the statement's order. Raises ``Unavailable`` as ``row`` does.

        They bear one more column, ``PLACE``.
        """
        async with Lease(self._connections) as connection:
            asked = alone_in_sequence(statement)
            rows: list[Record] = await connection.fetch(asked, self.scope.tenant_id, *arguments)
        rows.sort(key=_PLACE_OF)
        return rows

    def later(self, statement: str, *arguments: object) -> None:
        raise RuntimeError("A glance writes nothing: begin a unit of work.")

    async def settle(self) -> None:
        raise RuntimeError("A glance only reads rows: begin a unit of work.")


class Database:
    """The pools of one worker process and the counters that hand out ids."""

    def __init__(self, pool: Pool, counter_pool: Pool, id_block: int) -> None:
        self._connections = Connections(pool)
        self._counter_connections = Connections(counter_pool)
        self.ids = IdBlocks(self._take_block, id_block)
        self.wake_dispatcher = asyncio.Event()
        self.wake_job_runner = asyncio.Event()
        self.heard_at_once: Mapping[str, Sequence[Consumer]] = {}

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        pool_size: int = 10,
        id_block: int = 32,
        name: str = "stoa",
        observe: Callable[[str], None] | None = None,
    ) -> Database:
        """Connect and check the role. ``observe`` is told every statement (laws read along).

        ``name`` is what the server's list of sessions calls the connections of this process.

        Raises ``UnsafeRole`` when the role could bypass row-level security and ``Unavailable``
        when nobody answers.
        """

        async def prepare(connection: Connection) -> None:
            for name in ("json", "jsonb"):
                await connection.set_type_codec(
                    name,
                    schema="pg_catalog",
                    encoder=_encode_json,
                    decoder=msgspec.json.decode,
                )
            if observe is not None:
                connection.add_query_logger(lambda record: observe(record.query))

        try:
            settings = {**SERVER_SETTINGS, "application_name": name}
            pool = await _pool(url, pool_size, prepare, settings)
            # Ids are taken while a request already holds a connection; a pool of their own keeps
            # a full house from waiting for itself.
            counter_pool = await _pool(url, 2, prepare, COUNTER_SETTINGS)
        except UNREACHABLE as reason:
            raise Unavailable(SENTENCE) from reason
        database = cls(pool, counter_pool, id_block)
        try:
            refuse_unsafe_role(await database.knock(ROLE_CHECK))
        except UnsafeRole:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Give all connections back to the server."""
        await self._connections.close()
        await self._counter_connections.close()

    def unit_of_work(
        self, scope: Scope, *, read_only: bool = False
    ) -> AbstractAsyncContextManager[UnitOfWork]:
        """One transaction bound to the scope's tenant: commits at the end, undoes on any error.

        ``read_only`` for everything that answers a GET. Never gather inside: a connection runs
        one statement at a time. Raises ``Unavailable`` when no connection can be had.
        """
        return _Transaction(self, self._connections, scope, read_only=read_only)

    def glance(self, scope: Scope) -> Glance:
        """For what one statement answers: a third of the round trips of a unit of work."""
        return Glance(self, self._connections, scope)

    async def knock(self, statement: str, *arguments: object) -> Record | None:
        """One row through a door, without a tenant. ``statement`` may only call ``DOORS``."""
        async with Lease(self._connections) as connection:
            return await connection.fetchrow(statement, *arguments)

    async def knock_for_rows(self, statement: str, *arguments: object) -> list[Record]:
        """All rows through a door, without a tenant."""
        async with Lease(self._connections) as connection:
            return list(await connection.fetch(statement, *arguments))

    async def answers(self) -> bool:
        """Whether the database can be reached at this moment."""
        try:
            async with Lease(self._connections, seconds=1.0) as connection:
                await connection.fetchval("SELECT 1")
        except Unavailable:
            return False
        return True

    async def _take_block(self, statement: str, tenant_id: UUID, entity: str, count: int) -> int:
        async with Lease(self._counter_connections) as connection:
            return int(await connection.fetchval(statement, tenant_id, entity, count))


async def _pool(
    url: str,
    size: int,
    prepare: Callable[[Connection], Any],
    settings: Mapping[str, str] = SERVER_SETTINGS,
) -> Pool:
    async def keep_as_is(_: Connection) -> None:
        """SET LOCAL ends with its transaction; the default reset would cost a round trip."""

    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        init=prepare,
        reset=keep_as_is,
        server_settings=settings,
        timeout=ACQUIRE_SECONDS,
        command_timeout=20.0,
        statement_cache_size=300,
    )


class _Transaction:
    """What ``unit_of_work`` promises, around one connection."""

    __slots__ = ("_database", "_lease", "_read_only", "_scope", "_uow")

    def __init__(
        self, database: Database, connections: Connections, scope: Scope, *, read_only: bool
    ) -> None:
        self._database = database
        self._lease = Lease(connections)
        self._scope = scope
        self._read_only = read_only

    async def __aenter__(self) -> UnitOfWork:
        connection = await self._lease.__aenter__()
        try:
            await _begin(connection, self._scope.tenant_id, read_only=self._read_only)
        except BaseException as error:
            await self._lease.__aexit__(type(error), error, error.__traceback__)
            raise
        self._uow = UnitOfWork(self._database, connection, self._scope)
        _OPEN_TRANSACTIONS.set(_OPEN_TRANSACTIONS.get() + 1)
        return self._uow

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _OPEN_TRANSACTIONS.set(_OPEN_TRANSACTIONS.get() - 1)
        try:
            if error is None:
                await self._uow.settle()
                await self._uow.connection.execute("COMMIT")
            else:
                await _undo(self._uow.connection)
        except BaseException as reason:
            error = reason
            raise
        finally:
            await self._lease.__aexit__(None, error, None)
        if error is None:
            self._uow.committed()


async def _begin(connection: PoolConnectionProxy, tenant_id: UUID, *, read_only: bool) -> None:
    if not isinstance(tenant_id, UUID):
        raise TypeError(f"a tenant is a UUID, not {tenant_id!r}")
    begin = "BEGIN READ ONLY" if read_only else "BEGIN"
    # One round trip; a UUID prints as hex and dashes, so nothing can be injected.
    await connection.execute(f"{begin}; SET LOCAL app.tenant_id = '{UUID(int=tenant_id.int)}'")


async def _undo(connection: PoolConnectionProxy) -> None:
    if not is_lost(connection):
        await connection.execute("ROLLBACK")


def _encode_json(value: object) -> str:
    return msgspec.json.encode(value).decode()
