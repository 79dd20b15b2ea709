"""The running server as its ``postmaster.pid`` tells of it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

STOP_SECONDS = 30.0
POLL_SECONDS = 0.01


class Postmaster(NamedTuple):
    """A server process: its id, TCP port and state (starting, ready, stopping, standby)."""

    pid: int
    port: int
    state: str


def running(data: Path) -> Postmaster | None:
    """The server that runs on ``data``, or None; a file left by a crash counts as none.

    After a crash the file may name a process id that something else bears by now, so the process
    must be a PostgreSQL that works in this very folder.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _serves(pid, data):
        return None
    port = int(lines[3]) if len(lines) > 3 and lines[3].isdecimal() else 0
    return Postmaster(pid, port, lines[7].strip() if len(lines) > 7 else "starting")


def clear_remains(data: Path) -> None:
    """Remove the pid file of a server that crashed, when its process id is somebody else's now.

    Call it only under the lock that lets one process start the server.
    """
    if running(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def stop(server: Postmaster, data: Path, child: subprocess.Popen[bytes] | None) -> None:
    """Fast shutdown: open transactions are undone, everything is on disk when this returns.

    ``child`` is the server's process where this process started it. After 30 seconds the server
    is ended at once and recovers at its next start.
    """
    for order in (signal.SIGINT, signal.SIGQUIT):
        try:
            os.kill(server.pid, order)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if child.poll() is not None if child else not _serves(server.pid, data):
                return
            time.sleep(POLL_SECONDS)


def _serves(pid: int, data: Path) -> bool:
    process = Path("/proc") / str(pid)
    if Path("/proc/self/stat").exists():
        try:
            return process.joinpath("cwd").resolve(strict=True) == data.resolve()
        except OSError:
            return False
    told = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in told.stdout and str(data) in told.stdout
