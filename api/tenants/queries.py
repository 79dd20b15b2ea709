"""All SQL of the tenants: doors, since the application may not read the list of shops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import Database, UnitOfWork

TENANT_BY_SLUG: Final = "SELECT * FROM tenant_by_slug($1)"
TENANT_BY_HOST: Final = "SELECT * FROM tenant_by_host($1)"
SERVED_TENANTS: Final = "SELECT * FROM served_tenants($1)"


async def by_slug(database: Database, slug: str) -> Record | None:
    return await database.knock(TENANT_BY_SLUG, slug)


async def by_host(database: Database, host: str) -> Record | None:
    return await database.knock(TENANT_BY_HOST, host)


async def bound(uow: UnitOfWork) -> Record | None:
    return await uow.row(SERVED_TENANTS)


async def served(database: Database) -> list[Record]:
    return await database.knock_for_rows(SERVED_TENANTS, None)
