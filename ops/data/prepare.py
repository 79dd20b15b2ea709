"""A database ready to serve: roles, schema and, where it is empty, the demo market.

What was prepared is noted in ``STOA_HOME/prepared.json`` (mode 0600, it holds passwords). When the
note fits and the database confirms it in one query, nothing else is done: that is what makes a
second start fast.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import msgspec

from api.kit.clock import clock_from
from api.kit.db import Database
from api.schema.connect import connected
from api.schema.files import MIGRATIONS
from api.schema.runner import is_current, migrate_up
from ops.data import provision as provisioning
from ops.home import write_private
from ops.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

NOTE = "prepared.json"
SHOPS = """
SELECT t.slug, t.name, t.locale, t.currency,
       ARRAY(SELECT d.host FROM tenant_domains d WHERE d.tenant_id = t.id ORDER BY d.host) AS hosts
FROM tenants t WHERE t.status = 'active' ORDER BY t.slug LIMIT $1
"""
SHOPS_SHOWN = 10


class Shop(msgspec.Struct, frozen=True):
    """A shop of the database, as a start announces it."""

    slug: str
    name: str
    locale: str
    currency: str
    hosts: list[str]


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What a start left ready.

    ``code`` is the digest of the migrations and of this room; ``demo_wanted`` whether a demo market
    was asked for, ``demo_stored`` whether this STOA_HOME stored one.
    """

    code: str
    admin: str
    given_app: str | None
    owner: str
    app: str
    database: str
    demo_wanted: bool
    demo_stored: bool

    def fits(self, code: str, admin_url: str, given_app: str | None, *, demo: bool) -> bool:
        """Whether the note is about this code, this server and these wishes."""
        same = (self.code, self.admin, self.given_app) == (code, admin_url, given_app)
        return same and (self.demo_wanted or not demo)


async def prepare(
    admin_url: str, home: Path, given_app: str | None, *, demo: bool, say: Callable[[str], None]
) -> Prepared:
    """Do what is missing, in order: roles and database, migrations, demo market.

    ``given_app`` is the application role's URL where an operator made one. ``say`` hears what takes
    time. Raises ProvisionError, MigrationError or Refusal, each with one sentence.
    """
    code = _code()
    known = _noted(home)
    fits = known is not None and known.fits(code, admin_url, given_app, demo=demo)
    if known is not None and fits and await _confirmed(known.app):
        return known
    urls = await provisioning.provision(admin_url, home, app_url=given_app)
    for note in urls.notes:
        say(note)
    for name in await migrate_up(urls.owner, urls.roles):
        say(f"Migrated: {name}")
    stored = demo and await _store_demo(urls, say)
    prepared = Prepared(
        code=code,
        admin=admin_url,
        given_app=given_app,
        owner=urls.owner,
        app=urls.app,
        database=urls.database,
        demo_wanted=demo,
        demo_stored=stored or (known is not None and known.demo_stored and known.app == urls.app),
    )
    write_private(home / NOTE, msgspec.json.encode(prepared).decode())
    return prepared


async def shops(owner_url: str) -> list[Shop]:
    """The first ten active shops by slug."""
    async with connected(owner_url) as connection:
        return [Shop(*row) for row in await connection.fetch(SHOPS, SHOPS_SHOWN)]


async def refuse_unready(app_url: str) -> None:
    """Raises Refusal when this role or this schema must not serve: asked before the workers start.

    Raises UnsafeRole and Unavailable as well.
    """
    try:
        current = await is_current(app_url)
    except (asyncpg.PostgresError, OSError, ValueError) as reason:
        raise Refusal(
            f"The application's database cannot be reached ({reason}). Mend "
            "STOA_APP_DATABASE_URL, or unset it and let `stoa run` prepare a database."
        ) from reason
    if not current:
        raise Refusal(
            "The database's schema is not the one of this code. Run `stoa migrate up` (or "
            "`stoa run`, which does it)."
        )
    await refuse_unsafe(app_url)


async def refuse_unsafe(app_url: str) -> None:
    """Raises UnsafeRole when the application role could look around row-level security."""
    database = await Database.open(app_url, pool_size=2)
    await database.close()


async def _confirmed(app_url: str) -> bool:
    try:
        return await is_current(app_url)
    except (asyncpg.PostgresError, OSError):
        return False


async def _store_demo(urls: provisioning.DatabaseUrls, say: Callable[[str], None]) -> bool:
    # Loaded only here: a hundred products and their pictures are no part of a normal start.
    from ops.data.seed import has_shops, seed_demo

    async with connected(urls.owner) as owner:
        if await has_shops(owner):
            return False
    say("Storing the demo market …")
    database = await Database.open(urls.app, pool_size=2)
    try:
        clock = clock_from(os.environ.get("STOA_CLOCK", "").strip() or None)
        report = await seed_demo(database, owner_url=urls.owner, clock=clock)
    finally:
        await database.close()
    return bool(report.shops)


def _noted(home: Path) -> Prepared | None:
    try:
        return msgspec.json.decode((home / NOTE).read_bytes(), type=Prepared)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _code() -> str:
    """Changes when a migration or the provisioning does."""
    room = Path(__file__).parent
    files = [*sorted(MIGRATIONS.glob("*.sql")), *sorted(room.glob("*.py"))]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
