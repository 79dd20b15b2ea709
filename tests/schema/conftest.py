"""Databases and roles of the schema's tests."""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

import pytest

from api.schema.roles import quoted
from api.schema.runner import migrate_down
from ops.data.database_url import with_login
from tests.support.database import admin_of, copied_database, remove_all, run_apart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from ops.data.provision import DatabaseUrls
    from tests.support.database import Server

    Blank = Callable[[], AbstractAsyncContextManager[DatabaseUrls]]


class WritesMigrations(Protocol):
    """Writes migration files and tells their folder."""

    def __call__(self, **files: str) -> Path: ...


@pytest.fixture
def migrated(database_server: Server) -> Blank:
    """Opens a migrated database that a test may spoil."""
    return lambda: copied_database(database_server)


@pytest.fixture
def blank(database_server: Server) -> Blank:
    """Opens a provisioned database on which every migration was taken back."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[DatabaseUrls]:
        async with copied_database(database_server) as urls:
            await migrate_down(urls.owner, urls.roles, "0")
            yield urls

    return opened


@pytest.fixture
def folder_of(tmp_path: Path) -> WritesMigrations:
    """``folder_of(first="CREATE …", second="…")`` writes 0001_first.sql, 0002_second.sql, …

    A statement with CONCURRENTLY runs outside a transaction. Down files do nothing.
    """

    def written(**files: str) -> Path:
        for number, (name, sql) in enumerate(files.items(), start=1):
            transaction = "no" if "CONCURRENTLY" in sql else "yes"
            head = f"-- phase: expand\n-- transaction: {transaction}\n"
            (tmp_path / f"{number:04d}_{name}.sql").write_text(f"{head}{sql};\n")
            (tmp_path / f"{number:04d}_{name}.down.sql").write_text("SELECT 1;\n")
        return tmp_path

    return written


@pytest.fixture
def fresh_name(database_server: Server) -> Iterator[str]:
    """A database name nobody uses; database and roles of that name are removed afterwards."""
    name = f"{database_server.template.database}_{secrets.token_hex(3)}"
    yield name
    run_apart(remove_all(database_server.admin_url, name))


@pytest.fixture
def role_with(database_server: Server) -> Callable[[str], AbstractAsyncContextManager[str]]:
    """``role_with("CREATEDB")`` opens the URL of a new login role with these attributes."""

    @asynccontextmanager
    async def opened(attributes: str) -> AsyncIterator[str]:
        name = f"{database_server.template.database}_{secrets.token_hex(3)}_admin"
        async with admin_of(database_server.admin_url) as admin:
            await admin.execute(f"CREATE ROLE {quoted(name)} LOGIN PASSWORD 'known' {attributes}")
        try:
            yield with_login(database_server.admin_url, name, "known")
        finally:
            async with admin_of(database_server.admin_url) as admin:
                await admin.execute(f"DROP ROLE IF EXISTS {quoted(name)}")

    return opened
