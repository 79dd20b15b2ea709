"""Cross-origin headers: any origin, one origin, several, none; preflights."""

from __future__ import annotations

import pytest

from tests.support.wire_app import WireApp

SHOP = "https://shop.example"
OTHER = "https://other.example"
PREFLIGHT = {
    "Origin": SHOP,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


async def test_any_origin_is_reflected_where_any_is_allowed() -> None:
    async with WireApp().client() as client:
        answer = await client.get("/api/health", headers={"Origin": SHOP})
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["vary"] == "Origin"


async def test_without_an_origin_nobody_is_named() -> None:
    async with WireApp().client() as client:
        answer = await client.get("/api/health")
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["vary"] == "Origin"


async def test_errors_and_unknown_routes_can_be_read_across_origins() -> None:
    async with WireApp().client() as client:
        unknown = await client.get("/api/nope", headers={"Origin": SHOP})
        refused = await client.get("/api/v1/cart/items", headers={"Origin": SHOP})
    assert unknown.headers["access-control-allow-origin"] == SHOP
    assert refused.headers["access-control-allow-origin"] == SHOP


async def test_routes_outside_the_api_speak_no_cors() -> None:
    async with WireApp().client() as client:
        answer = await client.get("/up", headers={"Origin": SHOP})
    assert "access-control-allow-origin" not in answer.headers
    assert "vary" not in answer.headers


async def test_a_single_origin_is_named_to_everybody_without_vary() -> None:
    async with WireApp(cors_origins=(SHOP,)).client() as client:
        answer = await client.get("/api/health", headers={"Origin": OTHER})
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "vary" not in answer.headers


async def test_one_of_several_origins_is_named_only_to_itself() -> None:
    async with WireApp(cors_origins=(SHOP, "https://www.shop.example")).client() as client:
        allowed = await client.get("/api/health", headers={"Origin": SHOP})
        denied = await client.get("/api/health", headers={"Origin": OTHER})
    assert allowed.headers["access-control-allow-origin"] == SHOP
    assert "access-control-allow-origin" not in denied.headers
    assert "access-control-allow-credentials" not in denied.headers
    assert denied.headers["vary"] == "Origin"


async def test_no_origins_configured_names_nobody() -> None:
    async with WireApp(cors_origins=()).client() as client:
        answer = await client.get("/api/health", headers={"Origin": SHOP})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/api/v1/auth/login", "/api/nope", "/sanctum/csrf-cookie"])
async def test_a_preflight_repeats_what_was_asked_even_for_unknown_paths(path: str) -> None:
    async with WireApp().client() as client:
        answer = await client.options(path, headers=PREFLIGHT)
    assert answer.status_code == 204
    assert answer.content == b""
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert answer.headers["access-control-allow-headers"] == "authorization,content-type"
    assert answer.headers["access-control-max-age"] == "0"
    assert answer.headers.get_list("access-control-allow-origin") == [SHOP]


async def test_a_preflight_without_headers_gets_an_empty_list() -> None:
    asked = {"Origin": SHOP, "Access-Control-Request-Method": "GET"}
    async with WireApp().client() as client:
        answer = await client.options("/api/health", headers=asked)
    assert answer.headers["access-control-allow-headers"] == ""


async def test_a_preflight_of_a_stranger_is_told_nothing() -> None:
    async with WireApp(cors_origins=(SHOP, OTHER)).client() as client:
        answer = await client.options(
            "/api/health", headers=PREFLIGHT | {"Origin": "https://evil.example"}
        )
    assert answer.status_code == 204
    assert not [name for name in answer.headers if name.startswith("access-control")]
