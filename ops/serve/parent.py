"""A process that ends when the one that started it is gone."""

from __future__ import annotations

import os
import signal
import threading
import time

WATCH_SECONDS = 0.1
GRACE_SECONDS = 10.0


def end_with_parent(parent: int) -> None:
    """A killed parent tells nobody; without this its children would go on for ever.

    ``parent`` may have ended before this is called.
    """
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
