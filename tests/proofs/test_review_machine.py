"""Whatever is written, changed, hidden, shown and deleted: the stars are those of the reviews.

A seeded walk through the real application and database; after every step the kept stars, the
summary and the product's card are compared with the rows.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from api.catalog import queries
from api.catalog.rules import average_rating
from tests.support.inspect import snapshot
from tests.support.world import OLIVES, build_world

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

Answer = TypeVar("Answer")

PEOPLE = st.sampled_from(["consumer", "other_consumer", "producer", "business"])
STARS = st.integers(1, 5)
WALKS = settings(max_examples=5, stateful_step_count=14, deadline=None, derandomize=True)


class Reviews:
    """The calls, awaited from a thread that Hypothesis runs in."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        client: httpx.AsyncClient,
        owner: Connection,
        urls: DatabaseUrls,
    ) -> None:
        self._loop = loop
        self._client = client
        self._owner = owner
        self.world: World = self.wait(build_world(urls.owner))
        self.written: dict[str, int] = {}

    def wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def ask(self, method: str, path: str, person: str, body: object = None) -> httpx.Response:
        headers = self.world.bearer(person)
        return self.wait(self._client.request(method, path, json=body, headers=headers))

    def rows(self) -> list[Any]:
        return self.wait(snapshot(self._owner, "agora", "reviews"))

    def kept(self) -> list[Any]:
        return self.wait(snapshot(self._owner, "agora", "product_ratings"))


class ReviewMachine(RuleBasedStateMachine):
    made: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.reviews: Reviews = type(self).made()

    @rule(person=PEOPLE, rating=STARS)
    def write(self, person: str, rating: int) -> None:
        path = f"/api/v1/products/{OLIVES}/reviews"
        answer = self.reviews.ask("POST", path, person, {"rating": rating})
        assert answer.status_code == (422 if person in self.reviews.written else 201)
        if answer.status_code == 201:
            self.reviews.written[person] = answer.json()["data"]["id"]

    @rule(person=PEOPLE, rating=STARS)
    def change(self, person: str, rating: int) -> None:
        if person in self.reviews.written:
            path = f"/api/stoa/v1/account/reviews/{self.reviews.written[person]}"
            answer = self.reviews.ask("PATCH", path, person, {"rating": rating})
            assert answer.status_code in (200, 409)

    @rule(person=PEOPLE)
    def delete(self, person: str) -> None:
        if person in self.reviews.written:
            path = f"/api/stoa/v1/account/reviews/{self.reviews.written[person]}"
            if self.reviews.ask("DELETE", path, person).status_code == 204:
                del self.reviews.written[person]

    @rule(person=PEOPLE, verb=st.sampled_from(["hide", "approve"]))
    def decide(self, person: str, verb: str) -> None:
        if person in self.reviews.written:
            path = f"/api/stoa/v1/reviews/{self.reviews.written[person]}/{verb}"
            assert self.reviews.ask("POST", path, "admin", {"reason": "x"}).status_code == 200

    @invariant()
    def the_stars_are_those_of_the_reviews(self) -> None:
        shown = [row["rating"] for row in self.reviews.rows() if row["status"] == "approved"]
        counted = Counter(shown)
        for kept in self.reviews.kept():
            assert {n: kept[f"stars_{n}"] for n in range(1, 6)} == {
                n: counted[n] for n in range(1, 6)
            }
        path = f"/api/v1/public/products/{OLIVES}"
        card = self.reviews.ask("GET", path, "consumer").json()
        average = average_rating(sum(shown), len(shown))
        assert (card["reviews_count"], card["reviews_avg_rating"]) == (len(shown), average)
        summary = self.reviews.ask("GET", f"{path}/reviews/summary", "consumer").json()["data"]
        assert (summary["total"], summary["avg_rating"]) == (len(shown), average)


async def walk(client: httpx.AsyncClient, owner: Connection, urls: DatabaseUrls) -> None:
    loop = asyncio.get_running_loop()
    ReviewMachine.made = lambda: Reviews(loop, client, owner, urls)
    await asyncio.to_thread(run_state_machine_as_test, ReviewMachine, settings=WALKS)


async def test_the_stars_are_those_of_the_reviews_whatever_happens(
    client: httpx.AsyncClient, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await walk(client, owner, database_urls)


async def test_twin_a_change_that_forgets_to_count_is_found(
    client: httpx.AsyncClient,
    owner: Connection,
    database_urls: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def forget(*_: object, **__: object) -> None:
        """The bug: stars that are taken back stay counted."""

    monkeypatch.setattr(queries, "take_stars", forget)
    with pytest.raises(AssertionError):
        await walk(client, owner, database_urls)
