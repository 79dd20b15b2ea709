"""What one web worker loads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from api.app import create_app
from ops.serve.parent import end_with_parent

if TYPE_CHECKING:
    from api.laravel.wire import Wire


def application() -> Wire:
    """The application of this worker, which ends when the process that started it is gone."""
    # Out of the terminal's group: Ctrl-C would reach a worker beside its parent's order to stop,
    # and two signals at once can block granian's worker (2.8.7, seen once in 25 stops).
    os.setpgid(0, 0)
    end_with_parent(os.getppid())
    return create_app()
