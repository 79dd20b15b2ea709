"""A key is held by one unit of work, kept with its effect, and free again after a day."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from api.kit.errors import BadRequest, Conflict
from api.kit.idempotency import KEPT, Answer, Claim, KeyReused, claim, fingerprint
from tests.kit.scopes import work
from tests.support.inspect import count
from tests.support.world import MOMENT

if TYPE_CHECKING:
    from asyncpg import Connection

    from api.kit.db import Database, UnitOfWork
    from tests.support.world import World

PRINT = fingerprint("POST", "somewhere", {"a": 1})
OTHER_PRINT = fingerprint("POST", "somewhere", {"a": 2})
FIRST = Answer(201, b'{"first": true}')


async def hold(uow: UnitOfWork, *, print_: bytes = PRINT, caller: str = "me") -> Claim | Answer:
    return await claim(uow, caller, "key", print_)


async def answer_first(database: Database) -> None:
    async with work(database) as uow:
        held = await hold(uow)
        assert isinstance(held, Claim)
        held.store(uow, FIRST)


async def test_the_second_request_gets_the_first_one_s_answer(
    database: Database, world: World
) -> None:
    await answer_first(database)
    async with work(database) as uow:
        assert await hold(uow) == FIRST


async def test_another_request_under_the_same_key_is_refused(
    database: Database, world: World
) -> None:
    await answer_first(database)
    with pytest.raises(KeyReused) as refused:
        async with work(database) as uow:
            await hold(uow, print_=OTHER_PRINT)
    assert refused.value.status == 422


@pytest.mark.parametrize(("shop", "caller"), [("agora", "somebody else"), ("hedgerow", "me")])
async def test_a_key_means_nothing_to_another_caller_or_shop(
    database: Database, world: World, shop: str, caller: str
) -> None:
    await answer_first(database)
    async with work(database, shop) as uow:
        assert isinstance(await hold(uow, caller=caller, print_=OTHER_PRINT), Claim)


async def test_after_a_day_the_key_may_be_used_for_something_else(
    database: Database, world: World
) -> None:
    await answer_first(database)
    async with work(database, moment=MOMENT + KEPT - timedelta(seconds=1)) as uow:
        assert await hold(uow) == FIRST
    async with work(database, moment=MOMENT + KEPT) as uow:
        held = await hold(uow, print_=OTHER_PRINT)
        assert isinstance(held, Claim)
        held.store(uow, Answer(200, b"second"))
    async with work(database, moment=MOMENT + KEPT) as uow:
        assert await hold(uow, print_=OTHER_PRINT) == Answer(200, b"second")


async def test_a_rival_waits_and_then_gets_the_answer(database: Database, world: World) -> None:
    async def come_second() -> Claim | Answer:
        async with work(database) as uow:
            return await hold(uow)

    async with work(database) as uow:
        held = await hold(uow)
        assert isinstance(held, Claim)
        rival = asyncio.create_task(come_second())
        done, _ = await asyncio.wait({rival}, timeout=0.2)
        assert not done
        held.store(uow, FIRST)
    assert await rival == FIRST


async def test_a_rival_does_the_work_when_the_first_one_fails(
    database: Database, world: World
) -> None:
    async def come_second() -> Claim | Answer:
        async with work(database) as uow:
            return await hold(uow)

    with suppress(ZeroDivisionError):
        async with work(database) as uow:
            await hold(uow)
            rival = asyncio.create_task(come_second())
            await asyncio.wait({rival}, timeout=0.1)
            raise ZeroDivisionError
    assert isinstance(await rival, Claim)


async def test_a_rival_is_told_to_come_back_when_the_first_one_takes_too_long(
    database: Database, world: World
) -> None:
    async def come_impatiently() -> None:
        async with work(database) as rival:
            await rival.connection.execute("SET LOCAL lock_timeout = '50ms'")
            await hold(rival)

    async with work(database) as slow:
        await hold(slow)
        with pytest.raises(Conflict) as told:
            await come_impatiently()
    assert told.value.headers == {"Retry-After": "1"}


@pytest.mark.parametrize("key", ["", "   ", "x" * 256, "a\0b"])
async def test_a_key_that_cannot_be_meant_is_refused(
    database: Database, world: World, owner: Connection, key: str
) -> None:
    with pytest.raises(BadRequest):
        async with work(database) as uow:
            await claim(uow, "me", key, PRINT)
    assert await count(owner, "agora", "idempotency_keys") == 0


def test_the_fingerprint_knows_method_place_and_values_but_no_order_of_keys() -> None:
    assert fingerprint("POST", "a", {"x": 1, "y": 2}) == fingerprint("POST", "a", {"y": 2, "x": 1})
    others = [("PUT", "a", {"x": 1}), ("POST", "b", {"x": 1}), ("POST", "a", {"x": "1"})]
    assert len({fingerprint(*each) for each in [("POST", "a", {"x": 1}), *others]}) == 4
