"""What holds for every request, matched or not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog

from tests.support.wire_app import MOMENT, WireApp

NOT_FOUND = b'{"error":"not_found","message":"Route not found."}'


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_head_answers_as_get_without_a_body() -> None:
    async with WireApp().client() as client:
        head = await client.head("/api/v1/public/products/5")
        whole = await client.get("/api/v1/public/products/5")
    assert head.status_code == 200
    assert head.content == b""
    assert whole.content != b""
    assert head.headers["content-type"] == whole.headers["content-type"] == "application/json"


async def test_head_of_an_unknown_route_is_a_bare_404() -> None:
    async with WireApp().client() as client:
        answer = await client.head("/api/nope")
    assert (answer.status_code, answer.content) == (404, b"")


async def test_a_trailing_slash_is_ignored_and_case_counts() -> None:
    async with WireApp().client() as client:
        assert (await client.get("/api/v1/public/products/5/")).status_code == 200
        assert (await client.get("/api/v1/public/Products/5")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/api/nope",
        "/api/v1//products",
        "/api/v1/public/products//",
        "/api/v1/products/1/extra/more",
        "/api/v1/public/products/%00",
        "/api/v1/public/products/1%00",
        "/api/v1/public/products/%F0%9F%98%80",
        "/api/v1/public/products/999",
        "/api/v1/public/products/abc",
        "/api/v1/public/products/99999999999999999999",
        "/api/v1/public/products/1.5",
    ],
)
async def test_unknown_routes_and_unknown_things_answer_with_the_same_bytes(path: str) -> None:
    async with WireApp().client() as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.content) == (404, NOT_FOUND)


async def test_a_nul_in_the_path_reaches_no_handler() -> None:
    async with WireApp().client() as client:
        assert (await client.delete("/api/v1/products/a")).status_code == 204
        assert (await client.delete("/api/v1/products/a%00")).content == NOT_FOUND


@pytest.mark.parametrize("path", ["/index.php", "/index.php/api/health", "/nope", "/.env"])
async def test_outside_the_api_unknown_routes_are_404_too(path: str) -> None:
    async with WireApp().client() as client:
        answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.json() == {"message": f"The route {path.strip('/')} could not be found."}


@pytest.mark.parametrize("method", ["PUT", "PROPFIND", "FOO", "HEAD"])
async def test_a_wrong_method_names_path_and_methods(method: str) -> None:
    async with WireApp().client() as client:
        answer = await client.request(method, "/api/v1/auth/login")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    if method != "HEAD":
        assert answer.json()["message"] == (
            f"The {method} method is not supported for route api/v1/auth/login. "
            "Supported methods: POST."
        )


async def test_methods_are_listed_in_the_old_router_s_order() -> None:
    async with WireApp().client() as client:
        answer = await client.put("/api/v1/products/17")
        assert answer.headers["allow"] == "PATCH, DELETE"
        answer = await client.delete("/api/v1/products")
        assert answer.headers["allow"] == "GET, HEAD, POST"
        assert answer.json()["message"].endswith(
            "for route api/v1/products. Supported methods: GET, HEAD, POST."
        )
        answer = await client.post("/")
        assert "for route /. Supported methods: GET, HEAD." in answer.json()["message"]


async def test_a_wrong_method_is_told_before_anybody_signs_in() -> None:
    async with WireApp().client() as client:
        assert (await client.put("/api/v1/cart/items")).status_code == 405


async def test_plain_options_lists_methods_without_blanks() -> None:
    async with WireApp().client() as client:
        answer = await client.options("/api/v1/products/")
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["allow"] == "GET,HEAD,POST"
        assert answer.headers["content-type"] == "text/html; charset=UTF-8"
        assert answer.headers["vary"] == "Access-Control-Request-Method, Origin"
        assert (await client.options("/api/v1/products/9")).headers["allow"] == "PATCH,DELETE"
        assert (await client.options("/api/nope")).content == NOT_FOUND


async def test_every_answer_bears_its_request_id_and_a_sane_one_is_kept() -> None:
    async with WireApp().client() as client:
        fresh = [(await client.get("/api/nope")).headers["x-request-id"] for _ in range(2)]
        assert fresh[0] != fresh[1]
        kept = await client.get("/api/health", headers={"X-Request-Id": "web-2026.01_15"})
        assert kept.headers["x-request-id"] == "web-2026.01_15"


@pytest.mark.parametrize("given", ["short", "x" * 65, "has blank", 'quote"quote"', "-leading-dash"])
async def test_a_strange_request_id_is_replaced(given: str) -> None:
    async with WireApp().client() as client:
        answer = await client.get("/api/health", headers={"X-Request-Id": given})
    assert answer.headers["x-request-id"] != given


async def test_answers_are_private_and_unsniffable_unless_the_handler_says_otherwise() -> None:
    async with WireApp().client() as client:
        plain = await client.get("/api/health")
        public = await client.get("/api/v1/public/products/5")
        missing = await client.get("/api/v1/public/products/999")
    assert plain.headers["cache-control"] == "no-cache, private"
    assert plain.headers["x-content-type-options"] == "nosniff"
    assert public.headers["cache-control"] == "public, s-maxage=60, stale-while-revalidate=30"
    assert public.headers["vary"] == "Origin, X-Tenant, Authorization, Cookie"
    assert missing.headers["cache-control"] == "no-cache, private"


async def test_shared_caches_never_keep_an_answer_of_a_named_shop_or_with_cookies() -> None:
    async with WireApp().client() as client:
        named = await client.get("/api/v1/public/products/5", headers={"X-Tenant": "agora"})
        cookies = await client.get(
            "/api/v1/public/products/5", headers={"Origin": "http://localhost:3000"}
        )
    assert named.headers["cache-control"] == "no-cache, private"
    assert cookies.headers["cache-control"] == "no-cache, private"
    assert "set-cookie" in cookies.headers


async def test_a_204_has_neither_content_type_nor_body() -> None:
    async with WireApp().client() as client:
        answer = await client.delete("/api/v1/products/1")
    assert answer.status_code == 204
    assert answer.content == b""
    assert "content-type" not in answer.headers
    assert "content-length" not in answer.headers


async def test_pages_get_a_content_security_policy_and_the_api_does_not() -> None:
    async with WireApp().client() as client:
        page = await client.get("/")
        answer = await client.get("/api/health")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "content-security-policy" not in answer.headers
    assert page.headers["server"] == "stoa"
    assert "strict-transport-security" not in page.headers


async def test_production_over_https_asks_browsers_to_stay_there() -> None:
    async with WireApp(environment="production").client(scheme="https") as client:
        answer = await client.get("/api/health")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_a_body_of_the_limit_passes_and_one_byte_more_does_not() -> None:
    async with WireApp(max_body_bytes=100).client() as client:
        fits = await client.post("/api/v1/auth/login", content=b"x" * 100)
        announced = await client.post("/api/v1/auth/login", content=b"x" * 101)
        chunked = await client.post(
            "/api/v1/auth/login", content=chunks(b"x" * 60, b"x" * 40, b"x")
        )
        on_get = await client.request("GET", "/api/health", content=b"x" * 101)
    assert fits.status_code == 200
    for answer in (announced, chunked, on_get):
        assert answer.status_code == 413
        assert answer.json()["message"] == "The POST data is too large."


async def test_a_lying_content_length_does_not_open_the_limit() -> None:
    async with WireApp(max_body_bytes=100).client() as client:
        for length in ("5", "-1", "1e3", ""):
            answer = await client.post(
                "/api/v1/auth/login",
                content=chunks(b"x" * 101),
                headers={"Content-Length": length},
            )
            assert answer.status_code in (400, 413)


async def test_a_caller_who_hangs_up_is_recorded_and_not_answered() -> None:
    app = WireApp()
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/auth/login",
        "query_string": b"",
        "headers": [(b"host", b"dixis.test"), (b"content-length", b"10")],
        "client": ("198.51.100.7", 1),
    }
    await app.wire(scope, receive, send)
    assert sent == []
    assert app.log.lines[-1]["status"] == 499


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"X-HTTP-Method-Override": "DELETE"}, b""),
        ({"Content-Type": "application/json"}, b'{"a": 1, "_method": "delete"}'),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"a=1&_method=DELETE"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"_method=DELETE&a=1"),
    ],
)
async def test_a_post_may_mean_another_change(headers: dict[str, str], body: bytes) -> None:
    async with WireApp().client() as client:
        answer = await client.post("/api/v1/products/1", headers=headers, content=body)
    assert answer.status_code == 204


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "CONNECT", "x"])
async def test_a_post_never_turns_into_a_read(method: str) -> None:
    async with WireApp().client() as client:
        answer = await client.post(
            "/api/v1/public/products/5", headers={"X-HTTP-Method-Override": method}
        )
    assert answer.status_code == 405
    assert "The POST method" in answer.json()["message"]


async def test_a_get_cannot_become_a_change() -> None:
    async with WireApp().client() as client:
        answer = await client.get(
            "/api/v1/products/1", headers={"X-HTTP-Method-Override": "DELETE"}
        )
    assert answer.status_code == 405


async def test_maintenance_answers_503_everywhere_but_on_the_health_pages() -> None:
    async with WireApp(maintenance=True).client() as client:
        for path in ("/api/health", "/api/v1/products", "/api/nope", "/", "/nope"):
            answer = await client.get(path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "60"
            assert answer.json()["message"] == "Service Unavailable"
        assert (await client.get("/up")).status_code == 200


async def test_a_crash_is_a_plain_500_with_its_traceback_in_the_log() -> None:
    app = WireApp()
    with structlog.testing.capture_logs() as lines:
        async with app.client() as client:
            answer = await client.get("/api/v1/notifications?kind=crash")
    request_id = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert answer.json() == {"message": "Server Error", "request_id": request_id}
    crash = next(line for line in lines if line["event"] == "unforeseen error")
    assert crash["request_id"] == request_id
    assert isinstance(crash["exc_info"], RuntimeError)
    assert b"stoa_crashes_total 1.0" in app.dialect.metrics.exposition()


async def test_a_crash_bears_the_cross_origin_headers_so_the_page_can_read_it() -> None:
    async with WireApp().client() as client:
        answer = await client.get("/api/v1/notifications", headers={"Origin": "https://a.example"})
    assert answer.status_code == 500
    assert answer.headers["access-control-allow-origin"] == "https://a.example"


async def test_a_database_that_is_down_is_503_with_a_sentence() -> None:
    async with WireApp().client() as client:
        answer = await client.get("/api/v1/notifications?kind=away")
    assert answer.status_code == 503
    assert "try again" in answer.json()["message"]
    assert answer.headers["retry-after"] == "5"


async def test_the_moment_of_a_request_is_the_clock_s() -> None:
    app = WireApp()
    async with app.client() as client:
        for _ in range(3):
            await client.get("/api/v1/products")
        answer = await client.get("/api/v1/products")
    assert answer.headers["x-ratelimit-reset"] == str(int(MOMENT.timestamp()) + 60)
