"""A page's cookie session: sign in, change something with the anti-forgery token, sign out."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.support.browser import ORIGIN, csrf, session_value, sign_in
from tests.support.inspect import count, snapshot
from tests.support.world import CONSUMER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from tests.support.world import World

PROFILE = "/api/v1/auth/profile"
LOGOUT = "/api/v1/auth/logout"
CART = "/api/v1/cart/items"
EMAIL = "consumer@example.com"


async def test_signing_in_from_a_page_opens_a_session_beside_the_token(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await sign_in(client, EMAIL)
    [kept] = await snapshot(owner, "agora", "sessions")
    assert kept["account_id"] == CONSUMER
    assert kept["expires_at"] - kept["created_at"] == timedelta(minutes=120)
    assert session_value(client).encode() not in bytes(kept["session_hash"])
    answer = await client.get(PROFILE)
    assert answer.json()["user"]["id"] == CONSUMER


async def test_a_script_of_another_origin_gets_no_session(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    answer = await client.post(
        "/api/v1/auth/login",
        json={"email": EMAIL, "password": "password"},
        headers={"origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert await count(owner, "agora", "sessions") == 0


async def test_the_cookie_alone_changes_nothing(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await sign_in(client, EMAIL)
    sent = {"product_id": 3, "quantity": 1}
    for headers in (
        {},
        {"x-xsrf-token": "forged"},
        {"x-xsrf-token": csrf(client)["x-xsrf-token"][::-1]},
    ):
        answer = await client.post(CART, json=sent, headers=headers)
        assert answer.status_code == 419
        assert answer.json()["message"] == "CSRF token mismatch."
    assert await count(owner, "agora", "cart_items") == 2
    answer = await client.post(CART, json=sent, headers=csrf(client))
    assert answer.status_code == 201


async def test_signing_out_ends_the_session_and_the_old_cookie_is_dead(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await sign_in(client, EMAIL)
    old = session_value(client)
    answer = await client.post(LOGOUT, headers=csrf(client))
    assert answer.status_code == 200
    assert await count(owner, "agora", "sessions") == 0
    assert (await client.get(PROFILE)).status_code == 401
    stolen = {"cookie": f"stoa_session={old}", "origin": ORIGIN}
    client.cookies.clear()
    assert (await client.get(PROFILE, headers=stolen)).status_code == 401


async def test_signing_out_of_the_page_leaves_the_tokens_alone(
    client: httpx.AsyncClient, world: World
) -> None:
    token = await sign_in(client, EMAIL)
    await client.post(LOGOUT, headers=csrf(client))
    del client.headers["origin"]
    client.cookies.clear()
    bearer = {"authorization": f"Bearer {token}"}
    assert (await client.get(PROFILE, headers=bearer)).status_code == 200


async def written_down(owner: Connection, expires_at: datetime) -> None:
    """Wait until the use of the session is written down, which happens beside the answer."""
    for _ in range(500):
        [session] = await snapshot(owner, "agora", "sessions")
        if session["expires_at"] == expires_at:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"the session ends at {session['expires_at']}")


async def test_a_session_lives_on_with_its_use_and_ends_without(
    client: httpx.AsyncClient, owner: Connection, clock: HeldClock
) -> None:
    await sign_in(client, EMAIL)
    for _ in range(2):
        clock.moment += timedelta(minutes=100)
        assert (await client.get(PROFILE)).status_code == 200
        await written_down(owner, clock.moment + timedelta(minutes=120))
    clock.moment += timedelta(minutes=121)
    assert (await client.get(PROFILE)).status_code == 401


async def test_the_session_of_one_shop_is_nothing_to_another(
    client: httpx.AsyncClient, world: World
) -> None:
    await sign_in(client, EMAIL)
    cookie = f"stoa_session={session_value(client)}"
    client.cookies.clear()
    there = {"cookie": cookie, "origin": "http://hedgerow.test", "host": "hedgerow.test"}
    answer = await client.get(PROFILE, headers=there)
    assert (answer.status_code, answer.json()) == (
        404,
        {"error": "not_found", "message": "Route not found."},
    )


async def test_the_session_counts_before_a_token_that_comes_with_it(
    client: httpx.AsyncClient, world: World
) -> None:
    await sign_in(client, EMAIL)
    answer = await client.get(PROFILE, headers={**world.bearer("admin"), "origin": ORIGIN})
    assert answer.json()["user"]["id"] == CONSUMER


async def test_signing_up_from_a_page_signs_in(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    client.headers["origin"] = ORIGIN
    await client.get("/sanctum/csrf-cookie")
    before = session_value(client)
    sent = {
        "name": "Nia",
        "email": "nia@example.com",
        "password": "long enough",
        "password_confirmation": "long enough",
        "role": "consumer",
    }
    answer = await client.post("/api/v1/auth/register", json=sent, headers=csrf(client))
    assert answer.status_code == 201
    assert session_value(client) != before
    assert (await client.get(PROFILE)).json()["user"]["email"] == "nia@example.com"
