"""`python3 -m ops run` from an empty folder to a clean stop, as a newcomer meets it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ops.home import CHECKOUT
from ops.serve import postmaster
from ops.serve.embedded import start

if TYPE_CHECKING:
    from collections.abc import Iterator

UP_SECONDS = 90.0
# Promised is a wall-clock time; beside other tests only the processor time tells anything, and it
# is nearly all of it (the start waits 0.2 s for the database and itself).
SECOND_START_SECONDS = 3.0


class Shop:
    """One run of the command in a folder of its own."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.port = port
        self._log = home.parent / "output"
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("STOA_") and name != "DATABASE_URL"
        }
        environment |= {"STOA_HOME": str(home), "STOA_PORT": str(port)}
        self.began = time.monotonic()
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ops", "run"],
                cwd=CHECKOUT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def output(self) -> str:
        """What was printed so far."""
        return self._log.read_text()

    def up_after(self) -> float:
        """Seconds from the start of the command to the first 200 of the health route."""
        url = f"http://127.0.0.1:{self.port}/api/health"
        while time.monotonic() < self.began + UP_SECONDS:
            assert self.process.poll() is None, self.output()
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:
                    assert json.load(answer)["status"] == "ok"
                return time.monotonic() - self.began
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
        raise AssertionError(self.output())

    def announced(self) -> None:
        """Wait until this very run says that it is open."""
        while "Stoa is open" not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < self.began + UP_SECONDS, self.output()
            time.sleep(0.02)

    def workers(self) -> list[int]:
        """Process ids of the web worker and, once it was started, of the worker beside it."""
        # A child is listed under the thread that started it.
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        pids = [int(pid) for thread in threads for pid in thread.read_text().split()]
        return [pid for pid in pids if _is_python(pid)]

    def worker_beside(self, *, other_than: int | None = None) -> int:
        """The process that carries events and letters, once it is there."""
        while True:
            for pid in self.workers():
                if pid != other_than and _is_worker_beside(pid):
                    return pid
            assert time.monotonic() < self.began + UP_SECONDS, self.output()
            time.sleep(0.05)

    def processor_seconds(self) -> float:
        """What the command and its web workers have used so far."""
        ticks = 0
        serving = [pid for pid in self.workers() if not _is_worker_beside(pid)]
        for pid in (self.process.pid, *serving):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # user and system, proc(5) fields 14 and 15
        return ticks / os.sysconf("SC_CLK_TCK")

    def database_runs(self) -> bool:
        """Whether the private PostgreSQL is there."""
        return postmaster.running(self.home / "postgres" / "data") is not None


def _is_python(pid: int) -> bool:
    with open(f"/proc/{pid}/comm") as file:
        return file.read().startswith("python")


def _is_worker_beside(pid: int) -> bool:
    try:
        return b"ops.serve.background" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:  # it ended while it was looked at
        return False


def _exists(pid: int) -> bool:
    return os.path.exists(f"/proc/{pid}")


@pytest.fixture(scope="module")
def market() -> Iterator[Path]:
    """A STOA_HOME for the runs of this file, one after the other; the first finds it missing."""
    folder = Path(tempfile.mkdtemp(prefix="stoa-run-"))
    folder.chmod(0o755)
    yield folder / "home"
    # Whatever a failed test left running is joined, and stopped by its last user.
    start(folder / "home").stop()
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _stop(shop: Shop, order: signal.Signals, *, whole_group: bool = False) -> int:
    """End the run as a terminal or a supervisor does; the exit code."""
    (os.killpg if whole_group else os.kill)(shop.process.pid, order)
    return shop.process.wait(timeout=30)


def test_a_first_run_opens_both_shops_and_ctrl_c_stops_everything(market: Path, port: int) -> None:
    shop = Shop(market, port)
    try:
        shop.announced()
        workers = [pid for pid in shop.workers() if not _is_worker_beside(pid)]
        assert len(workers) == 1
        listed = f"http://127.0.0.1:{port}/api/v1/public/products"
        with urllib.request.urlopen(listed, timeout=10) as answer:
            assert json.load(answer)["total"] > 0
        killed = shop.worker_beside()
        os.kill(killed, signal.SIGKILL)
        workers.append(shop.worker_beside(other_than=killed))
    finally:
        code = _stop(shop, signal.SIGINT, whole_group=True)
    assert (code, shop.database_runs()) == (0, False)
    assert not any(map(_exists, workers))
    said = shop.output()
    assert f"http://127.0.0.1:{port} " in said
    assert f"http://hedgerow.localhost:{port} " in said
    assert f"kept in {market / 'mail'}" in said
    assert re.search(r"producer@example\.com +producer\n", said)
    assert "Traceback" not in said


def test_a_second_run_is_up_at_once_and_sigterm_stops_it(market: Path, port: int) -> None:
    shop = Shop(market, port)
    try:
        shop.up_after()
        seconds = shop.processor_seconds()
    finally:
        code = _stop(shop, signal.SIGTERM)
    assert (code, shop.database_runs()) == (0, False)
    assert "Migrated" not in shop.output()
    assert "Storing" not in shop.output()
    assert seconds < SECOND_START_SECONDS


def test_a_killed_run_leaves_nothing_in_the_way_of_the_next(market: Path, port: int) -> None:
    killed = Shop(market, port)
    killed.up_after()
    _stop(killed, signal.SIGKILL)
    assert killed.database_runs()
    shop = Shop(market, port)
    try:
        # The killed run's worker answers a little longer, so a 200 proves nothing.
        shop.announced()
    finally:
        code = _stop(shop, signal.SIGINT)
    assert (code, shop.database_runs()) == (0, False)
    assert "Traceback" not in shop.output()
