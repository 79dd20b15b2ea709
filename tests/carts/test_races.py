"""Many changes of one cart at once, over real concurrent connections."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from api.carts import queries
from tests.carts.shown import CLEAR, ITEMS, SYNC
from tests.support.inspect import count, snapshot
from tests.support.world import CHEESE, HONEY, OLIVES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx
    import pytest
    from asyncpg import Connection, Record

    from api.kit.db import UnitOfWork
    from tests.support.world import World


async def add_at_once(
    client: httpx.AsyncClient, headers: dict[str, str], product_id: int, times: int
) -> list[int]:
    """The statuses of so many simultaneous additions of one piece."""
    body = {"product_id": product_id, "quantity": 1}
    answers = await asyncio.gather(
        *(client.post(ITEMS, json=body, headers=headers) for _ in range(times))
    )
    return sorted(answer.status_code for answer in answers)


async def test_no_addition_is_lost_and_one_line_holds_them_all(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    headers = world.bearer("admin")
    assert await add_at_once(client, headers, CHEESE, 20) == [201] * 20
    rows = await snapshot(owner, "agora", "cart_items", "account_id = 1")
    assert [(row["product_id"], row["quantity"]) for row in rows] == [(CHEESE, 20)]
    entries = await snapshot(owner, "agora", "audit_entries", "resource = 'cart'")
    assert len(entries) == 20
    assert len({row["after"] for row in entries}) == 20


async def test_additions_at_once_stop_at_the_stock(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    headers = world.bearer("admin")
    assert await add_at_once(client, headers, HONEY, 10) == [201] * 6 + [422] * 4
    rows = await snapshot(owner, "agora", "cart_items", "account_id = 1")
    assert [row["quantity"] for row in rows] == [6]


async def test_without_holding_the_cart_additions_pass_the_stock(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The twin: what the lock is for. The barrier makes all eight read before any writes."""
    everybody = asyncio.Barrier(8)
    read_offers = queries.offers

    async def hold_nothing(uow: UnitOfWork, account_id: int) -> None:
        pass

    async def read_and_wait_for_everybody(
        uow: UnitOfWork, account_id: int, product_ids: Sequence[int]
    ) -> dict[int, Record]:
        offers = await read_offers(uow, account_id, product_ids)
        await everybody.wait()
        return offers

    monkeypatch.setattr(queries, "lock_cart", hold_nothing)
    monkeypatch.setattr(queries, "offers", read_and_wait_for_everybody)
    headers = world.bearer("admin")
    assert await add_at_once(client, headers, HONEY, 8) == [201] * 8
    rows = await snapshot(owner, "agora", "cart_items", "account_id = 1")
    # Six are in stock. That none of the eight is lost even so is the write's doing: it adds.
    assert [row["quantity"] for row in rows] == [8]


async def test_merging_clearing_adding_and_setting_at_once_leave_no_dead_lock(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    headers = world.bearer("consumer")
    there = [{"product_id": product, "quantity": 1} for product in (OLIVES, HONEY, CHEESE)]
    calls = [
        call
        for _ in range(4)
        for call in (
            client.post(SYNC, json={"items": there}, headers=headers),
            client.post(SYNC, json={"items": there[::-1]}, headers=headers),
            client.delete(CLEAR, headers=headers),
            client.post(ITEMS, json={"product_id": HONEY, "quantity": 1}, headers=headers),
            client.patch(f"{ITEMS}/1", json={"quantity": 3}, headers=headers),
        )
    ]
    statuses = [answer.status_code for answer in await asyncio.gather(*calls)]
    assert set(statuses) <= {200, 201, 404, 422}
    mine = "account_id = 2"
    assert await count(owner, "agora", "cart_items", f"{mine} AND quantity > 100") == 0
    assert (
        await count(owner, "agora", "cart_items", f"{mine} AND product_id = 2 AND quantity > 6")
        == 0
    )


async def test_two_tabs_that_bring_the_same_cart_at_once_bring_it_once(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    body = {"items": [{"product_id": CHEESE, "quantity": 2}, {"product_id": HONEY, "quantity": 1}]}
    headers = {**world.bearer("admin"), "x-idempotency-key": "cart-7f-3"}
    answers = await asyncio.gather(
        *(client.post(SYNC, json=body, headers=headers) for _ in range(8))
    )
    assert [answer.status_code for answer in answers] == [200] * 8
    replayed = [answer.headers.get("idempotent-replayed") for answer in answers]
    assert replayed.count("true") == 7
    rows = await snapshot(owner, "agora", "cart_items", "account_id = 1")
    assert [(row["product_id"], row["quantity"]) for row in rows] == [(CHEESE, 2), (HONEY, 1)]


async def test_without_the_key_each_tab_adds_its_own(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    """The twin: what the key is for."""
    body = {"items": [{"product_id": CHEESE, "quantity": 2}]}
    headers = world.bearer("admin")
    await asyncio.gather(*(client.post(SYNC, json=body, headers=headers) for _ in range(8)))
    rows = await snapshot(owner, "agora", "cart_items", "account_id = 1")
    assert [(row["product_id"], row["quantity"]) for row in rows] == [(CHEESE, 16)]
