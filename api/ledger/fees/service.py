"""Use cases of fees: what an operator reckons to be kept. Nothing is booked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from api.kit.authz import require
from api.ledger.errors import OrderUnknown
from api.ledger.fees import queries
from api.ledger.fees.rules import (
    Fee,
    FeeChannel,
    FeeRule,
    Sold,
    Split,
    fee_of,
    share_of,
    split,
)
from api.ledger.rules import Channel, Charged
from api.ledger.service import engine_enabled, reckon
from api.orders.facts.service import ChargedOrder, charged_order

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork
    from api.tenants.profile import Tenant


class ReckonedAmount(msgspec.Struct, frozen=True):
    """An amount in its parts, and by which rates."""

    fee: Fee
    parts: Split


class ReckonedOrder(msgspec.Struct, frozen=True):
    """An order in its parts."""

    order: ChargedOrder
    parts: Split


async def reckon_amount(uow: UnitOfWork, tenant: Tenant, amount: int, sold: Sold) -> ReckonedAmount:
    """What would be kept of an amount in the shop's minor units, by the rates of this day there."""
    require(uow.principal, "reckon", "commission")
    rules = [msgspec.convert(dict(row), FeeRule) for row in await queries.fee_rules(uow)]
    day = uow.moment.astimezone(ZoneInfo(tenant.time_zone)).date()
    fee = fee_of(sold, rules, day, tenant.fee_rates, tenant.commission_vat)
    kept = share_of(amount, fee.rate_basis_points)
    return ReckonedAmount(fee, split(amount, kept, fee.vat_basis_points))


async def reckon_order(
    uow: UnitOfWork, tenant: Tenant, order_id: int, channel: FeeChannel, *, platform: bool
) -> ReckonedOrder:
    """What would be kept of an order by the commission rules of the channel; nothing while the shop
    takes no commissions. Raises ``OrderUnknown``.
    """
    require(uow.principal, "reckon", "commission")
    order = await charged_order(uow, order_id)
    if order is None:
        raise OrderUnknown
    fee = 0
    if await engine_enabled(uow, platform=platform):
        named: Channel = "B2B" if channel == "b2b" else "B2C"
        charged = Charged(total=order.total, channel=named, producer_id=order.only_producer)
        fee = (await reckon(uow, tenant, charged)).fee
    return ReckonedOrder(order, split(order.total, fee, tenant.commission_vat))
