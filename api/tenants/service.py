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
    """The active tenant with this slug. Malformed, unknown and suspended are all none."""
    if not SLUG.fullmatch(slug):
        return None
    return _active(await queries.by_slug(database, slug))


async def find_by_host(database: Database, host: str) -> Tenant | None:
    """The active tenant of this host name (no port): its own domain, else the first label.

    ``hedgerow.localhost`` and ``hedgerow.example.org`` are the tenant ``hedgerow`` unless another
    tenant owns the whole name.
    """
    host = host.lower().rstrip(".")
    if not HOST.fullmatch(host):
        return None
    row = await queries.by_host(database, host)
    if row is not None:
        return _active(row)
    label, _, rest = host.partition(".")
    if not rest or label.isdecimal() or label == "www":
        return None
    return await find_by_slug(database, label)


def _active(row: Record | None) -> Tenant | None:
    tenant = None if row is None else tenant_from_row(row)
    return tenant if tenant is not None and tenant.status == "active" else None
