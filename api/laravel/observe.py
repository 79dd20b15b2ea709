"""What operators see of the wire: one log line and a handful of numbers per request.

Labels have few values (route templates, known methods, statuses), so a scanner that makes up paths
cannot fill the memory. Lines name the route and leave out query strings and paths that bear a
token.
"""

from __future__ import annotations

import logging
import sys
from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import msgspec
import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping

    from prometheus_client.metrics_core import Metric
    from structlog.types import Processor

    from api.laravel.edge import Edge

UNMATCHED: Final = "(none)"
LONGEST_LOGGED_PATH: Final = 200
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Seconds; a page of products takes a few milliseconds, an order some twenty.
BUCKETS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
BOUNDS: Final = (*map(str, BUCKETS), "+Inf")


class Metrics:
    """The numbers of one worker, in a registry of their own (several apps in one test run).

    They are plain numbers until somebody asks: the event loop alone changes them, so they need none
    of the locks that the library's own counters take five times for each request.
    """

    def __init__(self) -> None:
        self.in_flight = 0
        self.crashes = 0
        self._answers: dict[tuple[str, str, int], int] = {}
        self._timings: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self.registry = CollectorRegistry(auto_describe=True)
        self.registry.register(self)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer; ``route`` is the template, ``UNMATCHED`` where no route matched."""
        key = (route, method if method in METHODS else "OTHER", status)
        self._answers[key] = self._answers.get(key, 0) + 1
        counts = self._timings.get(route)
        if counts is None:
            counts = self._timings[route] = [0] * (len(BUCKETS) + 1)
        counts[bisect_left(BUCKETS, seconds)] += 1
        self._seconds[route] = self._seconds.get(route, 0.0) + seconds

    def collect(self) -> Iterator[Metric]:
        """The numbers as Prometheus' library takes them."""
        requests = CounterMetricFamily(
            "stoa_requests",
            "Answers by route template, method and status.",
            labels=("route", "method", "status"),
        )
        for (route, method, status), times in self._answers.items():
            requests.add_metric((route, method, str(status)), times)
        yield requests
        seconds = HistogramMetricFamily(
            "stoa_request_seconds",
            "Time from the first byte of a request to the last of its answer.",
            labels=("route",),
        )
        for route, counts in self._timings.items():
            buckets = list(zip(BOUNDS, map(float, accumulate(counts)), strict=True))
            seconds.add_metric((route,), buckets, self._seconds[route])
        yield seconds
        yield GaugeMetricFamily(
            "stoa_requests_in_flight", "Requests being answered now.", self.in_flight
        )
        yield CounterMetricFamily(
            "stoa_crashes", "Requests that ended in an unforeseen error.", self.crashes
        )

    def exposition(self) -> bytes:
        """The text format of Prometheus, for ``GET /metrics``."""
        return generate_latest(self.registry)


class _Answered(msgspec.Struct, frozen=True, gc=False):
    """A line of the access log, in the order in which it is read."""

    request_id: str
    method: str
    route: str
    path: str | None
    status: int
    ms: float
    tenant: str | None
    account: int | None
    client: str
    event: str
    level: str
    timestamp: datetime


_LINES: Final = msgspec.json.Encoder()


class AccessLog:
    """Writes one line per answer at level info.

    The line is like those of ``configure_logging``, made without the chain of processors: there
    is nothing to bind, to filter or to format, and it is made for each request.
    """

    def __init__(self, write: Callable[[bytes], object] | None = None) -> None:
        """``write`` is given each line with its line end; standard error without it."""
        self._write = _write_line if write is None else write

    def answered(self, edge: Edge, route: str, seconds: float) -> None:
        """Log the answer of this request; ``seconds`` is how long it took."""
        tenant, principal = edge.tenant, edge.principal
        line = _Answered(
            edge.request_id,
            edge.original_method,
            route,
            None if "token" in route else edge.path[:LONGEST_LOGGED_PATH],
            edge.status,
            round(seconds * 1000, 2),
            None if tenant is None else tenant.slug,
            None if principal is None else principal.account_id,
            edge.client_address,
            "answered",
            "info",
            edge.moment + timedelta(seconds=seconds),
        )
        self._write(_LINES.encode(line) + b"\n")


def configure_logging(*, level: int = logging.INFO) -> None:
    """JSON lines on standard error, each with level and UTC time. Called once at start."""
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(cast("BinaryIO", _StandardError())),
        cache_logger_on_first_use=True,
    )


class _StandardError:
    """The process's standard error as it is at each line, not as it was at start."""

    def write(self, line: bytes) -> int:
        return sys.stderr.buffer.write(line)

    def flush(self) -> None:
        sys.stderr.buffer.flush()


def _write_line(line: bytes) -> None:
    # One write, so that lines of several threads do not mix.
    sys.stderr.buffer.write(line)
    sys.stderr.buffer.flush()


def _to_json(_: object, __: str, event: MutableMapping[str, Any]) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)


# One list for good: loggers keep it from their first line on, so a second start must not swap it.
PROCESSORS: Final[list[Processor]] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _to_json,
]
