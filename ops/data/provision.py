"""Roles and databases: what one Stoa database needs before its first migration.

The admin role may create roles and databases and need not be a superuser. Everything here may be
repeated and may be run by two processes at once: an advisory lock in the server's maintenance
database lets one pass at a time. Nothing needs a change of ``pg_hba.conf``: every role logs in
with a generated password.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
import msgspec

from api.schema.roles import Roles, UnusableName, quoted
from ops.data.create_database import ProvisionError, connected, make_database, refuse_unfit
from ops.data.database_url import (
    named_database,
    named_role,
    server_of,
    with_database,
    with_login,
)
from ops.data.passwords import PasswordFile, scram_verifier
from ops.home import unwritable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from asyncpg import Connection

__all__ = ["DatabaseUrls", "ProvisionError", "provision"]

OLDEST_SERVER = 150000
GRANT_OPTIONS_SINCE = 160000
LOCK_KEY = 0x53746F61  # "Stoa" in ASCII; any number that nobody else locks will do
MAINTENANCE_DATABASES = ("postgres", "template1")


class DatabaseUrls(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach one provisioned database.

    ``owner`` migrates, ``app`` serves, ``backup`` dumps. ``roles`` are the names migrations put
    into SQL. ``notes`` are sentences for the operator about what was changed unasked.
    """

    owner: str
    app: str
    backup: str
    roles: Roles
    database: str
    notes: tuple[str, ...] = ()


async def provision(
    admin_url: str, home: Path, database: str = "stoa", *, app_url: str | None = None
) -> DatabaseUrls:
    """Make the roles, database and grants that are missing, and tell how to reach them.

    A database named by ``admin_url`` is used instead of ``database`` (except the server's own
    ``postgres`` and ``template1``). Passwords are generated and kept in ``home/roles`` with mode
    0600. With ``app_url`` the application role is the operator's: it is granted access, never
    created or changed.

    Raises ProvisionError with one sentence that names the remedy.
    """
    named = named_database(admin_url)
    if named and named not in MAINTENANCE_DATABASES:
        database = named
    roles = _roles(database, app_url)
    async with _maintenance(admin_url) as admin:
        passwords = await _password_file(admin, home, database)
        notes = await _make_roles(admin, roles, passwords, app_url)
        await make_database(admin, admin_url, database, roles.owner)
        urls = _urls(admin_url, database, roles, passwords, app_url)
        try:
            await _grant(urls)
        except asyncpg.InvalidPasswordError:
            # Somebody gave the roles other passwords (a second STOA_HOME on this server does).
            passwords.known.clear()
            notes = await _make_roles(admin, roles, passwords, app_url)
            urls = _urls(admin_url, database, roles, passwords, app_url)
            await _grant(urls)
    return msgspec.structs.replace(urls, notes=notes)


def _roles(database: str, app_url: str | None) -> Roles:
    app = named_role(app_url) if app_url else None
    if app_url and app is None:
        raise ProvisionError(
            "STOA_APP_DATABASE_URL names no role; write postgresql://role:password@host/database."
        )
    try:
        return Roles.of(database, app=app)
    except UnusableName as unusable:
        raise ProvisionError(f"{unusable} Name another database in DATABASE_URL.") from unusable


def _urls(
    admin_url: str, database: str, roles: Roles, passwords: PasswordFile, app_url: str | None
) -> DatabaseUrls:
    url, known = with_database(admin_url, database), passwords.known
    return DatabaseUrls(
        owner=with_login(url, roles.owner, known["owner"]),
        app=app_url or with_login(url, roles.app, known["app"]),
        backup=with_login(url, roles.backup, known["backup"]),
        roles=roles,
        database=database,
    )


@asynccontextmanager
async def _maintenance(admin_url: str) -> AsyncIterator[Connection]:
    """The admin's connection to a database that is always there, one holder at a time."""
    for candidate in (*MAINTENANCE_DATABASES, named_database(admin_url)):
        if candidate is None:
            continue
        try:
            async with connected(with_database(admin_url, candidate)) as admin:
                await _take_turn(admin)
                yield admin
                return
        except asyncpg.InvalidCatalogNameError:
            continue
    raise ProvisionError(
        f"No database of {server_of(admin_url)} lets DATABASE_URL's role connect: allow it the "
        'database "postgres".'
    )


async def _take_turn(admin: Connection) -> None:
    version = await admin.fetchval("SELECT current_setting('server_version_num')::int")
    if version < OLDEST_SERVER:
        shown = await admin.fetchval("SHOW server_version")
        raise ProvisionError(f"The server is PostgreSQL {shown}; Stoa needs 15 or newer.")
    await admin.execute("SET lock_timeout = '60s'")
    try:
        await admin.execute(f"SELECT pg_advisory_lock({LOCK_KEY})")
    except asyncpg.LockNotAvailableError as busy:
        raise ProvisionError(
            "Another process has been preparing a database of this server for a minute; stop it "
            "or try again."
        ) from busy


async def _password_file(admin: Connection, home: Path, database: str) -> PasswordFile:
    # Roles belong to a cluster; its identifier stays when host or port change.
    cluster = await admin.fetchval("SELECT system_identifier FROM pg_control_system()")
    return PasswordFile(home / "roles" / f"{cluster}-{database.replace('/', '_')}.json")


async def _make_roles(
    admin: Connection, roles: Roles, passwords: PasswordFile, app_url: str | None
) -> tuple[str, ...]:
    """Create the roles that are missing, renew passwords nobody knows; returns notes."""
    present = await admin.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY($1)", msgspec.structs.astuple(roles)
    )
    existing = {row["rolname"] for row in present}
    names = {kind: getattr(roles, kind) for kind in ("owner", "app", "backup")}
    if app_url is not None and names.pop("app") not in existing:
        raise ProvisionError(
            f'The server has no role "{roles.app}", which STOA_APP_DATABASE_URL names. Create it: '
            f"CREATE ROLE {quoted(roles.app)} LOGIN PASSWORD '…';"
        )
    renewed = _know_passwords(passwords, names, existing)
    try:
        async with admin.transaction():
            for kind, name in names.items():
                if name not in existing:
                    await admin.execute(
                        f"CREATE ROLE {quoted(name)} LOGIN NOSUPERUSER NOBYPASSRLS "
                        f"PASSWORD '{scram_verifier(passwords.known[kind])}'"
                    )
            for kind, name in renewed.items():
                verifier = scram_verifier(passwords.known[kind])
                await admin.execute(f"ALTER ROLE {quoted(name)} LOGIN PASSWORD '{verifier}'")
            if roles.search not in existing:
                await admin.execute(f"CREATE ROLE {quoted(roles.search)} NOLOGIN")
            await _make_memberships(admin, roles)
    except asyncpg.InsufficientPrivilegeError as refused:
        raise ProvisionError(await _privilege_sentence(admin, roles, refused)) from refused
    if not renewed:
        return ()
    return (
        f"New passwords were given to {', '.join(sorted(renewed.values()))}: those in "
        f"{passwords.path} were gone or no longer valid.",
    )


def _know_passwords(
    passwords: PasswordFile, names: dict[str, str], existing: set[str]
) -> dict[str, str]:
    """Generate and keep what the file lacks; returns the existing roles that need a new one.

    Written before the server hears of it: after a crash in between, the next start finds either
    a role to create or a login that fails and is renewed.
    """
    unknown = {kind: name for kind, name in names.items() if kind not in passwords.known}
    if unknown:
        for kind in unknown:
            passwords.generate(kind)
        try:
            passwords.keep()
        except OSError as reason:
            raise ProvisionError(unwritable(passwords.path, reason).sentence) from reason
    return {kind: name for kind, name in unknown.items() if name in existing}


async def _make_memberships(admin: Connection, roles: Roles) -> None:
    """The admin acts for the owner (to create its database); the owner may become search."""
    version = await admin.fetchval("SELECT current_setting('server_version_num')::int")
    named = version >= GRANT_OPTIONS_SINCE
    become = "SET" if named else "MEMBER"
    if not await admin.fetchval(
        f"SELECT pg_has_role($1::name, 'USAGE') AND pg_has_role($1::name, '{become}')", roles.owner
    ):
        options = " WITH INHERIT TRUE, SET TRUE" if named else ""
        await admin.execute(f"GRANT {quoted(roles.owner)} TO CURRENT_USER{options}")
    if not await admin.fetchval(
        f"SELECT pg_has_role($1::name, $2::name, '{become}')", roles.owner, roles.search
    ):
        # Without INHERIT the search role's policies never widen what the owner reads. Version 15
        # cannot say it; there the owner, who may alter any policy, reads through them too.
        options = " WITH INHERIT FALSE, SET TRUE" if named else ""
        await admin.execute(f"GRANT {quoted(roles.search)} TO {quoted(roles.owner)}{options}")


async def _privilege_sentence(admin: Connection, roles: Roles, refused: Exception) -> str:
    row = await admin.fetchrow(
        "SELECT rolname, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )
    if not row["rolcreaterole"]:
        return (
            f'The role "{row["rolname"]}" of DATABASE_URL may not create roles. As a superuser: '
            f"ALTER ROLE {quoted(row['rolname'])} CREATEROLE CREATEDB;"
        )
    return (
        f"The roles {roles.owner}, {roles.app}, {roles.search}, {roles.backup} exist, and "
        f'"{row["rolname"]}" may not change them ({refused}). Use the role that made them, or '
        f"name another database in DATABASE_URL."
    )


GRANTED = """
SELECT has_database_privilege($1::name, current_database(), 'CONNECT')
   AND has_database_privilege($3::name, current_database(), 'CONNECT')
   AND has_schema_privilege($1::name, 'public', 'USAGE')
   AND has_schema_privilege($2::name, 'public', 'USAGE')
   AND has_schema_privilege($3::name, 'public', 'USAGE')
   AND NOT EXISTS (
       SELECT FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
       WHERE d.datname = current_database() AND a.grantee = 0)
   AND NOT EXISTS (
       SELECT FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
       WHERE n.nspname = 'public' AND a.grantee = 0)
"""


async def _grant(urls: DatabaseUrls) -> None:
    """As the owner: nothing for PUBLIC, access for the named roles.

    Looks first: a grant repeated while a migration grants on the same schema would fail.
    """
    roles = urls.roles
    async with connected(urls.owner, wrong_password_is_ours=True) as owner:
        await refuse_unfit(owner, urls.database, roles.owner)
        if await owner.fetchval(GRANTED, roles.app, roles.search, roles.backup):
            return
        if not await owner.fetchval("SELECT has_schema_privilege('public', 'CREATE')"):
            raise ProvisionError(
                f'The owner of "{urls.database}" may not create tables in it. As a superuser, '
                "connected to it: ALTER SCHEMA public OWNER TO pg_database_owner;"
            )
        database = quoted(urls.database)
        app, search, backup = quoted(roles.app), quoted(roles.search), quoted(roles.backup)
        async with owner.transaction():
            await owner.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
            await owner.execute(f"GRANT CONNECT ON DATABASE {database} TO {app}, {backup}")
            await owner.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            await owner.execute(f"GRANT USAGE ON SCHEMA public TO {app}, {search}, {backup}")
