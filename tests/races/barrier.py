"""Starts calls at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

Result = TypeVar("Result")


async def at_once(calls: Sequence[Callable[[], Awaitable[Result]]]) -> list[Result]:
    """What each call answered, in the order given; none starts before all are ready."""
    barrier = asyncio.Barrier(len(calls))

    async def ready(call: Callable[[], Awaitable[Result]]) -> Result:
        await barrier.wait()
        return await call()

    return list(await asyncio.gather(*map(ready, calls)))
