"""The only source of time. Moments are aware datetimes in UTC with microseconds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the moment. Callers pass the moment on; nobody below a request asks again."""

    def now(self) -> datetime:
        """The present moment in UTC."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class HeldClock:
    """A clock that stands still at one moment (tests, replays)."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self.moment


class FileClock:
    """A clock held by a file that is read at every question, so a replay can move it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return parse_moment(self._path.read_text(encoding="utf-8").strip())


def parse_moment(text: str) -> datetime:
    """An ISO 8601 moment; one without an offset is UTC. Raises ``ValueError``."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def clock_from(setting: str | None) -> Clock:
    """The clock that ``STOA_CLOCK`` asks for: none, an ISO moment, or a file with one."""
    if setting is None:
        return SystemClock()
    try:
        return HeldClock(parse_moment(setting))
    except ValueError:
        return FileClock(Path(setting))
