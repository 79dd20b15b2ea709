"""Ways around the front door: stored answers, borrowed methods, odd spellings of a shop's name.

Proves that an idempotency key replays to nobody but its own caller in its own shop, that a method
smuggled into a POST passes the same guards, and that no spelling of host or ``X-Tenant`` lets a
credential of one shop read the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
import pytest_asyncio

from tests.support.marked_world import ONLY
from tests.support.recipes import RECIPES
from tests.support.world import HOSTS, OLIVES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from api.laravel.wire import Wire
    from tests.attacks.arena import Arena

JSON = {"accept": "application/json", "content-type": "application/json"}
KEY = {"idempotency-key": "shared by all of them"}


@pytest_asyncio.fixture(loop_scope="session")
async def http(application: Wire, arena: Arena) -> AsyncIterator[httpx.AsyncClient]:
    """A bare client over the arena's world, put back afterwards."""
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://agora.test") as client:
        yield client
    await arena.restore()


def order(currency: str) -> dict[str, Any]:
    body = dict(RECIPES["POST /api/v1/orders"].body or {})
    return {**body, "currency": currency}


async def place(
    http: httpx.AsyncClient, arena: Arena, person: str | None, shop: str
) -> httpx.Response:
    headers = {**JSON, **KEY, **arena.caller.world.bearer(person, shop)}
    body = order({"agora": "EUR", "hedgerow": "GBP"}[shop])
    return await http.post("/api/v1/orders", json=body, headers=headers)


async def test_a_key_replays_to_its_own_caller_only(http: httpx.AsyncClient, arena: Arena) -> None:
    callers = [
        (person, shop)
        for shop in ("agora", "hedgerow")
        for person in ("consumer", "other_consumer", "admin", None)
    ]
    answers = [await place(http, arena, person, shop) for person, shop in callers]
    assert {answer.status_code for answer in answers} == {201}
    assert [answer.headers.get("idempotent-replayed") for answer in answers] == [None] * 8
    tokens = {answer.json()["data"]["public_token"] for answer in answers}
    assert len(tokens) == 8
    for (person, shop), first in zip(callers, answers, strict=True):
        again = await place(http, arena, person, shop)
        assert again.headers["idempotent-replayed"] == "true"
        assert again.content == first.content


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"x-http-method-override": "DELETE"}, {}),
        ({"x-http-method-override": "patch"}, {"price": 1}),
        ({}, {"_method": "DELETE"}),
        ({}, {"_method": "PATCH", "price": 1}),
    ],
)
@pytest.mark.parametrize("person", ["other_producer", "consumer", None])
async def test_a_borrowed_method_passes_the_same_guards(
    http: httpx.AsyncClient,
    arena: Arena,
    person: str | None,
    headers: dict[str, str],
    body: dict[str, Any],
) -> None:
    answer = await http.post(
        f"/api/v1/products/{OLIVES}",
        json=body,
        headers={**JSON, **arena.caller.world.bearer(person, "agora"), **headers},
    )
    assert answer.status_code == (401 if person is None else 403)
    assert await arena.changes("agora") == []


SPELLINGS: list[dict[str, str]] = [
    {"host": "HEDGEROW.TEST"},
    {"host": "hedgerow.test."},
    {"host": "hedgerow.test:8000"},
    {"host": "agora.test@hedgerow.test"},
    {"host": "hedgerow.test, agora.test"},
    {"host": "nobody.test", "x-tenant": "hedgerow"},
    {"host": "nobody.test", "x-tenant": "HEDGEROW"},
    {"host": "nobody.test", "x-tenant": " hedgerow"},
    {"host": "nobody.test", "x-tenant": "agora,hedgerow"},
    {"host": "nobody.test", "x-tenant": "00000000-0000-4000-8000-00000000000b"},
    {"host": "nobody.test", "x-tenant": ""},
    {"host": "agora.test", "x-forwarded-host": "hedgerow.test"},
    {"host": "agora.test", "forwarded": "host=hedgerow.test"},
    {"host": "agora.test", "x-tenant-id": "00000000-0000-4000-8000-00000000000b"},
]


@pytest.mark.parametrize("spelling", SPELLINGS, ids=str)
@pytest.mark.parametrize("path", ["/api/v1/orders", "/api/v1/auth/profile", "/api/v1/cart/items"])
async def test_no_spelling_of_a_shop_lends_a_credential_to_it(
    http: httpx.AsyncClient, arena: Arena, path: str, spelling: dict[str, str]
) -> None:
    own = arena.caller.world.bearer("consumer", "agora")
    answer = await http.get(path, headers={**own, **spelling})
    assert b"-hedgerow" not in answer.content
    if answer.status_code == 200:
        usual = await http.get(path, headers=own)
        assert answer.content == usual.content
    else:
        assert answer.status_code in (400, 404)


async def test_two_tenant_headers_are_refused(http: httpx.AsyncClient, arena: Arena) -> None:
    token = arena.caller.world.tokens["agora"]["consumer"]
    headers = [
        ("host", "nobody.test"),
        ("accept", "application/json"),
        ("authorization", f"Bearer {token}"),
        ("x-tenant", "agora"),
        ("x-tenant", "hedgerow"),
    ]
    answer = await http.get("/api/v1/orders", headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("shop", ["agora", "hedgerow"])
async def test_search_and_lists_show_the_own_shop_only(
    http: httpx.AsyncClient, arena: Arena, shop: str
) -> None:
    """The search door sees all shops' rows; what it hands out is the bound one's."""
    host = {"host": HOSTS[shop], "accept": "application/json"}
    for query in ({"search": "Graviera"}, {"search": "of"}, {"search": "Only"}, {"per_page": 100}):
        answer = await http.get("/api/v1/public/products", params=query, headers=host)
        assert answer.status_code == 200
        assert answer.json()["data"], query
        other = "hedgerow" if shop == "agora" else "agora"
        assert f"-{other}".encode() not in answer.content
        ids = {product["id"] for product in answer.json()["data"]}
        assert ONLY[other] not in ids
