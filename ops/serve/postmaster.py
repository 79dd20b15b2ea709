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
REMAINS_SECONDS = 30.0
PROCESSES = Path("/proc")


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


def clear_remains(data: Path, socket_folder: Path | None) -> None:
    """Make way for a start after a crash: wait for what still works here, then drop lock files.

    PostgreSQL refuses to start while a process bears the id in its lock files, and after a crash
    that may be anybody's. The files are dropped only when no process works in ``data`` any more:
    sessions outlive a killed server until their statement ends, and two servers on one folder
    would destroy it. Call it only under the lock that lets one process start the server; where
    processes cannot be looked through (no /proc), PostgreSQL decides alone.
    """
    if not (PROCESSES / "self" / "stat").exists():
        return
    deadline = time.monotonic() + REMAINS_SECONDS
    while _anyone_works_in(data):
        if time.monotonic() > deadline:
            return
        time.sleep(POLL_SECONDS)
    locks = socket_folder.glob(".s.PGSQL.*") if socket_folder else []
    for path in (data / "postmaster.pid", *locks):
        path.unlink(missing_ok=True)


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
    """Whether this process is a PostgreSQL that works in ``data``; a zombie is none."""
    if (PROCESSES / "self" / "stat").exists():
        return _works_in(PROCESSES / str(pid), data)
    told = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in told.stdout and str(data) in told.stdout


def _anyone_works_in(data: Path) -> bool:
    return any(_works_in(process, data) for process in PROCESSES.glob("[0-9]*"))


def _works_in(process: Path, data: Path) -> bool:
    try:
        return (process / "cwd").readlink() == data.resolve()
    except OSError:
        return False
