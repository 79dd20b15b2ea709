"""GET /public/products/{id}/reviews and its summary: what buyers said, for everybody to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inspect import change
from tests.support.statements import counted
from tests.support.world import HIDDEN, HONEY, OLIVES, SOLD_OUT

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

NO_ROUTE = {"error": "not_found", "message": "Route not found."}


def path_of(product_id: object) -> str:
    return f"/api/v1/public/products/{product_id}/reviews"


async def add_reviews(owner: Connection, reviews: int, product_id: int = OLIVES) -> None:
    """So many approved reviews of as many accounts: 1, 2, 3, 4, 5, 1 … stars, a minute apart."""
    await change(
        owner,
        "agora",
        f"""
        WITH people AS (
            INSERT INTO accounts (tenant_id, id, name, email, password_hash, role, created_at,
                                  updated_at)
            SELECT current_tenant(), 1000 + n, 'Buyer ' || n, 'buyer' || n || '@example.com', 'x',
                   'consumer', now(), now()
            FROM generate_series(1, {reviews}) n RETURNING tenant_id, id
        ), written AS (
            INSERT INTO reviews (tenant_id, id, account_id, product_id, rating, title,
                                 is_verified_purchase, status, created_at, updated_at)
            SELECT tenant_id, id, id, {product_id}, 1 + (id - 1001) % 5, 'Title ' || id, false,
                   'approved', '2026-01-01'::timestamptz + id * interval '1 minute', now()
            FROM people RETURNING tenant_id, product_id, rating
        )
        INSERT INTO product_ratings (tenant_id, product_id, stars_1, stars_2, stars_3, stars_4,
                                     stars_5)
        SELECT tenant_id, product_id, count(*) FILTER (WHERE rating = 1),
               count(*) FILTER (WHERE rating = 2), count(*) FILTER (WHERE rating = 3),
               count(*) FILTER (WHERE rating = 4), count(*) FILTER (WHERE rating = 5)
        FROM written GROUP BY 1, 2
        """,
    )


async def test_twenty_are_on_a_page_newest_first(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await add_reviews(owner, 42)
    pages = [(await client.get(f"{path_of(OLIVES)}?page={page}")).json() for page in (1, 2, 3, 4)]
    shown = [[review["id"] for review in page["data"]] for page in pages]
    assert shown == [
        list(range(1042, 1022, -1)),
        list(range(1022, 1002, -1)),
        [1002, 1001],
        [],
    ]
    # 42 reviews give 9 × (1 + 2) and 8 × (3 + 4 + 5) stars: 123 / 42.
    assert [page["meta"] for page in pages] == [
        {"total": 42, "avg_rating": 2.9, "current_page": number, "last_page": 3}
        for number in (1, 2, 3, 4)
    ]
    assert pages[0]["data"][0] == {
        "id": 1042,
        "rating": 2,
        "title": "Title 1042",
        "comment": None,
        "is_verified_purchase": False,
        "created_at": "2026-01-01T17:22:00.000000Z",
        "user": {"name": "Buyer 42"},
    }


@pytest.mark.parametrize("page", ["0", "-3", "abc", "1.5", "9223372036854775808", ""])
async def test_an_odd_page_is_the_first(
    client: httpx.AsyncClient, owner: Connection, page: str
) -> None:
    await add_reviews(owner, 1)
    answer = await client.get(f"{path_of(OLIVES)}?page={page}")
    assert (answer.json()["meta"]["current_page"], len(answer.json()["data"])) == (1, 1)


async def test_the_last_page_that_a_number_can_name_is_empty(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await add_reviews(owner, 1)
    answer = await client.get(f"{path_of(OLIVES)}?page=9223372036854775807")
    assert (answer.status_code, answer.json()["data"]) == (200, [])


async def test_the_summary_counts_every_number_of_stars(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await add_reviews(owner, 8)
    answer = await client.get(f"{path_of(OLIVES)}/summary")
    assert answer.json() == {
        "data": {
            "total": 8,
            "avg_rating": 2.6,
            "distribution": {"5": 1, "4": 1, "3": 2, "2": 2, "1": 2},
        }
    }


async def test_a_product_without_reviews_has_no_average(client: httpx.AsyncClient) -> None:
    summary = (await client.get(f"{path_of(SOLD_OUT)}/summary")).json()["data"]
    assert (summary["total"], summary["avg_rating"]) == (0, None)
    assert summary["distribution"] == {"5": 0, "4": 0, "3": 0, "2": 0, "1": 0}
    listed = (await client.get(path_of(SOLD_OUT))).json()
    assert listed == {
        "data": [],
        "meta": {"total": 0, "avg_rating": None, "current_page": 1, "last_page": 1},
    }


async def test_reviews_of_a_hidden_product_are_still_read(client: httpx.AsyncClient) -> None:
    assert (await client.get(path_of(HIDDEN))).status_code == 200


@pytest.mark.parametrize("product", ["999", "abc", "0", "-1", "9" * 30, "thyme-honey"])
async def test_an_unknown_product_has_no_reviews(client: httpx.AsyncClient, product: str) -> None:
    for path in (path_of(product), f"{path_of(product)}/summary"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()) == (404, NO_ROUTE)


async def test_reviews_of_another_shop_are_not_counted(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await add_reviews(owner, 3)
    there = await client.get(path_of(OLIVES), headers=world.bearer(None, "hedgerow"))
    assert there.json()["meta"]["total"] == 0


async def test_product_cards_show_count_and_average(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await add_reviews(owner, 8)
    products = (await client.get("/api/v1/public/products")).json()["data"]
    cards = {product["id"]: product for product in products}
    shown = [
        (cards[id_]["reviews_count"], cards[id_]["reviews_avg_rating"]) for id_ in (OLIVES, HONEY)
    ]
    assert shown == [(8, 2.6), (0, None)]
    page = (await client.get(f"/api/v1/public/products/{OLIVES}")).json()
    assert (page["reviews_count"], page["reviews_avg_rating"]) == (8, 2.6)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=rating", [HONEY, OLIVES]),
        ("sort=rating&dir=asc", [OLIVES, HONEY]),
        ("min_rating=3", [HONEY]),
        ("min_rating=2.625", [HONEY, OLIVES]),
        ("min_rating=2.63", [HONEY]),
        ("min_rating=5.1", []),
    ],
)
async def test_products_are_sorted_and_filtered_by_rating(
    client: httpx.AsyncClient, owner: Connection, query: str, found: list[int]
) -> None:
    await add_reviews(owner, 8)
    await change(
        owner,
        "agora",
        "INSERT INTO product_ratings (tenant_id, product_id, stars_5) "
        f"SELECT current_tenant(), {HONEY}, 1",
    )
    answer = await client.get(f"/api/v1/public/products?{query}")
    rated = [product["id"] for product in answer.json()["data"] if product["reviews_count"]]
    assert rated == found
    # What nobody rated stands behind the rest, and is left out by any least rating.
    first = [product["id"] for product in answer.json()["data"]][: len(found)]
    assert first == found
    assert answer.json()["total"] == (4 if "sort" in query else len(found))


# BEGIN, stars, page, COMMIT.
STATEMENTS = {path_of(OLIVES): 4, f"{path_of(OLIVES)}/summary": 3}


@pytest.mark.parametrize("reviews", [100, 1000])
async def test_a_page_costs_the_same_however_many_there_are(
    client: httpx.AsyncClient, owner: Connection, reviews: int
) -> None:
    await add_reviews(owner, reviews)
    for path, expected in STATEMENTS.items():
        async with counted() as sent:
            answer = await client.get(path)
        assert answer.status_code == 200
        assert len(sent) == expected, (path, sent)
