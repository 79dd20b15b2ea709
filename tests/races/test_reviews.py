"""One account reviews one product many times at once; many accounts review one product."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest

from api.reviews import queries
from tests.races.barrier import at_once
from tests.support.inspect import change, count, snapshot
from tests.support.world import OLIVES, PEOPLE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

WRITE = f"/api/v1/products/{OLIVES}/reviews"
ONCE = "reviews_tenant_id_account_id_product_id_key"


async def twenty_equal(client: httpx.AsyncClient, world: World) -> Counter[int]:
    write = partial(client.post, WRITE, json={"rating": 5}, headers=world.bearer("consumer"))
    return Counter(answer.status_code for answer in await at_once([write] * 20))


async def test_of_twenty_equal_reviews_one_is_stored(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    assert await twenty_equal(client, world) == {201: 1, 422: 19}
    assert await count(owner, "agora", "reviews") == 1
    [rating] = await snapshot(owner, "agora", "product_ratings")
    assert (rating["rating_count"], rating["rating_sum"]) == (1, 5)
    assert await count(owner, "agora", "audit_entries") == 1


async def test_twin_without_the_unique_key_all_twenty_are_stored(
    client: httpx.AsyncClient, world: World, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without the key there is nothing that ON CONFLICT could look at.
    plain = queries.INSERT_REVIEW.partition("ON CONFLICT")[0]
    monkeypatch.setattr(queries, "INSERT_REVIEW", plain)
    await owner.execute(f"ALTER TABLE reviews DROP CONSTRAINT {ONCE}")
    try:
        assert await twenty_equal(client, world) == {201: 20}
    finally:
        await change(owner, "agora", "DELETE FROM reviews")
        await owner.execute(
            f"ALTER TABLE reviews ADD CONSTRAINT {ONCE} UNIQUE (tenant_id, account_id, product_id)"
        )


async def test_no_star_of_many_reviewers_is_lost(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    writes = [
        partial(client.post, WRITE, json={"rating": 1 + number % 5}, headers=world.bearer(person))
        for number, person in enumerate(PEOPLE)
    ]
    assert {answer.status_code for answer in await at_once(writes)} == {201}
    [rating] = await snapshot(owner, "agora", "product_ratings")
    assert [rating[f"stars_{stars}"] for stars in range(1, 6)] == [2, 2, 2, 1, 1]
