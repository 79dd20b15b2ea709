"""The request as handlers see it: who calls, in which shop, and the input after the rules."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from litestar import Request
from litestar.connection.base import empty_receive, empty_send

from api.kit.db import Scope, UnitOfWork
from api.kit.errors import Failure, Invalid, NotFound
from api.laravel.edge import Edge, edge_of
from api.laravel.input import Upload, parse_input
from api.laravel.values import strict_id

if TYPE_CHECKING:
    from datetime import datetime

    from litestar.types import Receive, Send
    from litestar.types import Scope as ConnectionScope

    from api.kit.authz import Decision, Principal
    from api.kit.db import Database, Glance
    from api.kit.storage import Storage
    from api.laravel.rules import Rules
    from api.laravel.session import SessionCookies
    from api.tenants.profile import Tenant

Shape = TypeVar("Shape")


class StoaRequest(Request[Any, Any, Any]):
    """One request of one tenant. Facts come from the edge that the wire and pipeline filled."""

    __slots__ = ("edge",)

    def __init__(
        self, scope: ConnectionScope, receive: Receive = empty_receive, send: Send = empty_send
    ) -> None:
        super().__init__(scope, receive, send)
        self.edge: Edge = edge_of(scope)
        """Everything that is known about the request."""

    @property
    def tenant(self) -> Tenant:
        """The shop that is called. Raises ``NotFound`` on a route that serves no shop."""
        tenant = self.edge.tenant
        if tenant is None:
            raise NotFound
        return tenant

    @property
    def principal(self) -> Principal:
        """Who is calling; a guest is a principal too."""
        principal = self.edge.principal
        if principal is None:
            raise NotFound
        return principal

    @property
    def decision(self) -> Decision | None:
        """What the policy said about the route, without any object."""
        return self.edge.decision

    @property
    def request_id(self) -> str:
        """The id in logs, audit and the ``X-Request-Id`` header."""
        return self.edge.request_id

    @property
    def moment(self) -> datetime:
        """When the request came in, in UTC; the only time the request knows."""
        return self.edge.moment

    @property
    def client_address(self) -> str:
        """The caller's address as trusted proxies report it; empty on a local socket."""
        return self.edge.client_address

    @property
    def page_path(self) -> str:
        """The absolute URL without its query string: ``path`` of the paginators."""
        return self.edge.url

    def scope_of_work(self, *, despite_refusal: bool = False) -> Scope:
        """For whom, as whom and when work is done. Raises a refusal that is still pending."""
        if not despite_refusal:
            self.raise_pending_refusal()
        decision = self.edge.decision
        return Scope(
            tenant_id=self.tenant.id,
            principal=self.principal,
            moment=self.edge.moment,
            request_id=self.edge.request_id,
            decision_id=None if decision is None else decision.decision_id,
        )

    def unit_of_work(
        self, *, read_only: bool = False, despite_refusal: bool = False
    ) -> AbstractAsyncContextManager[UnitOfWork]:
        """The request's one transaction. Raises a refusal that is still pending.

        ``despite_refusal`` lets a route look for what the contract answers first (404, 422); while
        a refusal is pending the transaction only reads, and the route ends with
        ``raise_pending_refusal``.
        """
        database: Database = self.app.state.database
        refused = self.edge.pending_refusal is not None
        scope = self.scope_of_work(despite_refusal=despite_refusal)
        return database.unit_of_work(scope, read_only=read_only or refused)

    def glance(self) -> Glance:
        """For a GET that one statement answers, in place of a unit of work."""
        database: Database = self.app.state.database
        return database.glance(self.scope_of_work())

    async def input(self) -> dict[str, Any]:
        """Query and body, merged, trimmed, empty texts as None (dialect 3.3).

        Raises ``BadRequest`` when the body is malformed (D7).
        """
        return read_input(self.edge)

    async def upload(self, name: str) -> bytes:
        """The content of the file in a multipart form's field, of the last one if there are more.

        Raises ``BadRequest`` for a form that cannot be read, ``Invalid`` when the file is missing.
        """
        return (await self.uploads(name))[-1].content

    async def uploads(self, name: str) -> list[Upload]:
        """All files in a multipart form's field. Raises as ``upload`` does."""
        read_input(self.edge)
        files = {} if self.edge.input is None else self.edge.input.files
        if name not in files:
            raise Invalid({name: [f"The {name} field is required."]})
        return files[name]

    @property
    def storage(self) -> Storage | None:
        """Where the files of all tenants lie; none where the operator has named no place."""
        storage: Storage | None = self.app.state.storage
        return storage

    async def validated(self, rules: Rules, shape: type[Shape]) -> Shape:
        """The input after the rules, as the given Struct.

        Raises ``Invalid`` with all errors, then a refusal that waited for the validation.
        """
        values = rules.check(read_input(self.edge))
        self.raise_pending_refusal()
        return msgspec.convert(values, shape)

    def path_id(self, name: str) -> int:
        """A path parameter that must be an id. Raises ``NotFound`` for anything else (D1)."""
        value = self.path_params[name]
        number = value if isinstance(value, int) else strict_id(str(value))
        if number is None or strict_id(str(number)) is None:
            raise NotFound
        return number

    def raise_pending_refusal(self) -> None:
        """Raise the refusal by role that the route put off until the body was validated."""
        if self.edge.pending_refusal is not None:
            raise self.edge.pending_refusal

    @property
    def uses_cookie_session(self) -> bool:
        """Whether a page of the shop is calling, so that signing in opens a cookie session."""
        return self.edge.stateful

    @property
    def csrf_token(self) -> str:
        """The anti-forgery token for ``X-XSRF-TOKEN``."""
        sessions = self._sessions()
        return sessions.csrf_token(sessions.ensure(self.edge))

    @property
    def form_token(self) -> str:
        """The anti-forgery token for forms (field ``_token``), another text each time."""
        sessions = self._sessions()
        return sessions.masked_token(sessions.ensure(self.edge))

    @property
    def session_cookie(self) -> str:
        """The session as a browser would show it, for what a page asks on its behalf."""
        sessions = self._sessions()
        return sessions.cookie(self.edge)

    def start_session(self) -> bytes:
        """Give the browser a new session value; returns the SHA-256 that identity stores."""
        return self._sessions().start(self.edge)

    def forget_session(self) -> None:
        """Give the browser a guest's session value; identity deletes the stored one."""
        self._sessions().forget(self.edge)

    def _sessions(self) -> SessionCookies:
        sessions = self.edge.sessions
        if sessions is None:
            raise NotFound
        return sessions


def invalid(field: str, reason: Failure) -> Invalid:
    """A failure that only the work could find, told as the fault of one field."""
    failure = Invalid({field: [reason.sentence]})
    failure.fields = {"code": reason.code}
    return failure


def read_input(edge: Edge) -> dict[str, Any]:
    """The parsed input of a request, parsed once. Raises ``BadRequest`` (D7)."""
    if edge.input is None:
        content_type = edge.header(b"content-type") or ""
        edge.input = parse_input(
            content_type,
            edge.body,
            edge.query_string,
            edge.original_method,
            # The wire has checked the size against the server's own limit.
            largest_body=len(edge.body),
        )
    return edge.input.values
