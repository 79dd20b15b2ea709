"""A second application on the worker's database, for settings that the shared one does not have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx

from api.app import create_app
from tests.support.application import CLOCK, settings_for, started
from tests.support.world import HOSTS

if TYPE_CHECKING:
    from ops.data.provision import DatabaseUrls


@asynccontextmanager
async def another_client(
    urls: DatabaseUrls, **settings: object
) -> AsyncIterator[httpx.AsyncClient]:
    """A guest of ``agora`` at an application of its own, which has no memory of earlier tests."""
    outer = create_app(settings_for(urls, **{"pool_size": 2, **settings}), clock=CLOCK)
    async with started(outer):
        transport = httpx.ASGITransport(app=outer, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport,
            base_url=f"http://{HOSTS['agora']}",
            headers={"accept": "application/json"},
        ) as session:
            yield session
