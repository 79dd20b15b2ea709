"""Orders as letters speak of them: what was bought, and who is to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from api.orders import queries

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


class BoughtLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line; amounts in minor units of the order's currency."""

    producer_id: int
    name: str
    unit: str | None
    quantity: int
    unit_price: int
    total: int


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to tell; no address where none is known. ``language`` is the account's wish."""

    name: str
    address: str | None
    language: str | None = None


class SellingProducer(Person, frozen=True, kw_only=True):
    """A producer of the order."""

    producer_id: int


class OrderToTell(msgspec.Struct, frozen=True, kw_only=True):
    """One order; amounts in minor units of ``currency``."""

    id: int
    token: UUID
    payment_method: str | None
    shipping_method: str | None
    destination: Sequence[str]
    """Name, street, postal code and city of the parcel, as lines; none where it is fetched."""
    notes: str | None
    currency: str
    shipping_cost: int
    cod_fee: int
    total: int
    lines: Sequence[BoughtLine]
    buyer: Person
    producers: Sequence[SellingProducer]


async def list_to_tell(uow: UnitOfWork, order_ids: Sequence[int]) -> list[OrderToTell]:
    """Those of these orders that there are, by id. For work behind the scenes: asks no policy."""
    return [_order(row) for row in await queries.orders_to_tell(uow, order_ids)]


def _order(row: Record) -> OrderToTell:
    address = row["shipping_address"] or {}
    street = address.get("line1") or address.get("address") or ""
    place = " ".join(filter(None, (address.get("postal_code"), address.get("city"))))
    return OrderToTell(
        id=row["id"],
        token=row["public_token"],
        payment_method=row["payment_method"],
        shipping_method=row["shipping_method"],
        destination=[line for line in (address.get("name"), street, place) if line],
        notes=row["notes"],
        currency=row["currency"],
        shipping_cost=row["shipping_cost"],
        cod_fee=row["cod_fee"],
        total=row["total"],
        lines=msgspec.convert(row["lines"], list[BoughtLine]),
        buyer=_buyer(row, address),
        producers=msgspec.convert(row["producers"], list[SellingProducer]),
    )


def _buyer(row: Record, address: dict[str, str]) -> Person:
    """The account, else whoever the parcel goes to; nobody where the account was erased."""
    if row["account_id"] is None:
        return Person(name=address.get("name") or "", address=address.get("email"))
    if row["buyer_erased"]:
        return Person(name="", address=None)
    return Person(
        name=row["buyer_name"], address=row["buyer_address"], language=row["buyer_language"]
    )
