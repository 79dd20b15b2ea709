"""The server starts with a safe role only.

Proves that ``Database.open`` refuses the owner, a member of the owner, a role that bypasses
row-level security, a superuser, and a database with an unforced table. Only a superuser can make
two of these roles: the embedded test server has a login for one, and where
``STOA_TEST_DATABASE_URL`` names a role that is none, those two cases are skipped.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import asyncpg
import pytest

from api.kit import db
from api.kit.db import Database
from api.kit.role import UnsafeRole
from api.schema.roles import quoted
from ops.data.database_url import with_login
from tests.support.database import admin_of, copied_database

if TYPE_CHECKING:
    from tests.support.database import Server


async def test_the_applications_own_role_may_start(database_server: Server) -> None:
    async with copied_database(database_server) as urls:
        opened = await Database.open(urls.app, pool_size=1)
        await opened.close()


async def test_it_refuses_to_start_as_the_owner(database_server: Server) -> None:
    async with copied_database(database_server) as urls:
        with pytest.raises(UnsafeRole, match="owns"):
            await Database.open(urls.owner, pool_size=1)


async def test_it_refuses_to_start_as_a_member_of_the_owner(database_server: Server) -> None:
    async with copied_database(database_server) as urls:
        name = f"{urls.database}_member"
        async with admin_of(database_server.admin_url) as admin:
            await admin.execute(f"CREATE ROLE {quoted(name)} LOGIN PASSWORD 'known'")
            await admin.execute(f"GRANT {quoted(urls.roles.owner)} TO {quoted(name)}")
        try:
            with pytest.raises(UnsafeRole, match="owns"):
                await Database.open(with_login(urls.owner, name, "known"), pool_size=1)
        finally:
            async with admin_of(database_server.admin_url) as admin:
                await admin.execute(f"DROP ROLE {quoted(name)}")


@pytest.mark.parametrize("spoiled", ["NO FORCE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"])
async def test_it_refuses_to_start_over_an_unforced_table(
    database_server: Server, spoiled: str
) -> None:
    async with copied_database(database_server) as urls:
        owner = await asyncpg.connect(urls.owner)
        await owner.execute(f"ALTER TABLE orders {spoiled}")
        await owner.close()
        with pytest.raises(UnsafeRole, match="row-level security: orders"):
            await Database.open(urls.app, pool_size=1)


@pytest.mark.parametrize("attribute", ["BYPASSRLS", "SUPERUSER"])
async def test_it_refuses_to_start_as_a_role_that_bypasses(
    database_server: Server, attribute: str
) -> None:
    name = f"stoa_law_{secrets.token_hex(3)}"
    async with (
        copied_database(database_server) as urls,
        admin_of(database_server.superuser_url) as admin,
    ):
        if not await admin.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
            pytest.skip("only a superuser can make such a role")
        await admin.execute(f"CREATE ROLE {quoted(name)} LOGIN PASSWORD 'known' {attribute}")
        await admin.execute(f"GRANT CONNECT ON DATABASE {quoted(urls.database)} TO {quoted(name)}")
        try:
            with pytest.raises(UnsafeRole, match="superuser or may bypass"):
                await Database.open(with_login(urls.owner, name, "known"), pool_size=1)
        finally:
            await admin.execute(
                f"REVOKE CONNECT ON DATABASE {quoted(urls.database)} FROM {quoted(name)}; "
                f"DROP ROLE {quoted(name)}"
            )


async def test_twin_without_the_check_the_owner_would_start(
    database_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmless = "SELECT false AS bypasses, 0 AS owned, NULL AS unforced"
    monkeypatch.setattr(db, "ROLE_CHECK", harmless)
    async with copied_database(database_server) as urls:
        opened = await Database.open(urls.owner, pool_size=1)
        await opened.close()
