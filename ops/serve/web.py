"""The web workers: granian over the application."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from ops.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET = "ops.serve.worker:application"
# What a worker gets to finish its requests before it is ended.
STOP_SECONDS = 10
READY_SECONDS = 60.0
# The workers are forked right after the thread that watches starts; until then it must hold no
# lock that a fork could copy, and a plain sleep holds none.
BEFORE_LOOKING_SECONDS = 0.2


def serve(host: str, port: int, workers: int, *, when_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; workers have ended when this returns.

    ``when_ready`` is called once, from another thread, when the server answers. Raises Refusal
    when the workers end by themselves.
    """
    server = Server(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=workers,
        factory=True,
        # A worker that dies is replaced; one that dies again within seconds ends the server.
        respawn_failed_workers=workers > 1,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
        process_name=None,
    )
    stopping = threading.Event()
    watcher = threading.Thread(
        target=_tell_when_ready, args=(host, port, when_ready, stopping), daemon=True
    )
    hang_up = signal.getsignal(signal.SIGHUP)

    def before_workers() -> None:
        # granian would reload on a hang-up; a closed terminal stops the shop, nohup keeps it.
        stop = server.signal_handler_interrupt
        signal.signal(signal.SIGHUP, hang_up if hang_up is signal.SIG_IGN else stop)
        watcher.start()

    server.on_startup(before_workers)
    try:
        server.serve()
    except SystemExit as ended:
        raise Refusal("The web workers ended by themselves; the lines above say why.") from ended
    finally:
        stopping.set()


def warn_about_limits(workers: int) -> str | None:
    """The sentence an operator of several workers should know, if any."""
    if workers > 1 and not os.environ.get("STOA_REDIS_URL", "").strip():
        return (
            f"Without STOA_REDIS_URL each of the {workers} workers counts request limits alone, so "
            f"a caller may get up to {workers} times as many through."
        )
    return None


def _tell_when_ready(
    host: str, port: int, when_ready: Callable[[], None], stopping: threading.Event
) -> None:
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    time.sleep(BEFORE_LOOKING_SECONDS)
    deadline = time.monotonic() + READY_SECONDS
    while not stopping.is_set() and time.monotonic() < deadline:
        if _answers(reached, port):
            when_ready()
            return
        stopping.wait(0.02)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
