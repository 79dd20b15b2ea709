"""The addresses that an account keeps for its orders and invoices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from api.identity import queries as accounts
from api.identity.addresses import queries
from api.identity.errors import TooManyAddresses
from api.kit import audit
from api.kit.authz import require
from api.kit.errors import NotFound, Unauthenticated
from api.kit.ids import LARGEST_ID

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

MOST_ADDRESSES: Final = 20


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
    return None if row is None else _address(row)


async def list_own(uow: UnitOfWork) -> list[Address]:
    """All addresses of the caller, the chosen ones first."""
    require(uow.principal, "list_own", "address")
    return [_address(row) for row in await queries.own_addresses(uow)]


async def add(uow: UnitOfWork, values: Mapping[str, Any]) -> Address:
    """Keep another address of the caller; the first of its type is the chosen one.

    ``values`` are all columns that the caller decides about. Raises ``TooManyAddresses``.
    """
    account_id = await _own(uow, "create")
    kept = await queries.own_addresses(uow)
    if len(kept) >= MOST_ADDRESSES:
        raise TooManyAddresses(MOST_ADDRESSES)
    first = all(row["type"] != values["type"] for row in kept)
    chosen = {**values, "is_default": first or bool(values.get("is_default"))}
    if chosen["is_default"]:
        await queries.unchoose_addresses(uow, account_id, chosen["type"])
    address_id = await queries.insert_address(uow, account_id, chosen)
    await audit.record(uow, "create", "address", address_id, after=chosen)
    return await _found(uow, address_id)


async def find(uow: UnitOfWork, address_id: int) -> Address:
    """One of the caller's own. Raises ``NotFound``, also for somebody else's."""
    address = await _found(uow, address_id)
    if address.account_id != uow.principal.account_id:
        raise NotFound
    return address


async def change(uow: UnitOfWork, address_id: int, values: Mapping[str, Any]) -> Address:
    """Replace one of the caller's own; a type keeps a chosen one as long as it has any.

    Raises ``NotFound``.
    """
    account_id = await _own(uow, "change")
    before = await find(uow, address_id)
    require(uow.principal, "change", "address", before)
    stays = before.is_default and before.type == values["type"]
    kept = await queries.own_addresses(uow)
    alone = all(row["id"] == address_id or row["type"] != values["type"] for row in kept)
    chosen = {**values, "is_default": stays or alone or bool(values.get("is_default"))}
    if chosen["is_default"]:
        await queries.unchoose_addresses(uow, account_id, chosen["type"])
    await queries.change_address(uow, address_id, chosen)
    if before.type != chosen["type"] and before.is_default:
        await queries.choose_oldest_address(uow, account_id, before.type)
    columns = {name: getattr(before, name) for name in chosen}
    await audit.record(uow, "change", "address", address_id, before=columns, after=chosen)
    return await _found(uow, address_id)


async def delete(uow: UnitOfWork, address_id: int) -> None:
    """Forget one of the caller's own; the oldest of its type is chosen in its place.

    Raises ``NotFound``.
    """
    account_id = await _own(uow, "delete")
    before = await find(uow, address_id)
    require(uow.principal, "delete", "address", before)
    await queries.delete_address(uow, address_id)
    if before.is_default:
        await queries.choose_oldest_address(uow, account_id, before.type)
    await audit.record(
        uow, "delete", "address", address_id, before={"type": before.type, "name": before.name}
    )


async def _own(uow: UnitOfWork, action: str) -> int:
    """The caller's account, held so that its addresses change one after the other."""
    require(uow.principal, action, "address")
    account_id = uow.principal.account_id
    if account_id is None:
        raise Unauthenticated
    await accounts.lock_account(uow, account_id)
    return account_id


async def _found(uow: UnitOfWork, address_id: int) -> Address:
    known = 0 < address_id <= LARGEST_ID
    row = await queries.address_by_id(uow, address_id) if known else None
    if row is None:
        raise NotFound
    return _address(row)


def _address(row: Mapping[str, Any]) -> Address:
    return msgspec.convert(dict(row), Address)
