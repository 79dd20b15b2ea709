"""What one web worker loads."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from api.app import create_app

if TYPE_CHECKING:
    from api.laravel.wire import Wire

WATCH_SECONDS = 0.1
GRACE_SECONDS = 10.0


def application() -> Wire:
    """The application of this worker, which ends when the process that started it is gone."""
    # Out of the terminal's group: Ctrl-C would reach a worker beside its parent's order to stop,
    # and two signals at once can block granian's worker (2.8.7, seen once in 25 stops).
    os.setpgid(0, 0)
    threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()
    return create_app()


def _leave_with(parent: int) -> None:
    """A killed parent tells nobody; without this its workers would keep the port for ever."""
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
