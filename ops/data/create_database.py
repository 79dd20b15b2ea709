"""Connecting as the admin, and one database that holds Greek: made, or refused with the remedy."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

from api.schema.roles import quoted
from ops.data.database_url import named_role, server_of, with_database
from ops.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from asyncpg import Connection

BUILTIN_LOCALE_SINCE = 170000
CONNECT_SECONDS = 5.0
# C.UTF-8 folds every script, sorts by code point and is what newer servers have built in; the
# others are what systems without it have. "" is the locale the server itself was made with.
SYSTEM_LOCALES = ("C.UTF-8", "C.utf8", "", "en_US.UTF-8", "el_GR.UTF-8")


class ProvisionError(Refusal):
    """The database cannot be prepared; the sentence says why and what to do."""


@asynccontextmanager
async def connected(url: str, *, wrong_password_is_ours: bool = False) -> AsyncIterator[Connection]:
    """A connection of its own, closed at the end.

    Raises ProvisionError when nobody answers or the login is refused; with
    ``wrong_password_is_ours`` a wrong password is raised as it came, for the caller to mend.
    A missing database is raised as it came (InvalidCatalogNameError).
    """
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS, statement_cache_size=0)
    except asyncpg.InvalidAuthorizationSpecificationError as refused:
        if wrong_password_is_ours and isinstance(refused, asyncpg.InvalidPasswordError):
            raise
        raise ProvisionError(
            f'{server_of(url)} refuses the login of "{named_role(url) or "nobody"}" ({refused}). '
            "Mend user and password in DATABASE_URL."
        ) from refused
    except (OSError, TimeoutError, asyncpg.CannotConnectNowError) as silent:
        raise ProvisionError(
            f"No PostgreSQL answers at {server_of(url)}. Start it, mend DATABASE_URL, or unset "
            "DATABASE_URL to use the private one."
        ) from silent
    except (ValueError, asyncpg.InterfaceError) as unreadable:
        raise ProvisionError(
            "DATABASE_URL cannot be read; write postgresql://role:password@host:5432/database "
            f"({unreadable})."
        ) from unreadable
    try:
        yield connection
    finally:
        await connection.close()


async def make_database(admin: Connection, admin_url: str, database: str, owner: str) -> None:
    """The database, owned by ``owner``; an existing empty one of the admin's is handed over.

    Raises ProvisionError when it is unfit, somebody else's, or may not be created.
    """
    row = await admin.fetchrow(
        "SELECT pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding "
        "FROM pg_database WHERE datname = $1",
        database,
    )
    if row is None:
        await _create(admin, admin_url, database, owner)
    elif row["encoding"] != "UTF8":
        raise ProvisionError(
            f'The database "{database}" holds {row["encoding"]}, not UTF-8. Drop or rename it, '
            f"then: {await _right_statement(admin, database, owner)}"
        )
    elif row["owner"] != owner:
        await _hand_over(admin, admin_url, database, row["owner"], owner)


async def refuse_unfit(connection: Connection, database: str, owner: str) -> None:
    """Raises ProvisionError when ``lower()`` of this database leaves Greek capitals alone."""
    if not await _folds(connection):
        raise ProvisionError(
            f'The locale of database "{database}" leaves Greek capitals as they are under lower(). '
            f"Drop or rename it, then: "
            f"{await _right_statement(connection, database, owner)}"
        )


async def _folds(connection: Connection) -> bool:
    # The Greek capital sigma and its small letter.
    return bool(await connection.fetchval("SELECT lower(U&'\\03A3') = U&'\\03C3'"))


async def _create(admin: Connection, admin_url: str, database: str, owner: str) -> None:
    try:
        if await _has_builtin_locale(admin):
            await admin.execute(_builtin_statement(database, owner))
            return
        for locale in SYSTEM_LOCALES:
            if await _created_with(admin, admin_url, database, owner, locale):
                return
    except asyncpg.InsufficientPrivilegeError as refused:
        role = await admin.fetchval("SELECT current_user")
        raise ProvisionError(
            f'The role "{role}" of DATABASE_URL may not create the database "{database}" '
            f"({refused}). As a superuser: ALTER ROLE {quoted(role)} CREATEDB;"
        ) from refused
    raise ProvisionError(
        "The server knows no UTF-8 locale that folds Greek. Install one (C.UTF-8), then: "
        f"{await _right_statement(admin, database, owner)}"
    )


async def _created_with(
    admin: Connection, admin_url: str, database: str, owner: str, locale: str
) -> bool:
    """Create with one of the system's locales; False, and nothing left, when it will not do."""
    try:
        await admin.execute(_system_statement(database, owner, locale))
    except (asyncpg.WrongObjectTypeError, asyncpg.InvalidParameterValueError):
        return False  # the system lacks this locale, or it is not UTF-8
    async with connected(with_database(admin_url, database)) as fresh:
        fits = await _folds(fresh)
    if not fits:
        await admin.execute(f"DROP DATABASE {quoted(database)}")
    return fits


async def _has_builtin_locale(connection: Connection) -> bool:
    version = await connection.fetchval("SELECT current_setting('server_version_num')::int")
    return bool(version >= BUILTIN_LOCALE_SINCE)


async def _right_statement(connection: Connection, database: str, owner: str) -> str:
    if await _has_builtin_locale(connection):
        return f"{_builtin_statement(database, owner)};"
    return f"{_system_statement(database, owner, SYSTEM_LOCALES[0])};"


def _builtin_statement(database: str, owner: str) -> str:
    return (
        f"CREATE DATABASE {quoted(database)} OWNER {quoted(owner)} TEMPLATE template0 "
        "ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
    )


def _system_statement(database: str, owner: str, locale: str) -> str:
    chosen = f" LOCALE_PROVIDER libc LOCALE '{locale}'" if locale else ""
    return (
        f"CREATE DATABASE {quoted(database)} OWNER {quoted(owner)} TEMPLATE template0 "
        f"ENCODING 'UTF8'{chosen}"
    )


async def _hand_over(
    admin: Connection, admin_url: str, database: str, present: str, owner: str
) -> None:
    async with connected(with_database(admin_url, database)) as there:
        strangers = await there.fetchval(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND pg_get_userbyid(relowner) <> $1",
            owner,
        )
    if strangers:
        raise ProvisionError(
            f'The database "{database}" already holds tables of somebody else. Name another in '
            "DATABASE_URL; it is created when it does not exist."
        )
    statement = f"ALTER DATABASE {quoted(database)} OWNER TO {quoted(owner)}"
    try:
        await admin.execute(statement)
    except asyncpg.InsufficientPrivilegeError as refused:
        raise ProvisionError(
            f'The database "{database}" belongs to "{present}" ({refused}). As a superuser: '
            f"{statement};"
        ) from refused
