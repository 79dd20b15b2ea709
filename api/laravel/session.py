"""Sanctum's cookie mode: a session cookie, its anti-forgery token, and when a request must show it.

A guest's session has no row anywhere: its value is random, and the anti-forgery token is an HMAC of
the value under the server's key, so any worker can check it. Signing in draws a new value whose
SHA-256 identity stores; the old value opens nothing (no fixation). Values of guests begin with
``g`` and those of people who signed in with ``s``, so that guests cost no look-up.

Cookies bear the attributes that the old backend sent: ``path=/; samesite=lax``, the session
``httponly``, and ``secure`` where the caller came by https.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote, urlsplit

from api.kit.errors import BadRequest, CsrfMismatch
from api.laravel.request import read_input

if TYPE_CHECKING:
    from api.laravel.edge import Edge

XSRF_COOKIE: Final = "XSRF-TOKEN"
LARGEST_FORM: Final = 1000
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

# The old backend asked no anti-forgery token here. Under /auth there is nothing to forge before
# signing in; the other two knew no cookie sessions, so a cookie session is asked there.
EXEMPT_ALWAYS: Final = ("/api/v1/auth/",)
EXEMPT_WITHOUT_SESSION: Final = ("/api/v1/admin/", "/api/v1/shipping/labels/")

_VALUE: Final = re.compile(r"[gs][A-Za-z0-9_-]{43}")
_MASKED: Final = re.compile(r"[A-Za-z0-9_-]{86}")
_FORM: Final = "application/x-www-form-urlencoded"
_FORM_WITH_FILES: Final = "multipart/form-data"


class SessionCookies:
    """Issues, checks and forgets the two cookies of a browser session."""

    def __init__(self, secret_key: bytes, cookie_name: str, stateful_hosts: Iterable[str]) -> None:
        self._key = secret_key
        self._name = cookie_name
        hosts = [host.strip().lower() for host in stateful_hosts]
        self._hosts = frozenset(host for host in hosts if "*" not in host)
        self._patterns = tuple(host for host in hosts if "*" in host)

    def read(self, edge: Edge) -> None:
        """Note on the edge whether it is stateful and which well-formed session value it bears."""
        edge.sessions = self
        edge.stateful = not edge.under_api or self._from_first_party(edge)
        if edge.stateful:
            value = edge.cookie(self._name)
            edge.session_value = value if value and _VALUE.fullmatch(value) else None
            edge.presented_session = edge.session_value
            edge.cookies = "all" if edge.speaks_cors else "changed"

    def csrf_token(self, session_value: str) -> str:
        """The anti-forgery token of a session: 43 URL-safe characters."""
        digest = hmac.new(self._key, b"csrf:" + session_value.encode(), hashlib.sha256).digest()
        return _encoded(digest)

    def masked_token(self, session_value: str) -> str:
        """The token as pages bear it: under a pad of its own each time, 86 URL-safe characters.

        A compressed page that shows what its caller asked for would otherwise tell the token by
        its length, letter by letter (BREACH).
        """
        token = _decoded(self.csrf_token(session_value))
        pad = secrets.token_bytes(len(token))
        return _encoded(pad + _combined(pad, token))

    def check_csrf(self, edge: Edge) -> None:
        """Raise ``CsrfMismatch`` when a change from a browser session lacks its token.

        The answer then bears the session cookie alone, as recorded.
        """
        if edge.method in SAFE_METHODS or not edge.stateful or self._exempt(edge):
            return
        shown = _shown_token(edge)
        if edge.presented_session is not None and shown is not None:
            expected = self.csrf_token(edge.presented_session).encode()
            if hmac.compare_digest(_unmasked(shown).encode(), expected):
                return
        edge.cookies = "session"
        raise CsrfMismatch

    def ensure(self, edge: Edge) -> str:
        """The session value that the answer belongs to; a guest without one gets a new one."""
        if edge.session_value is None:
            edge.session_value = _new_value("g")
        return edge.session_value

    def cookie(self, edge: Edge) -> str:
        """What a browser sends along once it has the answer: ``name=value``."""
        return f"{self._name}={self.ensure(edge)}"

    def start(self, edge: Edge) -> bytes:
        """Draw the value of a session that is signed in; returns the SHA-256 to store."""
        edge.session_value = _new_value("s")
        return session_hash(edge.session_value)

    def forget(self, edge: Edge) -> None:
        """Go on as a guest under a new value."""
        edge.session_value = _new_value("g")

    def cookie_headers(self, edge: Edge) -> list[bytes]:
        """The ``Set-Cookie`` values that the answer owes the caller's browser."""
        if edge.cookies == "none":
            return []
        value = self.ensure(edge)
        if edge.cookies == "changed" and value == edge.presented_session:
            return []
        secure = "; secure" if edge.scheme == "https" else ""
        session = f"{self._name}={value}; path=/{secure}; httponly; samesite=lax".encode("latin-1")
        if edge.cookies == "session":
            return [session]
        token = self.csrf_token(value)
        return [f"{XSRF_COOKIE}={token}; path=/{secure}; samesite=lax".encode("latin-1"), session]

    def _exempt(self, edge: Edge) -> bool:
        if edge.path.startswith(EXEMPT_ALWAYS):
            return True
        by_session = edge.principal is not None and edge.principal.credential == "session"
        return edge.path.startswith(EXEMPT_WITHOUT_SESSION) and not by_session

    def _from_first_party(self, edge: Edge) -> bool:
        """Whether a page of a stateful host, or of the very host that is asked, is calling."""
        source = edge.header(b"origin") or edge.header(b"referer")
        if not source:
            return False
        try:
            authority = urlsplit(source).netloc.lower()
        except ValueError:
            return False
        if not authority:
            return False
        if authority in self._hosts or authority == edge.authority.lower():
            return True
        return any(fnmatchcase(authority, pattern) for pattern in self._patterns)


def is_signed_in_value(value: str | None) -> bool:
    """Whether a look-up of this session value can find anybody."""
    return value is not None and value.startswith("s")


def session_hash(value: str) -> bytes:
    """The 32 bytes that identity stores for a session."""
    return hashlib.sha256(value.encode()).digest()


def _new_value(kind: str) -> str:
    return kind + secrets.token_urlsafe(32)


def _unmasked(shown: str) -> str:
    """The token that a caller shows, plain or masked."""
    if not _MASKED.fullmatch(shown):
        return shown
    masked = _decoded(shown)
    half = len(masked) // 2
    return _encoded(_combined(masked[:half], masked[half:]))


def _combined(pad: bytes, text: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(pad, text, strict=True))


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _shown_token(edge: Edge) -> str | None:
    """The token in a header, or in the ``_token`` field of a form (pages without scripts)."""
    escaped = edge.header(b"x-xsrf-token")
    if escaped:
        return unquote(escaped)
    plain = edge.header(b"x-csrf-token")
    if plain:
        return plain
    kind = edge.header(b"content-type") or ""
    if edge.under_api or not kind.startswith((_FORM, _FORM_WITH_FILES)):
        return None
    if kind.startswith(_FORM_WITH_FILES):
        return _token_beside_files(edge)
    try:
        fields = parse_qs(edge.body.decode("utf-8", "replace"), max_num_fields=LARGEST_FORM)
    except ValueError:
        return None
    return fields.get("_token", [None])[-1]


def _token_beside_files(edge: Edge) -> str | None:
    """The same in a form that carries files; what cannot be read shows no token."""
    try:
        shown = read_input(edge).get("_token")
    except BadRequest:
        return None
    return shown if isinstance(shown, str) else None
