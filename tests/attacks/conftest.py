"""The arena and the counts of attacks."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from tests.attacks.arena import Arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from api.laravel.wire import Wire
    from ops.data.provision import DatabaseUrls

REPORT: Final = Path(__file__).parents[2] / ".stoa" / "reports" / "attacks.json"
RUN: Final = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"process {os.getpid()}"


class Report(msgspec.Struct, kw_only=True):
    """What was attacked in one run; workers of the same run add to one file."""

    run: str = ""
    routes: dict[str, dict[str, int]] = {}
    tables: dict[str, int] = {}

    def totals(self) -> dict[str, int]:
        counts = list(self.routes.values())
        return {
            "routes": len(self.routes),
            "places": sum(count["places"] for count in counts),
            "attackers": max((count["attackers"] for count in counts), default=0),
            "requests": sum(count["requests"] for count in counts),
            "tables": len(self.tables),
            "table_attempts": sum(self.tables.values()),
        }


class Tally:
    """Adds counts to the report, whichever worker they come from."""

    def route(self, key: str, *, places: int, attackers: int, requests: int) -> None:
        def add(report: Report) -> None:
            report.routes[key] = {
                "places": places,
                "attackers": attackers,
                "requests": requests,
            }

        self._change(add)

    def table(self, name: str, attempts: int) -> None:
        def add(report: Report) -> None:
            report.tables[name] = attempts

        self._change(add)

    def _change(self, add: Callable[[Report], None]) -> None:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        with REPORT.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            report = _read(file.read())
            if report.run != RUN:
                report = Report(run=RUN)
            add(report)
            file.truncate(0)
            content = {"totals": report.totals(), **msgspec.to_builtins(report)}
            file.write(msgspec.json.format(msgspec.json.encode(content), indent=1))


def _read(content: bytes) -> Report:
    try:
        return msgspec.json.decode(content, type=Report)
    except msgspec.DecodeError:
        return Report()


@pytest.fixture
def tally() -> Tally:
    """Where walkers leave their counts: ``.stoa/reports/attacks.json``."""
    return Tally()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def lasting_arena(application: Wire, database_urls: DatabaseUrls) -> AsyncIterator[Arena]:
    """One marked world per worker."""
    owner = await asyncpg.connect(database_urls.owner)
    arena = await Arena.over(application, owner, database_urls.owner)
    yield arena
    await arena.caller.close()
    await owner.close()


@pytest_asyncio.fixture(loop_scope="session")
async def arena(lasting_arena: Arena) -> Arena:
    """The marked world, untouched."""
    await lasting_arena.restore()
    return lasting_arena


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line with the counts of this run."""
    if REPORT.exists():
        report = _read(REPORT.read_bytes())
        if report.run == RUN:
            told = ", ".join(f"{count} {name}" for name, count in report.totals().items())
            terminalreporter.write_line(f"attacks: {told}")
