"""``stoa import-laravel``: an old installation becomes a tenant, or nothing changes.

Every row that fits is stored, in one transaction and under the tenant's row-level security. What
came is remembered by its digest, so a second import of the same source stores nothing, a new row
comes along, and a changed one is told, not overwritten: people may have worked here since. A row
that an earlier version of Stoa kept, because it had no place for it, is placed when there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from api.catalog.service import correct_listings
from api.identity.queries import REMEMBER_CREDENTIAL
from api.kit import audit
from api.kit.authz import Principal
from api.kit.db import Scope
from api.kit.ids import random_uuid4
from api.schema.connect import connected
from ops.data.carriers.carrier import read_carrier, store_carrier
from ops.data.demo.bulk import Target, insert_rows
from ops.data.laravel.installation import Installation
from ops.data.laravel.old_row import OldRow, Unplaceable
from ops.data.laravel.places import PLACES, STORED_IN_ORDER
from ops.data.laravel.source import Source
from ops.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from api.kit.db import Database, UnitOfWork

IMPORTED_ROWS: Final = "imported_rows"
MOST_REASONS: Final = 50
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")

FIND_TENANT: Final = "SELECT id, currency FROM tenants WHERE slug = $1"
INSERT_TENANT: Final = """
INSERT INTO tenants
    (id, slug, name, status, origin, currency, locale, country, settings, created_at)
VALUES ($1, $2, $3, 'suspended', 'imported', $4, $5, $6, '{"filling": true}', $7)
"""
INSERT_HOSTS: Final = """
INSERT INTO tenant_domains (host, tenant_id) SELECT unnest($2::text[]), $1
ON CONFLICT (host) DO NOTHING
"""
OPEN_TENANT: Final = """
UPDATE tenants SET status = 'active', settings = settings - 'filling'
WHERE id = $1 AND settings ? 'filling'
"""
COLUMN_TYPES: Final = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relnamespace = 'public'::regnamespace
WHERE c.relname = ANY($1::text[]) AND a.attnum > 0 AND NOT a.attisdropped
"""
KNOWN_ROWS: Final = """
SELECT source_table, source_key, digest, remainder FROM imported_rows WHERE tenant_id = $1
"""
PLACED_LATER: Final = """
UPDATE imported_rows AS kept SET remainder = now.remainder::jsonb
FROM unnest($2::text[], $3::text[], $4::text[]) AS now (source_table, source_key, remainder)
WHERE kept.tenant_id = $1 AND kept.source_table = now.source_table
  AND kept.source_key = now.source_key
"""
COUNTERS: Final = "SELECT entity, next_id FROM id_counters WHERE tenant_id = $1"
SET_COUNTER: Final = """
INSERT INTO id_counters (tenant_id, entity, next_id) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, entity) DO UPDATE SET next_id = greatest(id_counters.next_id, $3)
"""
HAS_TARIFFS: Final = "SELECT EXISTS (SELECT 1 FROM shipping_tariffs WHERE tenant_id = $1)"
COUNT_STARS: Final = """
INSERT INTO product_ratings (tenant_id, product_id, stars_1, stars_2, stars_3, stars_4, stars_5)
SELECT $1, product_id, count(*) FILTER (WHERE rating = 1),
       count(*) FILTER (WHERE rating = 2), count(*) FILTER (WHERE rating = 3),
       count(*) FILTER (WHERE rating = 4), count(*) FILTER (WHERE rating = 5)
FROM reviews WHERE tenant_id = $1 AND status = 'approved' GROUP BY product_id
ON CONFLICT (tenant_id, product_id) DO UPDATE
SET stars_1 = excluded.stars_1, stars_2 = excluded.stars_2, stars_3 = excluded.stars_3,
    stars_4 = excluded.stars_4, stars_5 = excluded.stars_5
"""


ColumnTypes = dict[str, dict[str, str]]


class NewTenant(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant is called and where it stands, when the import makes it."""

    slug: str
    name: str
    currency: str = "EUR"
    locale: str = "el"
    country: str = "GR"
    hosts: tuple[str, ...] = ()


class TableReport(msgspec.Struct, kw_only=True):
    """What became of one old table's rows. ``carried`` have no place yet and are kept whole."""

    table: str
    rows: int = 0
    placed: int = 0
    carried: int = 0
    unchanged: int = 0
    changed: list[str] = []


class CannotPlace(Refusal):
    """Rows that cannot stand in the tenant; nothing was stored."""

    def __init__(self, reasons: list[str]) -> None:
        shown = [f"  {reason}" for reason in reasons[:MOST_REASONS]]
        more = len(reasons) - len(shown)
        if more > 0:
            shown.append(f"  and {more:,} more")
        super().__init__(
            f"{len(reasons):,} rows cannot be placed, so nothing was imported. Mend them in the "
            "old installation and import again:\n" + "\n".join(shown)
        )
        self.reasons = reasons


async def import_installation(
    database: Database,
    owner_url: str,
    source: Source,
    tenant: NewTenant,
    moment: datetime,
    tell: Callable[[str, int], None] = lambda table, rows: None,
) -> list[TableReport]:
    """Bring what the tenant does not have yet. ``tell`` hears of each table as it is stored.

    A tenant that does not exist is made, closed to visitors until everything is stored. Raises
    CannotPlace and Refusal; nothing of the old rows is stored then.
    """
    tenant_id, currency = await _find_or_make(owner_url, tenant, moment)
    types = await _column_types(owner_url)
    scope = Scope(
        tenant_id=tenant_id,
        principal=Principal(tenant_id=tenant_id),
        moment=moment,
        request_id=f"import {tenant.slug}",
    )
    try:
        async with database.unit_of_work(scope) as uow:
            reports = await _bring(uow, source, currency, types, tell)
            await _bring_tariffs(uow, tenant.country, currency)
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as reason:
        raise Refusal(f"Nothing was imported: {reason}. {_detail(reason)}") from reason
    async with connected(owner_url) as owner:
        await owner.execute(OPEN_TENANT, tenant_id)
    return reports


async def _find_or_make(owner_url: str, tenant: NewTenant, moment: datetime) -> tuple[UUID, str]:
    if not SLUG.fullmatch(tenant.slug):
        raise Refusal(f"{tenant.slug!r} is no slug: small letters, digits and dashes, at least 2.")
    async with connected(owner_url) as owner, owner.transaction():
        found = await owner.fetchrow(FIND_TENANT, tenant.slug)
        if found is not None:
            return found["id"], found["currency"]
        tenant_id = random_uuid4()
        names = (tenant.name, tenant.currency, tenant.locale, tenant.country)
        await owner.execute(INSERT_TENANT, tenant_id, tenant.slug, *names, moment)
        await owner.execute(INSERT_HOSTS, tenant_id, list(tenant.hosts))
        return tenant_id, tenant.currency


async def _column_types(owner_url: str) -> ColumnTypes:
    """How PostgreSQL calls the type of each column that is filled."""
    types: ColumnTypes = {}
    async with connected(owner_url) as owner:
        for table, column, kind in await owner.fetch(
            COLUMN_TYPES, [*STORED_IN_ORDER, IMPORTED_ROWS]
        ):
            types.setdefault(table, {})[column] = kind
    return types


async def _bring(
    uow: UnitOfWork,
    source: Source,
    currency: str,
    types: ColumnTypes,
    tell: Callable[[str, int], None],
) -> list[TableReport]:
    known = {(row[0], row[1]): _Known(row[2], row[3]) for row in await uow.rows(KNOWN_ROWS)}
    sorting = _Sorting(Installation(source, currency), known)
    for table in (*PLACES, *sorted(set(source.tables) - set(PLACES))):
        sorting.sort(table, source.tables.get(table, []))
    if sorting.reasons:
        raise CannotPlace(sorting.reasons)
    numbers = await _Numbers.read(uow, source)
    for table in (*STORED_IN_ORDER, IMPORTED_ROWS):
        rows = sorting.placed.get(table, [])
        if rows:
            await _store(uow, table, rows, numbers, types[table])
            tell(table, len(rows))
    await _note_placed(uow, sorting.placed_later)
    await correct_listings(uow)
    await uow.run(COUNT_STARS)
    await _remember_tokens(uow, sorting.placed.get("access_tokens", []))
    stored = {each.table: each.placed + each.carried for each in sorting.reports}
    if any(stored.values()):
        # Before the counters are written: its own number is taken beside this transaction.
        await audit.record(uow, "import", "tenant", None, after=stored)
    await numbers.write(uow)
    return sorting.reports


async def _bring_tariffs(uow: UnitOfWork, country: str, currency: str) -> None:
    """What parcels cost, which the old program kept in files of its own, unless it is known."""
    if country == "GR" and not await uow.value(HAS_TARIFFS):
        await store_carrier(uow, read_carrier("greece"), currency)


class _Known(NamedTuple):
    """What is remembered of an old row: how it was, and which of its columns found no place."""

    digest: bytes
    remainder: dict[str, Any] | None


class _Sorting:
    """Sorts old rows into tables of ours, what is known, what changed and what has no place."""

    def __init__(self, old: Installation, known: Mapping[tuple[str, str], _Known]) -> None:
        self._old = old
        self._known = known
        self.placed: dict[str, list[dict[str, Any]]] = {}
        self.placed_later: list[OldRow] = []
        self.reports: list[TableReport] = []
        self.reasons: list[str] = []

    def sort(self, table: str, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        report = TableReport(table=table, rows=len(rows))
        self.reports.append(report)
        for values in rows:
            row = OldRow(table, values)
            known = self._known.get((table, row.key))
            if known is None:
                self._take(row, report)
            elif known.digest != row.digest:
                report.changed.append(row.key)
            elif table in PLACES and known.remainder == row.remainder():
                self._place(row, report)
                self.placed_later.append(row)
            else:
                report.unchanged += 1

    def _take(self, row: OldRow, report: TableReport) -> None:
        """A row that comes for the first time: placed, or kept whole while it has no place."""
        if row.table not in PLACES:
            report.carried += 1
        elif not self._place(row, report):
            return
        self.placed.setdefault(IMPORTED_ROWS, []).append(
            {
                "id": None,
                "source_table": row.table,
                "source_key": row.key,
                "digest": row.digest,
                "remainder": row.remainder(),
                "imported_at": None,
            }
        )

    def _place(self, row: OldRow, report: TableReport) -> bool:
        """Whether the row has a place; why it cannot stand there is noted."""
        _, place = PLACES[row.table]
        try:
            for table, columns in place(row, self._old):
                self.placed.setdefault(table, []).append(columns)
        except (Unplaceable, ValueError) as reason:
            self.reasons.append(f"{row.table} {row.key}: {reason}")
            return False
        report.placed += 1
        return True


class _Numbers:
    """The tenant's counters, which go on where the old sequences stood."""

    def __init__(self, next_ids: dict[str, int]) -> None:
        self._next = next_ids

    @classmethod
    async def read(cls, uow: UnitOfWork, source: Source) -> _Numbers:
        """The larger of what each counter and each old sequence would hand out next."""
        next_ids = {row[0]: row[1] for row in await uow.rows(COUNTERS)}
        for old_table, (table, _) in PLACES.items():
            last = source.last_ids.get(old_table, 0)
            next_ids[table] = max(next_ids.get(table, 1), last + 1)
        return cls(next_ids)

    def give(self, table: str, row: dict[str, Any]) -> None:
        """Number a row that has no number, and never hand out one that a row bears."""
        following = self._next.get(table, 1)
        if row.get("id") is None:
            row["id"] = following
        self._next[table] = max(following, row["id"] + 1)

    async def write(self, uow: UnitOfWork) -> None:
        await uow.run_many(SET_COUNTER, sorted(self._next.items()))


async def _store(
    uow: UnitOfWork,
    table: str,
    rows: list[dict[str, Any]],
    numbers: _Numbers,
    types: Mapping[str, str],
) -> None:
    if "id" in rows[0]:
        # Rows with a number first: a fresh one must not take theirs.
        for row in sorted(rows, key=lambda row: row["id"] is None):
            numbers.give(table, row)
    if table == IMPORTED_ROWS:
        rows = [{**row, "imported_at": uow.moment} for row in rows]
    target = Target(table, {column: types[column] for column in rows[0]})
    await insert_rows(uow, target, (tuple(row[name] for name in target.columns) for row in rows))


async def _note_placed(uow: UnitOfWork, rows: list[OldRow]) -> None:
    """Of rows that were kept whole, keep what still has no place."""
    if rows:
        left = [msgspec.json.encode(row.remainder()).decode() for row in rows]
        await uow.run(
            PLACED_LATER,
            [row.table for row in rows],
            [row.key for row in rows],
            [None if columns == "null" else columns for columns in left],
        )


async def _remember_tokens(uow: UnitOfWork, tokens: list[dict[str, Any]]) -> None:
    await uow.run_many(
        REMEMBER_CREDENTIAL, [("token", token["token_hash"], token["id"]) for token in tokens]
    )


def _detail(reason: asyncpg.PostgresError) -> str:
    """PostgreSQL's own word on which row it was."""
    return getattr(reason, "detail", None) or "The database gives no detail."
