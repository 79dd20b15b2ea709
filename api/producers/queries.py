"""All SQL of the producers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from api.kit.ids import next_id
from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

WRITABLE: Final = (
    *("account_id", "name", "slug", "business_name", "description", "location", "address", "city"),
    *("postal_code", "region", "phone", "email", "website", "image_url", "latitude", "longitude"),
    *("social_media", "product_categories", "status", "is_active", "verified"),
    *("uses_custom_shipping_rates", "free_shipping_threshold", "tax_id", "tax_office", "iban"),
    *("bank_account_holder", "food_license_number", "agreement_accepted_at"),
    *("onboarding_completed_at", "tax_registration_doc_url", "efet_notification_doc_url"),
    *("haccp_declaration_doc_url", "haccp_declaration_accepted", "beekeeper_registry_number"),
    *("cpnp_notification_number", "responsible_person_name", "rejection_reason"),
    *("stripe_connect_id", "stripe_connect_status", "stripe_payouts_enabled"),
    *("stripe_charges_enabled", "anonymized_at", "deletion_reason", "removed_at"),
)
# Not the words that search keeps beside them.
_COLUMNS: Final = ", ".join(f"r.{name}" for name in ("id", "created_at", "updated_at", *WRITABLE))
# Nobody sees a producer who was removed; every look at producers says so here.
_STANDING: Final = "r.tenant_id = $1 AND r.removed_at IS NULL"
_SHOWN: Final = "r.tenant_id = $1 AND r.is_active AND r.anonymized_at IS NULL"
# The owner's account beside it; lists of admins name it.
_OWNER: Final = """
LEFT JOIN accounts a ON a.tenant_id = r.tenant_id AND a.id = r.account_id
"""
_WITH_OWNER: Final = f"""
SELECT {_COLUMNS}, a.name AS owner_name, a.email AS owner_email, a.created_at AS owner_created_at,
       a.role AS owner_role, a.language AS owner_language
FROM producers r {_OWNER}
"""

PRODUCERS_BY_ID: Final = """
SELECT r.* FROM producers r WHERE r.tenant_id = $1 AND r.id = ANY($2::bigint[])
"""
PRODUCER_BY_ID: Final = f"SELECT {_COLUMNS} FROM producers r WHERE {_STANDING} AND r.id = $2"
PRODUCER_WITH_OWNER: Final = f"{_WITH_OWNER} WHERE {_STANDING} AND r.id = $2"
SHOWN_BY_ID: Final = f"SELECT {_COLUMNS} FROM producers r WHERE {_SHOWN} AND r.id = $2"
SHOWN_BY_SLUG: Final = f"SELECT {_COLUMNS} FROM producers r WHERE {_SHOWN} AND r.slug = $2"
LOCK_PRODUCER: Final = locking("producers", "id", "id")
TAKEN: Final = {
    "slug": "SELECT EXISTS (SELECT FROM producers WHERE tenant_id = $1 AND slug = $2 AND id <> $3)",
    "tax_id": "SELECT EXISTS "
    "(SELECT FROM producers WHERE tenant_id = $1 AND lower(tax_id) = lower($2) AND id <> $3)",
}
HAS_PROFILE: Final = (
    "SELECT EXISTS (SELECT FROM producers WHERE tenant_id = $1 AND account_id = $2)"
)
REGIONS: Final = f"""
SELECT r.region, count(*) AS producers FROM producers r
WHERE {_SHOWN} AND r.region IS NOT NULL
GROUP BY r.region ORDER BY r.region LIMIT 1000
"""
INSERT_PRODUCER: Final = """
INSERT INTO producers
    (tenant_id, id, account_id, name, slug, email, phone, tax_id, tax_office, status, is_active,
     created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', false, $10, $10)
"""
SORTS: Final = {"name": "r.name", "location": "r.location", "created_at": "r.created_at"}


class ShownFilters(msgspec.Struct, frozen=True, kw_only=True):
    """What a public listing asks for; none means no such filter.

    ``search`` is looked for in name, description, location and the owner's name; ``folded`` lets
    neither accents nor case count. ``text`` is looked for in name and slug as it stands.
    """

    search: str | None = None
    folded: bool = False
    text: str | None = None
    region: str | None = None
    sort: str = "name"
    descending: bool = False
    page: int = 1
    per_page: int = 20


async def producer_by_id(uow: UnitOfWork, producer_id: int) -> Record | None:
    return await uow.row(PRODUCER_BY_ID, producer_id)


async def producers_by_id(uow: UnitOfWork, producer_ids: Sequence[int]) -> list[Record]:
    return await uow.rows(PRODUCERS_BY_ID, list(producer_ids))


async def producer_with_owner(uow: UnitOfWork, producer_id: int) -> Record | None:
    return await uow.row(PRODUCER_WITH_OWNER, producer_id)


async def shown_by_id(uow: UnitOfWork, producer_id: int) -> Record | None:
    return await uow.row(SHOWN_BY_ID, producer_id)


async def shown_by_slug(uow: UnitOfWork, slug: str) -> Record | None:
    return await uow.row(SHOWN_BY_SLUG, slug)


async def list_shown(uow: UnitOfWork, filters: ShownFilters) -> tuple[list[Record], int]:
    """One page of the producers that everybody sees, and how many there are in all."""
    where, arguments = _conditions(filters)
    source = f"FROM producers r {_OWNER} WHERE {where}"
    total = await uow.value(f"SELECT count(*) {source}", *arguments)
    skipped = (filters.page - 1) * filters.per_page
    if total <= skipped:
        return [], total
    direction = "DESC" if filters.descending else "ASC"
    limit, offset = len(arguments) + 2, len(arguments) + 3
    rows = await uow.rows(
        f"SELECT {_COLUMNS} {source} ORDER BY {SORTS[filters.sort]} {direction}, r.id {direction} "
        f"LIMIT ${limit} OFFSET ${offset}",
        *arguments,
        filters.per_page,
        skipped,
    )
    return rows, total


def _conditions(filters: ShownFilters) -> tuple[str, list[object]]:
    arguments: list[object] = []
    where = [_SHOWN]

    def bind(value: object) -> str:
        arguments.append(value)
        return f"${len(arguments) + 1}"

    if filters.search is not None and filters.folded:
        words = bind(filters.search)
        everything = "concat_ws(' ', r.name, r.description, r.location, a.name)"
        where.append(f"strpos(fold_text({everything}), fold_text({words})) > 0")
    elif filters.search is not None:
        pattern = bind(f"%{filters.search}%")
        where.append(
            f"(r.name ILIKE {pattern} OR r.description ILIKE {pattern} "
            f"OR r.location ILIKE {pattern} OR a.name ILIKE {pattern})"
        )
    if filters.text is not None:
        pattern = bind(f"%{filters.text}%")
        where.append(f"(r.name LIKE {pattern} OR r.slug LIKE {pattern})")
    if filters.region is not None:
        where.append(f"r.region = {bind(filters.region)}")
    return " AND ".join(where), arguments


async def list_all(
    uow: UnitOfWork, *, status: str | None, page: int, per_page: int
) -> tuple[list[Record], int]:
    """One page of all producers with their owners, newest first, and how many there are in all."""
    where, arguments = _STANDING, list[object]()
    if status is not None:
        where, arguments = f"{where} AND r.status = $2", [status]
    limit, offset = len(arguments) + 2, len(arguments) + 3
    rows = await uow.rows(
        f"SELECT t.total, page.* "
        f"FROM (SELECT count(*) AS total FROM producers r WHERE {where}) AS t "
        f"LEFT JOIN ({_WITH_OWNER} WHERE {where} ORDER BY r.created_at DESC, r.id DESC "
        f"LIMIT ${limit} OFFSET ${offset}) AS page ON true "
        "ORDER BY page.created_at DESC, page.id DESC",
        *arguments,
        per_page,
        (page - 1) * per_page,
    )
    return [row for row in rows if row["id"] is not None], rows[0]["total"]


async def regions(uow: UnitOfWork) -> list[Record]:
    return await uow.rows(REGIONS)


async def is_taken(uow: UnitOfWork, column: str, value: object, producer_id: int) -> bool:
    """Whether another producer than this one has the value; ``column`` is a key of TAKEN."""
    return bool(await uow.value(TAKEN[column], value, producer_id))


async def has_profile(uow: UnitOfWork, account_id: int) -> bool:
    return bool(await uow.value(HAS_PROFILE, account_id))


# Writing ------------------------------------------------------------------------------------------


async def lock_producer(uow: UnitOfWork, producer_id: int) -> None:
    """Hold the producer's row until the unit of work ends; nothing happens if there is none."""
    await uow.row(LOCK_PRODUCER, [producer_id])


async def insert_pending_producer(
    uow: UnitOfWork,
    *,
    account_id: int,
    name: str,
    slug: str,
    email: str,
    phone: str | None,
    tax_id: str | None,
    tax_office: str | None,
) -> int:
    producer_id = await next_id(uow, "producers")
    await uow.run(
        INSERT_PRODUCER,
        producer_id,
        account_id,
        name,
        slug,
        email,
        phone,
        tax_id,
        tax_office,
        uow.moment,
    )
    return producer_id


async def update_producer(uow: UnitOfWork, producer_id: int, values: Mapping[str, object]) -> None:
    columns = [name for name in WRITABLE if name in values]
    changes = "".join(f", {name} = ${position}" for position, name in enumerate(columns, start=4))
    await uow.run(
        f"UPDATE producers SET updated_at = $3{changes} WHERE tenant_id = $1 AND id = $2",
        producer_id,
        uow.moment,
        *(values[name] for name in columns),
    )
