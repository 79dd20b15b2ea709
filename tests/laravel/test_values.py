"""Moments and numbers on the wire."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.ids import LARGEST_ID
from api.laravel.values import (
    fixed_text,
    numeric_id,
    optional_moment,
    rounded,
    strict_id,
    wire_midnight,
    wire_moment,
    wire_offset_moment,
)

ATHENS = timezone(timedelta(hours=2))


def test_a_moment_has_whole_seconds_six_zeros_and_a_z() -> None:
    moment = datetime(2026, 1, 15, 12, 34, 56, 123456, tzinfo=UTC)
    assert wire_moment(moment) == "2026-01-15T12:34:56.000000Z"


def test_a_moment_elsewhere_is_shown_in_utc() -> None:
    moment = datetime(2026, 1, 15, 1, 30, tzinfo=ATHENS)
    assert wire_moment(moment) == "2026-01-14T23:30:00.000000Z"
    assert wire_offset_moment(moment) == "2026-01-14T23:30:00+00:00"


def test_an_empty_column_stays_null() -> None:
    assert optional_moment(None) is None
    assert optional_moment(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000Z"


def test_a_date_is_the_moment_it_begins() -> None:
    assert wire_midnight(date(2025, 12, 1)) == "2025-12-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (Decimal("500"), 3, "500.000"),
        (Decimal("37.0388"), 7, "37.0388000"),
        (Decimal("1234.5"), 2, "1234.50"),
        (Decimal("1.005"), 2, "1.01"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("-0.001"), 2, "0.00"),
        (Decimal("1E+2"), 1, "100.0"),
        (7, 2, "7.00"),
        ("1.255", 2, "1.26"),
    ],
)
def test_a_decimal_column_shows_all_its_places_and_no_comma(
    number: Decimal | int | str, places: int, text: str
) -> None:
    assert fixed_text(number, places) == text


@pytest.mark.parametrize(
    ("number", "places", "result"),
    [("-2.5", 0, "-3"), ("2.5", 0, "3"), ("0.5", 0, "1"), ("1.005", 2, "1.01"), ("-0.4", 0, "0")],
)
def test_halves_round_away_from_zero(number: str, places: int, result: str) -> None:
    assert str(rounded(Decimal(number), places)) == result


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("007", 7), ("0", 0), (str(LARGEST_ID), LARGEST_ID)],
)
def test_a_path_id_is_digits_that_fit(text: str, number: int) -> None:
    assert strict_id(text) == number


@pytest.mark.parametrize(
    "text",
    [str(LARGEST_ID + 1), "9" * 4000, "abc", "1.5", "-1", "", "1 ", " 1", "1\n", "1\0", "٣", "+1"],
)
def test_anything_else_is_no_id(text: str) -> None:
    assert strict_id(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("1.0", 1), ("1.5", 1), ("001", 1), ("1e2", 100), ("1E2", 100), (" 3", 3)],
)
def test_a_product_address_may_be_any_number_php_knows(text: str, number: int) -> None:
    assert numeric_id(text) == number


@pytest.mark.parametrize(
    "text",
    [".9", "1e400", "1e999999999", "-5", "0", "abc", "", "1e", "0x1A", "1_000", "fakes-500g"],
)
def test_a_product_address_that_php_does_not_read_is_no_id(text: str) -> None:
    assert numeric_id(text) is None


@given(st.text())
def test_no_text_breaks_the_id_readers(text: str) -> None:
    for number in (strict_id(text), numeric_id(text)):
        assert number is None or 0 <= number <= LARGEST_ID


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_is_27_characters(moment: datetime) -> None:
    assert len(wire_moment(moment)) == 27
