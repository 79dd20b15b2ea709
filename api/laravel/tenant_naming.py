"""Which shop a request is for (architecture 2.1).

Sources are the ``X-Tenant`` header (a slug), the host name or subdomain, and the credential's own
tenant. Header and host that name different shops are an error. A shop that is unknown, malformed,
suspended, or not the one that issued the credential answers like a route that does not exist.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from api.kit.errors import BadRequest, NotFound

if TYPE_CHECKING:
    from api.laravel.directory import Authenticated, Directory
    from api.laravel.edge import Edge
    from api.tenants.profile import Tenant

KEPT_SECONDS: Final = 5.0
LARGEST_CACHE: Final = 2048
DIFFERENT_TENANTS: Final = (
    "X-Tenant and the host name different shops. Send one of them, or the same shop in both."
)

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")


class TenantNaming:
    """Finds the tenant of a request; profiles are kept for a few seconds, credentials never."""

    def __init__(
        self,
        directory: Directory,
        *,
        kept_seconds: float = KEPT_SECONDS,
        largest: int = LARGEST_CACHE,
    ) -> None:
        self._directory = directory
        self._by_host = KeptTenants(directory.tenant_by_host, kept_seconds, largest)
        self._by_slug = KeptTenants(directory.tenant_by_slug, kept_seconds, largest)

    async def named(self, edge: Edge) -> Tenant | None:
        """The shop that header or host name. Raises ``NotFound`` and ``BadRequest``."""
        by_header = await self._from_header(edge)
        host = edge.host
        by_host = None if host is None else await self._by_host.get(host)
        if by_host is not None and by_host.status != "active":
            raise NotFound
        if by_header is not None and by_host is not None and by_header.id != by_host.id:
            raise BadRequest(DIFFERENT_TENANTS)
        edge.tenant_from_header = by_header is not None
        return by_header or by_host

    async def settle(self, named: Tenant | None, proved: Authenticated | None) -> Tenant:
        """The request's shop: the named one, else the credential's, else the default one.

        Raises ``NotFound`` when the credential was issued by another shop or nobody is served.
        """
        if proved is not None:
            if named is not None and named.id != proved.tenant.id:
                raise NotFound
            tenant: Tenant | None = proved.tenant
        else:
            tenant = named or await self._default()
        if tenant is None or tenant.status != "active":
            raise NotFound
        return tenant

    async def _from_header(self, edge: Edge) -> Tenant | None:
        if b"x-tenant" not in edge.headers:
            return None
        slugs = set(edge.all_headers(b"x-tenant"))
        if len(slugs) > 1:
            raise BadRequest(DIFFERENT_TENANTS)
        slug = slugs.pop()
        tenant = await self._by_slug.get(slug) if _SLUG.fullmatch(slug) else None
        if tenant is None or tenant.status != "active":
            raise NotFound
        return tenant

    async def _default(self) -> Tenant | None:
        slug = self._directory.default_tenant_slug()
        return None if slug is None else await self._by_slug.get(slug)


class KeptTenants:
    """Remembers look-ups, misses too, for a few seconds; the oldest go first."""

    def __init__(
        self, look_up: Callable[[str], Awaitable[Tenant | None]], seconds: float, largest: int
    ) -> None:
        self._look_up = look_up
        self._seconds = seconds
        self._largest = largest
        self._entries: dict[str, tuple[float, Tenant | None]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    async def get(self, key: str) -> Tenant | None:
        entry = self._entries.get(key)
        now = time.monotonic()
        if entry is not None and entry[0] > now:
            return entry[1]
        tenant = await self._look_up(key)
        self._entries.pop(key, None)
        if len(self._entries) >= self._largest:
            del self._entries[next(iter(self._entries))]
        self._entries[key] = (now + self._seconds, tenant)
        return tenant
