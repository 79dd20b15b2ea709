"""The totals of lists, shop by shop, under each shop's own policies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from api.catalog.service import correct_listings, count_stale_products, find_wrong_counts
from api.kit import audit
from api.kit.authz import Principal
from api.kit.db import Database, Scope, UnitOfWork
from api.tenants.service import list_served
from ops.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from uuid import UUID

    from asyncpg import Record

Work = Callable[[UnitOfWork], Awaitable[list[str]]]
"""Looks at one shop; gives a sentence for each thing that is, or was, wrong."""


@asynccontextmanager
async def shops(app_url: str, slug: str | None) -> AsyncIterator[tuple[Database, dict[str, UUID]]]:
    """The database and its shops by slug, or the one that is named. Raises Refusal."""
    database = await Database.open(app_url, pool_size=2, id_block=1, name="stoa counts")
    try:
        found = {tenant.slug: tenant.id for tenant in await list_served(database)}
        if slug is not None and slug not in found:
            raise Refusal(f"No shop is called {slug!r}. There are: {', '.join(found)}.")
        yield database, found if slug is None else {slug: found[slug]}
    finally:
        await database.close()


async def within(database: Database, tenant_id: UUID, moment: datetime, work: Work) -> list[str]:
    """Do the work in one transaction of this shop."""
    scope = Scope(
        tenant_id=tenant_id,
        principal=Principal(tenant_id=tenant_id, roles=("system",)),
        moment=moment,
        request_id="stoa-counts",
    )
    async with database.unit_of_work(scope) as uow:
        return await work(uow)


async def verify(uow: UnitOfWork) -> list[str]:
    """Compare and change nothing."""
    wrong = [_sentence(row) for row in await find_wrong_counts(uow)]
    stale = await count_stale_products(uow)
    return [*wrong, *([f"products that lists know as they were once: {stale:,}"] if stale else [])]


async def rebuild(uow: UnitOfWork) -> list[str]:
    """Set right what ``verify`` finds, and write down that it was done."""
    wrong = await verify(uow)
    if wrong:
        await correct_listings(uow)
        await audit.record(uow, "rebuild", "listing", None, before={"wrong": len(wrong)})
    return wrong


def _sentence(row: Record) -> str:
    """Like: category 5, everyone: kept 12, counted 11."""
    name = row["facet"] if row["facet"] == "shop" else f"{row['facet']} {row['facet_id']}"
    return f"{name}, {row['audience']}: kept {row['kept']:,}, counted {row['actual']:,}"
