"""All SQL of the businesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.kit.ids import next_id

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

INSERT_BUSINESS: Final = """
INSERT INTO businesses
    (tenant_id, id, account_id, company_name, business_type, tax_id, tax_office, phone, status,
     created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $9)
"""


async def insert_pending_business(
    uow: UnitOfWork,
    *,
    account_id: int,
    company_name: str,
    business_type: str,
    tax_id: str | None,
    tax_office: str | None,
    phone: str | None,
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
        uow.moment,
    )
    return business_id
