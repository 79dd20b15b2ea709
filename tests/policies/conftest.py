"""A PostgreSQL connection: what conditions say in SQL needs no table of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import asyncpg
import pytest

from ops.data.provision import DatabaseUrls

Fetch = Callable[..., list[asyncpg.Record]]


@pytest.fixture(scope="session")
def fetch(database_urls: DatabaseUrls) -> Iterator[Fetch]:
    """Runs one statement as the application; synchronous, so that Hypothesis may ask often."""
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(database_urls.app))

    def run(statement: str, *values: object) -> list[asyncpg.Record]:
        records: list[asyncpg.Record] = loop.run_until_complete(
            connection.fetch(statement, *values)
        )
        return records

    yield run
    loop.run_until_complete(connection.close())
    loop.close()
