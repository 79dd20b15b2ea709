"""All SQL of the tenants: two doors, since no tenant is bound yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import Database

TENANT_BY_SLUG: Final = "SELECT * FROM tenant_by_slug($1)"
TENANT_BY_HOST: Final = "SELECT * FROM tenant_by_host($1)"


async def by_slug(database: Database, slug: str) -> Record | None:
    return await database.knock(TENANT_BY_SLUG, slug)


async def by_host(database: Database, host: str) -> Record | None:
    return await database.knock(TENANT_BY_HOST, host)
