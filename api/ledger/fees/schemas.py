"""The wire shapes of fees. Contract: GET /api/ops/commission/preview."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

import msgspec

from api.kit.errors import Invalid
from api.kit.money import decimal_number
from api.laravel.values import strict_id
from api.ledger.fees.rules import FeeChannel
from api.ledger.fees.service import ReckonedAmount, ReckonedOrder

LARGEST: Final = Decimal("99999999.99")
_WHOLE: Final = 10_000


class AmountParts(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of an amount, as numbers of the shop's currency."""

    channel: FeeChannel
    rate: float
    fee_vat_rate: float
    platform_fee: float
    platform_fee_vat: float
    producer_payout: float
    source: Literal["fee_rules", "defaults"]


class AmountAnswer(msgspec.Struct, frozen=True):
    """GET /ops/commission/preview?amount="""

    amount: float
    calc: AmountParts


class OrderParts(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of an order, as numbers of its currency."""

    channel: FeeChannel
    order_gross: float
    platform_fee: float
    platform_fee_vat: float
    producer_payout: float
    currency: str


class OrderAnswer(msgspec.Struct, frozen=True):
    """GET /ops/commission/preview?orderId="""

    orderId: int  # noqa: N815 - the contract's name
    calc: OrderParts


def channel_of(given: object) -> FeeChannel:
    """The channel that was named; whatever is not b2b is b2c."""
    return "b2b" if given == "b2b" else "b2c"


def amount_of(given: object) -> Decimal:
    """The amount that was named; a text that is no number counts as nothing (contract).

    Raises ``Invalid`` for an amount below zero or beyond what an order can cost.
    """
    try:
        amount = Decimal(given) if isinstance(given, str | int) else Decimal(0)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        raise Invalid({"amount": [f"The amount must be between 0 and {LARGEST}."]})
    return amount


def id_of(given: Mapping[str, object], name: str) -> int | None:
    """The id that was named, none for what is no id."""
    value = given.get(name)
    return None if value is None else strict_id(str(value))


def amount_answer(
    amount: int, channel: FeeChannel, reckoned: ReckonedAmount, currency: str
) -> AmountAnswer:
    """An amount in its parts."""
    fee, parts = reckoned.fee, reckoned.parts
    return AmountAnswer(
        decimal_number(amount, currency),
        AmountParts(
            channel=channel,
            rate=fee.rate_basis_points / _WHOLE,
            fee_vat_rate=fee.vat_basis_points / _WHOLE,
            platform_fee=decimal_number(parts.fee, currency),
            platform_fee_vat=decimal_number(parts.vat, currency),
            producer_payout=decimal_number(parts.payout, currency),
            source=fee.source,
        ),
    )


def order_answer(channel: FeeChannel, reckoned: ReckonedOrder) -> OrderAnswer:
    """An order in its parts."""
    order, parts = reckoned.order, reckoned.parts
    currency = order.currency
    return OrderAnswer(
        order.id,
        OrderParts(
            channel=channel,
            order_gross=decimal_number(order.total, currency),
            platform_fee=decimal_number(parts.fee, currency),
            platform_fee_vat=decimal_number(parts.vat, currency),
            producer_payout=decimal_number(parts.payout, currency),
            currency=currency,
        ),
    )
