"""GET /api/stoa/v1/products/facets: every choice tells how many products it would show."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/stoa/v1/products/facets"
LIST = "/api/v1/public/products"
# Twelve more products: both producers, both categories, three ways of growing, prices 1 to 12.
SHELF = """
CREATE TEMP TABLE shelf ON COMMIT DROP AS
SELECT 100 + n AS id, 1 + n % 2 AS producer_id, 1 + n / 4 % 2 AS category_id, 100 * n AS price,
       CASE n % 3 WHEN 0 THEN 'organic_certified' WHEN 1 THEN 'biodynamic' END AS grown
FROM generate_series(1, 12) n;
INSERT INTO products (tenant_id, id, producer_id, name, title, slug, currency, price,
                      cultivation_type, is_b2b_only, created_at, updated_at)
SELECT current_tenant(), id, producer_id, CASE WHEN id % 4 = 0 THEN 'Jam' ELSE 'Jar' END, 'Jar',
       'jar-' || id, 'EUR', price, grown, id = 112, now(), now() FROM shelf;
INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
SELECT current_tenant(), id, id, true, now() FROM shelf;
INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at)
SELECT current_tenant(), id, 3, now() FROM shelf;
INSERT INTO product_categories (tenant_id, id, product_id, category_id)
SELECT current_tenant(), id, id, category_id FROM shelf;
INSERT INTO product_ratings (tenant_id, product_id, stars_5)
SELECT current_tenant(), id, 1 FROM shelf WHERE id > 106
"""
# Each filter off or on, in the words of the list's query.
FILTERS: dict[str, tuple[dict[str, str], ...]] = {
    "search": ({}, {"search": "jar"}),
    "category": ({}, {"category": "honey-bee"}, {"category": "99"}),
    "producer": ({}, {"producer": "1"}),
    "cultivation_type": ({}, {"cultivation_type": "biodynamic"}),
    "organic": ({}, {"organic": "true"}, {"organic": "false"}),
    "price": ({}, {"min_price": "3", "max_price": "9"}),
    "min_rating": ({}, {"min_rating": "4"}),
}


async def facets(client: httpx.AsyncClient, query: dict[str, str]) -> dict[str, Any]:
    answer = await client.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


def all_choices() -> list[dict[str, str]]:
    return [
        {name: value for each in chosen for name, value in each.items()}
        for chosen in product(*FILTERS.values())
    ]


def fits(shown: dict[str, Any], query: dict[str, str]) -> bool:
    """Whether the list would show a product under these filters, search and stars aside."""
    grown = shown["cultivation_type"]
    organic = "true" if grown == "organic_certified" else "false"
    price = float(shown["price"].replace(",", ""))
    return (
        ("category" not in query or query["category"] in [c["slug"] for c in shown["categories"]])
        and ("producer" not in query or str(shown["producer_id"]) == query["producer"])
        and query.get("cultivation_type", grown) == grown
        and query.get("organic", organic) == organic
        and float(query.get("min_price", 0)) <= price <= float(query.get("max_price", 1000))
    )


def expected(shelf: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    """The facets as somebody would count them who sees all that search and stars leave."""

    def left(*own: str) -> list[dict[str, Any]]:
        return [one for one in shelf if fits(one, {k: v for k, v in query.items() if k not in own})]

    def count(values: list[Any]) -> dict[Any, int]:
        return {value: values.count(value) for value in values if value is not None}

    prices = [round(float(one["price"]) * 100) for one in left("min_price", "max_price")]
    return {
        "all": len(left()),
        "categories": count([c["slug"] for one in left("category") for c in one["categories"]]),
        "producers": count([one["producer_id"] for one in left("producer")]),
        "grown": count([one["cultivation_type"] for one in left("cultivation_type")]),
        "organic": [one["cultivation_type"] for one in left("organic")].count("organic_certified"),
        "price": (min(prices, default=None), max(prices, default=None)),
    }


def told(found: dict[str, Any]) -> dict[str, Any]:
    bounds = (found["price"]["min"], found["price"]["max"])
    assert {bound["currency"] for bound in bounds if bound} <= {"EUR"}
    return {
        "all": found["products_count"],
        "categories": _counts(found["categories"], "slug"),
        "producers": _counts(found["producers"], "id"),
        "grown": _counts(found["cultivation_types"], "cultivation_type"),
        "organic": found["organic_count"],
        "price": tuple(bound and bound["amount"] for bound in bounds),
    }


def _counts(choices: list[dict[str, Any]], name: str) -> dict[Any, int]:
    return {each[name]: each["products_count"] for each in choices if each["products_count"]}


async def test_every_choice_is_counted_under_all_other_filters(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    """All combinations of the filters, compared with counting the list's own products."""
    await change(owner, "agora", SHELF)
    shelves: dict[str, list[dict[str, Any]]] = {}
    for query in all_choices():
        narrow = {k: v for k, v in query.items() if k in ("search", "min_rating")}
        if str(narrow) not in shelves:
            listed = await client.get(LIST, params={"per_page": "100", **narrow})
            shelves[str(narrow)] = listed.json()["data"]
        assert told(await facets(client, query)) == expected(shelves[str(narrow)], query), query
    assert [len(shelf) for shelf in shelves.values()] == [15, 5, 9, 4]


async def test_what_all_filters_show_is_the_list_s_total(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await change(owner, "agora", SHELF)
    for query in all_choices()[::7]:
        listed = (await client.get(LIST, params=query)).json()["total"]
        assert (await facets(client, query))["products_count"] == listed, query


async def test_a_choice_that_shows_nothing_is_told_only_where_it_is_made(
    client: httpx.AsyncClient,
) -> None:
    chosen = {"category": "honey-bee", "producer": "dairy"}
    found = await facets(client, {**chosen, "min_price": "900"})
    assert found["products_count"] == 0
    assert [(c["slug"], c["products_count"]) for c in found["categories"]] == [("honey-bee", 0)]
    assert [(p["slug"], p["products_count"]) for p in found["producers"]] == [("dairy", 0)]
    assert found["cultivation_types"] == []


async def test_categories_come_in_the_shop_s_order_and_producers_by_name(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await change(owner, "agora", SHELF)
    await change(owner, "agora", "UPDATE categories SET sort_order = 0, name = 'Z' WHERE id = 1")
    for query in ({}, {"min_price": "0"}):
        found = await facets(client, query)
        assert [each["id"] for each in found["categories"]] == [1, 2]
        names = [each["name"] for each in found["producers"]]
        assert names == sorted(names)
        assert len(names) == 2


async def test_an_empty_shop_has_no_choices(client: httpx.AsyncClient, owner: Connection) -> None:
    await change(owner, "agora", "UPDATE products SET is_active = false")
    for query in ({}, {"search": "anything"}, {"organic": "true"}):
        assert await facets(client, query) == {
            "products_count": 0,
            "categories": [],
            "producers": [],
            "cultivation_types": [],
            "organic_count": 0,
            "price": {"min": None, "max": None},
        }


@pytest.mark.parametrize("query", [{}, {"search": "jar"}, {"organic": "false"}])
async def test_another_shop_has_facets_of_its_own(
    client: httpx.AsyncClient, world: World, owner: Connection, query: dict[str, str]
) -> None:
    await change(owner, "agora", SHELF)
    answer = await client.get(PATH, params=query, headers=world.bearer(None, "hedgerow"))
    listed = await client.get(LIST, params=query, headers=world.bearer(None, "hedgerow"))
    assert answer.json()["data"]["products_count"] == listed.json()["total"] <= 4
