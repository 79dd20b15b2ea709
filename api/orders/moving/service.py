"""Moving an order along. One order has one change at a time: each begins by holding it.

A move writes the order's history, the audit and an event in its own transaction. Events tell that
an order came into a status, once per move: ``order_confirmed``, ``order_shipped``,
``order_delivered`` and ``order_cancelled``, each with ``order_id``, ``producer_ids`` (all of the
order's) and ``actor_id`` (the account that moved it).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from api.kit import audit
from api.kit.authz import decide, require
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID
from api.kit.outbox import emit
from api.orders.errors import InsufficientStock
from api.orders.moving import queries
from api.orders.moving.errors import (
    NotPaidAtTheDoor,
    NotSoldHere,
    PaymentAlreadyConfirmed,
    WrongMove,
    WrongShareMove,
)
from api.orders.moving.rules import (
    next_for_admins,
    next_for_producers,
    order_status,
    share_status,
    stock_effect,
)
from api.orders.service import OwnedOrder
from api.stock.service import give_stock_back, lock_stock, take_stock

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

PAID_AT_THE_DOOR: Final = "COD"
EVENTS: Final = {
    "confirmed": "order_confirmed",
    "shipped": "order_shipped",
    "delivered": "order_delivered",
    "cancelled": "order_cancelled",
}


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """Where an admin brings an order. Whoever holds its token reads the note; ``force`` is for
    moves that the rules do not know.
    """

    status: str
    note: str | None = None
    force: bool = False


class Share(msgspec.Struct, frozen=True):
    """What the policy looks at: whose share of an order it is."""

    id: int
    producer_id: int
    status: str


class HeldOrder(msgspec.Struct, frozen=True):
    """An order that nobody else changes until the unit of work ends."""

    row: Record
    shares: Sequence[Share]

    @property
    def id(self) -> int:
        order_id: int = self.row["id"]
        return order_id

    @property
    def status(self) -> str:
        status: str = self.row["status"]
        return status

    @property
    def owned(self) -> OwnedOrder:
        return OwnedOrder(self.id, self.row["account_id"])


async def hold_order(uow: UnitOfWork, order_id: int) -> HeldOrder:
    """Hold an order until the unit of work ends. Raises ``NotFound``."""
    row = await queries.lock_order(uow, order_id) if 0 < order_id <= LARGEST_ID else None
    if row is None:
        raise NotFound
    shares = [Share(*share) for share in await queries.shares(uow, order_id)]
    return HeldOrder(row, shares)


async def move_order(uow: UnitOfWork, order: HeldOrder, move: Move) -> None:
    """Bring a held order, and with it all its shares, into another status.

    A cancelled order gives its goods back; one that is forced out of it takes them again. Raises
    ``Refused``, ``WrongMove`` and, where the goods are gone by now, ``InsufficientStock``.
    """
    require(uow.principal, "update_status", "order", order.owned)
    if not move.force and move.status not in next_for_admins(order.status):
        raise WrongMove(order.status, move.status)
    await _move_stock(uow, order, move.status)
    queries.move_order(uow, order.id, move.status)
    queries.move_shares(uow, [share.id for share in order.shares], move.status)
    await queries.insert_move(
        uow,
        order.id,
        order.status,
        move.status,
        producer_id=None,
        note=move.note,
        is_public=True,
    )
    before: audit.Values = {"status": order.status}
    after: audit.Values = {"status": move.status, "note": move.note, "force": move.force}
    await audit.record(uow, "update_status", "order", order.id, before=before, after=after)
    await _tell(uow, order, move.status)


async def move_share(uow: UnitOfWork, order_id: int, status: str) -> None:
    """Bring the caller's own share of an order one step on; the order follows from its shares.

    Such a move is no part of the public history (contract). Raises ``NotSoldHere``, also for
    another's order, and ``WrongShareMove``.
    """
    require(uow.principal, "update_sold_status", "order")
    try:
        order = await hold_order(uow, order_id)
    except NotFound as reason:
        raise NotSoldHere from reason
    own = _own_share(uow, order)
    before = share_status(order.status, own.status)
    allowed = next_for_producers(before)
    if status not in allowed:
        raise WrongShareMove(before, status, allowed)
    whole = order_status([status if share is own else share.status for share in order.shares])
    queries.move_order(uow, order.id, whole)
    queries.move_shares(uow, [own.id], status)
    await queries.insert_move(
        uow,
        order.id,
        before,
        status,
        producer_id=own.producer_id,
        note=None,
        is_public=False,
    )
    await audit.record(
        uow,
        "update_sold_status",
        "order",
        order.id,
        before={"status": before, "order_status": order.status},
        after={"status": status, "order_status": whole, "producer_id": own.producer_id},
    )
    await _tell(uow, order, whole)


async def confirm_payment(uow: UnitOfWork, order_id: int) -> None:
    """Write down that the money for an order paid at the door has come.

    Raises ``NotFound``, ``Refused``, ``NotPaidAtTheDoor`` and ``PaymentAlreadyConfirmed``.
    """
    order = await hold_order(uow, order_id)
    require(uow.principal, "confirm_payment", "order", order.owned)
    if order.row["payment_method"] != PAID_AT_THE_DOOR:
        raise NotPaidAtTheDoor
    if order.row["payment_status"] == "completed":
        raise PaymentAlreadyConfirmed
    reference = f"COD-CONFIRMED-{uow.moment:%Y%m%d-%H%M%S}"
    queries.confirm_payment(uow, order.id, reference)
    shown = ("payment_status", "payment_reference")
    await audit.record(
        uow,
        "confirm_payment",
        "order",
        order.id,
        before={name: order.row[name] for name in shown},
        after={"payment_status": "completed", "payment_reference": reference},
    )


def _own_share(uow: UnitOfWork, order: HeldOrder) -> Share:
    for share in order.shares:
        if decide(uow.principal, "update_sold_status", "order", share).allowed:
            return share
    raise NotSoldHere


async def _move_stock(uow: UnitOfWork, order: HeldOrder, status: str) -> None:
    """What the move means for the stock, under its locks in key order."""
    effect = stock_effect(order.status, status)
    if effect == "none":
        return
    lines = await queries.bought(uow, order.id)
    quantities = {line["variant_id"]: line["quantity"] for line in lines}
    free = await lock_stock(uow, quantities)
    if effect == "give_back":
        await give_stock_back(uow, quantities, order.id)
        return
    for line in lines:
        available = free.get(line["variant_id"], 0)
        if available < line["quantity"]:
            raise InsufficientStock(line["variant_id"], line["name"], available, line["quantity"])
    await take_stock(uow, quantities, order.id)


async def _tell(uow: UnitOfWork, order: HeldOrder, status: str) -> None:
    topic = EVENTS.get(status)
    if topic is None or status == order.status:
        return
    payload = {
        "order_id": order.id,
        "producer_ids": [share.producer_id for share in order.shares],
        "actor_id": uow.principal.account_id,
    }
    await emit(uow, topic, payload)
