"""The limits of signing in, signing up and buying, in an application that has them on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.support.another import another_client
from tests.support.inspect import count

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

LOGIN = "/api/v1/auth/login"
REGISTER = "/api/v1/auth/register"


@pytest_asyncio.fixture(loop_scope="session")
async def limited(world: World, database_urls: DatabaseUrls) -> AsyncIterator[httpx.AsyncClient]:
    async with another_client(database_urls, throttle_enabled=True) as session:
        yield session


async def try_login(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post(LOGIN, json={"email": email, "password": password})


async def test_ten_tries_a_minute_for_one_address_then_even_the_right_password_waits(
    limited: httpx.AsyncClient, clock: HeldClock, owner: Connection
) -> None:
    emails = ("consumer@example.com", " CONSUMER@example.com")
    for number in range(10):
        answer = await try_login(limited, emails[number % 2], "wrong")
        assert answer.status_code == 401
        assert answer.headers["x-ratelimit-limit"] == "10"
        assert answer.headers["x-ratelimit-remaining"] == str(9 - number)
    clock.moment += timedelta(seconds=20)
    blocked = await try_login(limited, emails[0], "password")
    assert blocked.status_code == 429
    assert blocked.json()["message"] == "Too Many Attempts."
    assert blocked.headers["retry-after"] == "40"
    assert blocked.headers["x-ratelimit-remaining"] == "0"
    resets = int((clock.moment + timedelta(seconds=40)).timestamp())
    assert blocked.headers["x-ratelimit-reset"] == str(resets)
    assert await count(owner, "agora", "access_tokens") == 8
    other = await try_login(limited, "other@example.com", "password")
    assert other.status_code == 200
    clock.moment += timedelta(seconds=40)
    assert (await try_login(limited, emails[0], "password")).status_code == 200


async def test_five_sign_ups_a_minute_wrong_ones_count(
    limited: httpx.AsyncClient, owner: Connection
) -> None:
    for _ in range(5):
        answer = await limited.post(REGISTER, json={})
        assert (answer.status_code, answer.headers["x-ratelimit-limit"]) == (422, "5")
    assert (await limited.post(REGISTER, json={})).status_code == 429
    assert await count(owner, "agora", "accounts") == 8


async def test_the_three_names_of_buying_share_one_limit(
    limited: httpx.AsyncClient, owner: Connection
) -> None:
    paths = ("/api/v1/public/orders", "/api/v1/orders", "/api/v1/orders/checkout")
    cart = {
        "items": [{"product_id": 1, "quantity": 1}],
        "currency": "EUR",
        "shipping_method": "PICKUP",
    }
    answers = [await limited.post(paths[number % 3], json=cart) for number in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert await count(owner, "agora", "orders") == 12


async def test_reading_the_catalogue_does_not_use_up_buying(limited: httpx.AsyncClient) -> None:
    for _ in range(12):
        answer = await limited.get("/api/v1/public/products")
        assert answer.headers["x-ratelimit-limit"] == "120"
    quote = await limited.post("/api/v1/public/shipping/quote-cart", json={})
    assert quote.headers["x-ratelimit-remaining"] == "29"


async def test_who_is_not_signed_in_learns_no_limit(limited: httpx.AsyncClient) -> None:
    answer = await limited.get("/api/v1/orders")
    assert answer.status_code == 401
    assert not [name for name in answer.headers if name.startswith("x-ratelimit")]


@pytest.mark.parametrize(
    ("path", "limit"),
    [("password/forgot", 5), ("password/reset", 5), ("email/verify", 10), ("email/resend", 3)],
)
async def test_letters_and_their_secrets_have_a_limit_each_for_an_address(
    limited: httpx.AsyncClient, path: str, limit: int
) -> None:
    answers = [await limited.post(f"/api/v1/auth/{path}", json={}) for _ in range(limit + 1)]
    assert [answer.status_code for answer in answers] == [422] * limit + [429]
    assert answers[0].headers["x-ratelimit-limit"] == str(limit)
    for other in {"password/forgot", "email/verify"} - {path}:
        assert (await limited.post(f"/api/v1/auth/{other}", json={})).status_code == 422
