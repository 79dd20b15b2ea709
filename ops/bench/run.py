"""``make bench``: the shop over HTTP, pgbench and a bare route on one database, in one go.

All send the same statements, which come out of the running application: pgbench once as the plain
sequence, statement by statement, and once merged as the application merges them. Limits are on as
shipped; thousands of buyers take turns, so that none of them reaches one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from api.schema.runner import migrate_up
from api.settings import Settings
from ops.bench.bare import Card
from ops.bench.capture import capture
from ops.bench.decisions import decision_microseconds
from ops.bench.load import Job, Load
from ops.bench.market import Market, clear_events, count_orders, make_large_market, make_market
from ops.bench.pgbench import Pgbench, Script, script_of
from ops.bench.plan import (
    ORDERS_OF_A_PLACEMENT,
    ROWS,
    SEARCH_ROWS,
    TITLES,
    WAYS,
    WORKERS,
    Plan,
    Row,
    SearchRow,
    Way,
)
from ops.bench.report import compared, last_outcome, table
from ops.bench.result import Line, Measured, Outcome, medians, percentiles
from ops.bench.servers import MeasuredServer, beside, cpu_seconds_below, free_port, serving
from ops.data.provision import provision
from ops.home import CHECKOUT, make_home, stoa_home
from ops.refusal import Refusal
from ops.serve import postmaster
from ops.serve.embedded import start
from ops.serve.failures import told_as_refusals
from ops.serve.place import Place, binaries, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ops.data.provision import DatabaseUrls

SERVE: Final = "from ops.cli import main; main()"
WORKER_COMMAND: Final = ("-c", SERVE, "worker")
EVERY_ROW: Final = (*ROWS, *SEARCH_ROWS)
EVENTS_ROW: Final = "placement, events carried"
PGBENCH_WAYS: Final[tuple[Way, ...]] = ("plain", "merged")


def bench(arguments: list[str]) -> int:
    """Measure and print; the exit code is 0 even when a target is missed. ``--compare`` prints the
    last whole run's figures beside; ``--rows``, ``--rounds`` and ``--seconds`` make it shorter.
    Raises Refusal when anything went wrong while measuring.
    """
    plan, compare = wanted(arguments)
    kept = make_home(stoa_home()) / "bench"
    kept.mkdir(mode=0o711, exist_ok=True)
    before = last_outcome(kept)
    # An order to stop ends like Ctrl-C, so that servers and folders are taken away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with told_as_refusals():
        outcome = measure(plan, kept, say=_say)
    print(table(outcome))
    if compare and before is not None:
        print(compared(outcome, before))
    if plan.whole:
        path = kept / f"{outcome.at}.json"
        path.write_bytes(msgspec.json.format(msgspec.json.encode(outcome)))
        print(f"Kept in {path}.")
    return 0


def wanted(arguments: list[str]) -> tuple[Plan, bool]:
    """The plan that the arguments of ``bench`` ask for, and whether to compare."""
    usual = Plan()
    parser = argparse.ArgumentParser(prog="bench", allow_abbrev=False)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--rows", nargs="+", choices=EVERY_ROW, default=EVERY_ROW)
    parser.add_argument("--rounds", type=int, choices=range(1, 100), default=usual.rounds)
    parser.add_argument("--seconds", type=float, default=usual.seconds)
    asked = parser.parse_args(arguments)
    rows = tuple(row for row in ROWS if row in asked.rows)
    search_rows = tuple(row for row in SEARCH_ROWS if row in asked.rows)
    return (
        Plan(rows=rows, search_rows=search_rows, rounds=asked.rounds, seconds=asked.seconds),
        asked.compare,
    )


def measure(plan: Plan, folder: Path, *, say: Callable[[str], None]) -> Outcome:
    """Make a database in a fresh folder below ``folder``, measure, take the database away."""
    begun = time.monotonic()
    with ExitStack() as stack:
        room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="run-", dir=folder)))
        # The database server runs as another user where the bench runs as root.
        room.chmod(0o711)
        server = stack.enter_context(start(make_home(room / "home")))
        urls = asyncio.run(_provided(server.admin_url, room / "home"))
        say(f"Filling {plan.shops} shops with {plan.products} products each …")
        market = asyncio.run(make_market(urls, plan))
        large = None
        if any(row.startswith("large_") for row in plan.search_rows):
            say(f"Filling one shop with {plan.large_products} products …")
            large = asyncio.run(make_large_market(urls, plan))
        stadium = stack.enter_context(_stadium(plan, room, urls, market, large))
        say(f"Measuring (the database took {time.monotonic() - begun:.0f} s) …")
        rounds = stadium.play(say)
        lines = [
            Line(row=row, **{way: medians(rounds[row, way]) for way in WAYS}) for row in plan.rows
        ]
        searched = stadium.play_searches(say)
        if "placement" in plan.rows:
            events = stadium.play_with_events(say)
            without = {way: medians(rounds["placement", way]) for way in PGBENCH_WAYS}
            lines.append(Line(row=EVENTS_ROW, http=events, **without))
        lines += searched
        return Outcome(
            at=datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            machine=f"{os.cpu_count()} processors, {platform.machine()}",
            seconds=time.monotonic() - begun,
            lines=lines,
            worker_megabytes=stadium.megabytes["http"],
            bare_worker_megabytes=stadium.megabytes["bare"],
            decision_microseconds=decision_microseconds(),
            orders_stored=stadium.orders_stored,
        )


class Stadium:
    """Everything that runs while it is measured."""

    def __init__(
        self,
        plan: Plan,
        room: Path,
        urls: DatabaseUrls,
        market: Market,
        servers: dict[Way, MeasuredServer],
        scripts: dict[tuple[Row, Way], Script],
        large: Market | None,
    ) -> None:
        self._large = large
        self.orders_stored = 0
        self.megabytes: dict[str, float | None] = {}
        self._plan = plan
        self._room = room
        self._urls = urls
        self._market = market
        self._servers = servers
        self._scripts = scripts
        place = settle(room / "home")
        self._pgbench = Pgbench(binaries(place), urls.app, room)
        self._postmaster = postmaster_of(place)
        self._jobs = 0

    def play(self, say: Callable[[str], None]) -> dict[tuple[Row, Way], list[Measured]]:
        """All rounds, the ways taking turns within each, after a warm-up that does not count."""
        rounds: dict[tuple[Row, Way], list[Measured]] = defaultdict(list)
        for number in range(0 if self._plan.warm_up_seconds else 1, self._plan.rounds + 1):
            seconds = self._plan.seconds if number else self._plan.warm_up_seconds
            say(f"  round {number} of {self._plan.rounds}" if number else "  warming up")
            for row in self._plan.rows:
                for way in WAYS:
                    measured = self._once(row, way, seconds)
                    if number:
                        rounds[row, way].append(measured)
        for way, server in self._servers.items():
            self.megabytes[way] = server.megabytes()
        return rounds

    def play_searches(self, say: Callable[[str], None]) -> list[Line]:
        """Search, filters and the large shop: all rounds over HTTP after a warm-up."""
        lines = []
        for row in self._plan.search_rows:
            say(f"  {TITLES[row]}")
            if self._plan.warm_up_seconds:
                self._by_http(row, "http", self._plan.warm_up_seconds)
            rounds = [
                self._by_http(row, "http", self._plan.seconds) for _ in range(self._plan.rounds)
            ]
            lines.append(Line(row=row, http=medians(rounds)))
        return lines

    def play_with_events(self, say: Callable[[str], None]) -> Measured:
        """Placement while a worker carries the orders' events beside, as ``make run`` does."""
        say("  placement with events carried")
        asyncio.run(clear_events(self._urls.app, self._market))
        port = free_port()
        environment = app_environment(self._urls, self._room)
        log, worker_log = self._room / "events.log", self._room / "worker.log"
        with (
            beside(WORKER_COMMAND, environment, worker_log),
            serving(serve_command(port), environment, port, log) as server,
        ):
            self._servers = {"http": server}
            if self._plan.warm_up_seconds:
                self._once("placement", "http", self._plan.warm_up_seconds)
            return medians(
                [
                    self._once("placement", "http", self._plan.seconds)
                    for _ in range(self._plan.rounds)
                ]
            )

    def _once(self, row: Row, way: Way, seconds: float) -> Measured:
        places = row == "placement"
        before = self._count_orders() if places else 0
        if way in PGBENCH_WAYS:
            measured = self._by_pgbench(row, way, seconds)
        else:
            measured = self._by_http(row, way, seconds)
        if places:
            stored = self._count_orders() - before
            self.orders_stored += stored
            if stored != measured.count * ORDERS_OF_A_PLACEMENT:
                raise Refusal(
                    f"{measured.count} placements by {way} stored {stored} orders instead of "
                    f"{ORDERS_OF_A_PLACEMENT} each: nothing was measured."
                )
        return measured

    def _by_pgbench(self, row: Row, way: Way, seconds: float) -> Measured:
        used, before = _children_seconds(), cpu_seconds_below(self._postmaster)
        measured = self._pgbench.measure(self._scripts[row, way], seconds)
        database = _difference(before, cpu_seconds_below(self._postmaster))
        return _with_cpu(measured, None, database, _children_seconds() - used)

    def _by_http(self, row: Row | SearchRow, way: Way, seconds: float) -> Measured:
        server = self._servers[way]
        server.refuse_dead()
        before = server.cpu_seconds(), cpu_seconds_below(self._postmaster)
        load = self._generated(row, way, server.port, seconds)
        web = _difference(before[0], server.cpu_seconds())
        database = _difference(before[1], cpu_seconds_below(self._postmaster))
        server.refuse_dead()
        if load.refused:
            raise Refusal(f"{row} by {way}: answers refused by status {load.refused}.")
        check_sample(row, way, load.sample, self._plan)
        count = len(load.latencies_ms)
        p50, p95 = percentiles(sorted(load.latencies_ms))
        measured = Measured(per_second=count / load.seconds, p50_ms=p50, p95_ms=p95, count=count)
        return _with_cpu(measured, web, database, load.cpu_seconds)

    def _generated(self, row: Row | SearchRow, way: Way, port: int, seconds: float) -> Load:
        market = self._large if self._large and row.startswith("large_") else self._market
        self._jobs += 1
        first, last = (1, market.readers)
        if row == "placement":
            first, last = market.readers + 1, market.buyers
        job = Job(
            name=f"job{self._jobs}-{way}-{os.getpid()}",
            row=row,
            port=port,
            prefix="/bare" if way == "bare" else "",
            slugs=market.slugs,
            by_producer=[shop.by_producer for shop in market.shops],
            products=market.products,
            first=first,
            last=last,
            seconds=seconds,
        )
        done = subprocess.run(
            [sys.executable, "-m", "ops.bench.load"],
            input=msgspec.json.encode(job),
            capture_output=True,
            check=False,
            cwd=CHECKOUT,
        )
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip()
            raise Refusal(f"{row} by {way} could not be measured: {said[-2000:]}")
        return msgspec.json.decode(done.stdout, type=Load)

    def _count_orders(self) -> int:
        return asyncio.run(count_orders(self._urls.app, self._market))


def _with_cpu(
    measured: Measured, web: float | None, database: float | None, asking: float
) -> Measured:
    """The figures with processor time, given in seconds of all requests, per request."""
    web_ms, database_ms, asking_ms = (
        None if spent is None else spent * 1000 / measured.count
        for spent in (web, database, asking)
    )
    return msgspec.structs.replace(
        measured, cpu_ms=web_ms, database_cpu_ms=database_ms, asking_cpu_ms=asking_ms
    )


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _children_seconds() -> float:
    """What the ended children of this process have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def check_sample(row: Row | SearchRow, way: Way, body: str, plan: Plan) -> None:
    """Raises Refusal when an answer is not what the row asks for, whoever gave it."""
    answer = json.loads(body)
    if row in SEARCH_ROWS:
        right = bool(answer.get("data"))
    elif way == "bare":
        right = isinstance(answer, list) and bool(answer)
    else:
        right = {
            "list": len(answer.get("data", ())) == min(20, plan.products),
            "detail": "producer" in answer,
            "own_orders": len(answer.get("orders", ())) == plan.orders_of_a_reader,
            "placement": f'"order_count":{ORDERS_OF_A_PLACEMENT},' in body,
        }[row]
    if not right:
        raise Refusal(f"{row} by {way} answered something else: {body[:500]}")


@contextmanager
def _stadium(
    plan: Plan, room: Path, urls: DatabaseUrls, market: Market, large: Market | None
) -> Iterator[Stadium]:
    recipes = asyncio.run(capture(urls.app, market))
    card = Card(
        app_url=urls.app,
        pool_size=Settings(database_url=urls.app).pool_size,
        recipes=recipes["merged"],
        slugs=market.slugs,
        tenants=[shop.tenant_id for shop in market.shops],
        readers=market.readers,
        buyers=market.buyers,
        products=market.products,
    )
    card_file = room / "card.json"
    card_file.write_bytes(msgspec.json.encode(card))
    ports = {"http": free_port(), "bare": free_port()}
    bare = ["-m", "ops.bench.bare", str(ports["bare"]), str(card_file)]
    app = app_environment(urls, room)
    with (
        serving(serve_command(ports["http"]), app, ports["http"], room / "http.log") as http_server,
        serving(bare, {}, ports["bare"], room / "bare.log") as bare_server,
    ):
        servers: dict[Way, MeasuredServer] = {"http": http_server, "bare": bare_server}
        scripts = {
            (recipe.row, way): script_of(recipe, market)
            for way, captured in recipes.items()
            for recipe in captured
        }
        yield Stadium(plan, room, urls, market, servers, scripts, large)


def serve_command(port: int) -> list[str]:
    """``stoa serve`` with two workers."""
    return ["-c", SERVE, "serve", "--port", str(port), "--workers", str(WORKERS)]


def app_environment(urls: DatabaseUrls, room: Path) -> dict[str, str]:
    """The settings of the measured shop: all as shipped."""
    return {"STOA_HOME": str(room / "home"), "STOA_APP_DATABASE_URL": urls.app}


def postmaster_of(place: Place) -> int:
    """The process that all of the private server's backends belong to. Raises Refusal."""
    server = postmaster.running(place.data)
    if server is None:
        raise Refusal(f"The private server of {place.folder} has ended. Its log is {place.log}.")
    return server.pid


async def _provided(admin_url: str, home: Path) -> DatabaseUrls:
    urls = await provision(admin_url, home)
    await migrate_up(urls.owner, urls.roles)
    return urls


def _say(text: str) -> None:
    print(text, flush=True)
