"""Connections for migrations and catalogue reads; requests go through ``kit/db.py`` alone."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from asyncpg import Connection


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """One connection, closed at the end; asyncpg's errors pass through."""
    connection = await asyncpg.connect(
        url,
        timeout=5.0,
        statement_cache_size=0,
        server_settings={"application_name": "stoa schema", "jit": "off"},
    )
    try:
        yield connection
    finally:
        await connection.close()
