"""The server as operators run it: `stoa serve` and `stoa worker`, each a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from api.kit.clock import SystemClock
from api.kit.db import Database
from ops.data.seed import seed_demo
from ops.home import CHECKOUT
from tests.support.database import copy_database, drop_database, run_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ops.data.provision import DatabaseUrls
    from tests.support.database import Server

UP_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
LOOK_SECONDS: Final = 0.05
STOA: Final = Path(sys.executable).with_name("stoa")


class LiveServer(msgspec.Struct, frozen=True, kw_only=True):
    """A server that answers, and the database behind it."""

    port: int
    urls: DatabaseUrls
    log: Path
    letters: Path
    """Where the worker keeps letters, when one runs."""

    def address(self, host: str = "127.0.0.1") -> str:
        """The origin of the shop that this host name means."""
        return f"http://{host}:{self.port}"

    def output(self) -> str:
        """What the server has logged so far."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def demo_market(server: Server, name: str) -> Iterator[DatabaseUrls]:
    """A database of its own with both demo shops in it, dropped at the end."""
    urls = run_apart(copy_database(server, name))
    try:
        run_apart(_seed(urls))
        yield urls
    finally:
        run_apart(drop_database(server, urls.database))


@contextmanager
def serving(urls: DatabaseUrls, *, worker: bool = False, **settings: str) -> Iterator[LiveServer]:
    """Serve this database until the block ends; limits are off unless ``settings`` say otherwise.

    ``settings`` are environment variables; with ``worker`` events and letters are carried too.
    Fails with the server's own words when it does not come up.
    """
    with tempfile.TemporaryDirectory(prefix="stoa-live-") as folder:
        log = Path(folder) / "output"
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("STOA_") and name != "DATABASE_URL"
        }
        environment |= {
            "STOA_HOME": str(Path(folder) / "home"),
            "STOA_APP_DATABASE_URL": urls.app,
            "STOA_DEFAULT_TENANT": "agora",
            "STOA_THROTTLE": "off",
            **settings,
        }
        port = _free_port()
        environment.setdefault("STOA_SHOP_URL", f"http://{{host}}:{port}")
        letters = Path(environment["STOA_HOME"]) / "mail"
        commands = [["serve", "--port", str(port)], *([["worker"]] if worker else [])]
        processes = [_start(command, environment, log) for command in commands]
        try:
            live = LiveServer(port=port, urls=urls, log=log, letters=letters)
            _wait(processes[0], live)
            yield live
        finally:
            for process in processes:
                _stop(process)


def _start(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(STOA), *command],
            cwd=CHECKOUT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _wait(process: subprocess.Popen[bytes], live: LiveServer) -> None:
    deadline = time.monotonic() + UP_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, live.output()
        try:
            with urllib.request.urlopen(f"{live.address()}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(LOOK_SECONDS)
    raise AssertionError(live.output())


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def _seed(urls: DatabaseUrls) -> None:
    database = await Database.open(urls.app, pool_size=2)
    try:
        await seed_demo(database, owner_url=urls.owner, clock=SystemClock())
    finally:
        await database.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
