"""What the dialect asks before a tenant is known, answered by tenants and identity."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from api.identity import operator
from api.identity import service as identity
from api.identity.rules import device_of
from api.identity.service import TOUCH_AFTER, Holder
from api.kit.authz import Principal
from api.kit.db import Scope
from api.laravel.directory import Authenticated, Seen
from api.tenants import service as tenants

if TYPE_CHECKING:
    from api.kit.db import Database
    from api.settings import Settings
    from api.tenants.profile import Tenant

# Profiles are read again after this long, so a suspended shop closes within seconds.
KEPT: Final = timedelta(seconds=5)
MOST_KEPT: Final = 10_000


class Lookups:
    """Implements ``api.laravel.directory.Directory`` on the database."""

    def __init__(self, settings: Settings) -> None:
        self.database: Database | None = None
        self._settings = settings
        self._default_tenant = settings.default_tenant
        self._session_lifetime = timedelta(minutes=settings.session_minutes)
        self._tenants: dict[str, tuple[datetime, Tenant]] = {}
        self._touching: set[asyncio.Task[None]] = set()

    async def tenant_by_host(self, host: str) -> Tenant | None:
        """The tenant of a host name, suspended or not; the pipeline remembers it for seconds."""
        return await tenants.find_by_host(self._open(), host)

    async def tenant_by_slug(self, slug: str) -> Tenant | None:
        """The tenant of a slug, suspended or not; the pipeline remembers it for some seconds."""
        return await tenants.find_by_slug(self._open(), slug)

    def default_tenant_slug(self) -> str | None:
        """Who serves callers that name no tenant."""
        return self._default_tenant

    async def by_token(
        self, token_hash: bytes, token_id: int | None, moment: datetime, seen: Seen
    ) -> Authenticated | None:
        """The account of a bearer token; with an id, only the token of that id."""
        holder = await identity.holder_of(self._open(), "token", token_hash, moment)
        if holder is None or token_id not in (None, holder.principal.credential_id):
            return None
        return await self._authenticated(holder, moment, seen)

    async def by_session(
        self, session_hash: bytes, moment: datetime, seen: Seen
    ) -> Authenticated | None:
        """The account of a browser session."""
        holder = await identity.holder_of(self._open(), "session", session_hash, moment)
        return None if holder is None else await self._authenticated(holder, moment, seen)

    async def by_operator_token(self, token: str, tenant: Tenant, moment: datetime) -> Principal:
        """As whom the bearer of the shop's operator token acts; raises what ``operator`` does."""
        operator.check_operator_token(
            token,
            secret=self._operator_secret(tenant),
            issuer=tenant.operator_jwt_issuer or self._settings.operator_jwt_issuer,
            moment=moment,
        )
        scope = Scope(
            tenant_id=tenant.id,
            principal=Principal(tenant_id=tenant.id),
            moment=moment,
            request_id="operator",
        )
        async with self._open().unit_of_work(scope, read_only=True) as uow:
            return await operator.operator_principal(uow, tenant.policy_version)

    async def settled(self) -> None:
        """Wait until every use of a credential is written down; called at shutdown."""
        if self._touching:
            await asyncio.wait(self._touching, timeout=5)

    async def _authenticated(
        self, holder: Holder, moment: datetime, seen: Seen
    ) -> Authenticated | None:
        tenant = await self._tenant_of(holder.tenant_slug, moment)
        if tenant is None:
            return None
        if holder.last_used_at is None or holder.last_used_at < moment - TOUCH_AFTER:
            self._touch(holder, moment, seen)
        return Authenticated(holder.principal, tenant, holder.expires_at)

    async def _tenant_of(self, slug: str, moment: datetime) -> Tenant | None:
        kept = self._tenants.get(slug)
        if kept is not None and abs(moment - kept[0]) < KEPT:
            return kept[1]
        tenant = await tenants.find_by_slug(self._open(), slug)
        if tenant is None:
            self._tenants.pop(slug, None)
            return None
        if len(self._tenants) >= MOST_KEPT:
            self._tenants.clear()
        self._tenants[slug] = (moment, tenant)
        return tenant

    def _operator_secret(self, tenant: Tenant) -> str | None:
        """The shop's own; the variable is the default tenant's and nobody else's."""
        if tenant.operator_jwt_secret is None and tenant.slug == self._default_tenant:
            return self._settings.operator_jwt_secret
        return tenant.operator_jwt_secret

    def _touch(self, holder: Holder, moment: datetime, seen: Seen) -> None:
        """Write down, beside the request, that a credential was used: once a minute at most."""
        task = asyncio.create_task(self._write_touch(holder, moment, seen))
        self._touching.add(task)
        task.add_done_callback(self._touching.discard)

    async def _write_touch(self, holder: Holder, moment: datetime, seen: Seen) -> None:
        scope = Scope(
            tenant_id=holder.principal.tenant_id,
            principal=holder.principal,
            moment=moment,
            request_id="touch",
        )
        async with self._open().unit_of_work(scope) as uow:
            device = device_of(seen.user_agent, seen.address)
            await identity.touch_credential(uow, self._session_lifetime, device)

    def _open(self) -> Database:
        if self.database is None:
            raise RuntimeError("the application has not started: its lifespan opens the database")
        return self.database
