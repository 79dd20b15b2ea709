"""Finding the tenant that a request means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from api.tenants import queries
from api.tenants.profile import Tenant, tenant_from_row

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import Database

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


def _tenant(row: Record | None) -> Tenant | None:
    return None if row is None else tenant_from_row(row)
