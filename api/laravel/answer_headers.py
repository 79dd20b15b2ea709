"""The headers that every answer bears besides its own: caching, cookies, origin, protection.

Only headers that the contract does not forbid are added to answers under ``/api``. Answers that a
shared cache may keep say what they vary by, and are private when a header named the shop or when
they set a cookie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.laravel.cors import CrossOrigin
    from api.laravel.edge import Edge

Header = tuple[bytes, bytes]

JSON: Final = b"application/json"
PRIVATE: Final = b"no-cache, private"
PUBLIC_VARY: Final = b"Origin, X-Tenant, Authorization, Cookie"
# Servers name themselves unless the application already did.
SERVER: Final[Header] = (b"server", b"stoa")
NO_SNIFFING: Final[Header] = (b"x-content-type-options", b"nosniff")
FIXED: Final[tuple[Header, ...]] = (NO_SNIFFING, SERVER)
PAGE_HEADERS: Final[tuple[Header, ...]] = (
    (b"x-frame-options", b"DENY"),
    # The origin at least must reach our own API: it tells a first-party page.
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
DEFAULT_POLICY: Final = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"
STRICT_TRANSPORT: Final[Header] = (b"strict-transport-security", b"max-age=31536000")
BODILESS: Final = frozenset({204, 304})


class AnswerHeaders:
    """Completes the headers of answers, by the settings of the server."""

    def __init__(self, cross_origin: CrossOrigin, *, page_policy: str, production: bool) -> None:
        """``page_policy`` is the Content-Security-Policy of pages."""
        self._cross_origin = cross_origin
        self._page_headers = (
            *PAGE_HEADERS,
            (b"content-security-policy", page_policy.encode("latin-1")),
        )
        self._production = production

    def complete(self, edge: Edge, status: int, own: Iterable[Header]) -> list[Header]:
        """The full list of headers for an answer whose handler gave ``own``."""
        cookies = [] if edge.sessions is None else edge.sessions.cookie_headers(edge)
        headers: list[Header] = []
        cache, varies, kind = PRIVATE, b"", b""
        for name, value in own:
            if name == b"cache-control":
                cache = value
            elif name == b"vary":
                varies = value
            elif name == b"content-type":
                kind = JSON if value.startswith(JSON + b";") else value
            elif name == b"set-cookie":
                cookies.append(value)
            elif name != b"server" and not (name == b"content-length" and status in BODILESS):
                headers.append((name, value))
        if kind and status not in BODILESS:
            headers.append((b"content-type", kind))
        cache, varies = self._caching(edge, status, cache, varies, bool(cookies))
        headers += ((b"cache-control", cache), (b"x-request-id", edge.request_id.encode("latin-1")))
        if varies:
            headers.append((b"vary", varies))
        headers += FIXED
        headers += edge.extra_headers
        if edge.speaks_cors:
            headers += self._cross_origin.answer_headers(edge.headers.get(b"origin"))
        elif kind.startswith(b"text/html"):
            names = {name for name, _ in headers}
            headers.extend(header for header in self._page_headers if header[0] not in names)
        if self._production and edge.scheme == "https":
            headers.append(STRICT_TRANSPORT)
        headers.extend((b"set-cookie", cookie) for cookie in cookies)
        return headers

    def _caching(
        self, edge: Edge, status: int, cache: bytes, varies: bytes, sets_cookies: bool
    ) -> tuple[bytes, bytes]:
        if cache.startswith(b"public"):
            if sets_cookies or (edge.speaks_cors and (status != 200 or edge.tenant_from_header)):
                cache = PRIVATE
            elif edge.speaks_cors:
                varies = PUBLIC_VARY
        if edge.speaks_cors and not varies and self._cross_origin.varies_by_origin:
            varies = b"Origin"
        return cache, varies
