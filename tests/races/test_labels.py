"""Many make the label of one order at once: one parcel, and all are told of it.

Proves that the order's row is held while its parcel is looked for and made. What a carrier does
meanwhile is in ``tests/shipping/test_carrier.py``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from api.orders.facts import queries
from tests.races.barrier import at_once
from tests.support.inspect import change, count

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/v1/shipping/labels/2"
RIVALS = 20


async def labelled_at_once(client: httpx.AsyncClient, world: World) -> set[str]:
    """The tracking codes that they were told."""
    make = partial(client.post, PATH, headers=world.operator())
    answers = await at_once([make] * RIVALS)
    assert {answer.status_code for answer in answers} == {200}
    return {answer.json()["data"]["tracking_code"] for answer in answers}


async def test_twenty_at_once_make_one_parcel(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    assert len(await labelled_at_once(client, world)) == 1
    assert await count(owner, "agora", "shipments", "order_id = 2") == 1
    assert await count(owner, "agora", "audit_entries") == 1


async def test_twin_without_the_lock_several_parcels_are_made(
    client: httpx.AsyncClient, world: World, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOCK_ORDER", queries.LOCK_ORDER.partition("FOR NO KEY")[0])
    try:
        assert len(await labelled_at_once(client, world)) > 1
    finally:
        await change(owner, "agora", "DELETE FROM shipments WHERE order_id = 2")
