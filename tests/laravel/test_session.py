"""Sanctum's cookie mode: cookies, anti-forgery tokens, fixation."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import httpx
import pytest

from api.kit.authz import Principal
from api.kit.errors import CsrfMismatch
from api.laravel.edge import Edge
from api.laravel.session import SessionCookies, session_hash
from tests.support.wire_app import MOMENT, SECRET_KEY, WireApp, make_tenant

ORIGIN = "http://localhost:3000"
CART = "/api/v1/cart/items"
LOGIN = {"email": "consumer@example.com", "password": "password"}
ITEM = {"name": "x", "price": 1}


def set_cookies(answer: httpx.Response) -> dict[str, str]:
    """Attributes of each cookie that the answer sets, in order."""
    lines = answer.headers.get_list("set-cookie")
    return {line.split("=", 1)[0]: line.split("; ", 1)[1] for line in lines}


def token_header(client: httpx.AsyncClient) -> dict[str, str]:
    return {"X-XSRF-TOKEN": client.cookies["XSRF-TOKEN"]}


async def signed_in(client: httpx.AsyncClient) -> None:
    await client.get("/sanctum/csrf-cookie")
    answer = await client.post("/api/v1/auth/login", json=LOGIN)
    assert answer.status_code == 200


async def test_the_csrf_cookie_route_sets_both_cookies_as_recorded() -> None:
    async with WireApp().client(Origin=ORIGIN) as client:
        answer = await client.get("/sanctum/csrf-cookie")
    assert answer.status_code == 204
    assert set_cookies(answer) == {
        "XSRF-TOKEN": "path=/; samesite=lax",
        "stoa_session": "path=/; httponly; samesite=lax",
    }


async def test_over_https_both_cookies_are_secure() -> None:
    async with WireApp().client(scheme="https", Origin=ORIGIN) as client:
        answer = await client.get("/sanctum/csrf-cookie")
    assert all("; secure" in attributes for attributes in set_cookies(answer).values())


async def test_the_session_cookie_s_name_is_a_setting() -> None:
    async with WireApp(session_cookie="dixis_session").client(Origin=ORIGIN) as client:
        answer = await client.get("/sanctum/csrf-cookie")
    assert list(set_cookies(answer)) == ["XSRF-TOKEN", "dixis_session"]


@pytest.mark.parametrize("header", ["Origin", "Referer"])
async def test_every_answer_to_a_first_party_page_sets_both_even_a_401(header: str) -> None:
    source = ORIGIN if header == "Origin" else f"{ORIGIN}/login"
    async with WireApp().client() as client:
        for path in ("/api/health", CART, "/api/v1/products"):
            answer = await client.get(path, headers={header: source})
            assert list(set_cookies(answer)) == ["XSRF-TOKEN", "stoa_session"]
        unknown = await client.get("/api/nope", headers={header: source})
    assert set_cookies(unknown) == {}


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost:3000.evil.example",
        "http://evil@localhost:3000",
        "http://localhost:3001",
        "//",
        "http://[broken",
        "localhost:3000",
    ],
)
async def test_other_origins_get_no_cookies(origin: str) -> None:
    async with WireApp().client() as client:
        answer = await client.get("/api/health", headers={"Origin": origin})
    assert set_cookies(answer) == {}


async def test_the_very_host_that_is_asked_is_first_party() -> None:
    async with WireApp().client(host="shop.agora.test:8000") as client:
        same = await client.get("/api/health", headers={"Origin": "http://shop.agora.test:8000"})
        port = await client.get("/api/health", headers={"Origin": "http://shop.agora.test:8001"})
    assert set_cookies(same)
    assert not set_cookies(port)


async def test_a_pattern_of_stateful_hosts_matches_subdomains() -> None:
    async with WireApp(stateful_hosts=("*.agora.test",)).client() as client:
        inside = await client.get("/api/health", headers={"Origin": "https://www.agora.test"})
        outside = await client.get("/api/health", headers={"Origin": "https://agora.test.evil"})
    assert set_cookies(inside)
    assert not set_cookies(outside)


async def test_the_cookie_signs_in_only_beside_a_first_party_origin() -> None:
    async with WireApp().client() as client:
        client.headers["Origin"] = ORIGIN
        await signed_in(client)
        assert (await client.get(CART)).json()["account"] == 7
        del client.headers["Origin"]
        assert (await client.get(CART)).status_code == 401
        evil = await client.get(CART, headers={"Origin": "https://evil.example"})
        assert evil.status_code == 401


async def test_a_change_needs_the_token_of_its_own_session() -> None:
    async with WireApp().client(Origin=ORIGIN) as client:
        await signed_in(client)
        good = await client.post(CART, json=ITEM, headers=token_header(client))
        assert good.status_code == 201
        foreign = SessionCookies(SECRET_KEY, "x", ()).csrf_token("g" + "A" * 43)
        own = client.cookies["XSRF-TOKEN"]
        for shown in ("", "wrong", own[:-1], own + "x", own.swapcase(), foreign, "é", "%00"):
            headers = [(b"x-xsrf-token", shown.encode())]
            answer = await client.post(CART, json=ITEM, headers=headers)
            assert answer.status_code == 419, shown
            assert answer.json()["message"] == "CSRF token mismatch."


async def test_a_refused_change_sets_the_session_cookie_alone() -> None:
    async with WireApp().client(Origin=ORIGIN) as client:
        await signed_in(client)
        answer = await client.post(CART, json=ITEM)
    assert answer.status_code == 419
    assert list(set_cookies(answer)) == ["stoa_session"]


async def test_the_token_may_come_url_encoded_or_in_the_plain_header() -> None:
    async with WireApp().client(Origin=ORIGIN) as client:
        await signed_in(client)
        token = client.cookies["XSRF-TOKEN"]
        encoded = "".join(f"%{ord(letter):02X}" for letter in token)
        for headers in ({"X-XSRF-TOKEN": encoded}, {"X-CSRF-TOKEN": token}):
            assert (await client.post(CART, json=ITEM, headers=headers)).status_code == 201


async def test_even_a_valid_bearer_token_needs_it_from_a_first_party_page() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    async with app.client(Authorization=f"Bearer {token}") as client:
        first_party = await client.post(CART, json=ITEM, headers={"Origin": ORIGIN})
        elsewhere = await client.post(CART, json=ITEM, headers={"Origin": "https://app.example"})
        program = await client.post(CART, json=ITEM)
    assert first_party.status_code == 419
    assert elsewhere.status_code == program.status_code == 201


async def test_signing_in_is_exempt() -> None:
    async with WireApp().client(Origin=ORIGIN) as client:
        assert (await client.post("/api/v1/auth/login", json=LOGIN)).status_code == 200


async def test_a_token_in_the_cookie_alone_proves_nothing() -> None:
    async with WireApp().client(Origin=ORIGIN) as client:
        await signed_in(client)
        assert (await client.post(CART, json=ITEM)).status_code == 419


async def test_signing_in_renews_the_session_so_a_planted_one_opens_nothing() -> None:
    app = WireApp()
    planted = "g" + "P" * 43
    forged = "s" + "P" * 43
    for value in (planted, forged):
        async with app.client(Origin=ORIGIN) as victim, app.client(Origin=ORIGIN) as thief:
            victim.cookies.set("stoa_session", value, domain="dixis.test")
            answer = await victim.post("/api/v1/auth/login", json=LOGIN)
            renewed = answer.headers.get_list("set-cookie")[1]
            assert value not in renewed
            thief.cookies.set("stoa_session", value)
            assert (await thief.get(CART)).status_code == 401


async def test_signing_out_leaves_a_guest_s_session_and_the_old_value_is_dead() -> None:
    app = WireApp()
    async with app.client(Origin=ORIGIN) as client:
        await signed_in(client)
        old = client.cookies["stoa_session"]
        answer = await client.post("/api/v1/auth/logout", headers=token_header(client))
        assert answer.status_code == 200
        assert client.cookies["stoa_session"] != old
        assert (await client.get(CART)).status_code == 401
        client.cookies.clear()
        client.cookies.set("stoa_session", old)
        assert (await client.get(CART)).status_code == 401


async def test_only_the_hash_of_a_session_is_stored() -> None:
    app = WireApp()
    async with app.client(Origin=ORIGIN) as client:
        await signed_in(client)
        value = client.cookies["stoa_session"]
    assert re.fullmatch(r"s[A-Za-z0-9_-]{43}", value)
    assert list(app.directory.sessions) == [hashlib.sha256(value.encode()).digest()]
    assert session_hash(value) in app.directory.sessions


async def test_guests_cost_no_session_look_up() -> None:
    app = WireApp()
    async with app.client(Origin=ORIGIN) as client:
        for _ in range(3):
            await client.get("/api/v1/products")
    assert "session" not in app.directory.look_ups


async def test_a_session_that_is_over_goes_on_as_a_guest_s() -> None:
    app = WireApp()
    async with app.client(Origin=ORIGIN) as client:
        await signed_in(client)
        app.directory.sessions.clear()
        answer = await client.post(CART, json=ITEM, headers=token_header(client))
        assert answer.status_code == 401
        assert client.cookies["stoa_session"].startswith("g")


@pytest.mark.parametrize(
    "value", ["", "x", "g" * 43, "g" * 45, "s;--", "../../etc", "g" + "é" * 43]
)
async def test_a_malformed_session_value_is_replaced(value: str) -> None:
    async with WireApp().client(Origin=ORIGIN) as client:
        cookie = f"stoa_session={value}".encode()
        answer = await client.get("/api/health", headers=[(b"cookie", cookie)])
    assert re.search(r"stoa_session=g[A-Za-z0-9_-]{43};", answer.headers["set-cookie"])


async def test_tokens_of_another_server_key_do_not_count() -> None:
    app = WireApp()
    async with app.client(Origin=ORIGIN) as client:
        await signed_in(client)
        value = client.cookies["stoa_session"]
        other = SessionCookies(b"another key of thirty-two bytes!", "x", ()).csrf_token(value)
        answer = await client.post(CART, json=ITEM, headers={"X-XSRF-TOKEN": other})
    assert answer.status_code == 419


async def form_token(client: httpx.AsyncClient) -> str:
    page = await client.get("/")
    found = re.search(r'value="([^"]+)"', page.text)
    assert found is not None
    return found.group(1)


async def test_a_page_s_form_carries_the_token_in_a_field() -> None:
    app = WireApp()
    async with app.client(Origin=ORIGIN) as client:
        await signed_in(client)
        del client.headers["Origin"]
        token = await form_token(client)
        good = await client.post("/cart", data={"_token": token, "a": "1"})
        assert (good.status_code, good.text) == (201, "<p>7</p>")
        fields: list[dict[str, Any]] = [{}, {"_token": ""}, {"_token": "x"}, {"token": token}]
        for data in fields:
            assert (await client.post("/cart", data=data)).status_code == 419


async def test_a_guest_s_first_page_brings_the_cookies_that_its_form_needs() -> None:
    async with WireApp().client(Accept="text/html") as client:
        token = await form_token(client)
        assert (await client.post("/cart", data={"_token": token})).status_code == 201
        again = await client.get("/")
    assert set_cookies(again) == {}


async def test_a_form_with_too_many_fields_is_refused() -> None:
    async with WireApp().client() as client:
        token = await form_token(client)
        fields = "&".join(f"f{number}=1" for number in range(2000))
        answer = await client.post(
            "/cart",
            content=f"{fields}&_token={token}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
    assert answer.status_code == 419


async def test_the_field_counts_on_pages_only() -> None:
    async with WireApp().client(Origin=ORIGIN) as client:
        await signed_in(client)
        answer = await client.post(CART, data={"_token": client.cookies["XSRF-TOKEN"]})
    assert answer.status_code == 419


async def test_operator_routes_are_exempt_only_without_a_cookie_session() -> None:
    sessions = SessionCookies(SECRET_KEY, "stoa_session", ("localhost:3000",))
    for credential, refused in (("token", False), ("none", False), ("session", True)):
        edge = Edge(
            method="PATCH",
            path="/api/v1/admin/orders/1/status",
            query_string=b"",
            raw_headers=[(b"origin", ORIGIN.encode())],
            moment=MOMENT,
            request_id="request-0001",
        )
        edge.principal = Principal(tenant_id=make_tenant("agora").id, credential=credential)
        sessions.read(edge)
        if refused:
            with pytest.raises(CsrfMismatch):
                sessions.check_csrf(edge)
        else:
            sessions.check_csrf(edge)
