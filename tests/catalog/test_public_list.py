"""GET /api/v1/public/products: what a visitor finds, filters, sorts and pages through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.another import another_client
from tests.support.inspect import change
from tests.support.world import CHEESE, HONEY, OLIVES, SOLD_OUT, WHOLESALE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

LIST = "/api/v1/public/products"
NEWEST_FIRST = [SOLD_OUT, CHEESE, HONEY, OLIVES]
PRIVATE = {"search_vector", "approval_status", "rejection_reason", "moderated_by", "moderated_at"}


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["data"]]


async def test_a_product_is_shown_with_everything_a_buyer_needs(client: httpx.AsyncClient) -> None:
    [honey] = (await client.get(LIST, params={"search": "thyme"})).json()["data"]
    assert (honey["price"], honey["discount_price"], honey["currency"]) == ("12.50", "10.00", "EUR")
    assert (honey["stock"], honey["unit"], honey["weight_per_unit"]) == (6, "jar", "500.000")
    assert honey["created_at"] == "2026-01-15T07:00:00.000000Z"
    assert honey["producer"] == {"id": 1, "name": "Grove", "slug": "grove", "location": "Kalamata"}
    [category] = honey["categories"]
    assert (category["slug"], category["pivot"]) == (
        "honey-bee",
        {"product_id": HONEY, "category_id": 2},
    )
    assert not PRIVATE & honey.keys()


async def test_the_first_picture_comes_with_the_product(client: httpx.AsyncClient) -> None:
    [olives] = (await client.get(LIST, params={"category": "olive-oil-olives"})).json()["data"]
    [picture] = olives["images"]
    assert (picture["product_id"], picture["is_primary"]) == (OLIVES, True)
    assert picture["url"] == "https://example.com/olives.jpg"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", NEWEST_FIRST),
        ("sort=price&dir=asc", [SOLD_OUT, OLIVES, CHEESE, HONEY]),
        ("sort=price&dir=desc", [HONEY, CHEESE, OLIVES, SOLD_OUT]),
        ("sort=name&dir=asc", [CHEESE, SOLD_OUT, HONEY, OLIVES]),
        ("sort=created_at&dir=asc", NEWEST_FIRST[::-1]),
        ("sort=relevance", NEWEST_FIRST),
        ("sort=stock", NEWEST_FIRST),
        ("sort=name;drop", NEWEST_FIRST),
        ("dir=sideways", NEWEST_FIRST),
        ("category=1", [OLIVES]),
        ("category=honey-bee", [HONEY]),
        ("category=nothing-here", []),
        ("category[]=1", []),
        ("producer=1", [HONEY, OLIVES]),
        ("producer=dairy", [SOLD_OUT, CHEESE]),
        ("producer=99999999999999999999999", []),
        ("min_price=8", [CHEESE, HONEY]),
        ("max_price=4.20", [SOLD_OUT, OLIVES]),
        ("min_price=4.20&max_price=8", [CHEESE, OLIVES]),
        ("min_price=much", NEWEST_FIRST),
        ("min_price=NaN&max_price=-Infinity", NEWEST_FIRST),
        ("max_price=1e400", NEWEST_FIRST),
        ("organic=true", []),
        ("organic=false", NEWEST_FIRST),
        ("organic=perhaps", NEWEST_FIRST),
        ("cultivation_type=made_up", NEWEST_FIRST),
        ("cultivation_type=biodynamic", []),
        ("search=%00", NEWEST_FIRST),
        ("search=nothing+of+the+kind", []),
    ],
)
async def test_filters_and_sorts_answer_as_the_contract_has_them(
    client: httpx.AsyncClient, query: str, found: list[int]
) -> None:
    assert ids(await client.get(f"{LIST}?{query}")) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ελιές", [OLIVES]),
        ("ΕΛΙΕΣ", [OLIVES]),
        ("ελιες καλαμων", [OLIVES]),
        ("μελι", [HONEY]),
        ("ΘΥΜΆΡΙ", [HONEY]),
        ("Thyme", [HONEY]),
        ("graviera OR θυμαρι", [HONEY, CHEESE]),
        ("honey -thyme", []),
        ('"thyme honey"', [HONEY]),
        ("'; DROP TABLE products; --", []),
        ("((", NEWEST_FIRST),
    ],
)
async def test_a_new_shop_finds_greek_without_regard_to_case_and_accents(
    client: httpx.AsyncClient, words: str, found: list[int]
) -> None:
    answer = await client.get(LIST, params={"search": words})
    assert answer.status_code == 200
    if words != "((":
        assert sorted(ids(answer)) == found
        assert all(float(item["search_rank"]) > 0 for item in answer.json()["data"])


async def test_an_imported_shop_finds_whole_words_as_they_are_spelled(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await owner.execute("UPDATE tenants SET origin = 'imported' WHERE slug = 'agora'")
    async with another_client(database_urls) as visitor:
        for words, found in {"μέλι": [HONEY], "ΜΈΛΙ": [HONEY], "μελι": [], "μέλ": []}.items():
            assert ids(await visitor.get(LIST, params={"search": words})) == found, words


async def test_equally_relevant_products_come_in_the_order_in_which_they_were_entered(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE products SET name = 'Same words'")
    answer = await client.get(LIST, params={"search": "same"})
    assert ids(answer) == [OLIVES, HONEY, CHEESE, SOLD_OUT]
    assert {item["search_rank"] for item in answer.json()["data"]} == {"0.9"}


@pytest.mark.parametrize(
    ("query", "per_page", "page", "shown"),
    [
        ("per_page=2", 2, 1, NEWEST_FIRST[:2]),
        ("per_page=2&page=2", 2, 2, NEWEST_FIRST[2:]),
        ("per_page=3&page=3", 3, 3, []),
        ("per_page=0", 15, 1, NEWEST_FIRST),
        ("per_page=-1", 15, 1, NEWEST_FIRST),
        ("per_page=abc", 15, 1, NEWEST_FIRST),
        ("per_page=1.5", 15, 1, NEWEST_FIRST),
        ("per_page=101", 100, 1, NEWEST_FIRST),
        ("per_page=99999999999999999999", 100, 1, NEWEST_FIRST),
        ("page=0", 15, 1, NEWEST_FIRST),
        ("page=-3", 15, 1, NEWEST_FIRST),
        ("page=second", 15, 1, NEWEST_FIRST),
        ("page=9223372036854775807&per_page=100", 100, 9223372036854775807, []),
        ("page=9223372036854775808", 15, 1, NEWEST_FIRST),
    ],
)
async def test_odd_pages_are_never_errors(
    client: httpx.AsyncClient, query: str, per_page: int, page: int, shown: list[int]
) -> None:
    answer = await client.get(f"{LIST}?{query}")
    assert ids(answer) == shown
    body = answer.json()
    assert (body["per_page"], body["current_page"], body["total"]) == (per_page, page, 4)


async def test_the_paginator_links_its_pages_without_the_query(client: httpx.AsyncClient) -> None:
    body: dict[str, Any] = (await client.get(f"{LIST}?per_page=2&sort=price")).json()
    here = f"http://agora.test{LIST}"
    assert (body["from"], body["to"], body["last_page"]) == (1, 2, 2)
    assert (body["path"], body["first_page_url"]) == (here, f"{here}?page=1")
    assert (body["next_page_url"], body["prev_page_url"]) == (f"{here}?page=2", None)
    labels = [link["label"] for link in body["links"]]
    assert labels == ["&laquo; Previous", "1", "2", "Next &raquo;"]


@pytest.mark.parametrize("person", [None, "consumer", "producer", "business", "admin"])
async def test_a_bearer_token_never_shows_what_is_for_businesses_only(
    client: httpx.AsyncClient, world: World, person: str | None
) -> None:
    assert WHOLESALE not in ids(await client.get(LIST, headers=world.bearer(person)))


async def test_shared_caches_may_keep_it_unless_a_header_named_the_shop(
    client: httpx.AsyncClient, world: World
) -> None:
    shared = "public, s-maxage=60, stale-while-revalidate=30"
    for person in (None, "consumer"):
        answer = await client.get(LIST, headers=world.bearer(person))
        assert answer.headers["cache-control"] == shared
        assert answer.headers["vary"].startswith("Origin, X-Tenant, Authorization, Cookie")
    named = await client.get(LIST, headers={"x-tenant": "agora"})
    assert named.headers["cache-control"] == "no-cache, private"


async def test_each_shop_lists_its_own_products_in_its_own_currency(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await change(owner, "hedgerow", "UPDATE products SET name = 'Of the hedgerow'")
    there = (await client.get(LIST, headers={"host": "hedgerow.test"})).json()["data"]
    here = (await client.get(LIST)).json()["data"]
    assert {item["currency"] for item in there} == {"GBP"}
    assert {item["name"] for item in there} == {"Of the hedgerow"}
    assert {item["currency"] for item in here} == {"EUR"}
    assert "Of the hedgerow" not in {item["name"] for item in here}
