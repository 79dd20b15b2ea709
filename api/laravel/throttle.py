"""Rate limits of the contract: a fixed window of a minute that starts at the first hit.

At exactly +60 s the caller is free again, a refused call does not count, and every route counts
for itself and per caller (dialect 3.8, deviation D5). Counters live in Redis where several workers
share them; while Redis does not answer, each worker counts for itself, so a limit of N lets through
at most N per worker.
"""

from __future__ import annotations

from typing import Final, Literal, Protocol

import msgspec

WINDOW_SECONDS: Final = 60
LARGEST_TABLE: Final = 100_000

Per = Literal["caller", "address"] | tuple[Literal["address"], Literal["email"]]


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


class NoCounters:
    """Refuses nobody; answers bear the limits all the same, as the contract has them."""

    async def hit(self, key: str, limit: int, now: int) -> Verdict:
        return Verdict(True, limit - 1, now + WINDOW_SECONDS)

    async def close(self) -> None:
        """There is nothing to give back."""


def counters_from(redis_url: str | None, *, enabled: bool = True) -> Counters:
    """Shared counters where ``STOA_REDIS_URL`` names a Redis, else this worker's own; none that
    count where limits are off.
    """
    if not enabled:
        return NoCounters()
    if redis_url is None:
        return MemoryCounters()
    # Loaded only where it is used: the client costs a quarter of a second at every start.
    from api.laravel.shared_counters import RedisCounters

    return RedisCounters(redis_url)


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
