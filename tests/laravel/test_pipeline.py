"""Which shop, who, and whether they may: the order of checks before every handler."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.laravel.tenant_naming import KeptTenants
from tests.support.wire_app import MOMENT, TableDirectory, WireApp

NOT_FOUND = b'{"error":"not_found","message":"Route not found."}'
JSON = {"Content-Type": "application/json"}
STATEFUL = {"Origin": "http://localhost:3000"}
CART = "/api/v1/cart/items"
PRODUCT = "/api/v1/public/products/5"


def bearer(token: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **{k.replace("_", "-"): v for k, v in more.items()}}


async def tenant_of(client: httpx.AsyncClient, **headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await client.get(PRODUCT, headers=sent)
    assert answer.status_code == 200, answer.text
    return answer.json()["tenant"]


# Which shop --------------------------------------------------------------------------------------


async def test_header_host_credential_and_default_each_name_the_shop() -> None:
    app = WireApp()
    token = app.directory.token("hedgerow", "consumer")
    async with app.client() as client, app.client(host="hedgerow.localhost:8000") as hedgerow:
        assert await tenant_of(client) == "agora"
        assert await tenant_of(client, X_Tenant="hedgerow") == "hedgerow"
        assert await tenant_of(client, Authorization=f"Bearer {token}") == "hedgerow"
        assert await tenant_of(hedgerow) == "hedgerow"
        assert await tenant_of(hedgerow, X_Tenant="hedgerow") == "hedgerow"


@pytest.mark.parametrize(
    "host", ["HEDGEROW.localhost", "hedgerow.localhost.", "Hedgerow.LOCALHOST:1"]
)
async def test_a_host_is_compared_without_case_port_and_final_dot(host: str) -> None:
    async with WireApp().client() as client:
        assert await tenant_of(client, Host=host) == "hedgerow"


async def test_without_a_default_a_caller_who_names_no_shop_gets_a_404() -> None:
    async with WireApp(default=None).client() as client:
        answer = await client.get(PRODUCT)
    assert (answer.status_code, answer.content) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    "slug",
    [
        "nobody",
        "closed",
        "AGORA",
        "Agora",
        "",
        "a",
        "-agora",
        "agora ",
        "agora\n",
        "ag\x00ora",
        "../agora",
        "agora;drop",
        "x" * 64,
        "αγορά",
        "agora,hedgerow",
        "%61gora",
    ],
)
async def test_an_unknown_suspended_or_malformed_slug_is_an_unknown_route(slug: str) -> None:
    app = WireApp()
    async with app.client() as client:
        headers = [(b"x-tenant", slug.encode())]
        answer = await client.get(PRODUCT, headers=headers)
        unknown = await client.get("/api/no-such-route")
    assert answer.status_code == 404
    assert answer.content == unknown.content == NOT_FOUND
    unstable = ("x-request-id",)
    assert {k: v for k, v in answer.headers.items() if k not in unstable} == {
        k: v for k, v in unknown.headers.items() if k not in unstable
    }


async def test_a_malformed_slug_never_reaches_the_directory() -> None:
    app = WireApp()
    async with app.client() as client:
        for slug in ("AGORA", "ag\0ora", "a" * 100):
            await client.get(PRODUCT, headers=[(b"x-tenant", slug.encode())])
    assert app.directory.look_ups == []


async def test_a_suspended_shop_is_unknown_under_its_own_host_too() -> None:
    async with WireApp().client(host="closed.localhost") as client:
        for headers in ({}, {"X-Tenant": "agora"}, {"X-Tenant": "closed"}):
            assert (await client.get(PRODUCT, headers=headers)).content == NOT_FOUND


async def test_header_and_host_that_name_different_shops_are_an_error() -> None:
    async with WireApp().client(host="hedgerow.localhost") as client:
        answer = await client.get(PRODUCT, headers={"X-Tenant": "agora"})
    assert answer.status_code == 400
    assert "different shops" in answer.json()["message"]


async def test_two_headers_that_name_different_shops_are_an_error() -> None:
    headers = [(b"x-tenant", b"agora"), (b"x-tenant", b"hedgerow")]
    async with WireApp().client() as client:
        assert (await client.get(PRODUCT, headers=headers)).status_code == 400


@pytest.mark.parametrize("path", [PRODUCT, CART])
async def test_a_token_of_another_shop_opens_nothing_not_even_public_routes(path: str) -> None:
    app = WireApp()
    token = app.directory.token("agora", "admin")
    async with app.client() as client, app.client(host="hedgerow.localhost") as hedgerow:
        by_header = await client.get(path, headers=bearer(token, X_Tenant="hedgerow"))
        by_host = await hedgerow.get(path, headers=bearer(token))
    for answer in (by_header, by_host):
        assert (answer.status_code, answer.content) == (404, NOT_FOUND)


async def test_a_session_of_another_shop_opens_nothing_and_sets_no_cookie() -> None:
    app = WireApp()
    async with app.client(Origin=STATEFUL["Origin"]) as client:
        await client.post("/api/v1/auth/login", json={"password": "password"})
        assert (await client.get(CART)).status_code == 200
        answer = await client.get(CART, headers={"X-Tenant": "hedgerow"})
    assert (answer.status_code, answer.content) == (404, NOT_FOUND)
    assert "set-cookie" not in answer.headers


async def test_a_broken_token_does_not_name_a_shop() -> None:
    app = WireApp()
    app.directory.token("hedgerow", "consumer")
    async with app.client() as client:
        assert await tenant_of(client, Authorization="Bearer 1|made-up") == "agora"


async def test_profiles_are_kept_for_a_moment_and_credentials_never() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    async with app.client(host="shop.agora.test", Authorization=f"Bearer {token}") as client:
        for _ in range(5):
            await client.get(CART)
        app.directory.tokens.clear()
        assert (await client.get(CART)).status_code == 401
    assert app.directory.look_ups.count("host shop.agora.test") == 1
    assert app.directory.look_ups.count("token") == 6


async def test_made_up_hosts_cannot_fill_the_memory() -> None:
    directory = TableDirectory()
    kept = KeptTenants(directory.tenant_by_host, seconds=60, largest=10)
    for number in range(100):
        await kept.get(f"h{number}.example")
    assert len(kept) == 10
    await kept.get("h99.example")
    assert directory.look_ups.count("host h99.example") == 1


async def test_health_answers_callers_of_no_shop() -> None:
    async with WireApp(default=None).client(host="10.1.2.3") as client:
        assert (await client.get("/up")).status_code == 200
        assert (await client.get("/api/health", headers={"X-Tenant": "??"})).status_code == 200


# Who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "status"),
    [
        ("Bearer {token}", 200),
        ("bearer {token}", 200),
        ("Token Bearer {token}", 200),
        ("Bearer {token}, foo", 200),
        ("Bearer {secret}", 200),
        ("Bearer  {token}", 401),
        ("Basic {token}", 401),
        ("{token}", 401),
        ("Bearer 999|{secret}", 401),
        ("Bearer abc|{secret}", 401),
        ("Bearer {token}x", 401),
        ("Bearer", 401),
        ("Bearer 99999999999999999999|{secret}", 401),
    ],
)
async def test_the_authorization_header_is_read_as_recorded(pattern: str, status: int) -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    value = pattern.format(token=token, secret=token.partition("|")[2])
    async with app.client() as client:
        answer = await client.get(CART, headers={"Authorization": value})
    assert answer.status_code == status
    assert "www-authenticate" not in answer.headers


async def test_a_token_in_query_or_body_is_nothing() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    async with app.client() as client:
        assert (await client.get(CART, params={"token": token})).status_code == 401
        assert (await client.get(CART, params={"api_token": token})).status_code == 401


async def test_an_invalid_or_expired_token_is_a_guest_where_guests_are_welcome() -> None:
    app = WireApp()
    expired = app.directory.token("agora", "consumer", expires_at=MOMENT)
    async with app.client() as client:
        for token in ("1|made-up", expired):
            answer = await client.get(PRODUCT, headers=bearer(token))
            assert answer.json()["account"] is None
            assert (await client.get(CART, headers=bearer(token))).status_code == 401


async def test_a_token_works_until_the_moment_it_expires() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer", expires_at=MOMENT + timedelta(seconds=1))
    async with app.client() as client:
        assert (await client.get(CART, headers=bearer(token))).status_code == 200
        app.clock.moment = MOMENT + timedelta(seconds=1)
        assert (await client.get(CART, headers=bearer(token))).status_code == 401


async def test_a_guest_where_guests_have_nothing_is_unauthenticated_in_any_accept() -> None:
    async with WireApp().client(Accept="text/html") as client:
        answer = await client.get(CART)
    assert answer.status_code == 401
    body = answer.json()
    assert (body["error"], body["message"]) == ("unauthenticated", "Unauthenticated.")


# The order ---------------------------------------------------------------------------------------


async def test_401_comes_before_the_limit_and_bears_none_of_its_headers() -> None:
    async with WireApp().client() as client:
        for _ in range(40):
            answer = await client.post(CART, json={})
            assert answer.status_code == 401
    assert "x-ratelimit-limit" not in answer.headers


async def test_419_comes_before_401() -> None:
    async with WireApp().client() as client:
        assert (await client.post(CART, json={}, headers=STATEFUL)).status_code == 419


async def test_429_comes_before_403_and_400() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    async with app.client(Authorization=f"Bearer {token}") as client:
        for _ in range(30):
            answer = await client.post(CART, content=b"{", headers=JSON)
            assert answer.status_code == 400
        assert (await client.post(CART, content=b"{", headers=JSON)).status_code == 429


async def test_the_route_s_own_refusal_is_exact_but_for_ids() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    async with app.client(Authorization=f"Bearer {token}") as client:
        answer = await client.get("/api/v1/producer/me")
    assert answer.status_code == 403
    body = answer.json()
    assert body.pop("decision_id")
    assert body.pop("request_id") == answer.headers["x-request-id"]
    assert body == {"success": False, "message": "No producer profile"}


async def test_validation_comes_before_the_role_where_the_contract_says_so() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    async with app.client(Authorization=f"Bearer {token}") as client:
        invalid = await client.post("/api/v1/products", json={})
        valid = await client.post("/api/v1/products", json={"name": "Oil", "price": 3})
    assert invalid.status_code == 422
    assert set(invalid.json()["errors"]) == {"name", "price"}
    assert valid.status_code == 403
    assert valid.json()["message"] == "This action is unauthorized."


async def test_the_same_route_lets_those_pass_who_may() -> None:
    app = WireApp()
    token = app.directory.token("agora", "admin")
    async with app.client(Authorization=f"Bearer {token}") as client:
        answer = await client.post("/api/v1/products", json={"name": "Oil", "price": 3})
    assert (answer.status_code, answer.json()) == (201, {"name": "Oil"})


async def test_a_guest_is_not_asked_to_validate_first() -> None:
    async with WireApp().client() as client:
        assert (await client.post("/api/v1/products", json={})).status_code == 401


async def test_a_handler_that_forgets_the_pending_refusal_is_refused_all_the_same() -> None:
    app = WireApp()
    consumer = app.directory.token("agora", "consumer")
    admin = app.directory.token("agora", "admin")
    async with app.client() as client:
        refused = await client.patch("/api/v1/products/1", headers=bearer(consumer))
        allowed = await client.patch("/api/v1/products/1", headers=bearer(admin))
    assert refused.status_code == 403
    assert refused.json()["message"] == "This action is unauthorized."
    assert "done" not in refused.text
    assert allowed.json() == {"done": True}


async def test_a_handler_that_declares_nothing_answers_nobody() -> None:
    app = WireApp()
    token = app.directory.token("agora", "admin")
    async with app.client(Authorization=f"Bearer {token}") as client:
        answer = await client.get("/api/v1/undeclared")
    assert answer.status_code == 500
    assert "leak" not in answer.text


async def test_malformed_json_is_400_even_where_no_body_is_read() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    async with app.client(Authorization=f"Bearer {token}") as client:
        answer = await client.post("/api/v1/auth/logout", content=b'{"broken": ', headers=JSON)
        assert answer.status_code == 400
        assert (await client.post("/api/v1/auth/logout", content=b"{}")).status_code == 200


async def test_body_wins_over_query_and_texts_are_trimmed() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    async with app.client(Authorization=f"Bearer {token}") as client:
        answer = await client.post(f"{CART}?name=query&b=1", json={"name": "  body  ", "c": " "})
    assert answer.json()["input"] == {"name": "body", "b": "1", "c": None}


async def test_many_callers_at_once_each_keep_their_own_shop_and_account() -> None:
    app = WireApp()
    people = {
        app.directory.token(slug, "consumer", account): (slug, account)
        for slug in ("agora", "hedgerow")
        for account in range(1, 11)
    }
    async with app.client() as client:
        answers = await asyncio.gather(
            *(client.get(CART, headers=bearer(token)) for token in people for _ in range(5))
        )
    expected = [person for person in people.values() for _ in range(5)]
    assert [(a.json()["tenant"], a.json()["account"]) for a in answers] == expected
