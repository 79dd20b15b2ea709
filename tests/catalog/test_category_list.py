"""The list of one category: its own index, true to the products whatever becomes of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from api.catalog.counting import queries as counting
from api.catalog.service import count_stale_products
from tests.kit.scopes import work
from tests.support.inspect import change
from tests.support.world import CHEESE, HONEY, OLIVES, WHOLESALE

if TYPE_CHECKING:
    import httpx
    import pytest
    from asyncpg import Connection

    from api.kit.db import Database
    from tests.support.world import World

LIST = "/api/v1/public/products"
SORTS = ("created_at", "price")


async def listed(client: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    answer = await client.get(LIST, params={"per_page": "100", **query})
    body = answer.json()
    assert body["total"] == len(body["data"]), query
    found: list[dict[str, Any]] = body["data"]
    return found


async def check_lists(client: httpx.AsyncClient, database: Database) -> int:
    """Every category's list is the whole list without what is elsewhere; how many stand in one."""
    placed = 0
    for sort in SORTS:
        for direction in ("asc", "desc"):
            order = {"sort": sort, "dir": direction}
            everything = await listed(client, **order)
            for category in (1, 2):
                wanted = [
                    product["id"]
                    for product in everything
                    if category in [each["id"] for each in product["categories"]]
                ]
                found = await listed(client, category=str(category), **order)
                assert [product["id"] for product in found] == wanted, (category, order)
                placed += len(wanted)
    async with work(database) as uow:
        assert await count_stale_products(uow) == 0
    return placed


async def test_it_follows_every_change_of_a_product(
    client: httpx.AsyncClient, world: World, database: Database
) -> None:
    admin = world.bearer("admin")
    placing = "/api/stoa/v1/products/{}/categories"
    steps = [
        *(
            partial(client.put, placing.format(each), json={"category_ids": [1, 2]})
            for each in (OLIVES, HONEY, CHEESE, WHOLESALE)
        ),
        partial(client.patch, f"/api/v1/products/{OLIVES}", json={"price": 99}),
        partial(client.patch, f"/api/v1/products/{WHOLESALE}", json={"is_b2b_only": False}),
        partial(client.patch, f"/api/v1/products/{HONEY}", json={"is_b2b_only": True}),
        partial(client.patch, f"/api/v1/producer/products/{CHEESE}/toggle"),
        partial(client.patch, f"/api/v1/producer/products/{CHEESE}/toggle"),
        partial(client.put, placing.format(CHEESE), json={"category_ids": [2]}),
        partial(client.delete, f"/api/v1/products/{OLIVES}"),
        partial(client.delete, "/api/stoa/v1/categories/1"),
    ]
    placed = [await check_lists(client, database)]
    for step in steps:
        answer = await step(headers=admin)
        assert answer.is_success, answer.text
        placed.append(await check_lists(client, database))
    assert len(set(placed)) > 4, "the steps change what is listed"


async def test_what_is_for_businesses_is_listed_to_those_who_see_it(
    client: httpx.AsyncClient, owner: Connection, database: Database
) -> None:
    from api.catalog.listing.queries import ProductFilters, list_products

    await change(
        owner,
        "agora",
        f"""
        DELETE FROM product_categories;
        INSERT INTO product_categories (tenant_id, id, product_id, category_id)
        VALUES (current_tenant(), 91, {OLIVES}, 1), (current_tenant(), 92, {WHOLESALE}, 1)
        """,
    )
    seen = {}
    async with work(database) as uow:
        for wholesale in (False, True):
            asked = ProductFilters(category="1", wholesale=wholesale)
            rows, total = await list_products(uow, asked)
            seen[wholesale] = ({row["id"] for row in rows}, total)
    assert seen == {False: ({OLIVES}, 1), True: ({OLIVES, WHOLESALE}, 2)}


async def test_twin_keys_that_nobody_keeps_are_found(
    client: httpx.AsyncClient, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SHELVE", f"{counting.SHELVE} AND false")
    await client.patch(
        f"/api/v1/products/{OLIVES}", json={"price": 99}, headers=world.bearer("admin")
    )
    async with work(database) as uow:
        assert await count_stale_products(uow) == 1
