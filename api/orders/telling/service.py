"""Orders as letters speak of them: what was bought, and who is to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from api.orders.telling import queries

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


UNACCEPTED_AFTER: Final = timedelta(minutes=30)
UNACCEPTED_UNTIL: Final = timedelta(hours=24)
MOST_BEST: Final = 5


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


class Buyer(Person, frozen=True, kw_only=True):
    """Whoever placed an order; guests have no account."""

    account_id: int | None = None


class SellingProducer(Person, frozen=True, kw_only=True):
    """A producer; ``shop_name`` is what buyers know it by in an order."""

    producer_id: int
    shop_name: str = ""


class BestProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product by what was sold of it; ``total`` in minor units."""

    name: str
    quantity: int
    total: int


class Sales(msgspec.Struct, frozen=True, kw_only=True):
    """A producer's part in the orders of some time; ``revenue`` in minor units of the shop's."""

    orders_count: int
    pending_count: int
    delivered_count: int
    revenue: int
    best: Sequence[BestProduct]


class UnacceptedShare(msgspec.Struct, frozen=True, kw_only=True):
    """A producer's part of an order that it has not accepted."""

    order_id: int
    producer_id: int


class OrderToTell(msgspec.Struct, frozen=True, kw_only=True):
    """One order; amounts in minor units of ``currency``."""

    id: int
    token: UUID
    status: str
    placed_at: datetime
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
    buyer: Buyer
    producers: Sequence[SellingProducer]
    tracking_codes: Sequence[str]


async def list_to_tell(uow: UnitOfWork, order_ids: Sequence[int]) -> list[OrderToTell]:
    """Those of these orders that there are, by id."""
    return [_order(row) for row in await queries.orders_to_tell(uow, order_ids)]


async def list_unaccepted(uow: UnitOfWork) -> list[UnacceptedShare]:
    """Shares that wait for their producer for half an hour, and for less than a day (contract)."""
    rows = await queries.unaccepted(
        uow, after=uow.moment - UNACCEPTED_UNTIL, until=uow.moment - UNACCEPTED_AFTER
    )
    return [msgspec.convert(dict(row), UnacceptedShare) for row in rows]


async def list_selling(uow: UnitOfWork) -> list[SellingProducer]:
    """The producers that sell now and can be written to, by id."""
    rows = await queries.selling_producers(uow)
    return [msgspec.convert(dict(row), SellingProducer) for row in rows]


async def find_selling(uow: UnitOfWork, producer_id: int) -> SellingProducer | None:
    """One of these; none when it sells no more or has no address."""
    row = await queries.selling_producer(uow, producer_id)
    return None if row is None else msgspec.convert(dict(row), SellingProducer)


async def sales_of(uow: UnitOfWork, producer_id: int, *, since: datetime, until: datetime) -> Sales:
    """What a producer sold from ``since`` until before ``until``; nothing that was cancelled."""
    row = await queries.sales(uow, producer_id, since=since, until=until, best=MOST_BEST)
    return msgspec.convert(dict(row), Sales)


def _order(row: Record) -> OrderToTell:
    address = row["shipping_address"] or {}
    street = address.get("line1") or address.get("address") or ""
    place = " ".join(filter(None, (address.get("postal_code"), address.get("city"))))
    return OrderToTell(
        id=row["id"],
        token=row["public_token"],
        status=row["status"],
        placed_at=row["created_at"],
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
        tracking_codes=row["tracking_codes"],
    )


def _buyer(row: Record, address: dict[str, str]) -> Buyer:
    """The account, else whoever the parcel goes to; nobody where the account was erased."""
    if row["account_id"] is None:
        return Buyer(name=address.get("name") or "", address=address.get("email"))
    if row["buyer_erased"]:
        return Buyer(name="", address=None)
    return Buyer(
        name=row["buyer_name"],
        address=row["buyer_address"],
        language=row["buyer_language"],
        account_id=row["account_id"],
    )
