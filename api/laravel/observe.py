"""What operators see of the wire: one log line and a handful of numbers per request.

Labels have few values (route templates, known methods, statuses), so a scanner that makes up paths
cannot fill the memory. Lines name the route and leave out query strings and paths that bear a
token.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from structlog.types import Processor

    from api.laravel.edge import Edge

UNMATCHED: Final = "(none)"
LONGEST_LOGGED_PATH: Final = 200
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Seconds; a page of products takes a few milliseconds, an order some twenty.
BUCKETS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The numbers of one worker, in a registry of their own (several apps in one test run)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self._requests = Counter(
            "stoa_requests",
            "Answers by route template, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "stoa_request_seconds",
            "Time from the first byte of a request to the last of its answer.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "stoa_requests_in_flight", "Requests being answered now.", registry=self.registry
        )
        self.crashes = Counter(
            "stoa_crashes", "Requests that ended in an unforeseen error.", registry=self.registry
        )
        # labels() costs more than the increment itself; children are few and kept.
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._timers: dict[str, Histogram] = {}

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer; ``route`` is the template, ``UNMATCHED`` where no route matched."""
        verb = method if method in METHODS else "OTHER"
        counter = self._counters.get((route, verb, status))
        if counter is None:
            counter = self._requests.labels(route, verb, str(status))
            self._counters[route, verb, status] = counter
        counter.inc()
        timer = self._timers.get(route)
        if timer is None:
            timer = self._timers[route] = self._seconds.labels(route)
        timer.observe(seconds)

    def exposition(self) -> bytes:
        """The text format of Prometheus, for ``GET /metrics``."""
        return generate_latest(self.registry)


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
        line = {
            "request_id": edge.request_id,
            "method": edge.original_method,
            "route": route,
            "path": None if "token" in route else edge.path[:LONGEST_LOGGED_PATH],
            "status": edge.status,
            "ms": round(seconds * 1000, 2),
            "tenant": None if tenant is None else tenant.slug,
            "account": None if principal is None else principal.account_id,
            "client": edge.client_address,
            "event": "answered",
            "level": "info",
        }
        self._write(_to_json(None, "", STAMP(None, "", line)) + b"\n")


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


STAMP: Final = structlog.processors.TimeStamper(fmt="iso", utc=True)
# One list for good: loggers keep it from their first line on, so a second start must not swap it.
PROCESSORS: Final[list[Processor]] = [
    structlog.processors.add_log_level,
    STAMP,
    structlog.processors.format_exc_info,
    _to_json,
]
