"""Doing something with the database that a worker would work on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from ops.home import make_home, stoa_home

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")


def at_database(visit: Callable[[str], Awaitable[T]]) -> T:
    """What ``visit`` makes of the application role's URL: the given database's, or the private
    one's, which is started when it does not run. Raises Refusal when it is not ready.
    """
    from ops.data.prepare import refuse_unready
    from ops.serve.database import given_app_url, provisioned

    async def visited(app_url: str) -> T:
        await refuse_unready(app_url)
        return await visit(app_url)

    app_url = given_app_url()
    if app_url is not None:
        return asyncio.run(visited(app_url))
    with provisioned(make_home(stoa_home())) as urls:
        return asyncio.run(visited(urls.app))
