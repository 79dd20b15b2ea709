"""Pure rules of commissions. Amounts are minor units of one currency, rates basis points."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, Literal

import msgspec

Channel = Literal["B2C", "B2B", "ALL"]
VatMode = Literal["EXCLUDE", "INCLUDE", "NONE"]
RoundingMode = Literal["NEAREST", "UP", "DOWN"]

WHOLE: Final = 10_000
"""Basis points of one."""
_ROUNDING: Final = {"NEAREST": ROUND_HALF_UP, "UP": ROUND_CEILING, "DOWN": ROUND_FLOOR}


class CommissionRule(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of the orders that the rule fits; None in a scope or limit means any."""

    id: int
    scope_channel: Channel
    scope_category_id: int | None
    scope_producer_id: int | None
    rate_basis_points: int
    fixed_fee: int | None
    tier_minimum: int
    tier_maximum: int | None
    vat_mode: VatMode
    rounding_mode: RoundingMode
    effective_from: datetime
    effective_to: datetime | None
    priority: int
    active: bool


class Charged(msgspec.Struct, frozen=True, kw_only=True):
    """What a commission is taken of: everything the buyer pays, shipping and fees too.

    ``producer_id`` is None for an amount of nobody's and for an order of several producers.
    """

    total: int
    channel: Channel
    producer_id: int | None = None


class Commission(msgspec.Struct, frozen=True):
    """What is kept, and by which rule; none where no rule fits."""

    fee: int
    rule: CommissionRule | None


def commission_on(
    charged: Charged, rules: Iterable[CommissionRule], moment: datetime, vat_basis_points: int
) -> Commission:
    """What is kept of an order at this moment, by the rule that comes first of those that fit.

    The highest priority comes first; among equals a rule of the producer's own, then one of a
    category, then one of the channel, then the oldest (contract, domain section 5). A rule of a
    category fits no order: an order as a whole is in none.
    """
    fitting = [rule for rule in rules if _fits(rule, charged, moment)]
    if not fitting:
        return Commission(0, None)
    first = min(fitting, key=_rank)
    return Commission(fee_by(first, charged.total, vat_basis_points), first)


def fee_by(rule: CommissionRule, total: int, vat_basis_points: int) -> int:
    """The rule's share of the total and its fixed fee, with VAT on top where it is included."""
    exact = Decimal(total) * rule.rate_basis_points / WHOLE + (rule.fixed_fee or 0)
    if rule.vat_mode == "INCLUDE":
        exact = exact * (WHOLE + vat_basis_points) / WHOLE
    return int(exact.quantize(Decimal(1), rounding=_ROUNDING[rule.rounding_mode]))


def _fits(rule: CommissionRule, charged: Charged, moment: datetime) -> bool:
    return (
        rule.active
        and rule.effective_from <= moment
        and (rule.effective_to is None or moment <= rule.effective_to)
        and rule.scope_channel in (charged.channel, "ALL")
        and rule.scope_producer_id in (None, charged.producer_id)
        and rule.scope_category_id is None
        and rule.tier_minimum <= charged.total
        and (rule.tier_maximum is None or charged.total <= rule.tier_maximum)
    )


def _rank(rule: CommissionRule) -> tuple[int, bool, bool, int]:
    return (-rule.priority, rule.scope_producer_id is None, rule.scope_channel == "ALL", rule.id)
