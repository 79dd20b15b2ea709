"""The table, the targets, and the last run beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from ops.bench.plan import (
    CONNECTIONS,
    DECISION_MICROSECONDS,
    LARGE_SEARCH_P95_MS,
    READ_P95_MS,
    READS,
    SEARCH_ROWS,
    TITLES,
    TO_PGBENCH,
    WORKER_MEGABYTES,
    WORKERS,
    Way,
)
from ops.bench.result import Line, Measured, Outcome

HEAD: Final = (
    "",
    "requests/s",
    "p50 ms",
    "p95 ms",
    "web",
    "PostgreSQL",
    "asking",
    "all CPU",
    "to plain",
    "by CPU",
    "to merged",
    "by CPU",
    "to bare",
)
WAY_TITLES: Final[dict[Way, str]] = {
    "http": "HTTP, the shop",
    "plain": "pgbench, plain",
    "merged": "pgbench, merged",
    "bare": "HTTP, bare route",
}
OTHER_WAYS: Final[tuple[Way, ...]] = ("plain", "merged", "bare")
NOT_MEASURED: Final = "-"
EXPLANATION: Final = """\
plain: pgbench sends authenticate, BEGIN, SET LOCAL, each statement of the request and COMMIT as
prepared statements, one by one. merged: pgbench sends the very round trips that the shop makes of
them. Both do to the same rows what the shop does; the bare route sends what merged sends.
web, PostgreSQL, asking: processor milliseconds per request of the workers, of all processes of
the database, and of the load generator or pgbench itself; they share the processors. Limits were
on; buyers took turns. On a shared machine only the ratios say something, and those by CPU where
others compute meanwhile: pgbench's 16 backends then get a larger share than 2 workers."""


def table(outcome: Outcome) -> str:
    """What ``make bench`` prints."""
    rows: list[tuple[str, ...]] = [HEAD]
    for line in outcome.lines:
        rows.append((TITLES[line.row], *[""] * (len(HEAD) - 1)))
        rows.extend(_ways(line))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    text = "\n".join(_aligned(row, widths) for row in rows)
    return "\n".join(
        [
            "",
            text,
            "",
            *(_told(met, sentence) for met, sentence in targets(outcome)),
            "",
            f"{WORKERS} workers, {CONNECTIONS} connections, {outcome.machine}; medians of rounds; "
            f"{outcome.orders_stored} orders",
            f"were stored and counted; {outcome.seconds:.0f} s in all.",
            EXPLANATION,
        ]
    )


def targets(outcome: Outcome) -> Iterator[tuple[bool | None, str]]:
    """Each target with whether it was met; none where it could not be measured."""
    by_row = {line.row: line for line in outcome.lines}
    for row, least in TO_PGBENCH.items():
        if row in by_row:
            reached = by_row[row].to("plain")
            told = f"{row}: {_ratio(reached)} of pgbench (plain), wanted {least}"
            yield _at_least(reached, least), told
    for row in (*READS, *SEARCH_ROWS):
        if row in by_row:
            most = LARGE_SEARCH_P95_MS if row == "large_search" else READ_P95_MS
            p95 = by_row[row].http.p95_ms
            yield p95 < most, f"{row}: p95 {p95:.1f} ms, wanted below {most:.0f}"
    memory = outcome.worker_megabytes
    yield (
        None if memory is None else memory < WORKER_MEGABYTES,
        f"a worker: {_figure(memory, 0)} MB, wanted below {WORKER_MEGABYTES:.0f} "
        f"(bare: {_figure(outcome.bare_worker_megabytes, 0)})",
    )
    spent = outcome.decision_microseconds
    yield (
        spent < DECISION_MICROSECONDS,
        f"a decision with 1,000 rows: {spent:.2f} µs, wanted below {DECISION_MICROSECONDS:.0f}",
    )


def compared(outcome: Outcome, before: Outcome) -> str:
    """The ratios and the CPU of this run beside those of an earlier one."""
    known = {line.row: line for line in before.lines}
    lines = [f"Against {before.at}:"]
    for line in outcome.lines:
        if line.row in known:
            old = known[line.row]
            lines.append(
                f"  {TITLES[line.row]}: "
                + ", ".join(
                    f"to {way} {_ratio(old.to(way))} → {_ratio(line.to(way))}" for way in OTHER_WAYS
                )
                + f", web CPU {_figure(old.http.cpu_ms, 3)} → {_figure(line.http.cpu_ms, 3)} ms"
            )
    return "\n".join(lines)


def last_outcome(folder: Path) -> Outcome | None:
    """The newest run kept in the folder that this code can read."""
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            return msgspec.json.decode(path.read_bytes(), type=Outcome)
        except msgspec.MsgspecError:
            continue
    return None


def _ways(line: Line) -> Iterator[tuple[str, ...]]:
    for way, title in WAY_TITLES.items():
        measured: Measured | None = getattr(line, way)
        if measured is None:
            continue
        ratios: tuple[str, ...] = ("",) * 5
        if way == "http":
            shares = [line.to("plain"), line.to_by_cpu("plain")]
            shares += [line.to("merged"), line.to_by_cpu("merged"), line.to("bare")]
            ratios = tuple(_ratio(share) for share in shares)
        yield (
            f"  {title}",
            f"{measured.per_second:,.0f}",
            _figure(measured.p50_ms, 1),
            _figure(measured.p95_ms, 1),
            _figure(measured.cpu_ms, 3),
            _figure(measured.database_cpu_ms, 3),
            _figure(measured.asking_cpu_ms, 3),
            _figure(measured.all_cpu_ms, 3),
            *ratios,
        )


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [row[0].ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "  ".join(cells).rstrip()


def _told(met: bool | None, sentence: str) -> str:
    return f"{'not measured' if met is None else 'met' if met else 'MISSED':<12}  {sentence}"


def _at_least(reached: float | None, least: float) -> bool | None:
    return None if reached is None else reached >= least


def _ratio(part: float | None) -> str:
    return _figure(part, 2)


def _figure(value: float | None, decimals: int) -> str:
    return NOT_MEASURED if value is None else f"{value:.{decimals}f}"
