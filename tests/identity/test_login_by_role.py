"""Signing in by role, for other programs' test suites (contract: test/login)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.another import another_client
from tests.support.inspect import change, count, snapshot
from tests.support.world import ADMIN

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

PATH = "/api/v1/test/login"
NOT_FOUND = {"error": "not_found", "message": "Route not found."}


async def test_there_is_no_such_route_unless_it_is_switched_on(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATH, json={"role": "consumer"})
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert "x-ratelimit-limit" not in answer.headers


async def test_in_production_it_cannot_be_switched_on(
    world: World, database_urls: DatabaseUrls
) -> None:
    settings = {"test_login": True, "environment": "production"}
    async with another_client(database_urls, **settings) as client:
        assert (await client.post(PATH, json={"role": "admin"})).status_code == 404


async def test_it_gives_a_token_of_the_account_named_by_the_role(
    world: World, database_urls: DatabaseUrls, owner: Connection
) -> None:
    async with another_client(database_urls, test_login=True, throttle_enabled=True) as client:
        answer = await client.post(PATH, json={"role": "admin"})
        body = answer.json()
        token = body.pop("token")
        user = {"id": ADMIN, "name": "Ada Admin", "email": "admin@example.com", "role": "admin"}
        assert body == {"success": True, "user": user, "type": "Bearer"}
        assert answer.headers["x-ratelimit-limit"] == "30"
        bearer = {"authorization": f"Bearer {token}"}
        profile = await client.get("/api/v1/auth/profile", headers=bearer)
        assert profile.json()["user"]["id"] == ADMIN
    assert await count(owner, "agora", "accounts") == 8


async def test_an_account_that_is_missing_is_opened_as_a_consumer(
    world: World, database_urls: DatabaseUrls, owner: Connection
) -> None:
    moved = "UPDATE accounts SET email = 'grown@example.com' WHERE id = 4"
    await change(owner, "hedgerow", moved)
    async with another_client(database_urls, test_login=True) as client:
        there = {"host": "hedgerow.test"}
        answer = await client.post(PATH, json={"role": "producer"}, headers=there)
    assert answer.json()["user"]["role"] == "producer"
    [opened] = await snapshot(owner, "hedgerow", "accounts", "email = 'producer@example.com'")
    assert (opened["id"], opened["role"], opened["name"]) == (9, "consumer", "Producer User")


@pytest.mark.parametrize("role", [None, "root", "business", ["admin"]])
async def test_another_role_is_named(
    world: World, database_urls: DatabaseUrls, role: object
) -> None:
    async with another_client(database_urls, test_login=True) as client:
        answer = await client.post(PATH, json={"role": role})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["role"])
