"""Servers under measurement: child processes with their processor time and memory."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ops.home import CHECKOUT
from ops.refusal import Refusal

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 20.0
PROCESSES: Final = Path("/proc")
MEGABYTE: Final = 1024 * 1024


class MeasuredServer:
    """A server of two workers that this process started. Figures need Linux's /proc."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.port = port
        self._process = process
        self._log = log

    def refuse_dead(self) -> None:
        """Raises Refusal when the server has ended: whoever answers now is somebody else."""
        if self._process.poll() is not None:
            said = self._log.read_text(errors="replace")[-2000:]
            raise Refusal(f"The measured server ended by itself: {said}")

    def cpu_seconds(self) -> float | None:
        """What the server has used so far, user and system."""
        return cpu_seconds_below(self._process.pid)

    def megabytes(self) -> float | None:
        """The resident set of the largest worker."""
        page = os.sysconf("SC_PAGE_SIZE")
        sizes = [child[21] * page / MEGABYTE for child in _children(self._process.pid)]
        return max(sizes, default=None)


@contextmanager
def serving(
    command: Sequence[str], environment: Mapping[str, str], port: int, log: Path
) -> Iterator[MeasuredServer]:
    """Start a server, wait until it listens, stop it at the end. Raises Refusal."""
    process = _start(command, environment, log)
    server = MeasuredServer(process, port, log)
    try:
        _await(server, port)
        yield server
    finally:
        _stop(process)


@contextmanager
def beside(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """Keep a process that serves nothing running beside. Raises Refusal when it ends by itself."""
    process = _start(command, environment, log)
    try:
        yield
        if process.poll() is not None:
            said = log.read_text(errors="replace")[-2000:]
            raise Refusal(f"The worker beside the measured server ended by itself: {said}")
    finally:
        _stop(process)


def _start(
    command: Sequence[str], environment: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=CHECKOUT,
            env=_clean_environment() | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def cpu_seconds_below(pid: int) -> float | None:
    """What a process, its children and those it has outlived have used, user and system."""
    if not PROCESSES.is_dir():
        return None
    while True:
        own = _stat(pid)
        ticks = sum(own[11:15]) + sum(child[11] + child[12] for child in _children(pid))
        # A child that ended in between is with its parent now, or was counted with both.
        if _stat(pid)[13:15] == own[13:15]:
            return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(server: MeasuredServer, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        server.refuse_dead()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        time.sleep(0.05)
    raise Refusal(f"The measured server did not listen within {START_SECONDS:.0f} seconds.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _clean_environment() -> dict[str, str]:
    """Without the settings of a shop of one's own."""
    own = ("STOA_", "PG", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


def _children(parent: int) -> list[list[int]]:
    """The numbers of all children that are alive; none where there is no /proc."""
    found = []
    for path in PROCESSES.iterdir() if PROCESSES.is_dir() else ():
        if path.name.isdecimal():
            # It may end while it is looked at.
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                numbers = _stat(int(path.name))
                if numbers[1] == parent:
                    found.append(numbers)
    return found


def _stat(pid: int) -> list[int]:
    """The numbers of /proc/PID/stat: [1] parent, [11] user, [12] system time, [13] and [14] those
    of children that have ended, [21] resident pages.
    """
    text = (PROCESSES / str(pid) / "stat").read_text()
    return [0, *map(int, text.rpartition(")")[2].split()[1:])]
