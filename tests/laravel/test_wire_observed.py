"""Who called and what operators see of it: trusted proxies, access log, metrics."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from tests.support.wire_app import WireApp


async def test_forwarded_headers_of_strangers_are_ignored() -> None:
    forged = {
        "X-Forwarded-For": "9.9.9.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "8443",
    }
    async with WireApp(trusted_proxies=("10.0.0.0/8",)).client() as client:
        seen = (await client.get("/api/v1/public/products/5", headers=forged)).json()
    assert seen["client"] == "198.51.100.7"
    assert seen["url"] == "http://dixis.test/api/v1/public/products/5"


@pytest.mark.parametrize(
    ("forwarded", "client_address"),
    [
        ("9.9.9.9", "9.9.9.9"),
        ("1.1.1.1, 9.9.9.9", "9.9.9.9"),
        ("1.1.1.1, 9.9.9.9, 10.0.0.2", "9.9.9.9"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("9.9.9.9:4711", "9.9.9.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("1.1.1.1, not-an-address", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
async def test_the_caller_is_the_last_address_before_the_trusted_proxies(
    forwarded: str, client_address: str
) -> None:
    async with WireApp(trusted_proxies=("10.0.0.0/8",)).client(peer="10.0.0.1") as client:
        answer = await client.get(
            "/api/v1/public/products/5", headers={"X-Forwarded-For": forwarded}
        )
    assert answer.json()["client"] == client_address


async def test_a_trusted_proxy_names_scheme_host_and_port_of_page_links() -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "shop.example"}
    async with WireApp(trusted_proxies=("10.0.0.1",)).client(peer="10.0.0.1") as client:
        answer = await client.get("/api/v1/products?page=2&x=1", headers=headers)
        assert answer.json()["path"] == "https://shop.example/api/v1/products"
        assert answer.json()["prev_page_url"] == "https://shop.example/api/v1/products?page=1"
        headers["X-Forwarded-Port"] = "8443"
        answer = await client.get("/api/v1/products", headers=headers)
        assert answer.json()["path"] == "https://shop.example:8443/api/v1/products"


async def test_one_line_per_answer_without_the_query() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer", 7)
    async with app.client(Authorization=f"Bearer {token}") as client:
        answer = await client.get("/api/v1/cart/items?secret=1")
    assert len(app.log.lines) == 1
    line = app.log.lines[0]
    assert line["ms"] >= 0
    assert datetime.fromisoformat(line.pop("timestamp")).utcoffset() == timedelta(0)
    assert {key: line[key] for key in line if key != "ms"} == {
        "level": "info",
        "event": "answered",
        "request_id": answer.headers["x-request-id"],
        "method": "GET",
        "route": "/api/v1/cart/items",
        "path": "/api/v1/cart/items",
        "status": 200,
        "tenant": "agora",
        "account": 7,
        "client": "198.51.100.7",
    }


async def test_metrics_count_by_template_and_lump_strangers_together() -> None:
    app = WireApp()
    async with app.client() as client:
        for number in range(3):
            await client.get(f"/api/v1/public/products/{number + 1}")
            await client.request(f"MADE-UP-{number}", f"/api/made-up/{number}")
    text = app.dialect.metrics.exposition().decode()
    template = "/api/v1/public/products/{product}"
    assert f'stoa_requests_total{{method="GET",route="{template}",status="200"}} 3.0' in text
    assert 'stoa_requests_total{method="OTHER",route="(none)",status="404"} 3.0' in text
    assert "stoa_requests_in_flight 0.0" in text
    assert f'stoa_request_seconds_count{{route="{template}"}} 3.0' in text
    assert "made-up" not in text


async def test_a_request_in_flight_is_counted_while_it_lasts() -> None:
    app = WireApp()
    waiting = asyncio.Event()
    go_on = asyncio.Event()

    async def slow_body() -> AsyncIterator[bytes]:
        waiting.set()
        await go_on.wait()
        yield b""

    async with app.client() as client:
        task = asyncio.create_task(client.post("/api/v1/auth/login", content=slow_body()))
        await waiting.wait()
        assert b"stoa_requests_in_flight 1.0" in app.dialect.metrics.exposition()
        go_on.set()
        await task
    assert b"stoa_requests_in_flight 0.0" in app.dialect.metrics.exposition()
