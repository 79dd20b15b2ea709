"""What a letter would bring: the secret of the newest event."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.support.another import another_client
from tests.support.inspect import change, snapshot

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls


async def events(owner: Connection, topic: str, shop: str = "agora") -> list[dict[str, Any]]:
    """What was said under a topic, oldest first."""
    rows = await snapshot(owner, shop, "outbox_events", f"topic = '{topic}'")
    return [json.loads(row["payload"]) for row in rows]


async def newest_secret(owner: Connection, topic: str, shop: str = "agora") -> str:
    """What the newest letter of this topic would bring."""
    secret: str = (await events(owner, topic, shop))[-1]["secret"]
    return secret


@asynccontextmanager
async def shop_with(
    urls: DatabaseUrls, owner: Connection, **settings: object
) -> AsyncIterator[httpx.AsyncClient]:
    """A guest of ``agora`` with these settings, at an application that has just started."""
    await owner.execute(
        "UPDATE tenants SET settings = settings || $1::text::jsonb", json.dumps(settings)
    )
    async with another_client(urls) as client:
        yield client


async def verified(owner: Connection, account_id: int) -> None:
    """Let an account have proved its address."""
    at = "email_verified_at = created_at"
    await change(owner, "agora", f"UPDATE accounts SET {at} WHERE id = {account_id}")
