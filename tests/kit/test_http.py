"""Calls outside: never inside a unit of work, bounded in time and size, repeated where told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from api.kit import http
from api.kit.http import NoAnswer, TransactionOpen, call
from tests.kit.scopes import work
from tests.support.carrier import Carrier, Turn, open_carrier

if TYPE_CHECKING:
    from api.kit.db import Database
    from api.kit.http import Answer
    from tests.support.world import World

KEY = {"Idempotency-Key": "k"}


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with open_carrier() as opened:
        yield opened


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "FIRST_PAUSE", 0.001)


async def asked(carrier: Carrier, attempts: int = 1, seconds: float = 5) -> Answer:
    return await call(
        "POST", carrier.url, headers=KEY, body=b"{}", seconds=seconds, attempts=attempts
    )


async def test_nobody_is_called_inside_a_unit_of_work(
    carrier: Carrier, database: Database, world: World
) -> None:
    async with work(database):
        with pytest.raises(TransactionOpen, match="commit first"):
            await asked(carrier)
    assert carrier.asked == []
    with pytest.raises(LookupError):
        async with work(database):
            raise LookupError
    # Once it has ended, well or badly, calls may be made.
    assert (await asked(carrier)).status == 200


async def test_a_fault_is_asked_again_and_a_refusal_is_not(carrier: Carrier) -> None:
    carrier.plan = [Turn(status=502), Turn(hangs_up=True)]
    assert (await asked(carrier, attempts=3)).status == 200
    assert len(carrier.asked) == 3
    carrier.plan = [Turn(status=404), Turn(status=500)]
    assert (await asked(carrier, attempts=3)).status == 404
    assert len(carrier.asked) == 4


async def test_the_last_attempt_counts(carrier: Carrier) -> None:
    carrier.plan = [Turn(status=500), Turn(status=503, body={"said": "later"})]
    answer = await asked(carrier, attempts=2)
    assert (answer.status, answer.body) == (503, b'{"said": "later"}')


async def test_pauses_grow(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "FIRST_PAUSE", 0.1)
    carrier.plan = [Turn(status=500), Turn(status=500)]
    began = time.monotonic()
    await asked(carrier, attempts=3)
    assert time.monotonic() - began >= 0.1 + 0.2


async def test_whoever_takes_too_long_gives_no_answer(carrier: Carrier) -> None:
    carrier.plan = [Turn(seconds=1)]
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        await asked(carrier, seconds=0.1)
    assert time.monotonic() - began < 0.9


async def test_whoever_says_too_much_gives_no_answer(carrier: Carrier) -> None:
    carrier.plan = [Turn(body=b"x" * (http.MOST_BYTES + 1))]
    with pytest.raises(NoAnswer, match="more than"):
        await asked(carrier, attempts=3)
    assert len(carrier.asked) == 1


async def test_nobody_is_sent_elsewhere(carrier: Carrier) -> None:
    carrier.plan = [Turn(status=307, headers={"location": carrier.url})]
    assert (await asked(carrier)).status == 307
    assert len(carrier.asked) == 1


async def test_a_closed_door_gives_no_answer() -> None:
    with pytest.raises(NoAnswer):
        await call("GET", "http://127.0.0.1:1", headers={}, seconds=1, attempts=2)
