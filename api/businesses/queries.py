"""All SQL of the businesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.kit.ids import next_id
from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.businesses.service import Listing
    from api.kit.db import UnitOfWork

_COLUMNS: Final = """
b.id, b.account_id, b.company_name, b.tax_id, b.tax_office, b.business_type, b.contact_person,
b.phone, b.email, b.website, b.address, b.city, b.postal_code, b.region, b.status,
b.rejection_reason, b.approved_at, b.notes, b.created_at, b.updated_at,
a.name AS account_name, a.email AS account_email, a.created_at AS account_created_at,
a.language AS account_language
"""
_BUSINESS: Final = f"""
SELECT {_COLUMNS}
FROM businesses b JOIN accounts a ON a.tenant_id = b.tenant_id AND a.id = b.account_id
"""
BUSINESS_BY_ID: Final = f"{_BUSINESS} WHERE b.tenant_id = $1 AND b.id = $2"
NEWEST_BUSINESSES: Final = f"""
{_BUSINESS} WHERE b.tenant_id = $1
ORDER BY b.created_at DESC, b.id DESC LIMIT $2 OFFSET $3
"""
NEWEST_BUSINESSES_OF_STATUS: Final = f"""
{_BUSINESS} WHERE b.tenant_id = $1 AND b.status = $4
ORDER BY b.created_at DESC, b.id DESC LIMIT $2 OFFSET $3
"""
COUNT_BUSINESSES: Final = "SELECT count(*) FROM businesses WHERE tenant_id = $1"
COUNT_BUSINESSES_OF_STATUS: Final = f"{COUNT_BUSINESSES} AND status = $2"
INSERT_BUSINESS: Final = """
INSERT INTO businesses
    (tenant_id, id, account_id, company_name, business_type, tax_id, tax_office, phone,
     contact_person, email, status, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'pending', $11, $11)
"""
LOCK_BUSINESS: Final = locking("businesses", "id", "status, rejection_reason, approved_at")
SETTLE_BUSINESS: Final = """
UPDATE businesses
SET status = $3, rejection_reason = $4, approved_at = $5, updated_at = $6
WHERE tenant_id = $1 AND id = $2
"""


async def business_by_id(uow: UnitOfWork, business_id: int) -> Record | None:
    """The business with the account that it belongs to."""
    return await uow.row(BUSINESS_BY_ID, business_id)


async def list_businesses(uow: UnitOfWork, wanted: Listing) -> tuple[list[Record], int]:
    """A slice of the businesses, newest first, and how many there are in all."""
    if wanted.status is None:
        rows = await uow.rows(NEWEST_BUSINESSES, wanted.limit, wanted.offset)
        return rows, await uow.value(COUNT_BUSINESSES)
    rows = await uow.rows(NEWEST_BUSINESSES_OF_STATUS, wanted.limit, wanted.offset, wanted.status)
    return rows, await uow.value(COUNT_BUSINESSES_OF_STATUS, wanted.status)


async def insert_pending_business(
    uow: UnitOfWork,
    *,
    account_id: int,
    company_name: str,
    business_type: str,
    tax_id: str | None,
    tax_office: str | None,
    phone: str | None,
    contact_person: str,
    email: str,
) -> int:
    business_id = await next_id(uow, "businesses")
    await uow.run(
        INSERT_BUSINESS,
        business_id,
        account_id,
        company_name,
        business_type,
        tax_id,
        tax_office,
        phone,
        contact_person,
        email,
        uow.moment,
    )
    return business_id


async def lock_business(uow: UnitOfWork, business_id: int) -> Record | None:
    """Status, reason and moment of approval; nobody else settles it until we are done."""
    return await uow.row(LOCK_BUSINESS, [business_id])


async def settle_business(
    uow: UnitOfWork,
    business_id: int,
    *,
    status: str,
    rejection_reason: str | None,
    approved_at: object,
) -> None:
    await uow.run(SETTLE_BUSINESS, business_id, status, rejection_reason, approved_at, uow.moment)
