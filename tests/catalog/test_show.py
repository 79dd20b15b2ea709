"""One product by id or slug, in both families of routes; and who sees wholesale products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.browser import sign_in
from tests.support.inspect import change
from tests.support.world import HIDDEN, HONEY, OLIVES, WHOLESALE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PUBLIC = "/api/v1/public/products"
CHECKED = "/api/v1/products"
UNKNOWN = {"message": "Product not found", "error": "Invalid product ID format"}
NO_ROUTE = {"error": "not_found", "message": "Route not found."}


@pytest.mark.parametrize(
    "reference",
    ["1", "elies-kalamwn", "1.0", "1.5", "001", "1e0", " 1", "+1"],
)
async def test_an_id_a_slug_and_whatever_counts_as_a_number_find_the_product(
    client: httpx.AsyncClient, reference: str
) -> None:
    answer = await client.get(f"{PUBLIC}/{reference}")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["id"], body["slug"]) == (OLIVES, "elies-kalamwn")
    assert body["producer"]["description"] is None
    assert "decision_id" not in body


@pytest.mark.parametrize(
    "reference",
    [
        "4", "hidden-oil", "5", "wholesale-feta", "0", "-1", "999", "ELIES-KALAMWN", "abc",
        "9223372036854775808", "99999999999999999999999999", "1e400", "0x1", "%20",
        "%CE%B5%CE%BB%CE%B9%CE%AD%CF%82", "1 OR 1=1",
    ],
)  # fmt: skip
async def test_what_is_unknown_hidden_or_for_businesses_answers_with_the_same_body(
    client: httpx.AsyncClient, reference: str
) -> None:
    answer = await client.get(f"{PUBLIC}/{reference}")
    assert (answer.status_code, answer.json()) == (404, UNKNOWN)
    assert answer.headers["cache-control"] == "no-cache, private"


@pytest.mark.parametrize(
    ("email", "sees"),
    [
        ("consumer@example.com", False),
        ("producer@example.com", True),
        ("business@example.com", True),
        ("admin@example.com", True),
    ],
)
async def test_wholesale_products_show_in_the_browser_session_of_who_may_see_them(
    client: httpx.AsyncClient, email: str, sees: bool
) -> None:
    await sign_in(client, email)
    listed = await client.get(PUBLIC)
    assert (WHOLESALE in [item["id"] for item in listed.json()["data"]]) is sees
    assert (await client.get(f"{PUBLIC}/{WHOLESALE}")).status_code == (200 if sees else 404)
    assert listed.headers["cache-control"] == "no-cache, private"


async def test_a_business_that_waits_for_approval_sees_no_wholesale_products(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE businesses SET status = 'pending'")
    await sign_in(client, "business@example.com")
    assert (await client.get(f"{PUBLIC}/{WHOLESALE}")).status_code == 404


async def test_the_checked_family_shows_the_effective_price_and_the_pictures(
    client: httpx.AsyncClient,
) -> None:
    honey = (await client.get(f"{CHECKED}/{HONEY}")).json()["data"]
    assert (honey["price"], honey["effective_price"], honey["has_discount"]) == (
        "12.50",
        "10.00",
        True,
    )
    assert (honey["allergens"], honey["images"]) == ([], [])
    olives = (await client.get(f"{CHECKED}/{OLIVES}")).json()["data"]
    assert (olives["effective_price"], olives["has_discount"]) == ("4.20", False)
    assert olives["images"] == [
        {"id": 1, "url": "https://example.com/olives.jpg", "is_primary": True, "sort_order": 0}
    ]
    assert olives["producer"]["business_name"] == "Grove Ltd"


@pytest.mark.parametrize(
    "reference",
    [str(HIDDEN), "999", "0", "abc", "elies-kalamwn", "1.5", "9223372036854775808", "%00"],
)
async def test_the_checked_family_answers_an_unknown_id_like_an_unknown_route(
    client: httpx.AsyncClient, reference: str
) -> None:
    answer = await client.get(f"{CHECKED}/{reference}")
    assert (answer.status_code, answer.json()) == (404, NO_ROUTE)


async def test_the_checked_family_shows_wholesale_products_by_id_to_everybody(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get(f"{CHECKED}/{WHOLESALE}")).status_code == 200


async def test_the_same_id_in_another_shop_is_another_product(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "hedgerow", "UPDATE products SET name = 'Sloes' WHERE id = 1")
    for path in (f"{PUBLIC}/1", f"{CHECKED}/1"):
        there = (await client.get(path, headers={"host": "hedgerow.test"})).json()
        here = (await client.get(path)).json()
        assert there.get("data", there)["name"] == "Sloes"
        assert here.get("data", here)["name"] == "Ελιές Καλαμών"
