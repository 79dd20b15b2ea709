"""Pure rules of fees. Amounts are minor units of one currency, rates basis points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import msgspec

from api.ledger.rules import WHOLE

FeeChannel = Literal["b2c", "b2b"]


class FeeRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rate and for what it counts; None in a scope means any."""

    id: int
    producer_id: int | None
    category_id: int | None
    channel: FeeChannel | None
    rate_basis_points: int
    vat_basis_points: int | None
    priority: int
    effective_from: date
    effective_to: date | None
    is_active: bool


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """The rates that count, and where they are from."""

    rate_basis_points: int
    vat_basis_points: int
    source: Literal["fee_rules", "defaults"]


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in its parts, which add up to it: the fee, the tax on it and what is left."""

    fee: int
    vat: int
    payout: int


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """What a fee is reckoned of."""

    channel: FeeChannel
    producer_id: int | None = None
    category_id: int | None = None


def fee_of(
    sold: Sold,
    rules: Iterable[FeeRule],
    day: date,
    usual: Mapping[str, int],
    vat_basis_points: int,
) -> Fee:
    """The rates of the rule that says most about what is sold, else the shop's ``usual`` ones.

    A rule of the producer's own comes first, then one of the category, then one of the channel; of
    those the lowest priority, then the latest (contract, domain section 5).
    """
    fitting = [rule for rule in rules if _fits(rule, sold, day)]
    if not fitting:
        return Fee(
            rate_basis_points=usual[sold.channel],
            vat_basis_points=vat_basis_points,
            source="defaults",
        )
    first = min(fitting, key=_rank)
    own = first.vat_basis_points
    return Fee(
        rate_basis_points=first.rate_basis_points,
        vat_basis_points=vat_basis_points if own is None else own,
        source="fee_rules",
    )


def share_of(amount: int, basis_points: int) -> int:
    """That much of an amount, half up."""
    exact = Decimal(amount) * basis_points / WHOLE
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def split(amount: int, fee: int, vat_basis_points: int) -> Split:
    """The parts of an amount of which this fee is kept; the tax comes on top of the fee."""
    vat = share_of(fee, vat_basis_points)
    return Split(fee=fee, vat=vat, payout=amount - fee - vat)


def _fits(rule: FeeRule, sold: Sold, day: date) -> bool:
    return (
        rule.is_active
        and rule.effective_from <= day
        and (rule.effective_to is None or day <= rule.effective_to)
        and rule.producer_id in (None, sold.producer_id)
        and rule.category_id in (None, sold.category_id)
        and rule.channel in (None, sold.channel)
    )


def _rank(rule: FeeRule) -> tuple[bool, bool, bool, int, int, int]:
    general = (rule.producer_id is None, rule.category_id is None, rule.channel is None)
    return (*general, rule.priority, -rule.effective_from.toordinal(), -rule.id)
