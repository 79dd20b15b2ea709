"""Each shop counts for itself; blocks are taken once and used up in order."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from api.kit import ids
from api.kit.db import Database
from api.kit.ids import next_id, next_ids, random_uuid4
from tests.kit.scopes import work
from tests.support.inspect import snapshot

if TYPE_CHECKING:
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World


async def test_a_hundred_ids_of_one_shop_leave_the_other_s_next_one_as_it_was(
    database: Database, world: World
) -> None:
    async with work(database, "hedgerow") as uow:
        assert await next_ids(uow, "orders", 100) == list(range(3, 103))
    async with work(database) as uow:
        assert await next_id(uow, "orders") == 3


async def test_a_block_that_one_shop_holds_serves_no_other(
    world: World, database_urls: DatabaseUrls
) -> None:
    database = await Database.open(database_urls.app, pool_size=2, id_block=8)
    try:
        for expected in (3, 4):
            for shop in ("agora", "hedgerow"):
                async with work(database, shop) as uow:
                    assert await next_id(uow, "orders") == expected
    finally:
        await database.close()


async def test_entities_count_apart_and_a_new_one_begins_at_one(
    database: Database, world: World
) -> None:
    async with work(database) as uow:
        assert await next_ids(uow, "shelves", 2) == [1, 2]
        assert await next_id(uow, "products") == 7


async def test_ids_of_undone_work_are_skipped(database: Database, world: World) -> None:
    with suppress(ZeroDivisionError):
        async with work(database) as uow:
            await next_id(uow, "shelves")
            raise ZeroDivisionError
    async with work(database) as uow:
        assert await next_id(uow, "shelves") == 2


async def test_workers_take_blocks_and_never_share_an_id(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    workers = [await Database.open(database_urls.app, pool_size=2, id_block=8) for _ in range(2)]

    async def take(database: Database, count: int) -> list[int]:
        async with work(database) as uow:
            return await next_ids(uow, "shelves", count)

    try:
        wanted = [1, 3, 8, 9, 20, 1]
        taken = await asyncio.gather(
            *(take(worker, count) for count in wanted for worker in workers)
        )
    finally:
        for worker in workers:
            await worker.close()
    assert all(ids == sorted(ids) for ids in taken)
    flat = [each for ids in taken for each in ids]
    assert len(set(flat)) == len(flat) == 2 * sum(wanted)
    [counter] = await snapshot(owner, "agora", "id_counters", "entity = 'shelves'")
    assert counter["next_id"] > max(flat)


async def test_a_busy_worker_asks_the_counter_less_and_less(
    world: World, database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    database = await Database.open(database_urls.app, pool_size=2, id_block=2, observe=asked.append)
    try:
        async with work(database) as uow:
            taken = [await next_id(uow, "shelves") for _ in range(62)]
            assert taken == list(range(1, 63))
            await asyncio.sleep(0)  # the driver tells of a statement in the loop's next turn
            assert sum("id_counters" in statement for statement in asked) == 5  # 2, 4, 8, 16, 32
            asked.clear()
            monkeypatch.setattr(ids, "BUSY_SECONDS", 0.0)
            assert [await next_id(uow, "shelves") for _ in range(4)] == [63, 64, 65, 66]
            await asyncio.sleep(0)
            assert sum("id_counters" in statement for statement in asked) == 2  # calm again
    finally:
        await database.close()


def test_what_a_stranger_may_hold_is_random() -> None:
    tokens = [random_uuid4() for _ in range(100)]
    assert len(set(tokens)) == 100
    assert {token.version for token in tokens} == {4}
