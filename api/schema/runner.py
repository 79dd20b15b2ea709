"""Runs the numbered SQL migrations: one runner at a time, in order, each whole or not at all.

Role names stand in SQL as ``:"owner"``, ``:"app"``, ``:"search"``, ``:"backup"``. What ran is
kept in Piccolo's ``migration`` table (docs/decisions/0001-migration-runner.md says which parts
of Piccolo's runner are used and why). A transactional file and its row are one transaction, so a
crash never leaves half of either.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal

import asyncpg
import msgspec

from api.kit.clock import SystemClock
from api.schema import bookkeeping
from api.schema.connect import connected
from api.schema.files import MIGRATIONS, MigrationError, MigrationFile, Phase, read_migrations

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from asyncpg import Connection

    from api.schema.bookkeeping import Applied
    from api.schema.roles import Roles

RUNNER_LOCK = 0x53746F61_4D696772  # "StoaMigr" in ASCII
LOCK_TIMEOUT_MS = 2000  # a migration gives up before it makes a shop wait longer than this
WAIT_FOR_RUNNER_SECONDS = 120.0
POLL_SECONDS = 0.1

State = Literal["applied", "pending", "edited", "unknown"]


class MigrationState(msgspec.Struct, frozen=True, kw_only=True):
    """Where one migration stands in one database.

    ``edited``: the file is not what ran. ``unknown``: it ran, and there is no such file (the
    database is ahead of this code). ``phase`` is known where a file is.
    """

    name: str
    state: State
    phase: Phase | None


class Session(msgspec.Struct, frozen=True):
    """The runner's connection, and the role names for the SQL."""

    connection: Connection
    roles: Roles


async def migrate_up(
    owner_url: str, roles: Roles, target: str | None = None, *, folder: Path = MIGRATIONS
) -> list[str]:
    """Run what has not run, up to and including ``target`` (a name or its number); tells which.

    Waits for another runner. Raises MigrationError when a file was edited after it ran, the
    database is ahead, a table is busy for longer than ``lock_timeout``, or the SQL fails; files
    before the failing one stay applied.
    """
    files = read_migrations(folder)
    last = _index(files, target) if target else len(files) - 1
    async with _session(owner_url, roles) as session:
        async with session.connection.transaction():
            await bookkeeping.make_table(session, roles)
        done = len(_matching(files, await bookkeeping.applied(session)))
        for file in files[done : last + 1]:
            await _run(session, file, file.up, forwards=True)
    return [file.name for file in files[done : last + 1]]


async def migrate_down(
    owner_url: str, roles: Roles, target: str, *, folder: Path = MIGRATIONS
) -> list[str]:
    """Take back everything after ``target`` (``0`` takes back all), latest first; tells which.

    For development: down files drop what their migration made, with the rows in it.
    """
    files = read_migrations(folder)
    keep = 0 if target.strip("0") == "" else _index(files, target) + 1
    async with _session(owner_url, roles) as session:
        names = {row.name for row in await bookkeeping.applied(session)}
        taken = [file for file in reversed(files[keep:]) if file.name in names]
        for file in taken:
            await _run(session, file, file.down, forwards=False)
    return [file.name for file in taken]


async def migration_status(owner_url: str, *, folder: Path = MIGRATIONS) -> list[MigrationState]:
    """Every migration known to the files or to the database, in order."""
    files = {file.name: file for file in read_migrations(folder)}
    async with connected(owner_url) as connection:
        ran = {row.name: row for row in await bookkeeping.applied(_Lender(connection))}
    return [
        MigrationState(
            name=name,
            state=_state(files.get(name), ran.get(name)),
            phase=files[name].phase if name in files else None,
        )
        for name in sorted({*files, *ran})
    ]


async def is_current(url: str, *, folder: Path = MIGRATIONS) -> bool:
    """Whether exactly the files of this code ran; one query, allowed to the application role."""
    expected = [(file.name, file.digest) for file in read_migrations(folder)]
    async with connected(url) as connection:
        try:
            rows = await connection.fetch(
                "SELECT name, digest FROM migration WHERE app_name = $1 ORDER BY name",
                bookkeeping.APP_NAME,
            )
        except asyncpg.UndefinedTableError:
            return False
    return [tuple(row) for row in rows] == expected


class _Lender(msgspec.Struct, frozen=True):
    connection: Connection


@asynccontextmanager
async def _session(owner_url: str, roles: Roles) -> AsyncIterator[Session]:
    async with connected(owner_url) as connection:
        # Asked again and again instead of waited for: a waiting statement holds a snapshot, and
        # CREATE INDEX CONCURRENTLY of the runner at work would wait for that for ever.
        deadline = asyncio.get_running_loop().time() + WAIT_FOR_RUNNER_SECONDS
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", RUNNER_LOCK):
            if asyncio.get_running_loop().time() > deadline:
                raise MigrationError("Another migration has been running for two minutes; wait.")
            await asyncio.sleep(POLL_SECONDS)
        await connection.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
        yield Session(connection, roles)


async def _run(session: Session, file: MigrationFile, sql: str, *, forwards: bool) -> None:
    connection = session.connection
    try:
        if file.transactional:
            async with connection.transaction():
                await _execute_and_note(session, file, sql, forwards=forwards)
        else:
            await _execute_and_note(session, file, sql, forwards=forwards)
    except asyncpg.LockNotAvailableError as busy:
        raise MigrationError(
            f"{file.name} waited {LOCK_TIMEOUT_MS / 1000:.0f} seconds for a table in use and gave "
            "up; nothing of it was done. Run it again at a quieter moment."
        ) from busy
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as failed:
        if connection.is_closed():
            raise MigrationError(
                f"The connection was lost during {file.name}; the server undoes it. Run it again."
            ) from failed
        raise MigrationError(f"{file.name} failed: {failed}") from failed


async def _execute_and_note(
    session: Session, file: MigrationFile, sql: str, *, forwards: bool
) -> None:
    await session.connection.execute(session.roles.written_into(sql))
    if not file.transactional:
        await _refuse_invalid_index(session.connection, file)
    if forwards:
        await bookkeeping.record(session, file, SystemClock().now())
    else:
        await bookkeeping.forget(session, file.name)


async def _refuse_invalid_index(connection: Connection, file: MigrationFile) -> None:
    """CREATE INDEX CONCURRENTLY that failed once leaves an index IF NOT EXISTS would accept."""
    invalid = await connection.fetchval(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid LIMIT 1"
    )
    if invalid:
        raise MigrationError(
            f"{file.name} left the index {invalid} unfinished. DROP INDEX CONCURRENTLY {invalid}; "
            "and run it again."
        )


def _matching(files: Sequence[MigrationFile], ran: Sequence[Applied]) -> Sequence[Applied]:
    """``ran``, when it is a beginning of ``files`` unchanged; raises MigrationError otherwise."""
    known = {file.name: file for file in files}
    for position, row in enumerate(ran):
        file = known.get(row.name)
        if file is None:
            raise MigrationError(
                f"This database ran {row.name}, which this code does not have: the code is older "
                "than the database. Start the newer release."
            )
        if file.digest != row.digest:
            raise MigrationError(
                f"{row.name} was edited after it ran here. Put it back and write a new migration; "
                "in development, take it back with its old text or begin a new database."
            )
        if files[position].name != row.name:
            raise MigrationError(
                f"{files[position].name} comes before {row.name} and never ran here. Number it "
                "after the last migration."
            )
    return ran


def _index(files: Sequence[MigrationFile], target: str) -> int:
    for index, file in enumerate(files):
        if target in (file.name, file.name[:4], file.name[:4].lstrip("0")):
            return index
    raise MigrationError(
        f"There is no migration {target}; the last one is {files[-1].name}."
        if files
        else f"There is no migration {target}, nor any other."
    )


def _state(file: MigrationFile | None, row: Applied | None) -> State:
    if file is None:
        return "unknown"
    if row is None:
        return "pending"
    return "applied" if file.digest == row.digest else "edited"
