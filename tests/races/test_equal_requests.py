"""The same request fifty times at once: one effect and fifty equal answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from api.kit import idempotency
from api.kit.idempotency import Answer, Claim
from tests.races.barrier import at_once
from tests.races.test_last_units import cart
from tests.support.inspect import count, stock_of
from tests.support.world import HONEY

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.db import UnitOfWork

PATHS = ("/api/v1/public/orders", "/api/v1/orders", "/api/v1/orders/checkout")
ATTEMPTS = 50


async def attempts(client: httpx.AsyncClient, header: str) -> list[httpx.Response]:
    """Fifty times one order under one key, by all three names of the service."""
    return await at_once(
        [
            partial(client.post, PATHS[number % 3], json=cart(HONEY), headers={header: "one"})
            for number in range(ATTEMPTS)
        ]
    )


@pytest.mark.parametrize("header", ["Idempotency-Key", "X-Idempotency-Key"])
async def test_fifty_equal_requests_make_one_order_and_fifty_equal_answers(
    client: httpx.AsyncClient, owner: Connection, header: str
) -> None:
    answers = await attempts(client, header)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    replayed = [answer.headers.get("idempotent-replayed") for answer in answers]
    assert replayed.count("true") == ATTEMPTS - 1
    assert await count(owner, "agora", "orders") == 3
    assert await stock_of(owner, "agora", HONEY) == 5


async def test_twin_a_key_that_nobody_holds_lets_every_request_through(
    client: httpx.AsyncClient, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def take_without_asking(
        uow: UnitOfWork, caller: str, key: str, print_: bytes
    ) -> Claim | Answer:
        """The bug: the key is not written before the work begins."""
        return Claim(caller, key)

    monkeypatch.setattr(idempotency, "claim", take_without_asking)
    await attempts(client, "Idempotency-Key")
    assert await count(owner, "agora", "orders") == 2 + 6
