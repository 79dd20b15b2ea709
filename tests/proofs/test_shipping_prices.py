"""What a parcel costs: the contract's reference values, and what holds for every weight."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.shipping.rules import (
    ParcelTooHeavy,
    Tariff,
    Zone,
    line_grams,
    parcel_price,
    quote_parcel,
    tariff_for,
    zone_for,
)

# code: base, per kg to 5, per kg over 5, multiplier, surcharge, heaviest parcel in kg.
ZONES = {
    "GR_ATTICA": (290, 90, 70, 10_000, 0, 30),
    "GR_THESSALONIKI": (350, 120, 95, 10_000, 0, 30),
    "GR_MAINLAND": (480, 150, 120, 10_000, 0, 30),
    "GR_CRETE": (620, 180, 150, 11_500, 0, 25),
    "GR_ISLANDS_LARGE": (750, 220, 180, 12_000, 0, 20),
    "GR_ISLANDS_SMALL": (980, 280, 220, 13_000, 0, 15),
    "GR_REMOTE": (850, 250, 200, 12_500, 300, 20),
}
PREFIXES = {
    "GR_ATTICA": [str(n) for n in range(10, 20)],
    "GR_THESSALONIKI": [str(n) for n in range(53, 58)],
    "GR_CRETE": [str(n) for n in range(70, 75)],
    "GR_ISLANDS_LARGE": ["49", *(str(n) for n in range(80, 86))],
    "GR_ISLANDS_SMALL": [str(n) for n in range(86, 92)],
}
REMOTE = ("19007", "19008", "84001", "85000", "91001")


def tariff(code: str) -> Tariff:
    base, to_5, over_5, multiplier, surcharge, most = ZONES[code]
    return Tariff(
        code=code,
        postal_codes=REMOTE if code == "GR_REMOTE" else (),
        postal_prefixes=tuple(PREFIXES.get(code, ())),
        is_default=code == "GR_MAINLAND",
        base_price=base,
        price_per_kg_to_5=to_5,
        price_per_kg_over_5=over_5,
        multiplier_basis_points=multiplier,
        surcharge=surcharge,
        maximum_grams=most * 1000,
        delivery_days=1,
    )


TARIFFS = [tariff(code) for code in ZONES]
CODES = st.from_regex(r"[0-9]{5}", fullmatch=True)
ANY_TARIFF = st.sampled_from(TARIFFS) | st.builds(
    Tariff,
    code=st.just("X"),
    postal_codes=st.just(()),
    postal_prefixes=st.just(()),
    is_default=st.booleans(),
    base_price=st.integers(0, 10**6),
    price_per_kg_to_5=st.integers(0, 10**6),
    price_per_kg_over_5=st.integers(0, 10**6),
    multiplier_basis_points=st.integers(1, 10**5),
    surcharge=st.integers(0, 10**6),
    maximum_grams=st.integers(1, 10**6),
    delivery_days=st.just(1),
)


@pytest.mark.parametrize(
    ("code", "grams", "price"),
    [
        ("GR_ATTICA", 500, 290),
        ("GR_ATTICA", 2_000, 290),
        ("GR_ATTICA", 3_000, 380),
        ("GR_ATTICA", 3_500, 425),
        ("GR_ATTICA", 5_000, 560),
        ("GR_ATTICA", 6_000, 630),
        ("GR_ATTICA", 7_500, 735),
        ("GR_THESSALONIKI", 500, 350),
        ("GR_MAINLAND", 500, 480),
        ("GR_CRETE", 2_000, 713),
        ("GR_ISLANDS_LARGE", 500, 900),
        ("GR_ISLANDS_SMALL", 500, 1274),
        ("GR_REMOTE", 500, 1363),
    ],
)
def test_the_contract_s_reference_values_are_exact(code: str, grams: int, price: int) -> None:
    assert parcel_price(tariff(code), grams) == price


@given(ANY_TARIFF, st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_heavier_parcel_never_costs_less(tariff: Tariff, one: int, other: int) -> None:
    light, heavy = sorted((min(one, tariff.maximum_grams), min(other, tariff.maximum_grams)))
    assert 0 <= parcel_price(tariff, light) <= parcel_price(tariff, heavy)


@given(ANY_TARIFF, st.integers(1, 10**9))
def test_what_is_heavier_than_the_tariff_takes_is_refused(tariff: Tariff, more: int) -> None:
    parcel_price(tariff, tariff.maximum_grams)
    with pytest.raises(ParcelTooHeavy):
        parcel_price(tariff, tariff.maximum_grams + more)


@given(CODES)
def test_every_postal_code_has_one_tariff_by_code_then_prefix_then_default(code: str) -> None:
    found = tariff_for(code, TARIFFS)
    assert found is not None
    by_prefix = [name for name, prefixes in PREFIXES.items() if code[:2] in prefixes]
    expected = "GR_REMOTE" if code in REMOTE else next(iter(by_prefix), "GR_MAINLAND")
    assert found.code == expected
    assert tariff_for(f" {code[:3]} {code[3:]} ", TARIFFS) == found
    assert tariff_for(code, TARIFFS[::-1]) == found


@given(CODES, st.permutations([("1", "short"), ("10", "long"), ("105", "longest")]))
def test_the_longest_prefix_names_the_zone_in_any_order(
    code: str, prefixes: list[tuple[str, str]]
) -> None:
    zones = [Zone(name, (prefix,)) for prefix, name in prefixes]
    found = zone_for(code, zones)
    matching = [prefix for prefix, _ in prefixes if code.startswith(prefix)]
    assert (found.name if found else None) == (
        dict(prefixes)[max(matching, key=len)] if matching else None
    )


@given(
    method=st.sampled_from(("HOME", "COURIER", "PICKUP")),
    subtotal=st.integers(0, 10**7),
    threshold=st.integers(0, 10**7),
    grams=st.integers(0, 30_000),
)
def test_it_is_free_for_pickup_and_from_the_threshold_on_and_only_then(
    method: str, subtotal: int, threshold: int, grams: int
) -> None:
    quote = quote_parcel(
        method=method,
        subtotal=subtotal,
        grams=grams,
        threshold=threshold,
        tariff=tariff("GR_ATTICA"),
        zone=Zone("Attica", ("10",)),
    )
    free = method == "PICKUP" or subtotal >= threshold
    assert (quote.cost == 0) is free
    assert (quote.free_reason is not None) is free
    assert (quote.zone_name is None) is (method == "PICKUP")


@given(st.none() | st.decimals(0, 10**6, places=3), st.integers(1, 10**4), st.integers(1, 10**4))
def test_a_line_weighs_what_its_pieces_weigh(weight: Decimal | None, one: int, other: int) -> None:
    assert line_grams(weight, one + other) == line_grams(weight, one) + line_grams(weight, other)
