"""Piccolo statements that begin with ``Table.scoped(uow)`` and no others."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import msgspec
import pytest

from api.catalog.tables import Categories
from api.kit.tables import NoUnitOfWork
from tests.support.database import copied_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from piccolo.columns import Column

    from tests.support.database import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")

OURS, THEIRS = UUID(int=1), UUID(int=2)

ROWS = f"""
INSERT INTO tenants (id, slug, name, status, origin, currency, locale, country, created_at)
SELECT t, 'shop-' || right(t::text, 1), 'Shop', 'active', 'new', 'EUR', 'el', 'GR', '2026-01-01Z'
FROM unnest(ARRAY['{OURS}', '{THEIRS}']::uuid[]) t;
ALTER TABLE categories DISABLE ROW LEVEL SECURITY;
INSERT INTO categories (tenant_id, id, name, slug, created_at, updated_at)
SELECT t.id, n, 'Name ' || n, 'slug-' || n, '2026-01-01Z', '2026-01-01Z'
FROM tenants t, generate_series(1, 3) n;
"""


class Unit(msgspec.Struct, frozen=True):
    """The part of a unit of work that scoped statements use."""

    tenant_id: UUID
    connection: asyncpg.Connection


@asynccontextmanager
async def _unit(server: Server) -> AsyncIterator[Unit]:
    """Row-level security is off, so what holds a statement back is its own predicate."""
    async with copied_database(server) as urls:
        connection = await asyncpg.connect(urls.owner)
        try:
            await connection.execute(ROWS)
            yield Unit(OURS, connection)
        finally:
            await connection.close()


async def test_a_scoped_select_reads_the_tenants_rows_only(database_server: Server) -> None:
    async with _unit(database_server) as unit:
        rows = await Categories.scoped(unit).select().order_by(Categories.id)
        assert [(row["tenant_id"], row["id"]) for row in rows] == [(OURS, 1), (OURS, 2), (OURS, 3)]
        first = (
            await Categories.scoped(unit).select(Categories.name).where(Categories.id == 2).first()
        )
        assert first == {"name": "Name 2"}


async def test_a_condition_with_or_cannot_widen_the_scope(database_server: Server) -> None:
    async with _unit(database_server) as unit:
        either = (Categories.id == 1) | (Categories.tenant_id == THEIRS)
        rows = await Categories.scoped(unit).select(Categories.tenant_id).where(either)
        assert rows == [{"tenant_id": OURS}]


async def test_a_scoped_update_changes_the_tenants_rows_only(database_server: Server) -> None:
    async with _unit(database_server) as unit:
        changed = await (
            Categories.scoped(unit)
            .update({Categories.name: "New"})
            .where(Categories.id == 1)
            .returning(Categories.tenant_id)
        )
        assert changed == [{"tenant_id": OURS}]
        named = await unit.connection.fetch("SELECT tenant_id FROM categories WHERE name = 'New'")
        assert [row["tenant_id"] for row in named] == [OURS]


async def test_a_scoped_delete_deletes_the_tenants_rows_only(database_server: Server) -> None:
    async with _unit(database_server) as unit:
        await Categories.scoped(unit).delete()
        left = await unit.connection.fetch("SELECT DISTINCT tenant_id FROM categories")
        assert [row["tenant_id"] for row in left] == [THEIRS]


@pytest.mark.parametrize("column", ["tenant_id", Categories.tenant_id])
async def test_a_row_never_changes_its_tenant(
    database_server: Server, column: Column | str
) -> None:
    async with _unit(database_server) as unit:
        with pytest.raises(ValueError, match="never changes its tenant"):
            Categories.scoped(unit).update({column: THEIRS})


async def test_a_statement_without_a_unit_of_work_does_not_run() -> None:
    for statement in (
        Categories.select(),
        Categories.objects(),
        Categories.delete(force=True),
        Categories.count(),
    ):
        with pytest.raises(NoUnitOfWork):
            await statement


async def test_statements_join_the_units_transaction(database_server: Server) -> None:
    async with _unit(database_server) as unit:
        await unit.connection.execute("BEGIN")
        await Categories.scoped(unit).delete()
        await unit.connection.execute("ROLLBACK")
        assert len(await Categories.scoped(unit).select()) == 3
