"""GET /api/v1/products: the list whose filters are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inspect import change
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES, SOLD_OUT

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

LIST = "/api/v1/products"
NEWEST_FIRST = [SOLD_OUT, CHEESE, HONEY, OLIVES]


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["data"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", NEWEST_FIRST),
        ("q=Gravi", [CHEESE]),
        ("q=HONEY", []),
        ("q=elies", [OLIVES]),
        ("q=%25honey", [HONEY]),
        ("q=", NEWEST_FIRST),
        ("is_active=0", [HIDDEN]),
        ("is_active=", [SOLD_OUT, HIDDEN, CHEESE, HONEY, OLIVES]),
        ("producer_id=2", [SOLD_OUT, CHEESE]),
        ("is_seasonal=1", []),
        ("is_seasonal=0", NEWEST_FIRST),
        ("min_price=8&max_price=12.5", [CHEESE, HONEY]),
        ("sort=stock&direction=asc", [SOLD_OUT, HONEY, OLIVES, CHEESE]),
        ("sort=price&direction=desc", [HONEY, CHEESE, OLIVES, SOLD_OUT]),
        ("sort=name&direction=asc", [CHEESE, SOLD_OUT, HONEY, OLIVES]),
        ("category=olive", []),
        ("per_page=1&page=2", [CHEESE]),
    ],
)
async def test_filters_answer_as_the_contract_has_them(
    client: httpx.AsyncClient, query: str, found: list[int]
) -> None:
    assert ids(await client.get(f"{LIST}?{query}")) == found


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("per_page=0", {"per_page": ["The per page field must be at least 1."]}),
        ("per_page=101", {"per_page": ["The per page field must not be greater than 100."]}),
        ("page=abc", {"page": ["The page field must be an integer."]}),
        ("min_price=-1", {"min_price": ["The min price field must be at least 0."]}),
        (
            "min_price=5&max_price=4",
            {"max_price": ["The max price field must be greater than or equal to 5."]},
        ),
        ("sort=rank", {"sort": ["The selected sort is invalid."]}),
        ("direction=up", {"direction": ["The selected direction is invalid."]}),
        ("is_active=maybe", {"is_active": ["The is active field must be true or false."]}),
        ("producer_id=99", {"producer_id": ["The selected producer id is invalid."]}),
        ("cultivation_type=x", {"cultivation_type": ["The selected cultivation type is invalid."]}),
    ],
)
async def test_a_wrong_filter_is_named(
    client: httpx.AsyncClient, query: str, errors: dict[str, list[str]]
) -> None:
    answer = await client.get(f"{LIST}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"] == errors


async def test_all_wrong_filters_are_named_at_once(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{LIST}?per_page=0&page=x&sort=rank")
    assert answer.status_code == 422
    body = answer.json()
    assert list(body["errors"]) == ["page", "per_page", "sort"]
    # «x» is no integer, and as a text it is shorter than one: both rules speak.
    assert body["message"].startswith("The page field must be an integer. (and ")


async def test_the_body_has_links_meta_and_the_numbers_beside_them(
    client: httpx.AsyncClient,
) -> None:
    body = (await client.get(f"{LIST}?per_page=3")).json()
    assert list(body) == [
        "data", "links", "meta", "current_page", "per_page", "total", "last_page", "from", "to",
    ]  # fmt: skip
    assert (body["total"], body["last_page"], body["from"], body["to"]) == (4, 2, 1, 3)
    assert body["meta"]["total"] == 4
    assert body["links"]["next"] == f"http://agora.test{LIST}?page=2"
    assert "images" not in body["data"][0]


async def test_nobody_finds_a_product_that_was_taken_out_of_the_shop(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await change(owner, "agora", f"UPDATE products SET archived_at = now() WHERE id = {HONEY}")
    assert HONEY not in ids(await client.get(f"{LIST}?is_active="))
    assert HONEY not in ids(await client.get("/api/v1/public/products"))
    assert (await client.get(f"{LIST}/{HONEY}")).status_code == 404
    assert (await client.get(f"/api/v1/public/products/{HONEY}")).status_code == 404
    assert ids(await client.get("/api/v1/public/products?search=honey")) == []
