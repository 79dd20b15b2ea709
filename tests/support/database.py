"""Databases for tests: one server and one migrated template per run, a copy per worker.

A pytest plugin (``pytest_plugins = ["tests.support.database"]`` in ``tests/conftest.py``). With
pytest-xdist the controlling process prepares server and template and hands the addresses to its
workers; without it the first test that asks does. Roles belong to the server, so the template's
four roles serve every copy, which keeps owners and grants.

``STOA_TEST_DATABASE_URL`` (a role that may create roles and databases) names another server.
Databases of a run that died are dropped by the next run on the same machine.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import socket
import tempfile
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
import msgspec
import pytest

from api.schema.roles import Roles, quoted
from api.schema.runner import migrate_up
from ops.data.database_url import with_database
from ops.data.provision import DatabaseUrls, provision
from ops.home import make_home
from ops.serve.embedded import start

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

Result = TypeVar("Result")

MACHINE = f"{zlib.crc32(socket.gethostname().encode()):08x}"
LEFTOVER = re.compile(rf"stoa_test_{MACHINE}_(\d+)_[0-9a-f]+(?:_\w+)?")


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """The server of this test run and the migrated template on it.

    ``admin_url`` may create roles and databases and is no superuser on the embedded server;
    ``superuser_url`` is one.
    """

    admin_url: str
    superuser_url: str
    template: DatabaseUrls


@contextmanager
def running_server() -> Iterator[Server]:
    """Start (or use) a server, provision and migrate a template; take all of it away at the end."""
    with tempfile.TemporaryDirectory(prefix="stoa-test-") as folder, ExitStack() as stack:
        # The database server runs as another user when the tests run as root.
        Path(folder).chmod(0o711)
        home = Path(folder) / "home"
        admin_url = os.environ.get("STOA_TEST_DATABASE_URL")
        superuser_url = admin_url
        if admin_url is None:
            server = stack.enter_context(start(make_home(home), durable=False, superuser=True))
            admin_url, superuser_url = server.admin_url, server.superuser_url
        assert superuser_url is not None
        template = run_apart(_prepare(admin_url, home))
        try:
            yield Server(admin_url=admin_url, superuser_url=superuser_url, template=template)
        finally:
            run_apart(remove_all(admin_url, template.database))


def run_apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end in a thread with its own loop, whatever loop the tests have."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, work).result()


async def copy_database(server: Server, name: str) -> DatabaseUrls:
    """A new database, empty and migrated (about 50 ms); one of the same name is replaced.

    ``name`` tells copies of one run apart (letters, digits and underscores).
    """
    database = f"{server.template.database}_{name}"
    await drop_database(server, database)
    async with admin_of(server.admin_url) as admin:
        await admin.execute(
            f"CREATE DATABASE {quoted(database)} TEMPLATE {quoted(server.template.database)} "
            f"OWNER {quoted(server.template.roles.owner)}"
        )
    await _grant_access(server, database)
    return at_database(server.template, database)


async def drop_database(server: Server, database: str) -> None:
    """Drop a database with whoever is connected to it."""
    async with admin_of(server.admin_url) as admin:
        await _drop(admin, database)


@asynccontextmanager
async def copied_database(server: Server) -> AsyncIterator[DatabaseUrls]:
    """A copy nobody else has, dropped afterwards."""
    urls = await copy_database(server, secrets.token_hex(4))
    try:
        yield urls
    finally:
        await drop_database(server, urls.database)


def at_database(urls: DatabaseUrls, database: str) -> DatabaseUrls:
    """The same roles and passwords at another database of the server."""
    return msgspec.structs.replace(
        urls,
        owner=with_database(urls.owner, database),
        app=with_database(urls.app, database),
        backup=with_database(urls.backup, database),
        database=database,
    )


async def _grant_access(server: Server, database: str) -> None:
    """Grants on a database itself are not copied with its template."""
    roles = server.template.roles
    connection = await asyncpg.connect(with_database(server.template.owner, database))
    try:
        await connection.execute(
            f"REVOKE ALL ON DATABASE {quoted(database)} FROM PUBLIC; "
            f"GRANT CONNECT ON DATABASE {quoted(database)} "
            f"TO {quoted(roles.app)}, {quoted(roles.backup)}"
        )
    finally:
        await connection.close()


async def _prepare(admin_url: str, home: Path) -> DatabaseUrls:
    await _remove_leftovers(admin_url)
    name = f"stoa_test_{MACHINE}_{os.getpid()}_{time.time_ns() // 1000 & 0xFFFFFF:x}"
    urls = await provision(with_database(admin_url, "postgres"), home, name)
    await migrate_up(urls.owner, urls.roles)
    async with admin_of(admin_url) as admin:
        # So that DROP DATABASE … WITH (FORCE) may end what these roles left open.
        for role in (urls.roles.app, urls.roles.backup):
            await admin.execute(f"GRANT {quoted(role)} TO CURRENT_USER")
    return urls


async def _drop(admin: asyncpg.Connection, database: str) -> None:
    statement = f"DROP DATABASE IF EXISTS {quoted(database)}"
    try:
        await admin.execute(f"{statement} WITH (FORCE)")
    except asyncpg.InsufficientPrivilegeError:
        # Autovacuum is at work there: FORCE would have to end a superuser's process, while the
        # plain statement asks autovacuum to leave and waits for it.
        await admin.execute(statement)


async def _remove_leftovers(admin_url: str) -> None:
    async with admin_of(admin_url) as admin:
        names = [row["rolname"] for row in await admin.fetch("SELECT rolname FROM pg_roles")]
    for name in names:
        match = LEFTOVER.fullmatch(name.removesuffix("_owner")) if name.endswith("_owner") else None
        if match and not _alive(int(match[1])):
            await remove_all(admin_url, name.removesuffix("_owner"))


async def remove_all(admin_url: str, template: str) -> None:
    """Drop a provisioned database, its copies and its roles."""
    async with admin_of(admin_url) as admin:
        rows = await admin.fetch(
            "SELECT datname FROM pg_database WHERE datname = $1 OR starts_with(datname, $1 || '_')",
            template,
        )
        for row in rows:
            await _drop(admin, row["datname"])
        for role in msgspec.structs.astuple(Roles.of(template)):
            await admin.execute(f"DROP ROLE IF EXISTS {quoted(role)}")


@asynccontextmanager
async def admin_of(admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The admin's connection to the server's own database."""
    connection = await asyncpg.connect(with_database(admin_url, "postgres"))
    try:
        yield connection
    finally:
        await connection.close()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


# --- pytest ---------------------------------------------------------------------------------------


class _Prepared:
    """The server of this process, started when first asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._stack = ExitStack()
        self._server: Server | None = None
        handed = getattr(config, "workerinput", {}).get("stoa_server")
        if handed is not None:
            self._server = msgspec.json.decode(handed, type=Server)

    def server(self) -> Server:
        if self._server is None:
            self._server = self._stack.enter_context(running_server())
        return self._server

    def close(self) -> None:
        self._stack.close()


PREPARED = pytest.StashKey[_Prepared]()


def pytest_configure(config: pytest.Config) -> None:
    """Be ready to start a server; nothing starts before a test or a worker asks."""
    config.stash[PREPARED] = _Prepared(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server of this process, if it started one."""
    if PREPARED in config.stash:
        config.stash[PREPARED].close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """In the controller of pytest-xdist: hand the prepared server to a worker."""
    server = node.config.stash[PREPARED].server()
    node.workerinput["stoa_server"] = msgspec.json.encode(server).decode()


@pytest.fixture(scope="session")
def database_server(pytestconfig: pytest.Config) -> Server:
    """The server of this run, with its migrated template."""
    return pytestconfig.stash[PREPARED].server()


@pytest.fixture(scope="session")
def database_urls(database_server: Server) -> Iterator[DatabaseUrls]:
    """This worker's own migrated database, empty at first; shared by all tests of the worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    urls = run_apart(copy_database(database_server, worker))
    yield urls
    run_apart(drop_database(database_server, urls.database))
