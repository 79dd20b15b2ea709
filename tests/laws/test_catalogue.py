"""Every tenant table forces row-level security and leads all its keys with the tenant.

Proves, from the catalogue of a migrated database: ``tenant_id`` not null, RLS enabled and forced,
USING and WITH CHECK in the words of the one helper (append-only tables: SELECT and INSERT alone),
the tenant first in every primary key, unique index and foreign key at both ends, grants no wider
than needed, doors listed, pinned and few, views that ask as their reader. It does not prove that
PostgreSQL keeps its word: ``tests/attacks/test_tables.py`` tries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import pytest
import pytest_asyncio

from tests.laws.catalogue import complaints
from tests.support.database import copied_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.database import Server

TWINS = {
    "not forced": (
        "ALTER TABLE orders NO FORCE ROW LEVEL SECURITY",
        ["orders does not force row-level security"],
    ),
    "not enabled": (
        "ALTER TABLE orders DISABLE ROW LEVEL SECURITY",
        ["orders does not enable row-level security"],
    ),
    "policy dropped": (
        "DROP POLICY tenant_only ON cart_items",
        ["cart_items has policies for nothing, not ALL"],
    ),
    "no check": (
        "DROP POLICY tenant_only ON products; CREATE POLICY tenant_only ON products "
        "USING (tenant_id = current_tenant())",
        ["policy tenant_only on products reads WITH CHECK None"],
    ),
    "a wider policy beside": (
        "CREATE POLICY generous ON products FOR SELECT USING (true)",
        [
            "policy generous on products reads USING true",
            "products has policies for ALL, SELECT, not ALL",
        ],
    ),
    "another variable": (
        "DROP POLICY tenant_only ON products; CREATE POLICY tenant_only ON products "
        "USING (tenant_id = current_setting('app.tenant')::uuid) "
        "WITH CHECK (tenant_id = current_tenant())",
        ["policy tenant_only on products reads USING (tenant_id = (current_setting('app.tenant'"],
    ),
    "audit may be changed": (
        "CREATE POLICY rewrite ON audit_entries FOR UPDATE USING (tenant_id = current_tenant()) "
        'WITH CHECK (tenant_id = current_tenant()); GRANT UPDATE ON audit_entries TO "{app}"',
        [
            "audit_entries has policies for INSERT, SELECT, UPDATE, not INSERT, SELECT",
            "app has UPDATE on audit_entries",
        ],
    ),
    "search may write": (
        'CREATE POLICY writes ON accounts FOR UPDATE TO "{search}" USING (true)',
        ["policy writes on accounts gives {search} more than SELECT"],
    ),
    "tenant may be missing": (
        "ALTER TABLE shipping_rates DROP CONSTRAINT shipping_rates_tenant_id_zone_id_fkey, "
        "DROP CONSTRAINT shipping_rates_pkey, ALTER tenant_id DROP NOT NULL",
        ["shipping_rates.tenant_id may be null"],
    ),
    "a table without a tenant": (
        "CREATE TABLE coupons (id bigint PRIMARY KEY)",
        [
            "coupons has no tenant_id uuid",
            "coupons does not enable row-level security",
            "coupons does not force row-level security",
            "coupons_pkey of coupons leads with id",
            "coupons_pkey of coupons leads with id",
            "coupons has policies for nothing, not ALL",
        ],
    ),
    "a global slug": (
        "CREATE UNIQUE INDEX one_slug ON products (slug)",
        ["one_slug of products leads with slug"],
    ),
    "a reference across shops": (
        "CREATE UNIQUE INDEX one_id ON producers (id); "
        "ALTER TABLE products ADD CONSTRAINT loose FOREIGN KEY (producer_id) "
        "REFERENCES producers (id)",
        [
            "one_id of producers leads with id",
            "loose of products leads with producer_id",
            "loose (what it refers to) of products leads with id",
        ],
    ),
    "truncation": ('GRANT TRUNCATE ON orders TO "{app}"', ["app has TRUNCATE on orders"]),
    "the directory is open": (
        'GRANT SELECT ON token_directory TO "{app}"',
        ["app has SELECT on token_directory"],
    ),
    "one column of the directory is open": (
        'GRANT SELECT (tenant_id) ON token_directory TO "{app}"',
        ["app has SELECT on token_directory"],
    ),
    "an unlisted door": (
        "CREATE FUNCTION all_orders() RETURNS SETOF orders LANGUAGE sql SECURITY DEFINER "
        "AS 'SELECT * FROM orders'",
        [
            "all_orders is a door that kit/db.py does not list",
            "there are 11 doors, more than 10",
            "PUBLIC may execute all_orders",
            "all_orders does not pin its search_path: ''",
            "all_orders does not belong to the search role",
        ],
    ),
    "a door unpinned": (
        'SET ROLE "{search}"; ALTER FUNCTION tenant_by_slug(text) RESET search_path; RESET ROLE',
        ["tenant_by_slug does not pin its search_path: ''"],
    ),
    "a door gone": (
        'SET ROLE "{search}"; ALTER FUNCTION tenant_by_slug(text) SECURITY INVOKER; RESET ROLE',
        ["kit/db.py lists tenant_by_slug, which is no door"],
    ),
    "a view of its owner": (
        "CREATE VIEW sold AS SELECT * FROM orders",
        ["sold does not ask as its reader (security_invoker)"],
    ),
    "a materialised view": (
        "CREATE MATERIALIZED VIEW sold AS SELECT * FROM orders",
        ["sold is a materialised view: no policy guards it"],
    ),
    "the application may create": (
        'GRANT CREATE ON SCHEMA public TO "{app}"',
        ["app may create roles, databases or tables"],
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def spoilable(database_server: Server) -> AsyncIterator[Connection]:
    """The owner's connection to an empty database that only this module spoils."""
    async with copied_database(database_server) as urls:
        connection = await asyncpg.connect(urls.owner)
        yield connection
        await connection.close()


async def test_every_tenant_table_is_closed_to_other_tenants(
    owner: Connection, database_urls: DatabaseUrls
) -> None:
    assert await complaints(owner, database_urls.roles) == []


@pytest.mark.parametrize("spoiled", TWINS)
async def test_twin_a_catalogue_is_found(
    spoilable: Connection, database_urls: DatabaseUrls, spoiled: str
) -> None:
    sql, expected = TWINS[spoiled]
    roles = database_urls.roles
    words = {"app": roles.app, "search": roles.search}
    transaction = spoilable.transaction()
    await transaction.start()
    try:
        await spoilable.execute(sql.format(**words))
        found = await complaints(spoilable, roles)
    finally:
        await transaction.rollback()
    wanted = [sentence.format(**words) for sentence in expected]
    assert len(found) == len(wanted), found
    assert all(
        each.startswith(want) for each, want in zip(sorted(found), sorted(wanted), strict=True)
    )


async def test_twin_an_application_role_that_owns_a_table_is_found(
    database_server: Server,
) -> None:
    async with copied_database(database_server) as urls:
        owner = await asyncpg.connect(urls.owner)
        try:
            await owner.execute(f'GRANT CREATE ON SCHEMA public TO "{urls.roles.app}"')
            app = await asyncpg.connect(urls.app)
            try:
                await app.execute("CREATE TABLE mine (tenant_id uuid NOT NULL)")
            finally:
                await app.close()
            found = await complaints(owner, urls.roles)
        finally:
            await owner.close()
    assert "app owns 1 relations" in found
