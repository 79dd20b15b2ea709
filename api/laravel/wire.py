"""The outermost ASGI class: everything that must hold for every request, matched or not.

Litestar's middleware does not run for 404 and 405, so request id, log, metrics, cross-origin and
protecting headers, HEAD, OPTIONS, the body limit and maintenance mode live here. A request that
crashes anywhere below is logged with its traceback and answered with a plain 500.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from os import urandom
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, cast

import structlog
from litestar.enums import ScopeType
from litestar.exceptions import MethodNotAllowedException, NotFoundException

from api.kit.errors import BadRequest, NotFound, PayloadTooLarge, Unavailable
from api.laravel.answer_headers import DEFAULT_POLICY, SERVER, AnswerHeaders
from api.laravel.compression import (
    SMALLEST,
    accepts_gzip,
    may_shrink,
    shrunk,
    varying,
    with_encoding,
)
from api.laravel.cors import CrossOrigin
from api.laravel.edge import SCOPE_KEY, Edge
from api.laravel.errors import ErrorResponses, allowed_methods
from api.laravel.observe import UNMATCHED, AccessLog, Metrics
from api.laravel.proxies import TrustedProxies
from api.laravel.request import StoaRequest
from api.laravel.route import declaration_of

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.types import HTTPScope, Message, Method, Receive, Scope, Send
    from litestar.types.asgi_types import HTTPResponseBodyEvent, HTTPResponseStartEvent

    from api.kit.clock import Clock
    from api.settings import Settings

RETRY_AFTER_MAINTENANCE: Final = "60"
OPEN_IN_MAINTENANCE: Final = frozenset({"/up", "/healthz", "/metrics"})
OVERRIDES: Final = frozenset({"PUT", "PATCH", "DELETE"})
WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS"})
HTML: Final = (b"content-type", b"text/html; charset=UTF-8")

Recognise = Callable[[Edge], Awaitable[None]]

logger = structlog.get_logger("api.laravel.wire")
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_METHOD_FIELD: Final = re.compile(
    rb"""(?:"_method"\s*:\s*"([A-Za-z]+)"|(?:^|[&\n])_method=([A-Za-z]+)|"""
    rb"""name="_method"\r\n\r\n([A-Za-z]+)\r\n)"""
)


class Disconnected(Exception):
    """The caller went away before the whole body had come."""


class Wire:
    """The app that the server runs: this class around Litestar's."""

    def __init__(
        self,
        app: Litestar,
        *,
        settings: Settings,
        clock: Clock,
        errors: ErrorResponses,
        metrics: Metrics,
        access_log: AccessLog | None = None,
        page_policy: str = DEFAULT_POLICY,
        recognise: Recognise | None = None,
    ) -> None:
        """``page_policy`` is the Content-Security-Policy of pages, given by the storefront.

        ``recognise`` finds out the shop and the caller of a page that does not exist, so that even
        its 404 looks like the shop's.
        """
        self.app = app
        self._recognise = recognise
        self._clock = clock
        self._errors = errors
        self._metrics = metrics
        self._access_log = access_log or AccessLog()
        self._proxies = TrustedProxies(settings.trusted_proxies)
        self._cross_origin = CrossOrigin(settings.cors_origins)
        self._headers = AnswerHeaders(
            self._cross_origin,
            page_policy=page_policy,
            production=settings.environment == "production",
        )
        self._largest_body = settings.max_body_bytes
        self._maintenance = settings.maintenance

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """The ASGI entry point; servers and clients each type its arguments their own way."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        edge = self._edge(scope)
        cast("dict[str, Any]", scope)[SCOPE_KEY] = edge
        answer = _Answer(edge, self._headers, send)
        self._metrics.in_flight += 1
        try:
            await self._answer(edge, scope, receive, answer)
        except Disconnected:
            edge.status = 499
        finally:
            self._metrics.in_flight -= 1
            self._record(edge, scope, perf_counter() - started)

    def _edge(self, scope: HTTPScope) -> Edge:
        edge = Edge(
            method=scope["method"],
            path=scope["path"],
            query_string=scope["query_string"],
            raw_headers=cast("list[tuple[bytes, bytes]]", scope["headers"]),
            moment=self._clock.now(),
            request_id="",
        )
        given = edge.headers.get(b"x-request-id")
        if given is not None and _REQUEST_ID.fullmatch(given):
            edge.request_id = given.decode("ascii")
        else:
            edge.request_id = urandom(16).hex()
        client = scope.get("client")
        peer = client[0] if client else ""
        self._proxies.apply(edge, peer, scope.get("scheme", "http"), _authority(edge, scope))
        return edge

    async def _answer(self, edge: Edge, scope: HTTPScope, receive: Receive, send: _Answer) -> None:
        """Answer the request whatever happens below."""
        try:
            await self._route(edge, scope, receive, send)
        except Disconnected:
            raise
        # The last line of defence: whoever calls must get an answer and the operator a traceback.
        except Exception as crash:
            edge.crash = crash
            if send.started:
                logger.exception("the answer broke off", request_id=edge.request_id)
            else:
                await self._send_failure(scope, receive, send, crash)

    async def _route(self, edge: Edge, scope: HTTPScope, receive: Receive, send: _Answer) -> None:
        failure = self._obstacle(edge)
        if failure is None and (edge.method not in WITHOUT_BODY or _announces_body(edge)):
            try:
                receive = await self._buffered(edge, receive)
            except (PayloadTooLarge, BadRequest) as refused:
                failure = refused
            else:
                _override_method(edge, scope)
        if failure is not None:
            await self._send_failure(scope, receive, send, failure)
        elif edge.method == "OPTIONS":
            await self._answer_options(edge, scope, receive, send)
        else:
            if edge.method == "HEAD":
                scope["method"] = "GET"
                edge.method = "GET"
            if self._recognise is not None and self._is_lost_visitor(edge):
                await self._recognise(edge)
            await self.app(scope, receive, send)

    def _is_lost_visitor(self, edge: Edge) -> bool:
        """Whether a person asks for a page that does not exist."""
        return (
            not edge.speaks_cors
            and edge.method == "GET"
            and not edge.wants_json()
            and self._allowed(edge.path) is None
        )

    def _obstacle(self, edge: Edge) -> Exception | None:
        """Why the request cannot even be routed."""
        if self._maintenance and edge.path.rstrip("/") not in OPEN_IN_MAINTENANCE:
            return Unavailable(headers={"Retry-After": RETRY_AFTER_MAINTENANCE})
        path = edge.path
        # Litestar folds slashes; the database refuses NUL; surrogates are broken UTF-8.
        if "//" in path or "\0" in path or not (path.isascii() or _is_unicode(path)):
            return NotFound()
        return None

    async def _buffered(self, edge: Edge, receive: Receive) -> Receive:
        """Read the whole body within the limit; returns a ``receive`` that gives it again."""
        announced = edge.headers.get(b"content-length", b"0")
        if not announced.isdigit():
            raise BadRequest("Content-Length must be a whole number.")
        largest = self._largest_body
        if int(announced) > largest:
            largest = self._largest_of_route(edge)
            if int(announced) > largest:
                raise PayloadTooLarge
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            part = cast("bytes", message.get("body", b""))
            size += len(part)
            if size > largest:
                largest = self._largest_of_route(edge)
                if size > largest:
                    raise PayloadTooLarge
            parts.append(part)
            if not message.get("more_body", False):
                break
        edge.body = parts[0] if len(parts) == 1 else b"".join(parts)
        return _Replay(edge.body, receive)

    def _largest_of_route(self, edge: Edge) -> int:
        """What the called route reads at most; only long bodies cost this second look-up."""
        try:
            _, handler, *_ = self.app.asgi_router.handle_routing(
                path=edge.path.rstrip("/") or "/", method=cast("Method", edge.method)
            )
        except (MethodNotAllowedException, NotFoundException):
            return self._largest_body
        declared = declaration_of(handler.opt)
        return max(self._largest_body, 0 if declared is None else declared.largest_body)

    async def _answer_options(
        self, edge: Edge, scope: HTTPScope, receive: Receive, send: _Answer
    ) -> None:
        asked = edge.headers.get(b"access-control-request-method")
        if asked is not None and edge.speaks_cors:
            requested = edge.headers.get(b"access-control-request-headers")
            origin = edge.headers.get(b"origin")
            await send.preflight(self._cross_origin.preflight_headers(origin, asked, requested))
            return
        allowed = self._allowed(edge.path)
        if allowed is None:
            await self._send_failure(scope, receive, send, NotFound())
            return
        varies = b"Access-Control-Request-Method, Origin"
        headers = [HTML, (b"allow", ",".join(allowed).encode("ascii"))]
        if edge.speaks_cors:
            headers.append((b"vary", varies))
        await send.empty(200, headers)

    def _allowed(self, path: str) -> list[str] | None:
        """The methods of the route at a path, in the old router's order; none without a route."""
        stripped = path.rstrip("/") or "/"
        try:
            self.app.asgi_router.handle_routing(path=stripped, method=cast("Method", "NONE"))
        except MethodNotAllowedException as listed:
            return allowed_methods((listed.headers or {}).get("allow", ""))
        except NotFoundException:
            return None
        return ["GET", "HEAD"]

    async def _send_failure(
        self, scope: HTTPScope, receive: Receive, send: _Answer, failure: Exception
    ) -> None:
        """Answer without Litestar, which may be what has failed."""
        keys = cast("dict[str, Any]", scope)
        keys["app"] = keys["litestar_app"] = self.app
        keys.setdefault("state", {})
        keys.setdefault("path_params", {})
        request = StoaRequest(scope, receive)
        app = self._errors.answer(request, failure).to_asgi_response(app=None, request=request)
        await app(scope, receive, send)

    def _record(self, edge: Edge, scope: Scope, seconds: float) -> None:
        template = cast("dict[str, Any]", scope).get("path_template", UNMATCHED)
        self._metrics.answered(template, edge.original_method, edge.status, seconds)
        if edge.crash is not None:
            self._metrics.crashes += 1
        self._access_log.answered(edge, template, seconds)


class _Answer:
    """The server's ``send`` with completed headers: smaller for callers who take gzip, without a
    body where HEAD was asked."""

    __slots__ = ("_headers", "_held", "_mute", "_send", "edge", "started")

    def __init__(self, edge: Edge, headers: AnswerHeaders, send: Send) -> None:
        self.edge = edge
        self.started = False
        self._headers = headers
        self._send = send
        self._mute = edge.original_method == "HEAD"
        self._held: HTTPResponseStartEvent | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            status = self.edge.status = message["status"]
            own = cast("list[tuple[bytes, bytes]]", message["headers"])
            message["headers"] = headers = self._headers.complete(self.edge, status, own)
            if may_shrink(self.edge.method, headers):
                # How long the answer is decides about its headers.
                self._held = message
                return
        elif message["type"] == "http.response.body":
            if self._held is not None:
                await self._send(self._settled(self._held, message))
                self._held = None
            if self._mute:
                if message["more_body"]:
                    return
                message["body"] = b""
        await self._send(message)

    def _settled(
        self, start: HTTPResponseStartEvent, message: HTTPResponseBodyEvent
    ) -> HTTPResponseStartEvent:
        """The start of the answer; the body is compressed where it is worth it and wanted."""
        body = message["body"]
        if message["more_body"] or len(body) < SMALLEST:
            return start
        headers = varying(cast("list[tuple[bytes, bytes]]", start["headers"]))
        if accepts_gzip(self.edge.headers.get(b"accept-encoding")):
            message["body"] = shrunk(body)
            headers = with_encoding(headers, len(message["body"]))
        start["headers"] = headers
        return start

    async def empty(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """An answer without a body."""
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": b"", "more_body": False})

    async def preflight(self, headers: list[tuple[bytes, bytes]]) -> None:
        """A 204 with exactly the recorded headers: the origin's are in ``headers`` already."""
        edge = self.edge
        self.started, edge.status = True, 204
        complete = [
            HTML,
            (b"cache-control", b"no-cache, private"),
            (b"x-request-id", edge.request_id.encode("ascii")),
            SERVER,
            *headers,
        ]
        await self._send({"type": "http.response.start", "status": 204, "headers": complete})
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})


class _Replay:
    """A ``receive`` that gives a body that was read already, then the server's own messages."""

    __slots__ = ("_body", "_given", "_receive")

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body = body
        self._given = False
        self._receive = receive

    async def __call__(self) -> Any:
        if self._given:
            return await self._receive()
        self._given = True
        return {"type": "http.request", "body": self._body, "more_body": False}


def _announces_body(edge: Edge) -> bool:
    length = edge.headers.get(b"content-length", b"0")
    return length != b"0" or b"transfer-encoding" in edge.headers


def _override_method(edge: Edge, scope: HTTPScope) -> None:
    """A POST may say that it means another method: in a header, or in the field ``_method``.

    Only changes can be meant: a POST that turned into a GET would escape the anti-forgery check.
    """
    if edge.method != "POST":
        return
    named = edge.headers.get(b"x-http-method-override")
    if named is None and b"_method" in edge.body:
        match = _METHOD_FIELD.search(edge.body)
        named = None if match is None else match.group(match.lastindex or 0)
    if named is None:
        return
    method = named.decode("latin-1").upper()
    if method in OVERRIDES:
        edge.method = method
        edge.original_method = method
        scope["method"] = cast("Method", method)


def _authority(edge: Edge, scope: HTTPScope) -> str:
    host = edge.header(b"host")
    if host is not None:
        return host
    server = scope.get("server")
    return "" if server is None else f"{server[0]}:{server[1]}" if server[1] else str(server[0])


def _is_unicode(path: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in path)
