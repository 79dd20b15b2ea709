"""What was measured, and the figures drawn from it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import msgspec

from ops.bench.plan import Way


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One round of one way, or the medians of all rounds.

    Processor time is in milliseconds per request: of the web workers, of PostgreSQL with all its
    processes, and of who asks (the load generator, or pgbench itself).
    """

    per_second: float
    p50_ms: float
    p95_ms: float
    count: int
    cpu_ms: float | None = None
    database_cpu_ms: float | None = None
    asking_cpu_ms: float | None = None

    @property
    def all_cpu_ms(self) -> float | None:
        """What the machine spent on a request; none where a part of it could not be known."""
        if self.database_cpu_ms is None or self.asking_cpu_ms is None:
            return None
        return (self.cpu_ms or 0.0) + self.database_cpu_ms + self.asking_cpu_ms


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table: the medians of each way that was measured."""

    row: str
    http: Measured
    plain: Measured | None = None
    merged: Measured | None = None
    bare: Measured | None = None

    def to(self, way: Way) -> float | None:
        """The shop's rate as a part of another way's."""
        other: Measured | None = getattr(self, way)
        return (
            None
            if other is None or not other.per_second
            else self.http.per_second / other.per_second
        )

    def to_by_cpu(self, way: Way) -> float | None:
        """How the rates would stand if nobody else used the processors."""
        other: Measured | None = getattr(self, way)
        if other is None or not other.all_cpu_ms or not self.http.all_cpu_ms:
            return None
        return other.all_cpu_ms / self.http.all_cpu_ms


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run. Memory is the largest worker's resident set in megabytes, if it can be known."""

    at: str
    machine: str
    seconds: float
    lines: list[Line]
    worker_megabytes: float | None
    bare_worker_megabytes: float | None
    decision_microseconds: float
    orders_stored: int


def percentiles(ascending: Sequence[float]) -> tuple[float, float]:
    """The 50th and the 95th percentile of sorted figures; zeros of none."""
    if not ascending:
        return 0.0, 0.0
    last = len(ascending) - 1
    return ascending[round(last * 0.50)], ascending[round(last * 0.95)]


def medians(rounds: Sequence[Measured]) -> Measured:
    """The median of each figure; the counts add up."""
    return Measured(
        per_second=median(one.per_second for one in rounds),
        p50_ms=median(one.p50_ms for one in rounds),
        p95_ms=median(one.p95_ms for one in rounds),
        count=sum(one.count for one in rounds),
        cpu_ms=_median_known([one.cpu_ms for one in rounds]),
        database_cpu_ms=_median_known([one.database_cpu_ms for one in rounds]),
        asking_cpu_ms=_median_known([one.asking_cpu_ms for one in rounds]),
    )


def _median_known(figures: Sequence[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return median(known) if known else None
