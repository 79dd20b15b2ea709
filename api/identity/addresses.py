"""The addresses that an account keeps for its orders and invoices."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from api.identity import queries
from api.kit.authz import require

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody receives parcels or invoices. ``country`` is ISO 3166's two letters."""

    id: int
    account_id: int
    type: Literal["shipping", "billing"]
    name: str
    line1: str
    line2: str | None
    city: str
    postal_code: str
    country: str
    phone: str | None
    is_default: bool
    created_at: datetime
    updated_at: datetime


async def shipping_address(uow: UnitOfWork) -> Address | None:
    """Where the caller's orders go unless it says otherwise; none without a kept address."""
    require(uow.principal, "list_own", "address")
    if uow.principal.account_id is None:
        return None
    row = await queries.shipping_address(uow, uow.principal.account_id)
    return None if row is None else msgspec.convert(dict(row), Address)
