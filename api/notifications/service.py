"""Telling people what happened, and letting them read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from api.kit import audit
from api.kit.authz import decide, require
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID
from api.kit.money import decimal_text
from api.notifications import queries
from api.notifications.errors import NotYourNotification
from api.orders.rules import order_number
from api.orders.telling.service import OrderToTell, list_to_tell
from api.stock.rules import LOW
from api.tenants import service as tenants

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork
    from api.kit.outbox import Event

ORDER_PLACED: Final = "order_placed"
ORDER_SHIPPED: Final = "order_shipped"
LOW_STOCK: Final = "low_stock"
# The old shop's sentences: its front end fills in what stands in braces.
TO_BUYER_OF_PLACING: Final = "Η παραγγελία σας #{order_id} καταχωρήθηκε επιτυχώς!"
TO_PRODUCER_OF_PLACING: Final = "Νέα παραγγελία από {buyer_name} - #{order_id}"
TO_BUYER_OF_SHIPPING: Final = "Η παραγγελία σας #{order_id} έχει αποσταλεί!"


class SoldOrder(msgspec.Struct, frozen=True):
    """An order of the event; ``subtotal`` in minor units, no account where nobody signs in."""

    order_id: int
    account_id: int | None
    subtotal: int
    currency: str


class OrderPlaced(msgspec.Struct, frozen=True):
    """What this domain reads of the event ``order.placed``."""

    orders: Sequence[SoldOrder]


class ShippedOrder(msgspec.Struct, frozen=True):
    """What this domain reads of the event ``order_shipped``."""

    order_id: int


class LowStock(msgspec.Struct, frozen=True):
    """What this domain reads of the event ``stock.low``."""

    product_id: int
    product_name: str
    stock: int
    account_id: int


class OwnedNotification(msgspec.Struct, frozen=True):
    """What the policy looks at: whom it was sent to."""

    id: int
    account_id: int


async def notify_producers(uow: UnitOfWork, event: Event) -> None:
    """Tell each producer of an ``order.placed`` event what was bought from it.

    However often the event is delivered, an account is told once. Producers without an account
    are left out: nobody would read it.
    """
    placed = msgspec.convert(event.payload, OrderPlaced)
    orders = {order.id: order for order in await _to_tell(uow, _ids(placed))}
    told = [
        (order.account_id, _payload(order, orders[order.order_id]))
        for order in placed.orders
        if order.account_id is not None and order.order_id in orders
    ]
    if told:
        await queries.insert_notifications(uow, event.id, ORDER_PLACED, told)


async def notify_buyer_of_placing(uow: UnitOfWork, event: Event) -> None:
    """Tell the buyer of an ``order.placed`` event that it came in; once for all its orders."""
    orders = await _to_tell(uow, _ids(msgspec.convert(event.payload, OrderPlaced)))
    if not orders or orders[0].buyer.account_id is None:
        return
    payload: dict[str, object] = {
        "message": TO_BUYER_OF_PLACING,
        "order_id": orders[0].id,
        "order_number": order_number(orders[0].id),
        "total_amount": decimal_text(sum(order.total for order in orders), orders[0].currency),
        "currency": orders[0].currency,
    }
    told = [(orders[0].buyer.account_id, payload)]
    await queries.insert_notifications(uow, event.id, ORDER_PLACED, told)


async def notify_buyer_of_shipping(uow: UnitOfWork, event: Event) -> None:
    """Tell the buyer of an ``order_shipped`` event that it is on its way."""
    shipped = msgspec.convert(event.payload, ShippedOrder)
    for order in await _to_tell(uow, [shipped.order_id]):
        if order.buyer.account_id is not None:
            payload: dict[str, object] = {
                "message": TO_BUYER_OF_SHIPPING,
                "order_id": order.id,
                "order_number": order_number(order.id),
                "tracking_number": next(iter(order.tracking_codes), None),
            }
            told = [(order.buyer.account_id, payload)]
            await queries.insert_notifications(uow, event.id, ORDER_SHIPPED, told)


async def notify_low_stock(uow: UnitOfWork, event: Event) -> None:
    """Tell a producer of a ``stock.low`` event that few of a product are left, or none."""
    low = msgspec.convert(event.payload, LowStock)
    payload: dict[str, object] = {
        "product_id": low.product_id,
        "product_name": low.product_name,
        "stock": low.stock,
        "threshold": LOW,
        # The one word that the old backend had, whatever the cause (contract).
        "context": "order_stock_deduction",
    }
    await queries.insert_notifications(uow, event.id, LOW_STOCK, [(low.account_id, payload)])


async def list_own(
    uow: UnitOfWork, *, unread_only: bool, limit: int, offset: int
) -> tuple[list[Record], int]:
    """A slice of the caller's notifications, newest first, and how many there are in all."""
    require(uow.principal, "list_own", "notification")
    total = await queries.count_own(uow, unread_only=unread_only)
    rows = await queries.list_own(uow, unread_only=unread_only, limit=limit, offset=offset)
    return rows, total


async def count_unread(uow: UnitOfWork) -> int:
    """How many of the caller's notifications are unread."""
    require(uow.principal, "list_own", "notification")
    return await queries.count_own(uow, unread_only=True)


async def mark_read(uow: UnitOfWork, notification_id: int) -> None:
    """Mark one of the caller's own as read; one that is read stays as it is.

    Raises ``NotFound`` and, for somebody else's, ``NotYourNotification``.
    """
    known = 0 < notification_id <= LARGEST_ID
    row = await queries.notification_by_id(uow, notification_id) if known else None
    if row is None:
        raise NotFound
    owned = OwnedNotification(row["id"], row["account_id"])
    decision = decide(uow.principal, "mark_read", "notification", owned)
    if not decision.allowed:
        raise NotYourNotification(decision)
    if await queries.mark_read(uow, notification_id):
        await _record_read(uow, [notification_id])


async def mark_all_read(uow: UnitOfWork) -> None:
    """Mark all of the caller's own as read."""
    require(uow.principal, "mark_read", "notification")
    read = await queries.mark_all_read(uow)
    if read:
        await _record_read(uow, read)


async def _record_read(uow: UnitOfWork, notification_ids: Sequence[int]) -> None:
    before: dict[str, object] = {"read_at": None}
    after: dict[str, object] = {"read_at": uow.moment.isoformat()}
    await audit.record_many(
        uow,
        "mark_read",
        "notification",
        [(notification_id, before, after) for notification_id in notification_ids],
    )


def _ids(placed: OrderPlaced) -> list[int]:
    return [order.order_id for order in placed.orders]


async def _to_tell(uow: UnitOfWork, order_ids: Sequence[int]) -> list[OrderToTell]:
    """The orders; none where the shop tells of orders by letter only."""
    tenant = await tenants.find_bound(uow)
    return await list_to_tell(uow, order_ids) if tenant.orders_in_app else []


def _payload(order: SoldOrder, placed: OrderToTell) -> dict[str, object]:
    return {
        "message": TO_PRODUCER_OF_PLACING,
        "buyer_name": placed.buyer.name,
        "order_id": order.order_id,
        "order_number": order_number(order.order_id),
        "subtotal": decimal_text(order.subtotal, order.currency),
        "currency": order.currency,
    }
