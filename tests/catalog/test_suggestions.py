"""GET /api/stoa/v1/search/suggestions: what the words being typed may become."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.catalog.test_search import stock_up
from tests.support.inspect import change
from tests.support.statements import counted

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/stoa/v1/search/suggestions"


async def suggested(client: httpx.AsyncClient, words: str) -> list[tuple[str, int]]:
    answer = await client.get(PATH, params={"q": words})
    assert answer.status_code == 200, answer.text
    return [(each["kind"], each["id"]) for each in answer.json()["data"]]


async def test_shelves_come_before_what_stands_on_them_and_the_best_first(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await stock_up(owner)
    expected = {
        "μελ": [("category", 2), ("product", 101), ("product", 103)],
        "meli": [("category", 2), ("product", 101), ("product", 103)],
        "μέλι": [("category", 2), ("product", 101), ("product", 103)],
        "κτημ": [("producer", 1)],
        "ampel": [("producer", 1)],
        "xino": [("product", 106)],
        "meli kipseli": [("category", 2)],
        "οὐδέν": [],
        "μ": [],
        "": [],
        "\0": [],
        "((": [],
    }
    assert {words: await suggested(client, words) for words in expected} == expected


async def test_a_suggestion_names_what_a_page_needs(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await stock_up(owner)
    answer = await client.get(PATH, params={"q": "xinomavro"})
    assert answer.json() == {
        "data": [
            {
                "kind": "product",
                "id": 106,
                "name": "Ξινόμαυρο",
                "slug": "shelf-106",
                "image_url": None,
            }
        ]
    }
    assert answer.headers["cache-control"].startswith("public, s-maxage=60")


async def test_at_most_eight_come_and_no_name_twice(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await stock_up(owner)
    await change(owner, "agora", "UPDATE products SET name = 'Ίδιο' WHERE id > 100")
    assert await suggested(client, "idio") == [("product", 101)]
    await change(owner, "agora", "UPDATE products SET name = 'Ίδιο ' || id WHERE id > 100")
    assert len(await suggested(client, "idio")) == 8


@pytest.mark.parametrize(
    "hide", ["is_active = false", "archived_at = now(), is_active = false", "is_b2b_only = true"]
)
async def test_what_is_not_listed_is_not_suggested(
    client: httpx.AsyncClient, owner: Connection, hide: str
) -> None:
    await stock_up(owner)
    await change(owner, "agora", f"UPDATE products SET {hide} WHERE id = 106")
    assert await suggested(client, "xinomavro") == []


async def test_a_producer_that_is_not_active_is_not_suggested(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await stock_up(owner)
    await change(owner, "agora", "UPDATE producers SET is_active = false WHERE id = 1")
    assert await suggested(client, "ampelwnes") == []


async def test_each_shop_suggests_its_own(client: httpx.AsyncClient, owner: Connection) -> None:
    await stock_up(owner)
    answer = await client.get(PATH, params={"q": "meli"}, headers={"host": "hedgerow.test"})
    assert answer.json() == {"data": []}


async def test_it_takes_one_statement_whatever_the_shop_holds(
    client: httpx.AsyncClient, owner: Connection, world: World
) -> None:
    await stock_up(owner)
    await suggested(client, "meli")
    async with counted() as sent:
        await suggested(client, "meli")
    assert len(sent) == 3


async def test_too_much_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get(PATH, params={"q": "μ" * 101})
    assert answer.status_code == 422
    assert "q" in answer.json()["errors"]
