"""A tenant's rows kept aside, to be put back as often as a replay or a test wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.schema.connect import connected
from ops.refusal import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from asyncpg import Connection

TENANT_TABLES: Final = """
SELECT c.relname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""
REFERENCES: Final = """
SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid
"""
STORED_COLUMNS: Final = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
FIND_TENANT: Final = "SELECT id FROM tenants WHERE slug = $1"


async def keep_pristine(owner_url: str, slug: str) -> str:
    """Copy a tenant's rows aside; the SQL script that puts them back, and nothing else's.

    For a database that is a stage: the owner gets a policy to delete there what the application may
    only add. Raises Refusal when tables refer to each other in a circle.
    """
    async with connected(owner_url) as owner:
        tenant_id = await owner.fetchval(FIND_TENANT, slug)
        tables = await _parents_first(owner)
        await owner.execute("CREATE SCHEMA pristine")
        bind = f"SET LOCAL app.tenant_id = '{tenant_id}'"
        async with owner.transaction():
            await owner.execute(bind)
            for table in tables:
                await _copy_aside(owner, table, tenant_id)
        statements = ["BEGIN", bind, "SET LOCAL synchronous_commit = off"]
        mine = f"WHERE tenant_id = '{tenant_id}'"
        statements += [f"DELETE FROM {table} {mine}" for table in reversed(tables)]
        for table in tables:
            columns = await owner.fetchval(STORED_COLUMNS, table)
            statements.append(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM pristine.{table}"
            )
        return ";\n".join([*statements, "COMMIT"]) + ";\n"


async def _copy_aside(owner: Connection, table: str, tenant_id: UUID) -> None:
    await owner.execute(
        f"CREATE TABLE pristine.{table} AS SELECT * FROM {table} WHERE tenant_id = '{tenant_id}'"
    )
    # Rows that the application may only add must go here too; this database serves nobody else.
    await owner.execute(
        f"CREATE POLICY replay_restores ON {table} FOR DELETE TO CURRENT_USER "
        "USING (tenant_id = current_tenant())"
    )


async def _parents_first(owner: Connection) -> list[str]:
    """The tenant tables, each after those it refers to."""
    waiting = [row["relname"] for row in await owner.fetch(TENANT_TABLES)]
    parents: dict[str, set[str]] = {table: set() for table in waiting}
    for child, parent in await owner.fetch(REFERENCES):
        if child in parents and parent in parents:
            parents[child].add(parent)
    ordered: list[str] = []
    while waiting:
        ready = [table for table in waiting if parents[table] <= set(ordered)]
        ordered += ready
        waiting = [table for table in waiting if table not in ready]
        if not ready:
            raise Refusal(f"Tables refer to each other in a circle: {', '.join(waiting)}.")
    return ordered
