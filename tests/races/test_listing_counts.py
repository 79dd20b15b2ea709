"""The totals of lists stay what counting gives, whoever changes products at once."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from api.catalog import queries
from api.catalog.service import correct_listings, count_stale_products, find_wrong_counts
from tests.kit.scopes import work
from tests.races.barrier import at_once
from tests.support.inspect import snapshot
from tests.support.world import CHEESE, HONEY, OLIVES, SHOPS, WHOLESALE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    import httpx
    import pytest
    from asyncpg import Connection

    from api.kit.db import Database, UnitOfWork
    from tests.support.world import World

LIST = "/api/v1/public/products"


async def wrong_counts(database: Database) -> list[object]:
    """Totals that counting contradicts, and the keys of lists that their products do."""
    async with work(database) as uow:
        stale = await count_stale_products(uow)
        return [*(tuple(row) for row in await find_wrong_counts(uow)), *([stale] if stale else [])]


def changes(
    client: httpx.AsyncClient, world: World, choice: Random, number: int
) -> Callable[[], Awaitable[httpx.Response]]:
    """One change of one product, drawn by chance."""
    admin = world.bearer("admin")
    product = choice.choice([OLIVES, HONEY, CHEESE, WHOLESALE])
    path = f"/api/v1/products/{product}"
    return choice.choice(
        [
            partial(client.patch, f"/api/v1/producer/products/{product}/toggle", headers=admin),
            partial(client.patch, path, headers=admin, json={"is_b2b_only": number % 2 == 0}),
            partial(client.patch, path, headers=admin, json={"producer_id": 1 + number % 2}),
            partial(client.patch, path, headers=admin, json={"price": number}),
            partial(
                client.post,
                "/api/v1/products",
                headers=admin,
                json={"name": f"New {number}", "price": 1, "producer_id": 1},
            ),
            partial(client.delete, path, headers=admin),
        ]
    )


async def test_totals_follow_every_change_made_at_once(
    client: httpx.AsyncClient, world: World, database: Database, owner: Connection
) -> None:
    choice = Random(7)
    for wave in range(4):
        calls = [changes(client, world, choice, 100 * wave + number) for number in range(16)]
        answers = await at_once(calls)
        assert {answer.status_code for answer in answers} <= {200, 201, 204, 404}
        assert await wrong_counts(database) == []
    shown = await snapshot(
        owner, "agora", "products", "is_active AND NOT is_b2b_only AND archived_at IS NULL"
    )
    assert (await client.get(LIST)).json()["total"] == len(shown)


async def test_twin_a_change_that_counts_nothing_is_found(
    client: httpx.AsyncClient, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def uncounted(uow: UnitOfWork, *product_ids: int) -> AsyncIterator[None]:
        """The bug: a writer that forgets the totals."""
        yield

    monkeypatch.setattr(queries, "recounted", uncounted)
    await client.delete(f"/api/v1/products/{OLIVES}", headers=world.bearer("admin"))
    assert await wrong_counts(database) == [
        ("shop", 0, "everyone", 4, 3),
        ("producer", 1, "everyone", 2, 1),
        ("category", 1, "everyone", 1, 0),
        1,
    ]


async def test_wrong_totals_are_set_right_while_others_write(
    client: httpx.AsyncClient, world: World, database: Database, owner: Connection
) -> None:
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS['agora']}'")
        await owner.execute(
            "UPDATE listing_counts SET products = products + 7; "
            "UPDATE product_categories SET listed_for = NULL"
        )
    assert await wrong_counts(database) != []

    async def correct() -> None:
        async with work(database) as uow:
            await correct_listings(uow)

    async def toggle() -> None:
        path = f"/api/v1/producer/products/{HONEY}/toggle"
        assert (await client.patch(path, headers=world.bearer("admin"))).status_code == 200

    await at_once([correct, *[toggle] * 6, correct])
    assert await wrong_counts(database) == []
    assert (await client.get(LIST)).json()["total"] == 4


async def test_the_shops_categories_and_producers_have_totals_of_their_own(
    client: httpx.AsyncClient, world: World
) -> None:
    totals = {}
    for query in ("", "category=1", "category=olive-oil-olives", "producer=1", "producer=dairy"):
        totals[query] = (await client.get(f"{LIST}?{query}")).json()["total"]
    assert list(totals.values()) == [4, 1, 1, 2, 2]
    for query in (
        "category=99",
        "category=x",
        "producer=99",
        "producer=x",
        "category=2&producer=2",
    ):
        assert (await client.get(f"{LIST}?{query}")).json()["total"] == 0
