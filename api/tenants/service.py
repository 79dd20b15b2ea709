"""Finding the tenant that a request means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from api.kit.errors import NotFound
from api.tenants import queries
from api.tenants.profile import Tenant, tenant_from_row

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import Database, UnitOfWork

SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")
HOST: Final = re.compile(r"[a-z0-9.-]{1,253}")


async def find_by_slug(database: Database, slug: str) -> Tenant | None:
    """The tenant with this slug, suspended or not. Malformed and unknown are both none."""
    return _tenant(await queries.by_slug(database, slug)) if SLUG.fullmatch(slug) else None


async def find_by_host(database: Database, host: str) -> Tenant | None:
    """The tenant of this host name (no port): its own domain, else the first label.

    A suspended one is found too: were it none, its host would be served by the default tenant.

    ``hedgerow.localhost`` and ``hedgerow.example.org`` are the tenant ``hedgerow`` unless another
    tenant owns the whole name.
    """
    host = host.lower().rstrip(".")
    if not HOST.fullmatch(host):
        return None
    row = await queries.by_host(database, host)
    if row is not None:
        return _tenant(row)
    label, _, rest = host.partition(".")
    if not rest or label.isdecimal() or label == "www":
        return None
    return await find_by_slug(database, label)


async def find_bound(uow: UnitOfWork) -> Tenant:
    """The tenant whose work this is, for workers: requests bring theirs along."""
    row = await queries.bound(uow)
    if row is None:
        raise NotFound
    return tenant_from_row(row)


async def list_served(database: Database) -> list[Tenant]:
    """Every tenant of the installation by slug, suspended ones too."""
    return [tenant_from_row(row) for row in await queries.served(database)]


def _tenant(row: Record | None) -> Tenant | None:
    return None if row is None else tenant_from_row(row)
