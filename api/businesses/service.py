"""Use cases of the businesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from api.businesses import queries
from api.kit import audit
from api.kit.authz import require
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID
from api.kit.outbox import emit

if TYPE_CHECKING:
    from asyncpg import Record

    from api.identity.service import Registration
    from api.kit.db import UnitOfWork


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Which businesses are asked for; no status means all."""

    status: str | None
    limit: int
    offset: int


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
        contact_person=registration.name,
        email=registration.email,
    )
    await audit.record(
        uow,
        "create",
        "business",
        business_id,
        after={"company_name": company_name, "status": "pending"},
    )


async def list_businesses(uow: UnitOfWork, wanted: Listing) -> tuple[list[Record], int]:
    """A slice of the shop's businesses, newest first, and how many there are in all."""
    require(uow.principal, "list", "business")
    return await queries.list_businesses(uow, wanted)


async def find_business(uow: UnitOfWork, business_id: int) -> Record:
    """A business with its account. Raises ``NotFound``."""
    require(uow.principal, "view", "business")
    known = 0 < business_id <= LARGEST_ID
    row = await queries.business_by_id(uow, business_id) if known else None
    if row is None:
        raise NotFound
    return row


async def approve_business(uow: UnitOfWork, business_id: int) -> Record:
    """Let a business buy as one from now on; a reason to refuse it is forgotten.

    Emits ``business_approved``. Raises ``NotFound``.
    """
    require(uow.principal, "approve", "business")
    return await _settle(uow, business_id, "approve", status="active", rejection_reason=None)


async def reject_business(uow: UnitOfWork, business_id: int, reason: str) -> Record:
    """Refuse a business, also one that was approved, and say why.

    Emits ``business_rejected``. Raises ``NotFound``.
    """
    require(uow.principal, "reject", "business")
    return await _settle(uow, business_id, "reject", status="rejected", rejection_reason=reason)


async def _settle(
    uow: UnitOfWork, business_id: int, action: str, *, status: str, rejection_reason: str | None
) -> Record:
    before = await queries.lock_business(uow, business_id)
    if before is None:
        raise NotFound
    approved = status == "active"
    await queries.settle_business(
        uow,
        business_id,
        status=status,
        rejection_reason=rejection_reason,
        approved_at=uow.moment if approved else before["approved_at"],
    )
    await audit.record(
        uow,
        action,
        "business",
        business_id,
        before={"status": before["status"], "rejection_reason": before["rejection_reason"]},
        after={"status": status, "rejection_reason": rejection_reason},
    )
    business = await find_business(uow, business_id)
    await emit(
        uow,
        "business_approved" if approved else "business_rejected",
        {
            "business_id": business_id,
            "account_id": business["account_id"],
            "email": business["account_email"],
            "name": business["account_name"],
            "language": business["account_language"],
            "company_name": business["company_name"],
            "reason": rejection_reason,
        },
    )
    return business
