"""Cross-origin headers of the contract (dialect 3.10).

Any origin allowed: the caller's origin is reflected. One origin configured: it is named to
everybody. Several: named only to themselves. None: never.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Header = tuple[bytes, bytes]

ALLOW_CREDENTIALS: Final[Header] = (b"access-control-allow-credentials", b"true")
MAX_AGE: Final[Header] = (b"access-control-max-age", b"0")


class CrossOrigin:
    """Which origins' pages may read answers, from the setting ``cors_origins``."""

    __slots__ = ("_all", "_origins", "_single")

    def __init__(self, origins: Sequence[str]) -> None:
        self._all = "*" in origins
        self._single = origins[0].encode("latin-1") if len(origins) == 1 and not self._all else None
        self._origins = frozenset(origin.encode("latin-1") for origin in origins)

    @property
    def varies_by_origin(self) -> bool:
        """Whether the answer depends on the caller's Origin."""
        return self._single is None

    def answer_headers(self, origin: bytes | None) -> list[Header]:
        """The headers of an ordinary answer to this origin."""
        allowed = self._allowed(origin)
        if allowed is None:
            return []
        return [(b"access-control-allow-origin", allowed), ALLOW_CREDENTIALS]

    def preflight_headers(
        self, origin: bytes | None, method: bytes, requested: bytes | None
    ) -> list[Header]:
        """The headers of the answer to a preflight, ``Vary`` included."""
        allowed = self._allowed(origin)
        varies = [b"Origin"] if self.varies_by_origin else []
        varies.append(b"Access-Control-Request-Method")
        if allowed is None:
            return [(b"vary", b", ".join(varies))]
        varies.append(b"Access-Control-Request-Headers")
        return [
            (b"access-control-allow-origin", allowed),
            ALLOW_CREDENTIALS,
            (b"access-control-allow-methods", method.upper()),
            (b"access-control-allow-headers", requested or b""),
            MAX_AGE,
            (b"vary", b", ".join(varies)),
        ]

    def _allowed(self, origin: bytes | None) -> bytes | None:
        if self._single is not None:
            return self._single
        if origin is None:
            return None
        return origin if self._all or origin in self._origins else None
