"""Rate limits of the contract: a fixed window of a minute that starts at the first hit.

At exactly +60 s the caller is free again, a refused call does not count, and every route counts
for itself and per caller (dialect 3.8, deviation D5). Counters live in Redis where several workers
share them; while Redis does not answer, each worker counts for itself, so a limit of N lets through
at most N per worker.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, cast

import msgspec
import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from redis.commands.core import AsyncScript

WINDOW_SECONDS: Final = 60
LARGEST_TABLE: Final = 100_000
REDIS_TIMEOUT_SECONDS: Final = 1.0
# A burst waits for one of these instead of opening a connection per request.
REDIS_CONNECTIONS: Final = 16
REDIS_REST_SECONDS: Final = 5.0

Per = Literal["caller", "address"] | tuple[Literal["address"], Literal["email"]]

logger = structlog.get_logger("api.laravel.throttle")


class Throttle(msgspec.Struct, frozen=True):
    """``limit`` calls a minute. ``caller``: the account, for guests the address.

    Routes that bear the same ``name`` share a counter; without a name each route has its own.
    """

    limit: int
    per: Per = "caller"
    name: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """The outcome of one hit. ``resets_at`` is a Unix time in seconds."""

    allowed: bool
    remaining: int
    resets_at: int


class Counters(Protocol):
    """Counts hits per key in fixed windows. ``now`` is a Unix time in whole seconds."""

    async def hit(self, key: str, limit: int, now: int) -> Verdict:
        """Count one call unless the window is full."""

    async def close(self) -> None:
        """Give connections back."""


class MemoryCounters:
    """Counters of one worker; the oldest windows go first when the table is full."""

    def __init__(self, largest: int = LARGEST_TABLE) -> None:
        self._largest = largest
        # All windows are equally long, so the order of insertion is the order of expiry.
        self._windows: dict[str, list[int]] = {}

    async def hit(self, key: str, limit: int, now: int) -> Verdict:
        window = self._windows.get(key)
        # A clock that was set back must not lock anybody out for longer than one window.
        if window is None or not now < window[1] <= now + WINDOW_SECONDS:
            window = self._open(key, now)
        if window[0] >= limit:
            return Verdict(False, 0, window[1])
        window[0] += 1
        return Verdict(True, limit - window[0], window[1])

    async def close(self) -> None:
        self._windows.clear()

    def __len__(self) -> int:
        return len(self._windows)

    def _open(self, key: str, now: int) -> list[int]:
        self._windows.pop(key, None)
        while self._windows:
            oldest = next(iter(self._windows))
            if len(self._windows) < self._largest and self._windows[oldest][1] > now:
                break
            del self._windows[oldest]
        window = self._windows[key] = [0, now + WINDOW_SECONDS]
        return window


# One round trip; the window's end is stored beside the count because the clock is the caller's.
HIT_SCRIPT: Final = """
local limit, now, seconds = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local stored = redis.call('HMGET', KEYS[1], 'count', 'resets')
local count, resets = tonumber(stored[1]), tonumber(stored[2])
if not resets or resets <= now or resets > now + seconds then
  count, resets = 0, now + seconds
end
if count >= limit then return {0, 0, resets} end
count = count + 1
redis.call('HSET', KEYS[1], 'count', count, 'resets', resets)
redis.call('EXPIRE', KEYS[1], seconds + 5)
return {1, limit - count, resets}
"""


class RedisCounters:
    """Counters that all workers share. While Redis is away, this worker counts for itself."""

    def __init__(self, url: str, prefix: str = "stoa:throttle:") -> None:
        pool = redis.BlockingConnectionPool.from_url(
            url,
            max_connections=REDIS_CONNECTIONS,
            timeout=REDIS_TIMEOUT_SECONDS,
            socket_timeout=REDIS_TIMEOUT_SECONDS,
            socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        )
        self._client: redis.Redis = redis.Redis.from_pool(pool)
        self._script: AsyncScript = self._client.register_script(HIT_SCRIPT)
        self._prefix = prefix
        self._alone = MemoryCounters()
        self._rests_until = 0.0
        self._away = False
        self.missed = 0
        """Hits that Redis did not count since the start."""

    async def hit(self, key: str, limit: int, now: int) -> Verdict:
        if time.monotonic() < self._rests_until:
            self.missed += 1
            return await self._alone.hit(key, limit, now)
        try:
            answer = await cast(
                "Awaitable[Any]",
                self._script(keys=[self._prefix + key], args=[limit, now, WINDOW_SECONDS]),
            )
        except (RedisError, OSError) as reason:
            return await self._count_alone(key, limit, now, reason)
        if self._away:
            self._away = False
            logger.info("limits are shared again", missed=self.missed)
        return Verdict(bool(answer[0]), int(answer[1]), int(answer[2]))

    async def close(self) -> None:
        await self._client.aclose()

    async def _count_alone(self, key: str, limit: int, now: int, reason: Exception) -> Verdict:
        self._rests_until = time.monotonic() + REDIS_REST_SECONDS
        self.missed += 1
        if not self._away:
            self._away = True
            logger.warning("redis does not answer; each worker limits alone", reason=str(reason))
        return await self._alone.hit(key, limit, now)


def counters_from(redis_url: str | None) -> Counters:
    """Shared counters where ``STOA_REDIS_URL`` names a Redis, else this worker's own."""
    return MemoryCounters() if redis_url is None else RedisCounters(redis_url)


def answer_headers(throttle: Throttle, verdict: Verdict, now: int) -> list[tuple[bytes, bytes]]:
    """The headers of every answer of a limited route; a refused one also says when to return."""
    headers = [
        (b"x-ratelimit-limit", b"%d" % throttle.limit),
        (b"x-ratelimit-remaining", b"%d" % verdict.remaining),
    ]
    if not verdict.allowed:
        headers.append((b"retry-after", b"%d" % max(1, verdict.resets_at - now)))
        headers.append((b"x-ratelimit-reset", b"%d" % verdict.resets_at))
    return headers
