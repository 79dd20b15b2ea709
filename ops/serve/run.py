"""``stoa run`` and ``stoa serve``: from nothing, or from a ready database, to an open shop."""

from __future__ import annotations

import asyncio
import fcntl
import importlib
import os
import signal
import time
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from api.settings import Settings
from ops.data.demo.shop import DEMO_SHOPS
from ops.data.prepare import prepare, refuse_unready, refuse_unsafe, shops
from ops.home import kept_secret, make_home, stoa_home
from ops.refusal import Refusal
from ops.serve.announce import announcement, letters_told
from ops.serve.database import admin_access, given_admin_url, given_app_url, provisioned
from ops.serve.failures import told_as_refusals
from ops.serve.ports import PATIENCE_SECONDS, refuse_taken, wanted_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

LOCAL_HOST = "127.0.0.1"


class Address(NamedTuple):
    """Where to listen, and with how many worker processes."""

    host: str
    port: int
    workers: int


def run(arguments: list[str]) -> int:
    """``make run``: one worker on 127.0.0.1, the demo market where the database is empty."""
    if arguments:
        raise Refusal("`run` takes no arguments here; STOA_PORT chooses the port.")
    return run_shop(Address(LOCAL_HOST, wanted_port(), 1))


def run_shop(address: Address) -> int:
    """Prepare the database, serve until Ctrl-C or SIGTERM, stop everything; the exit code.

    Raises Refusal for what an operator can mend.
    """
    if given_app_url() and not given_admin_url():
        raise Refusal(
            "STOA_APP_DATABASE_URL is set and DATABASE_URL is not: `run` needs a role that may "
            "prepare the database. Set DATABASE_URL too, or use `stoa serve` on a ready database."
        )
    home = make_home(stoa_home())
    with told_as_refusals(), _stoppable(), _only_run(home):
        _refuse_settings()
        refuse_taken(address.host, address.port)
        with admin_access(home) as admin_url:
            lines = _ready(home, admin_url, address)
            _serve(address, lines, with_worker=True)
    print("Stopped.", flush=True)
    return 0


def serve_alone(address: Address) -> int:
    """Serve a database that is ready: STOA_APP_DATABASE_URL, or the one that `run` prepared."""
    home = make_home(stoa_home())
    with told_as_refusals(), _stoppable():
        _refuse_settings()
        refuse_taken(address.host, address.port)
        app_url = given_app_url()
        if app_url is not None:
            _open(home, app_url, address)
        else:
            with provisioned(home) as urls:
                _open(home, urls.app, address)
    return 0


def work_alone() -> int:
    """``stoa worker``: events, jobs and letters of the database that `serve` would serve."""
    home = make_home(stoa_home())
    with told_as_refusals(), _stoppable():
        _refuse_settings()
        app_url = given_app_url()
        if app_url is not None:
            _work(home, app_url)
        else:
            with provisioned(home) as urls:
                _work(home, urls.app)
    return 0


def _work(home: Path, app_url: str) -> None:
    from ops.serve.background import work_until_told

    asyncio.run(refuse_unready(app_url))
    _hand_over(home, app_url)
    told = letters_told()
    work_until_told(when_ready=lambda: _say(f"Stoa works. {told} Ctrl-C stops it."))


def _open(home: Path, app_url: str, address: Address) -> None:
    asyncio.run(refuse_unready(app_url))
    _hand_over(home, app_url)
    lines = [
        f"Stoa serves on http://{address.host}:{address.port}",
        "Events, jobs and letters are the work of `stoa worker`, beside this.",
    ]
    _serve(address, lines, with_worker=False)


def _ready(home: Path, admin_url: str, address: Address) -> list[str]:
    """The database prepared and the environment of the workers set; what to announce."""

    async def ready() -> list[str]:
        demo = os.environ.get("STOA_ENV", "local").strip() in ("", "local")
        prepared = await prepare(admin_url, home, given_app_url(), demo=demo, say=_say)
        if given_app_url():
            await refuse_unsafe(prepared.app)
        if prepared.demo_stored:
            os.environ.setdefault("STOA_DEFAULT_TENANT", DEMO_SHOPS[0])
        _hand_over(home, prepared.app)
        os.environ.setdefault("STOA_SHOP_URL", f"http://{{host}}:{address.port}")
        present = await shops(prepared.owner)
        return announcement(present, address.port, demo=prepared.demo_stored)

    return asyncio.run(ready())


def _hand_over(home: Path, app_url: str) -> None:
    """Fill in what the workers read and nobody set."""
    os.environ["STOA_APP_DATABASE_URL"] = app_url
    os.environ.setdefault("STOA_MAIL_FOLDER", str(home / "mail"))
    if not os.environ.get("STOA_SECRET_KEY", "").strip():
        os.environ["STOA_SECRET_KEY"] = kept_secret(home, "secret-key", 32)
    if not os.environ.get("STOA_STORAGE_FOLDER", "").strip():
        os.environ["STOA_STORAGE_FOLDER"] = str(home / "storage")


def _refuse_settings() -> None:
    """Raises SettingsError for a variable that cannot be meant, before anything is started."""
    Settings.from_environment({"STOA_APP_DATABASE_URL": "postgresql:///", **os.environ})


def _serve(address: Address, lines: list[str], *, with_worker: bool) -> None:
    # Loaded here: the application and the server are what takes longest, and only this needs them.
    from ops.serve import web
    from ops.serve.background import beside

    # Loaded before the fork, so that the workers share its memory and start at once.
    importlib.import_module("ops.serve.worker")
    warning = web.warn_about_limits(address.workers)
    if warning:
        _say(warning)
    with beside() if with_worker else nullcontext():
        web.serve(*address, when_ready=lambda: _say("\n".join(lines)))


def _say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM before the server listens ends like Ctrl-C, so that what was started is stopped."""

    def interrupt(signum: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _only_run(home: Path) -> Iterator[None]:
    """One `run` for one STOA_HOME; the lock goes with the process, however that ends."""
    descriptor = os.open(home / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _locks(descriptor):
            other = (home / "run.lock").read_text().strip() or "unknown"
            raise Refusal(
                f"A shop already runs from {home} (process {other}). Stop it, or give this one a "
                "folder of its own: set STOA_HOME."
            )
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _locks(descriptor: int) -> bool:
    # The workers of a killed run hold its lock until they notice and end.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        else:
            return True
