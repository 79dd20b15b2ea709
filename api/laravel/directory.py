"""Where the pipeline looks tenants and credentials up; ``app.py`` hands the answers in.

The dialect knows neither the tenants' nor the accounts' tables, so it asks through this protocol.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from api.kit.authz import Principal

if TYPE_CHECKING:
    from api.tenants.profile import Tenant


class Authenticated(msgspec.Struct, frozen=True):
    """Whom a credential proves and in which tenant it was issued. ``expires_at`` is in UTC."""

    principal: Principal
    tenant: Tenant
    expires_at: datetime | None = None


class Seen(msgspec.Struct, frozen=True):
    """Where a credential was shown: the program's own name, and the caller's address."""

    user_agent: str | None
    address: str


class Directory(Protocol):
    """The look-ups that happen before a tenant is known. Each is one round trip or less."""

    async def tenant_by_host(self, host: str) -> Tenant | None:
        """The tenant of a lower-case host name without port, of its own or as a subdomain."""

    async def tenant_by_slug(self, slug: str) -> Tenant | None:
        """The tenant of a well-formed slug, also a suspended one."""

    def default_tenant_slug(self) -> str | None:
        """Who serves callers that name no tenant; none refuses them."""

    async def by_token(
        self, token_hash: bytes, token_id: int | None, moment: datetime, seen: Seen
    ) -> Authenticated | None:
        """The account of a token by its SHA-256 and, when the caller gave it, its row's id."""

    async def by_session(
        self, session_hash: bytes, moment: datetime, seen: Seen
    ) -> Authenticated | None:
        """The account that is signed in with a session by the SHA-256 of its cookie value."""

    async def by_operator_token(self, token: str, tenant: Tenant, moment: datetime) -> Principal:
        """As whom the bearer of the shop's operator token acts.

        Raises ``Unauthenticated``, ``Refused`` and ``Unavailable`` with the contract's sentences.
        """
