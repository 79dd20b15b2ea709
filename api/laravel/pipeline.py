"""What every routed request passes before its handler, in this order.

1. which shop: header, host, credential (400, 404)
2. who: bearer token or cookie session; an invalid credential is a guest
3. anti-forgery token of a browser session (419)
4. guests where the policy has nothing for guests (401)
5. the route's limit (429)
6. refusal by role (403), put off until after validation where the contract says so
7. malformed JSON on routes that take no body (400, D7)

On the back office's routes (``operator``) only an operator's token proves anything, and it is
looked at after step 5, as the contract has it: guessing tokens runs into the limit.

Litestar runs this after routing, so unknown routes and methods (404, 405) come before all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

from litestar.enums import ScopeType

from api.kit import authz
from api.kit.authz import Principal
from api.kit.errors import (
    BadRequest,
    Failure,
    NotFound,
    Refused,
    TooManyRequests,
    Unauthenticated,
)
from api.laravel.directory import Seen
from api.laravel.edge import Edge, edge_of
from api.laravel.errors import ErrorResponses, RouteRefused
from api.laravel.request import StoaRequest, read_input
from api.laravel.route import Route, declaration_of
from api.laravel.session import SessionCookies, is_signed_in_value, session_hash
from api.laravel.straight import shortest_way
from api.laravel.tenant_naming import TenantNaming
from api.laravel.throttle import Counters, Throttle, answer_headers
from api.laravel.tokens import bearer_text, parse_plain

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

    from api.laravel.directory import Authenticated, Directory

NOBODY: Final = Principal(tenant_id=UUID(int=0))
"""The caller of a route that serves no shop."""


class UndeclaredRoute(Exception):
    """A handler without ``opt=route(...)`` was reached; it answers nobody until it declares."""


class Gatekeeper:
    """The steps above, shared by all routes of an app."""

    def __init__(
        self,
        *,
        directory: Directory,
        sessions: SessionCookies,
        counters: Counters,
        errors: ErrorResponses,
    ) -> None:
        self._directory = directory
        self._naming = TenantNaming(directory)
        self._sessions = sessions
        self._counters = counters
        self.errors = errors

    def middleware(self, app: ASGIApp) -> ASGIApp:
        """What Litestar is given in ``middleware=``."""
        return _Pipeline(app, self)

    async def admit(self, edge: Edge, declaration: Route, template: str) -> None:
        """Take the request through all steps. Raises the first failure."""
        if declaration.tenantless:
            edge.principal = NOBODY
            if edge.speaks_cors:
                self._sessions.read(edge)
        else:
            await self._identify(edge, operator=declaration.operator)
            if declaration.csrf:
                self._sessions.check_csrf(edge)
        if declaration.operator:
            await self._limit(edge, declaration.throttle, template)
            await self._identify_operator(edge)
            refusal = self._refusal(edge, declaration)
        else:
            refusal = self._refusal(edge, declaration)
            await self._limit(edge, declaration.throttle, template)
        if refusal is not None:
            if not declaration.after_validation:
                raise refusal
            edge.pending_refusal = refusal
        if edge.body and declaration.body is None and not declaration.raw_body:
            read_input(edge)

    async def recognise(self, edge: Edge) -> None:
        """Find out shop and caller of a page that does not exist; neither is needed to say so."""
        try:
            await self._identify(edge)
        except Failure:
            edge.tenant = edge.principal = None

    async def _identify(self, edge: Edge, *, operator: bool = False) -> None:
        """Steps 1 and 2. The session counts before the token, as in the old guard."""
        named = await self._naming.named(edge)
        self._sessions.read(edge)
        proved = None
        if not operator:
            proved = await self._by_session(edge) or await self._by_token(edge)
        try:
            edge.tenant = await self._naming.settle(named, proved)
        except NotFound:
            edge.cookies = "none"
            raise
        if proved is not None:
            edge.principal = proved.principal
        else:
            edge.principal = Principal(
                tenant_id=edge.tenant.id, policy_version=edge.tenant.policy_version
            )

    async def _identify_operator(self, edge: Edge) -> None:
        """Step 2 of the back office: the token counts in the shop whose secret signed it."""
        header = edge.header(b"authorization")
        token = "" if header is None else bearer_text(header) or ""
        assert edge.tenant is not None
        edge.principal = await self._directory.by_operator_token(token, edge.tenant, edge.moment)

    async def _by_session(self, edge: Edge) -> Authenticated | None:
        value = edge.session_value
        if value is None or not is_signed_in_value(value):
            return None
        found = await self._directory.by_session(session_hash(value), edge.moment, _seen(edge))
        if found is None or _expired(found, edge):
            # The session is over; going on under a guest's value spares later look-ups.
            self._sessions.forget(edge)
            return None
        return found

    async def _by_token(self, edge: Edge) -> Authenticated | None:
        header = edge.header(b"authorization")
        text = None if header is None else bearer_text(header)
        shown = None if text is None else parse_plain(text)
        if shown is None:
            return None
        found = await self._directory.by_token(
            shown.token_hash, shown.token_id, edge.moment, _seen(edge)
        )
        return None if found is None or _expired(found, edge) else found

    def _refusal(self, edge: Edge, declaration: Route) -> Refused | None:
        """Step 4 at once, step 6 as a value."""
        principal = _principal_of(edge)
        decision = authz.decide(principal, declaration.action, declaration.resource)
        edge.decision = decision
        if decision.allowed:
            return None
        if principal.account_id is None:
            raise Unauthenticated
        refusal = Refused(decision)
        if declaration.refusal is not None:
            return RouteRefused(refusal, declaration.refusal.body)
        return refusal

    async def _limit(self, edge: Edge, throttle: Throttle | None, template: str) -> None:
        if throttle is None:
            return
        now = int(edge.moment.timestamp())
        tenant = "" if edge.tenant is None else str(edge.tenant.id)
        name = throttle.name or f"{edge.method} {template}"
        key = f"{tenant}|{name}|{_caller(edge, throttle)}"
        verdict = await self._counters.hit(key, throttle.limit, now)
        edge.extra_headers.extend(answer_headers(throttle, verdict, now))
        if not verdict.allowed:
            raise TooManyRequests


class _Pipeline:
    """Litestar's middleware around one route."""

    def __init__(self, app: ASGIApp, gatekeeper: Gatekeeper) -> None:
        self._app = app
        self._gatekeeper = gatekeeper
        self._way: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            raise NotFound
        edge = edge_of(scope)
        opt: dict[str, Any] = scope["route_handler"].opt
        declaration = declaration_of(opt)
        if declaration is None:
            raise UndeclaredRoute(str(scope["route_handler"]))
        template = cast("dict[str, Any]", scope)["path_template"]
        await self._gatekeeper.admit(edge, declaration, template)
        if edge.pending_refusal is not None:
            send = _RefusingSend(self._gatekeeper.errors, scope, receive, send)
        if self._way is None:
            # Litestar makes one of these for each handler, but does not say for which.
            self._way = shortest_way(scope["route_handler"], self._app)
        await self._way(scope, receive, send)


class _RefusingSend:
    """Replaces a successful answer while a refusal is pending: a handler that asked neither for
    validated input nor for a unit of work has not shown that the caller may."""

    def __init__(self, errors: ErrorResponses, scope: Scope, receive: Receive, send: Send) -> None:
        self._errors = errors
        self._scope = scope
        self._receive = receive
        self._send = send
        self._replaced = False

    async def __call__(self, message: Message) -> None:
        if self._replaced:
            return
        if message["type"] == "http.response.start" and message["status"] < 400:
            self._replaced = True
            await self._refuse()
            return
        await self._send(message)

    async def _refuse(self) -> None:
        refusal = edge_of(self._scope).pending_refusal
        assert refusal is not None
        request = StoaRequest(self._scope, self._receive)
        answer = self._errors.answer(request, refusal)
        app = answer.to_asgi_response(app=None, request=request)
        await app(self._scope, self._receive, self._send)


def _principal_of(edge: Edge) -> Principal:
    assert edge.principal is not None
    return edge.principal


def _seen(edge: Edge) -> Seen:
    return Seen(edge.header(b"user-agent"), edge.client_address)


def _expired(found: Authenticated, edge: Edge) -> bool:
    return found.expires_at is not None and found.expires_at <= edge.moment


def _caller(edge: Edge, throttle: Throttle) -> str:
    """Whom a limit counts: the account, the address, or the address and the e-mail tried."""
    account_id = _principal_of(edge).account_id
    if throttle.per == "caller" and account_id is not None:
        return f"account {account_id}"
    if isinstance(throttle.per, tuple):
        return f"{edge.client_address}|{_tried_email(edge)}"
    return edge.client_address


def _tried_email(edge: Edge) -> str:
    try:
        email = read_input(edge).get("email")
    except BadRequest:
        return ""
    return email.strip().lower()[:320] if isinstance(email, str) else ""
