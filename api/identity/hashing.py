"""Password work beside the event loop, a few at a time.

A comparison takes tens of milliseconds of a core, an imported hash ten times that. Threads of
their own keep the loop answering; a bounded queue turns a storm of sign-ins into clear refusals
instead of minutes of waiting.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Final, TypeVar, TypeVarTuple

from api.kit.errors import Unavailable

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

# Half of the cores hash, the others answer. Each hash also takes 19 MiB while it is made.
THREADS: Final = max(1, (os.cpu_count() or 2) // 2)
# 64 comparisons of 50 ms are some seconds of waiting; nobody waits longer for a sign-in.
MOST_WAITING: Final = 64


class TooManySignIns(Unavailable):
    """More people sign in at this moment than passwords can be compared; nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            "Too many people are signing in at this moment. Try again in a few seconds.",
            headers={"Retry-After": "5"},
        )


class PasswordThreads:
    """Threads that hash, and the queue before them."""

    def __init__(self, threads: int = THREADS, most_waiting: int = MOST_WAITING) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="password")
        self._most = threads + most_waiting
        self._taken = 0

    async def run(self, work: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        """The result of the work. Raises ``TooManySignIns`` when the queue is full."""
        if self._taken >= self._most:
            raise TooManySignIns
        self._taken += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, work, *arguments)
        finally:
            self._taken -= 1


@asynccontextmanager
async def evenly(milliseconds: int, *failures: type[Exception]) -> AsyncIterator[None]:
    """What happens inside takes at least this long, so that its time tells nothing.

    Without ``failures`` that holds for success, with them for these failures alone. An unknown
    address, a wrong password and a slow old hash are then answered at the same moment.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + milliseconds / 1000
    try:
        yield
    except failures:
        await asyncio.sleep(until - loop.time())
        raise
    if not failures:
        await asyncio.sleep(until - loop.time())


PASSWORDS: Final = PasswordThreads()
"""The threads of this process."""
