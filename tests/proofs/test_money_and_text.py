"""Amounts are read and written without loss; slugs and folded texts are what they promise."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.money import (
    CurrencyMismatch,
    Money,
    decimal_number,
    decimal_text,
    exponent,
    minor_units,
)
from api.kit.text import fold, slugify

CURRENCIES = st.sampled_from(("EUR", "GBP", "USD", "JPY", "KWD", "CLF"))
MINOR = st.integers(-(10**15), 10**15)
AMOUNTS = st.builds(Money, MINOR, CURRENCIES)
GREEK = st.text("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ ", max_size=20)


@given(MINOR, CURRENCIES)
def test_what_is_written_is_read_as_the_same_amount(minor: int, currency: str) -> None:
    text = decimal_text(minor, currency)
    places = exponent(currency)
    assert re.fullmatch(r"-?\d+" if places == 0 else rf"-?\d+\.\d{{{places}}}", text)
    assert minor_units(text, currency) == minor
    assert Decimal(text) == Decimal(minor).scaleb(-places)


@given(st.integers(0, 10**11), CURRENCIES)
def test_numbers_on_the_wire_show_the_same_digits(minor: int, currency: str) -> None:
    assert minor_units(repr(decimal_number(minor, currency)), currency) == minor


@given(st.decimals(-(10**9), 10**9, places=6), CURRENCIES)
def test_an_amount_is_rounded_to_the_nearest_unit_halves_away_from_zero(
    amount: Decimal, currency: str
) -> None:
    scaled = amount.scaleb(exponent(currency))
    minor = minor_units(amount, currency)
    assert abs(scaled - minor) <= Decimal("0.5")
    if abs(scaled - int(scaled)) == Decimal("0.5"):
        assert abs(minor) == abs(int(scaled)) + 1


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("1.005", "EUR", 101), ("2.675", "EUR", 268), ("-2.5", "JPY", -3), ("1.0005", "KWD", 1001)],
)
def test_known_amounts(amount: str, currency: str, minor: int) -> None:
    assert minor_units(amount, currency) == minor


@pytest.mark.parametrize("amount", ["", "abc", "1,5", "NaN", "Infinity", "1e999999"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        minor_units(amount, "EUR")


@given(AMOUNTS, AMOUNTS, st.integers(0, 100))
def test_amounts_add_within_a_currency_and_only_there(one: Money, other: Money, times: int) -> None:
    if one.currency == other.currency:
        assert (one + other) - other == one
        assert one + other == other + one
        assert (one < other) is (one.amount < other.amount)
    else:
        for meet in (lambda: one + other, lambda: one - other, lambda: one < other):
            with pytest.raises(CurrencyMismatch):
                meet()
    assert (one * times).amount == one.amount * times


@given(st.text(max_size=60) | GREEK)
def test_a_slug_is_plain_and_its_own_slug(name: str) -> None:
    slug = slugify(name)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug), slug
    assert slugify(slug) == slug


@given(GREEK.filter(lambda text: bool(text.strip())))
def test_every_greek_name_has_a_slug(name: str) -> None:
    assert slugify(name)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Κτήμα Παπαδόπουλου", "ktima-papadopoyloy"),
        ("Χυλοπίτες Σπιτικές 500g", "xilopites-spitikes-500g"),
        ("Ελληνικό Βασιλικό", "elliniko-basiliko"),
        ("Γιώργος Ηλιού", "giwrghos-hliou"),
        ("Νέος Παραγωγός", "neos-paraghoghos"),
        ("Νέο Προϊόν Α", "neo-proion-a"),
        ("日本", ""),
    ],
)
def test_the_contract_s_slugs(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text(max_size=40) | GREEK)
def test_folding_twice_is_folding_once_and_case_never_counts(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(GREEK)
def test_capitals_without_accents_are_found_by_small_letters_with_them(text: str) -> None:
    assert fold(text.upper()) == fold(text)
    assert not re.search("[\u0300-\u036f]", fold(text))
