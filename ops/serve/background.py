"""``stoa worker``: events, jobs and letters, in a process beside the web workers."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.kit.clock import clock_from
from api.laravel.observe import configure_logging
from api.settings import Settings
from api.worker import work
from ops.serve.parent import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A letter on its way is brought to its end, which takes a minute at most; the database's last word
# after it a little longer.
STOP_SECONDS = 75.0
# The web workers are forked right after the thread that keeps the worker starts; until then it must
# hold no lock that a fork could copy, and a plain sleep holds none.
BEFORE_STARTING_SECONDS = 1.5
WATCH_SECONDS = 0.2
# One that cannot start would otherwise be started several times a second.
PAUSE_SECONDS = 3.0


def work_until_told(*, when_ready: Callable[[], None] | None = None) -> None:
    """Work until SIGTERM or SIGINT; what was begun is brought to its end.

    Raises SettingsError, UnsafeRole and Unavailable.
    """
    configure_logging()
    settings = Settings.from_environment()

    async def run() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for order in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(order, stopping.set)
        if when_ready is not None:
            loop.call_soon(when_ready)
        await work(settings, clock_from(settings.clock), stopping)

    asyncio.run(run())


@contextmanager
def beside() -> Iterator[None]:
    """A worker process with this environment until the block ends; one that dies is replaced."""
    keeper = _Keeper()
    try:
        yield
    finally:
        keeper.stop()


class _Keeper:
    """Keeps one worker process alive; the first is started when the shop has had time to open."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # What it was at is due again, or uncertain: never lost.
            self._process.kill()
            self._process.wait()

    def _keep(self) -> None:
        time.sleep(BEFORE_STARTING_SECONDS)
        while not self._stopping.is_set():
            if self._process is None:
                self._process = _start()
            elif self._process.poll() is not None:
                print(
                    f"The worker ended (exit code {self._process.returncode}); starting another.",
                    file=sys.stderr,
                    flush=True,
                )
                self._process = None
                self._stopping.wait(PAUSE_SECONDS)
            self._stopping.wait(WATCH_SECONDS)


def _start() -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we stop it after the web workers.
    command = [sys.executable, "-m", "ops.serve.background", str(os.getpid())]
    return subprocess.Popen(command, start_new_session=True)


def main() -> None:
    """The process that ``beside`` starts; it ends when the one named to it is gone."""
    from ops.refusal import Refusal
    from ops.serve.failures import told_as_refusals

    end_with_parent(int(sys.argv[1]))
    try:
        with told_as_refusals():
            work_until_told()
    except Refusal as refusal:
        print(f"stoa: {refusal.sentence}", file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
