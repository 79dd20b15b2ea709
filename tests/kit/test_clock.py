"""Time comes from one place, which a setting can hold still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from api.kit.clock import FileClock, HeldClock, SystemClock, clock_from, parse_moment

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def test_without_a_setting_the_computer_s_clock_counts() -> None:
    clock = clock_from(None)
    assert isinstance(clock, SystemClock)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text", ["2026-01-15T12:00:00Z", "2026-01-15T12:00:00", "2026-01-15T14:00:00+02:00"]
)
def test_a_moment_holds_the_clock_still_in_utc(text: str) -> None:
    clock = clock_from(text)
    assert isinstance(clock, HeldClock)
    assert clock.now() == NOON
    assert clock.now().utcoffset() == timedelta(0)


def test_a_file_moves_the_clock_at_every_question(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-01-15T12:00:00Z\n")
    clock = clock_from(str(file))
    assert isinstance(clock, FileClock)
    assert clock.now() == NOON
    file.write_text("2026-01-15T12:00:01Z")
    assert clock.now() == NOON + timedelta(seconds=1)


def test_a_moment_elsewhere_is_told_in_utc() -> None:
    athens = timezone(timedelta(hours=2))
    assert HeldClock(datetime(2026, 1, 15, 14, tzinfo=athens)).now() == NOON
    with pytest.raises(ValueError, match="Invalid isoformat"):
        parse_moment("noon")
