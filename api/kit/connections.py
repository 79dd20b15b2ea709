"""Connections on loan: taken, given back, and replaced when the server has ended one.

Only ``kit/db.py`` opens the pools and lends from them.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Final

import asyncpg

from api.kit.errors import Unavailable

if TYPE_CHECKING:
    from asyncpg import Pool
    from asyncpg.pool import PoolConnectionProxy

ACQUIRE_SECONDS: Final = 5.0
POOL_LOOKS_EVERY: Final = 64
UNREACHABLE: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.TooManyConnectionsError,
)
# The last: the server's farewell came in between two statements, its hanging up not yet.
LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    OSError,
    asyncpg.InternalClientError,
)
SENTENCE: Final = "The shop's database does not answer. Nothing was stored; try again in a moment."


class Connections:
    """asyncpg's pool with a shelf in front: a connection given back in good order waits there.

    Taking from the shelf costs a hundredth of going through the pool, which a request does twice.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._shelf: list[PoolConnectionProxy] = []
        self._waiting = 0
        self._given_back = 0

    async def take(self, seconds: float) -> PoolConnectionProxy:
        """A connection within so many seconds. Raises ``Unavailable``."""
        while self._shelf:
            connection = self._shelf.pop()
            if not is_lost(connection):
                return connection
            await self._pool.release(connection)
        self._waiting += 1
        try:
            return await self._pool.acquire(timeout=seconds)
        except (*UNREACHABLE, asyncpg.PostgresError) as reason:
            # Whatever the server says to a new connection, there is none to work with.
            raise Unavailable(SENTENCE) from reason
        finally:
            self._waiting -= 1

    async def give_back(self, connection: PoolConnectionProxy, *, in_order: bool) -> None:
        """``in_order`` when nothing went wrong; otherwise the pool looks at it first."""
        self._given_back += 1
        # Whoever waits is served by the pool, which also replaces old connections: it sees each
        # of them now and then.
        if in_order and not self._waiting and self._given_back % POOL_LOOKS_EVERY:
            self._shelf.append(connection)
        else:
            await self._pool.release(connection)

    async def close(self) -> None:
        while self._shelf:
            await self._pool.release(self._shelf.pop())
        await self._pool.close()


class Lease:
    """A connection for the length of a block; a connection lost in it is ``Unavailable``.

    Classes, here and below, because context managers made of generators cost twice as much.
    """

    __slots__ = ("_connection", "_connections", "_seconds")

    def __init__(self, connections: Connections, seconds: float = ACQUIRE_SECONDS) -> None:
        self._connections = connections
        self._seconds = seconds

    async def __aenter__(self) -> PoolConnectionProxy:
        self._connection = await self._connections.take(self._seconds)
        return self._connection

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        lost = isinstance(error, LOST)
        if isinstance(error, asyncpg.InterfaceError):
            lost = is_lost(self._connection)
        await self._connections.give_back(self._connection, in_order=error is None)
        if lost:
            raise Unavailable(SENTENCE) from error


def is_lost(connection: PoolConnectionProxy) -> bool:
    """Whether the server has ended it, upon which asyncpg takes it out of our hands."""
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        return True
