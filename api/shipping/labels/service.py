"""Making labels: one parcel for an order, however often and by however many it is asked for.

Where the shop makes its labels itself, one transaction does it. Where a carrier makes them there
are three steps (decision 0025): ``prepare_label`` writes down that the carrier is about to be asked
and by which key, ``carriers.order_label`` asks while no transaction is open, ``settle_label``
stores what it said unless somebody else's answer came first. The order's row is held meanwhile, so
two at once come one after the other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec

from api.kit import audit
from api.kit.authz import require
from api.kit.db import UniqueViolation
from api.kit.errors import NotFound
from api.kit.ids import next_id, random_digits
from api.shipping.labels import queries
from api.shipping.labels.errors import CarrierFailed, NoLabel
from api.shipping.labels.rules import (
    OWN_CARRIER,
    OWN_CODE,
    OWN_CODE_DIGITS,
    Addressee,
    Consignment,
    label_address,
    may_ask_carrier,
    request_key,
    status_with_label,
)
from api.tenants.profile import CarrierAccount

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork
    from api.shipping.labels.carriers import CarrierLabel
    from api.tenants.profile import Tenant


class Consignments(msgspec.Struct, frozen=True, kw_only=True):
    """What orders know of what is sent; imports point down, so ``app.py`` hands it in (0014).

    ``hold``: keep the order's row until the unit of work ends; whether there is such an order.
    ``find``: what is sent with an order, none for no order.
    """

    hold: Callable[[UnitOfWork, int], Awaitable[bool]]
    find: Callable[[UnitOfWork, int], Awaitable[Consignment | None]]


class AskedLabel(msgspec.Struct, frozen=True, kw_only=True):
    """What a carrier is to be asked, as whom, and by which key it knows the question again."""

    account: CarrierAccount
    consignment: Consignment
    key: str


class ReadyLabel(msgspec.Struct, frozen=True):
    """A parcel that has its label."""

    parcel: Record


class PrintedLabel(msgspec.Struct, frozen=True):
    """A parcel and what its label says."""

    parcel: Record
    consignment: Consignment


async def prepare_label(
    uow: UnitOfWork,
    tenant: Tenant,
    order_id: int,
    consignments: Consignments,
    carrier: CarrierAccount | None,
) -> ReadyLabel | AskedLabel:
    """The order's parcel with its label, made by the shop unless there was one; or, where a carrier
    makes it, what to ask.

    The parcel of an order that has left keeps its code and its status. Raises ``NotFound``.
    """
    require(uow.principal, "label", "shipping")
    consignment = await _held(uow, order_id, consignments)
    parcel = await queries.parcel_of_order(uow, order_id)
    if parcel is not None and parcel["label_url"] is not None:
        return ReadyLabel(parcel)
    if carrier is None or not may_ask_carrier(None if parcel is None else parcel["status"]):
        return ReadyLabel(await _label_ourselves(uow, consignment, parcel))
    shop = str(tenant.id) if tenant.parcel_keys == "shop" else None
    asked = AskedLabel(account=carrier, consignment=consignment, key=request_key(order_id, shop))
    await audit.record(
        uow, "ask_carrier", "order", order_id, after={"carrier": "ACS", "request": asked.key}
    )
    return asked


async def settle_label(
    uow: UnitOfWork, asked: AskedLabel, answer: CarrierLabel, consignments: Consignments
) -> Record:
    """Store what the carrier said, unless the order got its label meanwhile.

    Raises ``NotFound``, and ``CarrierFailed`` for a code that another parcel of the shop bears.
    """
    require(uow.principal, "label", "shipping")
    consignment = await _held(uow, asked.consignment.order_id, consignments)
    parcel = await queries.parcel_of_order(uow, consignment.order_id)
    if parcel is not None and parcel["label_url"] is not None:
        return parcel
    label = {
        "carrier_code": answer.carrier_code,
        "tracking_code": answer.tracking_code,
        "label_url": answer.label_url,
        "provider": "acs",
        "billable_grams": consignment.grams,
        "tariff_code": consignment.tariff_code,
        "shipping_cost": consignment.shipping_cost,
    }
    try:
        stored = await _store(uow, consignment, parcel, label)
    except UniqueViolation as reason:
        raise CarrierFailed from reason
    if stored is None:
        raise CarrierFailed
    return stored


async def find_label(uow: UnitOfWork, order_id: int, consignments: Consignments) -> PrintedLabel:
    """What the label of an order's parcel says. Raises ``NotFound`` and ``NoLabel``."""
    require(uow.principal, "label", "shipping")
    consignment = await consignments.find(uow, order_id)
    if consignment is None:
        raise NotFound
    parcel = await queries.parcel_of_order(uow, order_id)
    if parcel is None:
        raise NoLabel
    return PrintedLabel(parcel, consignment)


def sender_of(tenant: Tenant, consignment: Consignment) -> Addressee:
    """Who sends: the order's producer, or the shop where several producers' goods go together."""
    if consignment.sender is not None:
        return consignment.sender
    contact = tenant.contact
    return Addressee(
        name=contact.company or tenant.name, street=contact.address, phone=contact.phone
    )


async def _held(uow: UnitOfWork, order_id: int, consignments: Consignments) -> Consignment:
    consignment = None
    if await consignments.hold(uow, order_id):
        consignment = await consignments.find(uow, order_id)
    if consignment is None:
        raise NotFound
    return consignment


async def _label_ourselves(
    uow: UnitOfWork, consignment: Consignment, parcel: Record | None
) -> Record:
    """A label of the shop's own: a code drawn at random, since whoever knows it sees the parcel."""
    stored = None
    while stored is None:
        drawn = OWN_CODE + random_digits(OWN_CODE_DIGITS)
        stored = await _store(
            uow,
            consignment,
            parcel,
            {
                "carrier_code": OWN_CARRIER if parcel is None else parcel["carrier_code"],
                "tracking_code": drawn if parcel is None else parcel["tracking_code"],
                "label_url": label_address(consignment.order_id),
                "provider": "internal",
                "billable_grams": None,
                "tariff_code": None,
                "shipping_cost": None,
            },
        )
    return stored


async def _store(
    uow: UnitOfWork, consignment: Consignment, parcel: Record | None, label: dict[str, Any]
) -> Record | None:
    """The parcel with this label; none when it would be new and another bears its code."""
    if parcel is None:
        added = {
            **label,
            "id": await next_id(uow, "shipments"),
            "order_id": consignment.order_id,
            "currency": consignment.currency,
        }
        stored = await queries.insert_parcel(uow, added)
    else:
        label["status"] = status_with_label(parcel["status"])
        stored = await queries.label_parcel(uow, parcel["id"], label)
    if stored is not None:
        shown = ("order_id", "tracking_code", "carrier_code", "status", "provider")
        await audit.record(
            uow,
            "label",
            "shipment",
            stored["id"],
            before=None if parcel is None else {name: parcel[name] for name in shown},
            after={name: stored[name] for name in shown},
        )
    return stored
