"""What was measured, and the figures drawn from it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import msgspec


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One round of one way, or the medians of all rounds. Processor time per request: ``cpu_ms``
    of the web server, ``all_cpu_ms`` of everything (web server, PostgreSQL, load generator).
    """

    per_second: float
    p50_ms: float
    p95_ms: float
    count: int
    cpu_ms: float | None = None
    all_cpu_ms: float | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table: the medians of each way that was measured."""

    row: str
    http: Measured
    pgbench: Measured | None = None
    bare: Measured | None = None

    @property
    def to_pgbench(self) -> float | None:
        return _part(self.http, self.pgbench)

    @property
    def to_pgbench_by_cpu(self) -> float | None:
        """How the rates would stand if nobody else used the processors."""
        if self.pgbench is None or not self.pgbench.all_cpu_ms or not self.http.all_cpu_ms:
            return None
        return self.pgbench.all_cpu_ms / self.http.all_cpu_ms

    @property
    def to_bare(self) -> float | None:
        return _part(self.http, self.bare)


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
    cpu = [one.cpu_ms for one in rounds if one.cpu_ms is not None]
    all_cpu = [one.all_cpu_ms for one in rounds if one.all_cpu_ms is not None]
    return Measured(
        per_second=median(one.per_second for one in rounds),
        p50_ms=median(one.p50_ms for one in rounds),
        p95_ms=median(one.p95_ms for one in rounds),
        count=sum(one.count for one in rounds),
        cpu_ms=median(cpu) if cpu else None,
        all_cpu_ms=median(all_cpu) if all_cpu else None,
    )


def _part(one: Measured, whole: Measured | None) -> float | None:
    return None if whole is None or not whole.per_second else one.per_second / whole.per_second
