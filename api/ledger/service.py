"""Use cases of commissions: the rules, whether a shop uses them, and what they would keep.

Nothing is booked here yet: what is shown is what would be kept of an order at this moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from api.kit import audit
from api.kit.authz import require
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID, next_id
from api.ledger import queries
from api.ledger.errors import UnknownProducer
from api.ledger.rules import Channel, Charged, Commission, CommissionRule, commission_on
from api.orders.facts.service import charged_order
from api.producers.service import producers_of

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork
    from api.tenants.profile import Tenant


class CommissionedOrder(msgspec.Struct, frozen=True):
    """What the policy looks at: the asker's own producer if the order has goods of it."""

    id: int
    producer_id: int | None


async def engine_enabled(uow: UnitOfWork, *, platform: bool) -> bool:
    """Whether the shop's orders bear commissions; ``platform`` counts until the shop switches."""
    own = await queries.switch(uow)
    return platform if own is None else own


async def switch_engine(uow: UnitOfWork, *, enabled: bool, platform: bool) -> bool:
    """Let the shop's orders bear commissions or not, whatever the platform says."""
    require(uow.principal, "switch", "commission")
    before = await engine_enabled(uow, platform=platform)
    await queries.set_switch(uow, enabled=enabled)
    await audit.record(
        uow,
        "switch",
        "commission",
        None,
        before={"enabled": before},
        after={"enabled": enabled},
    )
    return enabled


async def preview_order(
    uow: UnitOfWork, tenant: Tenant, order_id: int, *, platform: bool
) -> Commission:
    """What would be kept of an order now, for its producers and admins.

    Raises ``NotFound`` while the shop takes no commissions and for no order, ``Refused`` for
    everybody else (D11).
    """
    order = None
    if 0 < order_id <= LARGEST_ID and await engine_enabled(uow, platform=platform):
        order = await charged_order(uow, order_id)
    if order is None:
        raise NotFound
    own = uow.principal.producer_id
    mine = own if own in order.producer_ids else None
    require(uow.principal, "preview_order", "commission", CommissionedOrder(order_id, mine))
    charged = Charged(total=order.total, channel=order.channel, producer_id=order.only_producer)
    return await reckon(uow, tenant, charged)


async def reckon(uow: UnitOfWork, tenant: Tenant, charged: Charged) -> Commission:
    """What the shop's rules keep now of what was charged, whoever asks."""
    rows = await queries.list_rules(uow)
    rules = [msgspec.convert(dict(row), CommissionRule) for row in rows]
    return commission_on(charged, rules, uow.moment, tenant.commission_vat)


async def preview_amount(
    uow: UnitOfWork, tenant: Tenant, amount: int, channel: Channel
) -> Commission | None:
    """What would be kept of an amount, in minor units; none while the shop has not switched on.

    Only the shop's own switch counts here, not the platform's (contract: an operator who tries
    rules sees them work once they were switched on by hand).
    """
    require(uow.principal, "manage", "commission")
    if not await queries.switch(uow):
        return None
    return await reckon(uow, tenant, Charged(total=amount, channel=channel))


async def list_rules(uow: UnitOfWork) -> list[Record]:
    """The shop's rules, the highest priority first."""
    require(uow.principal, "manage", "commission")
    return await queries.list_rules(uow)


async def add_rule(uow: UnitOfWork, rule: Mapping[str, Any]) -> Record:
    """Store a rule, which counts at once if its time has come. Raises ``UnknownProducer``."""
    require(uow.principal, "manage", "commission")
    await _know_producer(uow, rule)
    empty = dict.fromkeys(queries.CHANGEABLE)
    rule_id = await next_id(uow, "commission_rules")
    stored = await queries.insert_rule(uow, rule_id, {**empty, **rule, "active": True})
    await _write_down(uow, "create", None, stored)
    return stored


async def find_rule(uow: UnitOfWork, rule_id: int) -> Record:
    """A rule, held until the unit of work ends. Raises ``NotFound``."""
    require(uow.principal, "manage", "commission")
    row = await queries.lock_rule(uow, rule_id) if 0 < rule_id <= LARGEST_ID else None
    if row is None:
        raise NotFound
    return row


async def change_rule(uow: UnitOfWork, held: Record, values: Mapping[str, Any]) -> Record:
    """Set what ``values`` say of a rule that ``find_rule`` holds; the rest stays.

    Raises ``UnknownProducer``.
    """
    await _know_producer(uow, values)
    stored = await queries.update_rule(uow, held["id"], {**held, **values})
    await _write_down(uow, "change", held, stored)
    return stored


async def toggle_rule(uow: UnitOfWork, rule_id: int) -> Record:
    """Put a rule out of use, or in use again. Raises ``NotFound``."""
    held = await find_rule(uow, rule_id)
    return await change_rule(uow, held, {"active": not held["active"]})


async def _know_producer(uow: UnitOfWork, rule: Mapping[str, Any]) -> None:
    producer_id = rule.get("scope_producer_id")
    if producer_id is not None and not await producers_of(uow, [producer_id]):
        raise UnknownProducer


async def _write_down(uow: UnitOfWork, action: str, before: Record | None, after: Record) -> None:
    """What changed, or all of a rule that is new."""
    names = [name for name in queries.CHANGEABLE if before is None or before[name] != after[name]]
    await audit.record(
        uow,
        action,
        "commission_rule",
        after["id"],
        before=None if before is None else {name: before[name] for name in names},
        after={name: after[name] for name in names},
    )
