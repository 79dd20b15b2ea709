"""Which shop a request is for, asked of the real application and its two shops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.another import another_client
from tests.support.inspect import change

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

LIST = "/api/v1/public/products"
PROFILE = "/api/v1/auth/profile"
NO_ROUTE = {"error": "not_found", "message": "Route not found."}


async def shop_of(client: httpx.AsyncClient, headers: dict[str, str]) -> str:
    """The shop that answers, told by its currency; else the status."""
    answer = await client.get(LIST, headers=headers)
    if answer.status_code != 200:
        return str(answer.status_code)
    return {"EUR": "agora", "GBP": "hedgerow"}[answer.json()["data"][0]["currency"]]


@pytest.mark.parametrize(
    ("headers", "shop"),
    [
        ({"host": "agora.test"}, "agora"),
        ({"host": "hedgerow.test"}, "hedgerow"),
        ({"host": "HEDGEROW.Test.:8000"}, "hedgerow"),
        ({"host": "hedgerow.localhost:8000"}, "hedgerow"),
        ({"host": "hedgerow.example.org"}, "hedgerow"),
        ({"host": "localhost:8000"}, "agora"),
        ({"host": "127.0.0.1:8000"}, "agora"),
        ({"host": "www.example.org"}, "agora"),
        ({"host": "localhost", "x-tenant": "hedgerow"}, "hedgerow"),
        ({"host": "hedgerow.test", "x-tenant": "hedgerow"}, "hedgerow"),
        ({"host": "agora.test", "x-tenant": "hedgerow"}, "400"),
        ({"host": "localhost", "x-tenant": "nowhere"}, "404"),
        ({"host": "localhost", "x-tenant": "Hedgerow"}, "404"),
        ({"host": "localhost", "x-tenant": "00000000-0000-4000-8000-00000000000b"}, "404"),
        ({"host": "localhost", "x-tenant": "a' OR '1'='1"}, "404"),
        ({"host": "localhost", "x-tenant": ""}, "404"),
    ],
)
async def test_header_host_and_default_name_the_shop(
    client: httpx.AsyncClient, headers: dict[str, str], shop: str
) -> None:
    assert await shop_of(client, headers) == shop


async def test_two_sources_that_disagree_are_told_so(client: httpx.AsyncClient) -> None:
    answer = await client.get(LIST, headers={"x-tenant": "hedgerow"})
    assert answer.status_code == 400
    assert "different shops" in answer.json()["message"]


async def test_a_credential_names_its_shop_where_nothing_else_does(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = {**world.bearer("consumer", "hedgerow"), "host": "localhost"}
    assert await shop_of(client, headers) == "hedgerow"


@pytest.mark.parametrize("path", [LIST, f"{LIST}/1", PROFILE, "/api/v1/orders", "/api/v1/nothing"])
@pytest.mark.parametrize("naming", [{"host": "agora.test"}, {"host": "x", "x-tenant": "agora"}])
async def test_a_credential_of_another_shop_finds_no_route_at_all(
    client: httpx.AsyncClient, world: World, path: str, naming: dict[str, str]
) -> None:
    unknown = await client.get("/api/v1/no-such-route", headers={"host": "agora.test"})
    headers = {**world.bearer("consumer", "hedgerow"), **naming}
    answer = await client.get(path, headers=headers)
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert unknown.json() == NO_ROUTE


async def test_a_suspended_shop_is_gone_under_all_its_names(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await owner.execute("UPDATE tenants SET status = 'suspended' WHERE slug = 'hedgerow'")
    async with another_client(database_urls) as visitor:
        for headers in (
            {"host": "hedgerow.test"},
            {"host": "localhost", "x-tenant": "hedgerow"},
            {**world.bearer("consumer", "hedgerow"), "host": "hedgerow.test"},
        ):
            answer = await visitor.get(LIST, headers=headers)
            assert (answer.status_code, answer.json()) == (404, NO_ROUTE)
        token_only = {**world.bearer("consumer", "hedgerow"), "host": "localhost"}
        assert (await visitor.get(PROFILE, headers=token_only)).status_code == 404
        assert await shop_of(visitor, {"host": "agora.test"}) == "agora"


async def test_a_subdomain_of_a_suspended_shop_is_not_served_by_the_default_one(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await owner.execute("UPDATE tenants SET status = 'suspended' WHERE slug = 'hedgerow'")
    async with another_client(database_urls, default_tenant="agora") as visitor:
        assert await shop_of(visitor, {"host": "hedgerow.test"}) == "404"
        assert await shop_of(visitor, {"host": "hedgerow.localhost"}) == "404"


async def test_without_a_default_shop_nobody_serves_a_stranger(
    world: World, database_urls: DatabaseUrls
) -> None:
    async with another_client(database_urls, default_tenant=None) as visitor:
        assert await shop_of(visitor, {"host": "localhost"}) == "404"
        assert await shop_of(visitor, {"host": "hedgerow.test"}) == "hedgerow"
        assert (await visitor.get("/api/health", headers={"host": "x"})).status_code == 200


async def test_a_domain_of_one_shop_wins_over_the_slug_that_it_begins_with(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await owner.execute(
        "UPDATE tenant_domains SET host = 'agora.example' WHERE host = 'hedgerow.test'"
    )
    async with another_client(database_urls) as visitor:
        assert await shop_of(visitor, {"host": "agora.example"}) == "hedgerow"
        assert await shop_of(visitor, {"host": "agora.elsewhere"}) == "agora"


async def test_what_one_shop_changes_the_other_never_sees(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "hedgerow", "UPDATE accounts SET name = 'Of the hedgerow'")
    here = await client.get(PROFILE, headers=world.bearer("consumer"))
    there = await client.get(PROFILE, headers=world.bearer("consumer", "hedgerow"))
    assert here.json()["user"]["name"] == "Cora Consumer"
    assert there.json()["user"]["name"] == "Of the hedgerow"
