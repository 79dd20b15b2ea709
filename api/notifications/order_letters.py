"""Letters about an order: to its buyer, to each of its producers and to whoever runs the shop.

Contract: domain.md, section 8. A letter about an order paid at the door goes out when it is placed.
Every half hour whoever runs the shop is told of producers who have not accepted an order.
However often an event is delivered, and whatever an import brought along, ``order_notifications``
holds one row for each order, recipient and event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from api.kit.jobs import Outside, enqueue
from api.kit.mail import Letter
from api.notifications import queries
from api.notifications.write_letter import LetterSettings, Reader, reference_of, write_letter
from api.orders.rules import order_number
from api.orders.telling.service import OrderToTell, list_to_tell, list_unaccepted
from api.tenants import service as tenants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.kit.db import UnitOfWork
    from api.kit.jobs import HandOver, Job
    from api.kit.mail import Mailer
    from api.kit.outbox import Event
    from api.tenants.profile import Tenant

ORDER_LETTER: Final = "letter.order"
ESCALATE_UNACCEPTED: Final = "notifications.escalate_unaccepted"
ORDER_PLACED: Final = "order_placed"
UNACCEPTED: Final = "order_unaccepted_escalation"
# Topics after which buyer and producers are written; each is also the letter's event.
ORDER_MOVES: Final = ("order_shipped", "order_delivered", "order_cancelled")
PAID_AT_THE_DOOR: Final = "COD"
APART: Final = timedelta(seconds=2)
# Where each reader finds the order; {token} and {id} are the order's.
PAGES: Final = {
    "consumer": "/track/{token}",
    "producer": "/producer/orders",
    "admin": "/admin/orders/{id}",
}

RecipientType = Literal["consumer", "producer", "admin"]


class PlacedOrder(msgspec.Struct, frozen=True):
    """One order of the event ``order.placed``."""

    order_id: int


class PlacedOrders(msgspec.Struct, frozen=True):
    """What this file reads of it."""

    orders: Sequence[PlacedOrder]


class MovedOrder(msgspec.Struct, frozen=True):
    """What this file reads of the events of ``ORDER_MOVES``."""

    order_id: int


class OrderLetter(msgspec.Struct, frozen=True, kw_only=True):
    """What a job keeps. ``recipient_id`` is the producer's, none for the others (contract); whoever
    runs the shop is told of each producer that has not accepted, so there it is the producer's too.
    """

    order_id: int
    event: str
    recipient_type: RecipientType
    recipient_id: int | None


class WrittenLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter ready to go out, and what the book of letters will say of it."""

    letter: Letter
    about: OrderLetter


async def post_placed_letters(uow: UnitOfWork, event: Event) -> None:
    """Ask for the letters about those orders of the event that are paid at the door."""
    placed = msgspec.convert(event.payload, PlacedOrders)
    for order in await list_to_tell(uow, [each.order_id for each in placed.orders]):
        if order.payment_method == PAID_AT_THE_DOOR:
            await post_order_letters(uow, order, ORDER_PLACED)


async def post_moved_letters(uow: UnitOfWork, event: Event) -> None:
    """Ask for the letters about an order that was shipped, delivered or cancelled."""
    moved = msgspec.convert(event.payload, MovedOrder)
    for order in await list_to_tell(uow, [moved.order_id]):
        await post_order_letters(uow, order, event.topic)


async def post_order_letters(uow: UnitOfWork, order: OrderToTell, event: str) -> None:
    """Ask for one letter to each recipient, two seconds apart; for none that was asked for."""
    recipients: list[tuple[RecipientType, int | None]] = [("consumer", None)]
    recipients += [("producer", producer.producer_id) for producer in order.producers]
    recipients += [("admin", None)] if event == ORDER_PLACED else []
    for place, (recipient_type, recipient_id) in enumerate(recipients):
        about = OrderLetter(
            order_id=order.id, event=event, recipient_type=recipient_type, recipient_id=recipient_id
        )
        await _post(uow, about, place)


async def escalate_unaccepted(uow: UnitOfWork, job: Job) -> None:
    """Ask for a letter about each producer's share that waits too long, once ever."""
    for place, share in enumerate(await list_unaccepted(uow)):
        about = OrderLetter(
            order_id=share.order_id,
            event=UNACCEPTED,
            recipient_type="admin",
            recipient_id=share.producer_id,
        )
        await _post(uow, about, place)


async def _post(uow: UnitOfWork, about: OrderLetter, place: int) -> None:
    await enqueue(
        uow,
        ORDER_LETTER,
        msgspec.to_builtins(about),
        due_at=uow.moment + APART * place,
        once_key=f"{about.event} {about.order_id} {about.recipient_type} {about.recipient_id or 0}",
    )


class OrderLetters:
    """The job that writes one of them."""

    def __init__(self, mailer: Mailer, settings: LetterSettings) -> None:
        self._mailer = mailer
        self._settings = settings

    def handler(self) -> Outside:
        return Outside(self._prepare, self._call, self._settle)

    async def _prepare(self, uow: UnitOfWork, job: Job) -> WrittenLetter | None:
        about = msgspec.convert(job.payload, OrderLetter)
        tenant = await tenants.find_bound(uow)
        [order] = await list_to_tell(uow, [about.order_id])
        reader = self._reader(tenant, order, about)
        if reader is None or not self._settings.wanted(tenant):
            return None
        if await queries.was_told_of_order(uow, about):
            return None
        letter = write_letter(
            tenant,
            self._settings,
            name=f"{about.event}_{about.recipient_type}",
            reference=reference_of(uow, job),
            reader=reader,
            moment=uow.moment,
            values=self._values(tenant, order, about),
        )
        return WrittenLetter(letter=letter, about=about)

    async def _call(self, written: WrittenLetter, hand_over: HandOver) -> WrittenLetter:
        await self._mailer.send(written.letter, hand_over)
        return written

    async def _settle(self, uow: UnitOfWork, job: Job, written: WrittenLetter) -> None:
        await queries.insert_order_notification(uow, written.about, written.letter.to_address)

    def _reader(self, tenant: Tenant, order: OrderToTell, about: OrderLetter) -> Reader | None:
        """Who reads it; none when nobody's address is known."""
        if about.recipient_type == "admin":
            return Reader(name="", address=self._settings.admin(tenant))
        people = {producer.producer_id: producer for producer in order.producers}
        person = order.buyer if about.recipient_id is None else people.get(about.recipient_id)
        if person is None or not person.address:
            return None
        return Reader(name=person.name, address=person.address, language=person.language)

    def _values(self, tenant: Tenant, order: OrderToTell, about: OrderLetter) -> Mapping[str, Any]:
        own = about.recipient_id
        producer = next((each for each in order.producers if each.producer_id == own), None)
        lines = [line for line in order.lines if own is None or line.producer_id == own]
        page = PAGES[about.recipient_type].format(token=order.token, id=order.id)
        return {
            "number": order_number(order.id),
            "order": order,
            "lines": lines,
            "subtotal": sum(line.total for line in lines),
            "producer": producer,
            "link": self._settings.link(tenant, page),
        }
