"""Every commission: never negative, rounded as told, by the rule that comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ledger.rules import Charged, CommissionRule, commission_on, fee_by

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
VAT = 2400
TOTALS = st.integers(0, 10**12)
DAYS = st.integers(-3, 3).map(lambda days: NOW + timedelta(days=days))


def rule(**changes: Any) -> CommissionRule:
    values: dict[str, Any] = {
        "id": 1,
        "scope_channel": "ALL",
        "scope_category_id": None,
        "scope_producer_id": None,
        "rate_basis_points": 1200,
        "fixed_fee": None,
        "tier_minimum": 0,
        "tier_maximum": None,
        "vat_mode": "EXCLUDE",
        "rounding_mode": "NEAREST",
        "effective_from": NOW,
        "effective_to": None,
        "priority": 0,
        "active": True,
    }
    return CommissionRule(**{**values, **changes})


TERMS = st.builds(
    rule,
    rate_basis_points=st.integers(0, 10_000),
    fixed_fee=st.none() | st.integers(0, 2**31 - 1),
    vat_mode=st.sampled_from(["EXCLUDE", "INCLUDE", "NONE"]),
    rounding_mode=st.sampled_from(["NEAREST", "UP", "DOWN"]),
)
RULES = st.lists(
    st.builds(
        rule,
        id=st.integers(1, 50),
        scope_channel=st.sampled_from(["B2C", "B2B", "ALL"]),
        scope_category_id=st.sampled_from([None, None, 1]),
        scope_producer_id=st.sampled_from([None, 1, 2]),
        tier_minimum=st.integers(0, 20),
        tier_maximum=st.none() | st.integers(0, 20),
        effective_from=DAYS,
        effective_to=st.none() | DAYS,
        priority=st.integers(0, 2),
        active=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda each: each.id,
)
CHARGES = st.builds(
    Charged,
    total=st.integers(0, 25),
    channel=st.sampled_from(["B2C", "B2B", "ALL"]),
    producer_id=st.sampled_from([None, 1, 2]),
)


@given(TERMS, TOTALS)
def test_a_fee_is_the_exact_one_rounded_as_told(terms: CommissionRule, total: int) -> None:
    exact = Fraction(total) * terms.rate_basis_points / 10_000 + (terms.fixed_fee or 0)
    if terms.vat_mode == "INCLUDE":
        exact *= Fraction(10_000 + VAT, 10_000)
    fee = fee_by(terms, total, VAT)
    down = exact.numerator // exact.denominator
    up = -(-exact.numerator // exact.denominator)
    half_up = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    assert fee == {"DOWN": down, "UP": up, "NEAREST": half_up}[terms.rounding_mode]
    assert fee >= 0


@given(TERMS, TOTALS, TOTALS)
def test_more_sold_is_never_less_kept(terms: CommissionRule, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert fee_by(terms, low, VAT) <= fee_by(terms, high, VAT)


@given(TERMS, TOTALS)
def test_without_a_fixed_fee_never_more_is_kept_than_sold_and_its_tax(
    terms: CommissionRule, total: int
) -> None:
    terms = msgspec.structs.replace(terms, fixed_fee=None)
    fee = fee_by(terms, total, VAT)
    assert fee <= total * 124 / 100 + 1
    if terms.vat_mode != "INCLUDE":
        # What is kept and what is paid out are the total.
        assert 0 <= total - fee <= total


@given(RULES, CHARGES)
def test_the_rule_that_counts_fits_and_no_fitting_one_comes_before_it(
    rules: list[CommissionRule], charged: Charged
) -> None:
    found = commission_on(charged, rules, NOW, VAT).rule
    fitting = [
        each
        for each in rules
        if each.active
        and each.effective_from <= NOW <= (each.effective_to or NOW)
        and each.scope_channel in ("ALL", charged.channel)
        and each.scope_producer_id in (None, charged.producer_id)
        and each.scope_category_id is None
        and each.tier_minimum <= charged.total <= (each.tier_maximum or charged.total)
        and (each.tier_maximum is None or charged.total <= each.tier_maximum)
    ]
    if not fitting:
        assert found is None
        return
    assert found in fitting
    highest = [each for each in fitting if each.priority == max(e.priority for e in fitting)]
    assert found in highest
    for narrow in (
        [each for each in highest if each.scope_producer_id is not None],
        [each for each in highest if each.scope_channel != "ALL"],
    ):
        if narrow:
            assert found in narrow
            highest = narrow
    assert found.id == min(each.id for each in highest)


@given(RULES, CHARGES, st.randoms())
def test_the_order_of_the_rules_says_nothing(
    rules: list[CommissionRule], charged: Charged, chance: Any
) -> None:
    shuffled = list(rules)
    chance.shuffle(shuffled)
    assert commission_on(charged, rules, NOW, VAT) == commission_on(charged, shuffled, NOW, VAT)


@pytest.mark.parametrize(
    ("total", "changes", "fee"),
    [
        (10_000, {}, 1200),
        (9_999, {}, 1200),
        (25_055, {"rate_basis_points": 1000}, 2506),
        (1_130, {"rounding_mode": "DOWN"}, 135),
        (1_130, {"rounding_mode": "UP"}, 136),
        (1_000, {"rate_basis_points": 2000, "vat_mode": "INCLUDE"}, 248),
        (100, {"fixed_fee": 50}, 62),
        (0, {}, 0),
    ],
)
def test_the_contract_s_reference_values(total: int, changes: dict[str, Any], fee: int) -> None:
    assert fee_by(rule(**changes), total, VAT) == fee
