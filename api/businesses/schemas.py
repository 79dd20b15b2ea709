"""The wire shapes of businesses, and the rules of settling them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from api.laravel.paginate import Page, last_page
from api.laravel.rules import Rules
from api.laravel.values import optional_moment, wire_moment

LIST: Final = Rules({"status": "nullable|string"})
REJECT: Final = Rules({"rejection_reason": "required|string|max:1000"})
EVERY_STATUS: Final = "all"


class RejectForm(msgspec.Struct, frozen=True):
    """PATCH /admin/businesses/{business}/reject after its rules."""

    rejection_reason: str


class BusinessUser(msgspec.Struct, frozen=True, kw_only=True):
    """The account of a business; the answer to a change leaves out since when it exists."""

    id: int
    name: str
    email: str
    created_at: str | msgspec.UnsetType = msgspec.UNSET


class AdminBusiness(msgspec.Struct, frozen=True, kw_only=True):
    """A business as administrators see it."""

    id: int
    user_id: int
    company_name: str
    tax_id: str | None
    tax_office: str | None
    business_type: str
    contact_person: str | None
    phone: str | None
    email: str | None
    website: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    region: str | None
    status: str
    rejection_reason: str | None
    approved_at: str | None
    notes: str | None
    created_at: str
    updated_at: str
    user: BusinessUser


class AdminBusinesses(msgspec.Struct, frozen=True, kw_only=True):
    """GET /admin/businesses"""

    data: list[AdminBusiness]
    total: int
    last_page: int


class ShownBusiness(msgspec.Struct, frozen=True):
    """GET /admin/businesses/{business}"""

    business: AdminBusiness


class SettledBusiness(msgspec.Struct, frozen=True):
    """PATCH /admin/businesses/{business}/…"""

    message: str
    business: AdminBusiness


def wanted_status(query: Mapping[str, Any]) -> str | None:
    """The status to list; none for all of them."""
    status = query.get("status") or EVERY_STATUS
    return None if status == EVERY_STATUS else str(status)


def admin_business(row: Mapping[str, Any], *, dated: bool) -> AdminBusiness:
    """``dated``: with the day on which its account was opened."""
    created = wire_moment(row["account_created_at"]) if dated else msgspec.UNSET
    return AdminBusiness(
        user_id=row["account_id"],
        approved_at=optional_moment(row["approved_at"]),
        created_at=wire_moment(row["created_at"]),
        updated_at=wire_moment(row["updated_at"]),
        user=BusinessUser(
            id=row["account_id"],
            name=row["account_name"],
            email=row["account_email"],
            created_at=created,
        ),
        **{name: row[name] for name in _PLAIN},
    )


def admin_businesses(rows: Sequence[Mapping[str, Any]], page: Page, total: int) -> AdminBusinesses:
    """One page of a list of ``total``."""
    return AdminBusinesses(
        data=[admin_business(row, dated=True) for row in rows],
        total=total,
        last_page=last_page(total, page.size),
    )


_PLAIN: Final = tuple(
    name
    for name in AdminBusiness.__struct_fields__
    if name not in ("user_id", "approved_at", "created_at", "updated_at", "user")
)
