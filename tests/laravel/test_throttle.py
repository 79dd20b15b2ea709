"""Fixed windows of a minute: counting, headers, keys, races, and a Redis that goes away."""

from __future__ import annotations

import asyncio
import os
import socket
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

from api.laravel.shared_counters import RedisCounters
from api.laravel.throttle import MemoryCounters, Verdict
from tests.support.wire_app import MOMENT, WireApp

NOW = int(MOMENT.timestamp())
REDIS_URL = os.environ.get("STOA_TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


@pytest.fixture
async def shared() -> AsyncIterator[list[RedisCounters]]:
    """Two workers' counters on one real Redis."""
    probe = redis.Redis.from_url(REDIS_URL, socket_connect_timeout=0.5)
    try:
        await probe.ping()
    except (RedisError, OSError):
        pytest.skip("no Redis answers here; STOA_TEST_REDIS_URL names one")
    finally:
        await probe.aclose()
    prefix = f"stoa-test:{uuid.uuid4().hex}:"
    workers = [RedisCounters(REDIS_URL, prefix) for _ in range(2)]
    yield workers
    for worker in workers:
        await worker.close()


async def statuses(client: httpx.AsyncClient, count: int, path: str) -> list[int]:
    return [(await client.get(path)).status_code for _ in range(count)]


async def test_the_window_opens_at_the_first_hit_and_ends_sixty_seconds_later() -> None:
    counters = MemoryCounters()
    assert await counters.hit("k", 2, NOW) == Verdict(True, 1, NOW + 60)
    assert await counters.hit("k", 2, NOW + 50) == Verdict(True, 0, NOW + 60)
    assert await counters.hit("k", 2, NOW + 59) == Verdict(False, 0, NOW + 60)
    assert await counters.hit("k", 2, NOW + 60) == Verdict(True, 1, NOW + 120)


async def test_a_refused_call_does_not_extend_the_window() -> None:
    counters = MemoryCounters()
    for second in (0, 50, 55, 59):
        await counters.hit("k", 1, NOW + second)
    assert (await counters.hit("k", 1, NOW + 60)).allowed


async def test_a_clock_set_back_locks_nobody_out() -> None:
    counters = MemoryCounters()
    await counters.hit("k", 1, NOW + 3600)
    assert (await counters.hit("k", 1, NOW)).allowed


async def test_the_table_is_bounded_and_drops_the_oldest_windows() -> None:
    counters = MemoryCounters(largest=10)
    for number in range(50):
        await counters.hit(f"k{number}", 1, NOW)
    assert len(counters) == 10
    assert not (await counters.hit("k49", 1, NOW)).allowed


async def test_ended_windows_leave_the_table() -> None:
    counters = MemoryCounters(largest=1000)
    for number in range(50):
        await counters.hit(f"k{number}", 1, NOW)
    await counters.hit("late", 1, NOW + 60)
    assert len(counters) == 1


async def test_every_answer_of_a_limited_route_bears_the_limit() -> None:
    async with WireApp().client() as client:
        answer = await client.get("/api/v1/products")
    assert answer.headers["x-ratelimit-limit"] == "3"
    assert answer.headers["x-ratelimit-remaining"] == "2"
    assert "retry-after" not in answer.headers


async def test_a_caller_over_the_limit_is_told_when_to_return() -> None:
    app = WireApp()
    async with app.client() as client:
        assert await statuses(client, 3, "/api/v1/products") == [200, 200, 200]
        app.clock.moment = MOMENT + timedelta(seconds=30)
        answer = await client.get("/api/v1/products")
        assert answer.status_code == 429
        assert answer.json()["message"] == "Too Many Attempts."
        assert answer.headers["retry-after"] == "30"
        assert answer.headers["x-ratelimit-reset"] == str(NOW + 60)
        assert answer.headers["x-ratelimit-limit"] == "3"
        assert answer.headers["x-ratelimit-remaining"] == "0"
        app.clock.moment = MOMENT + timedelta(seconds=60)
        assert (await client.get("/api/v1/products")).headers["x-ratelimit-remaining"] == "2"


async def test_each_address_each_account_and_each_shop_has_its_own_counter() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer", 7)
    other = app.directory.token("agora", "consumer", 8)
    async with app.client() as client, app.client(peer="203.0.113.9") as neighbour:
        assert await statuses(client, 4, "/api/v1/products") == [200, 200, 200, 429]
        assert await statuses(neighbour, 1, "/api/v1/products") == [200]
        signed = {"Authorization": f"Bearer {token}"}
        answers = [await client.get("/api/v1/products", headers=signed) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        signed = {"Authorization": f"Bearer {other}"}
        assert (await client.get("/api/v1/products", headers=signed)).status_code == 200
        shop = {"X-Tenant": "hedgerow"}
        assert (await client.get("/api/v1/products", headers=shop)).status_code == 200


async def test_routes_do_not_share_a_counter() -> None:
    app = WireApp()
    token = app.directory.token("agora", "consumer")
    async with app.client(Authorization=f"Bearer {token}") as client:
        await statuses(client, 4, "/api/v1/products")
        answer = await client.post("/api/v1/cart/items", json={})
    assert answer.headers["x-ratelimit-remaining"] == "29"


async def test_logins_are_counted_by_address_and_folded_email() -> None:
    async with WireApp().client() as client:

        async def remaining(email: object) -> str:
            answer = await client.post("/api/v1/auth/login", json={"email": email})
            return str(answer.headers["x-ratelimit-remaining"])

        assert await remaining("a@example.com") == "9"
        assert await remaining(" A@Example.COM ") == "8"
        assert await remaining("b@example.com") == "9"
        assert await remaining(["a@example.com"]) == "9"
        malformed = await client.post(
            "/api/v1/auth/login", content=b"{", headers={"Content-Type": "application/json"}
        )
        assert malformed.status_code == 400
        assert malformed.headers["x-ratelimit-remaining"] == "8"


async def test_the_switch_lets_every_call_through_and_still_tells_the_limit() -> None:
    async with WireApp(throttle_enabled=False).client() as client:
        assert await statuses(client, 5, "/api/v1/products") == [200] * 5
        assert (await client.get("/api/v1/products")).headers["x-ratelimit-limit"] == "3"


async def test_fifty_callers_at_once_get_exactly_the_limit_through() -> None:
    app = WireApp()
    async with app.client() as client:
        answers = await asyncio.gather(*(client.get("/api/v1/products") for _ in range(50)))
    passed = [answer for answer in answers if answer.status_code == 200]
    assert len(passed) == 3
    assert sorted(a.headers["x-ratelimit-remaining"] for a in passed) == ["0", "1", "2"]


async def test_two_workers_on_one_redis_share_the_limit_exactly(
    shared: list[RedisCounters],
) -> None:
    hits = [shared[number % 2].hit("k", 20, NOW) for number in range(100)]
    verdicts = await asyncio.gather(*hits)
    passed = [verdict for verdict in verdicts if verdict.allowed]
    assert sorted(verdict.remaining for verdict in passed) == list(range(20))
    assert {verdict.resets_at for verdict in verdicts} == {NOW + 60}
    assert [worker.missed for worker in shared] == [0, 0]


async def test_the_window_in_redis_ends_by_the_caller_s_clock(shared: list[RedisCounters]) -> None:
    first, second = shared
    assert await first.hit("k", 1, NOW) == Verdict(True, 0, NOW + 60)
    assert await second.hit("k", 1, NOW + 59) == Verdict(False, 0, NOW + 60)
    assert await second.hit("k", 1, NOW + 60) == Verdict(True, 0, NOW + 120)


async def test_while_redis_is_away_a_worker_limits_alone_and_warns_once() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    counters = RedisCounters(f"redis://127.0.0.1:{port}/0")
    with structlog.testing.capture_logs() as lines:
        verdicts = [await counters.hit("k", 2, NOW) for _ in range(5)]
    assert [verdict.allowed for verdict in verdicts] == [True, True, False, False, False]
    assert [line["log_level"] for line in lines] == ["warning"]
    assert counters.missed == 5
    await counters.close()


async def test_requests_go_through_while_redis_is_away() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    app = WireApp(redis_url=f"redis://127.0.0.1:{port}/0")
    async with app.client() as client:
        assert await statuses(client, 2, "/api/v1/products") == [200, 200]
    await app.dialect.close()
