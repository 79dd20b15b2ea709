"""Use cases of the businesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.businesses import queries
from api.kit import audit

if TYPE_CHECKING:
    from api.identity.service import Registration
    from api.kit.db import UnitOfWork


async def open_profile(uow: UnitOfWork, account_id: int, registration: Registration) -> None:
    """Give a new business account its profile; an admin approves it before it buys wholesale."""
    company_name = registration.company_name or registration.name
    business_id = await queries.insert_pending_business(
        uow,
        account_id=account_id,
        company_name=company_name,
        business_type=registration.business_type or "restaurant",
        tax_id=registration.tax_id,
        tax_office=registration.tax_office,
        phone=registration.phone,
    )
    await audit.record(
        uow,
        "create",
        "business",
        business_id,
        after={"company_name": company_name, "status": "pending"},
    )
