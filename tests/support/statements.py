"""Counting what the application asks of the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.support.application import STATEMENTS


@asynccontextmanager
async def counted() -> AsyncIterator[list[str]]:
    """The statements that were sent inside, whole when the block ends (BEGIN and COMMIT too).

    The shop itself is looked up every few seconds, whatever is asked; that is left out.
    """
    await asyncio.sleep(0.02)  # asyncpg reports a statement a moment after it ran
    start = len(STATEMENTS)
    sent: list[str] = []
    yield sent
    await asyncio.sleep(0.02)
    sent += [each for each in STATEMENTS[start:] if "tenant_by_" not in each]
