"""Rate limits that several workers share, in Redis or Valkey."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Final, cast

import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

from api.laravel.throttle import WINDOW_SECONDS, MemoryCounters, Verdict

if TYPE_CHECKING:
    from redis.commands.core import AsyncScript

REDIS_TIMEOUT_SECONDS: Final = 1.0
# A burst waits for one of these instead of opening a connection per request.
REDIS_CONNECTIONS: Final = 16
REDIS_REST_SECONDS: Final = 5.0

logger = structlog.get_logger("api.laravel.throttle")

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
