"""The demo market: two shops in an installation that has none.

A tenant is a platform row, which only the owner may write; everything inside a tenant is stored by
the application role under row-level security. So a tenant is made first, marked as being filled
and invisible to visitors, and opened when its one unit of work is stored. What a killed start left
half done is filled by the next one.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from api.identity.rules import hash_password
from api.kit.authz import Principal
from api.kit.db import Scope
from api.kit.ids import random_uuid4
from api.schema.connect import connected
from ops.data.demo.fill import fill_shop
from ops.data.demo.shop import DEMO_SHOPS, Shop, read_shop

if TYPE_CHECKING:
    from datetime import datetime

    from asyncpg import Connection

    from api.kit.clock import Clock
    from api.kit.db import Database
    from ops.data.demo.shop import TenantProfile

DEMO_PASSWORD: Final = "password"
LOCK_KEY: Final = 0x53656564  # "Seed" in ASCII; any number that nobody else locks will do

ONE_AT_A_TIME: Final = "SELECT pg_advisory_lock($1)"

HAS_SHOPS: Final = """
SELECT EXISTS (SELECT FROM tenants WHERE NOT coalesce((settings ->> 'filling')::boolean, false))
"""
UNFINISHED_TENANT: Final = "SELECT id FROM tenants WHERE slug = $1 AND settings ? 'filling'"
IS_FILLED: Final = "SELECT EXISTS (SELECT FROM products WHERE tenant_id = $1)"
INSERT_TENANT: Final = """
INSERT INTO tenants
    (id, slug, name, tagline, status, origin, currency, locale, country, settings, created_at)
VALUES ($1, $2, $3, $4, 'suspended', 'new', $5, $6, $7, $8::jsonb, $9)
"""
INSERT_HOSTS: Final = """
INSERT INTO tenant_domains (host, tenant_id) SELECT unnest($2::text[]), $1
ON CONFLICT (host) DO NOTHING
"""
OPEN_TENANT: Final = """
UPDATE tenants SET status = 'active', settings = settings - 'filling' WHERE id = $1
"""


class SeededShop(msgspec.Struct, frozen=True, kw_only=True):
    """A shop that was stored, with how much of everything."""

    slug: str
    name: str
    tenant_id: UUID
    producers: int
    products: int


class SeedReport(msgspec.Struct, frozen=True, kw_only=True):
    """What ``seed_demo`` did; no shops when the installation had one already."""

    shops: tuple[SeededShop, ...]
    seconds: float


async def has_shops(owner: Connection) -> bool:
    """Whether a shop exists that is not a half-filled demo."""
    return bool(await owner.fetchval(HAS_SHOPS))


async def seed_demo(database: Database, *, owner_url: str, clock: Clock) -> SeedReport:
    """Store the demo shops, unless the installation has a shop. About a second.

    ``database`` is the application role's, ``owner_url`` reaches the same database as the owner.
    All demo accounts have the password ``password``.
    """
    begun = time.monotonic()
    stored: list[SeededShop] = []
    async with connected(owner_url) as owner:
        # Held until the connection closes: two first starts at once make one market.
        await owner.execute(ONE_AT_A_TIME, LOCK_KEY)
        if not await has_shops(owner):
            moment = clock.now()
            password_hash = hash_password(DEMO_PASSWORD)
            for slug in DEMO_SHOPS:
                shop = read_shop(slug)
                stored.append(await store_shop(database, owner, shop, password_hash, moment))
    return SeedReport(shops=tuple(stored), seconds=time.monotonic() - begun)


async def store_shop(
    database: Database, owner: Connection, shop: Shop, password_hash: str, moment: datetime
) -> SeededShop:
    """Make the tenant over the owner's connection, fill it in one unit of work, open it.

    Raises ``asyncpg.UniqueViolationError`` when a finished tenant has the slug.
    """
    tenant_id = await owner.fetchval(UNFINISHED_TENANT, shop.tenant.slug)
    if tenant_id is None:
        tenant_id = random_uuid4()
        await _insert_tenant(owner, tenant_id, shop.tenant, moment)
    scope = Scope(
        tenant_id=tenant_id,
        principal=Principal(tenant_id=tenant_id),
        moment=moment,
        request_id=f"seed {shop.tenant.slug}",
    )
    async with database.unit_of_work(scope) as uow:
        # A start killed between filling and opening left everything stored.
        if not await uow.value(IS_FILLED):
            await fill_shop(uow, shop, password_hash)
    await owner.execute(OPEN_TENANT, tenant_id)
    return SeededShop(
        slug=shop.tenant.slug,
        name=shop.tenant.name,
        tenant_id=tenant_id,
        producers=len(shop.producers),
        products=len(shop.products),
    )


async def _insert_tenant(
    owner: Connection, tenant_id: UUID, profile: TenantProfile, moment: datetime
) -> None:
    settings = {
        "branding": profile.branding,
        "contact": profile.contact,
        "default_postal_code": profile.default_postal_code,
        "free_shipping_threshold": profile.free_shipping_threshold,
        "hosts": profile.hosts,
        # Whoever tries the demo as a producer sees at once what they made.
        "moderation": False,
        "filling": True,
    }
    async with owner.transaction():
        await owner.execute(
            INSERT_TENANT,
            tenant_id,
            profile.slug,
            profile.name,
            profile.tagline,
            profile.currency,
            profile.locale,
            profile.country,
            msgspec.json.encode(settings).decode(),
            moment,
        )
        await owner.execute(INSERT_HOSTS, tenant_id, list(profile.hosts))
