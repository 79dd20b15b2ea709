"""What is known about one request from the moment it comes in: the ``Edge``.

The outer ASGI class makes it, the pipeline fills it in, ``StoaRequest`` reads it. It travels in the
ASGI scope under one key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, cast
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from api.kit.authz import Decision, Principal
    from api.kit.errors import Failure
    from api.laravel.input import Input
    from api.laravel.session import SessionCookies
    from api.tenants.profile import Tenant

SCOPE_KEY: Final = "stoa.edge"

# Answers under this prefix are the old backend's contract; everything else is for people.
API_PREFIX: Final = "/api/"
CSRF_COOKIE_PATH: Final = "/sanctum/csrf-cookie"

CookiesSent = Literal["none", "changed", "session", "all"]
"""Which session cookies the answer sets: ``changed`` is both, if the caller's is not the same."""

_HOST_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]")


class Edge:
    """One request's facts. Texts of headers are decoded as Latin-1, names are lower-case bytes."""

    __slots__ = (
        "authority",
        "body",
        "client_address",
        "cookies",
        "crash",
        "decision",
        "extra_headers",
        "headers",
        "input",
        "method",
        "moment",
        "original_method",
        "path",
        "pending_refusal",
        "presented_session",
        "principal",
        "query_string",
        "raw_headers",
        "request_id",
        "scheme",
        "session_value",
        "sessions",
        "speaks_cors",
        "stateful",
        "status",
        "tenant",
        "tenant_from_header",
        "under_api",
    )

    def __init__(
        self,
        *,
        method: str,
        path: str,
        query_string: bytes,
        raw_headers: list[tuple[bytes, bytes]],
        moment: datetime,
        request_id: str,
    ) -> None:
        self.method = method
        self.original_method = method
        self.path = path
        self.under_api = path.startswith(API_PREFIX)
        """Whether the answer is the contract's JSON for everyone (D6)."""
        self.speaks_cors = self.under_api or path == CSRF_COOKIE_PATH
        """Whether the cross-origin headers of the contract belong on the answer."""
        self.query_string = query_string
        self.raw_headers = raw_headers
        self.headers: Mapping[bytes, bytes] = dict(raw_headers)
        self.moment = moment
        self.request_id = request_id
        self.client_address = ""
        self.scheme = "http"
        self.authority = ""
        self.body = b""
        self.input: Input | None = None
        self.tenant: Tenant | None = None
        self.tenant_from_header = False
        self.principal: Principal | None = None
        self.decision: Decision | None = None
        self.pending_refusal: Failure | None = None
        self.stateful = False
        self.sessions: SessionCookies | None = None
        self.presented_session: str | None = None
        self.session_value: str | None = None
        self.cookies: CookiesSent = "none"
        self.extra_headers: list[tuple[bytes, bytes]] = []
        self.status = 0
        self.crash: BaseException | None = None

    @property
    def host(self) -> str | None:
        """The lower-case host name without port; none when it is not a host name."""
        name = self.authority.lower()
        if name.startswith("["):
            name = name.partition("]")[0] + "]"
        else:
            name = name.partition(":")[0].removesuffix(".")
        return name if _HOST_NAME.fullmatch(name) else None

    @property
    def url(self) -> str:
        """The absolute URL without query string and trailing slash: the ``path`` of paginators."""
        return f"{self.scheme}://{self.authority}{self.path.rstrip('/')}"

    def header(self, name: bytes) -> str | None:
        """A header's text or none."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def all_headers(self, name: bytes) -> list[str]:
        """All values of a header that may be repeated, in order."""
        return [value.decode("latin-1") for key, value in self.raw_headers if key == name]

    def cookie(self, name: str) -> str | None:
        """The decoded value of the first cookie of that name."""
        if b"cookie" not in self.headers:
            return None
        for line in self.all_headers(b"cookie"):
            for part in line.split(";"):
                key, equals, value = part.strip().partition("=")
                if equals and key == name:
                    return unquote(value.strip('"'))
        return None

    def wants_json(self) -> bool:
        """Whether the caller asks for JSON first, or is a script that takes anything."""
        accept = self.header(b"accept") or "*/*"
        first = _preferred(accept)
        if "/json" in first or "+json" in first:
            return True
        is_script = self.header(b"x-requested-with") == "XMLHttpRequest"
        return is_script and first in ("*/*", "*")


def edge_of(scope: object) -> Edge:
    """The edge that the outer class put into this ASGI scope."""
    return cast("Edge", cast("dict[str, Any]", scope)[SCOPE_KEY])


def _preferred(accept: str) -> str:
    """The media type with the highest quality; among equals the first."""
    best, best_quality = "", -1.0
    for entry in accept.split(","):
        media, _, parameters = entry.strip().partition(";")
        quality = _quality(parameters)
        if quality > best_quality:
            best, best_quality = media.strip().lower(), quality
    return best


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
