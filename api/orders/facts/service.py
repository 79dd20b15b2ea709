"""What orders tell other domains, handed to those below by ``app.py``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from api.kit.ids import LARGEST_ID
from api.orders.facts import queries
from api.shipping.labels.rules import Addressee, Consignment

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

# Payments that were received leave nothing to be collected at the door.
_RECEIVED: Final = frozenset({"paid", "completed", "refunded"})


class ChargedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """All that the buyer pays, in minor units of ``currency``, and the producers of the goods."""

    id: int
    total: int
    currency: str
    channel: Literal["B2C", "B2B"]
    producer_ids: list[int]

    @property
    def only_producer(self) -> int | None:
        """Whose order it is, none for an order of several producers."""
        return self.producer_ids[0] if len(self.producer_ids) == 1 else None


async def hold_order(uow: UnitOfWork, order_id: int) -> bool:
    """Keep others from moving the order until the unit of work ends; whether there is such one."""
    if not 0 < order_id <= LARGEST_ID:
        return False
    return await queries.lock_order(uow, order_id) is not None


async def consignment_of(uow: UnitOfWork, order_id: int) -> Consignment | None:
    """What is sent with an order, from whom and to whom; none for no order of this shop."""
    if not 0 < order_id <= LARGEST_ID:
        return None
    row = await queries.consignment(uow, order_id)
    return None if row is None else _consignment(row)


async def charged_order(uow: UnitOfWork, order_id: int) -> ChargedOrder | None:
    """What an order was charged, and whose goods it has; none for no order of this shop."""
    row = await queries.charged_order(uow, order_id)
    return None if row is None else msgspec.convert(dict(row), ChargedOrder)


def _consignment(row: Record) -> Consignment:
    senders = [_producer(sender) for sender in row["senders"]]
    method = (row["payment_method"] or "").upper()
    cash = method == "COD" and row["payment_status"] not in _RECEIVED
    return Consignment(
        order_id=row["id"],
        # Several producers' goods in one parcel are sent by the shop.
        sender=senders[0] if len(senders) == 1 else None,
        addressee=_buyer(row["shipping_address"] or {}, row["buyer_name"]),
        picked_up=row["shipping_method"] == "PICKUP",
        grams=row["grams"],
        cash=row["total"] if cash else 0,
        currency=row["currency"],
        tariff_code=row["tariff_code"],
        shipping_cost=row["shipping_cost"],
    )


def _producer(row: Mapping[str, Any]) -> Addressee:
    return Addressee(
        name=row["name"],
        street=row["address"] or "",
        postal_code=row["postal_code"] or "",
        city=row["city"] or "",
        phone=row["phone"] or "",
    )


def _buyer(address: Mapping[str, Any], account_name: str | None) -> Addressee:
    """The address that was given with the order; guests and imported orders may lack parts."""

    def text(*names: str) -> str:
        given = (address.get(name) for name in names)
        return next((str(value) for value in given if value), "")

    return Addressee(
        name=text("name") or account_name or "",
        street=text("line1", "street", "address"),
        more=text("line2"),
        postal_code=text("postal_code"),
        city=text("city"),
        region=text("region"),
        country=text("country"),
        phone=text("phone"),
    )
