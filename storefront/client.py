"""The storefront's way to the contract: the same ASGI application, called in process.

Every page reads and writes through ``/api/v1`` exactly as an outside client would, so tenancy,
policy, throttle and dialect hold for pages without a second implementation. The visitor's cookies,
host, address and request id travel with each call; when the contract draws a new session (login,
register, logout), the page's own answer bears it.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import httpx
import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.laravel.input import Upload
    from api.laravel.request import StoaRequest

CSRF_COOKIE = "XSRF-TOKEN"
# What names the shop, and what proves the visitor; everything else stays outside.
_NAMES = ("x-tenant", "user-agent")
_PROVES = ("cookie", "authorization")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the contract answered: ``body`` is the decoded JSON, ``None`` for an empty body."""

    status: int
    body: Any
    retry_after: str | None = None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def errors(self) -> dict[str, list[str]]:
        """The sentences of a 422 by dotted field; empty for every other answer."""
        found = self.body.get("errors") if isinstance(self.body, dict) else None
        return found if isinstance(found, dict) else {}


class ContractClient:
    """Calls ``/api/v1`` for one visitor, during one page request."""

    def __init__(self, request: StoaRequest, *, as_guest: bool = False) -> None:
        """``as_guest`` leaves out who asks: for answers that are kept for everybody."""
        self._request = request
        handed_on = _NAMES if as_guest else (*_NAMES, *_PROVES)
        edge = request.edge
        self._base_url = f"{edge.scheme}://{edge.authority or 'localhost'}"
        self._headers = {
            "accept": "application/json",
            "accept-encoding": "identity",
            "origin": self._base_url,
            "x-request-id": request.request_id,
            **{name: request.headers[name] for name in handed_on if name in request.headers},
        }
        self._transport = httpx.ASGITransport(
            app=request.app.state.outer,
            client=(request.client_address, 0),
            raise_app_exceptions=False,
        )

    async def get(self, path: str, **parameters: str | int) -> Answer:
        """Reads ``/api/v1`` + ``path`` as this visitor."""
        return await self._call("GET", path, parameters=parameters)

    async def send(
        self, method: str, path: str, body: object = None, *, key: str | None = None
    ) -> Answer:
        """Changes something at ``/api/v1`` + ``path`` with the visitor's anti-forgery token.

        A path from ``/api/`` on is taken whole. ``key`` makes a repetition harmless (the header
        ``Idempotency-Key``).
        """
        return await self._call(method, path, body={} if body is None else body, key=key)

    async def upload(self, path: str, field: str, file: Upload) -> Answer:
        """Posts one file, as a browser's form would, to a path from ``/api/`` on."""
        async with httpx.AsyncClient(transport=self._transport, base_url=self._base_url) as http:
            response = await http.post(
                path,
                headers={"x-xsrf-token": self._anti_forgery_token(), **self._headers},
                files={field: (file.filename, file.content)},
            )
        self._follow_session(response)
        return Answer(status=response.status_code, body=_decoded(response))

    async def _call(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, str | int] | None = None,
        body: object = None,
        key: str | None = None,
    ) -> Answer:
        """One request over the outer application; failures come back as answers, never raised."""
        headers = dict(self._headers)
        content = None
        # What a form was made to send must not break the header it would travel in.
        if key and key.isascii() and key.isprintable():
            headers["idempotency-key"] = key
        if body is not None:
            headers["content-type"] = "application/json"
            headers["x-xsrf-token"] = self._anti_forgery_token()
            headers |= self._headers
            content = msgspec.json.encode(body)
        async with httpx.AsyncClient(transport=self._transport, base_url=self._base_url) as http:
            response = await http.request(
                method,
                path if path.startswith("/api/") else f"/api/v1{path}",
                params=dict(parameters or {}),
                headers=headers,
                content=content,
            )
        if body is not None:
            self._follow_session(response)
        return Answer(
            status=response.status_code,
            body=_decoded(response),
            retry_after=response.headers.get("retry-after"),
        )

    def _anti_forgery_token(self) -> str:
        """Of the visitor's session; one that is new with this page is shown along with it."""
        token = self._request.csrf_token
        if self._request.edge.presented_session is None:
            self._headers["cookie"] = self._request.session_cookie
        return token

    def _follow_session(self, response: httpx.Response) -> None:
        """Makes the page's answer bear the session that the contract goes on with."""
        for header in response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(header).items():
                if name != CSRF_COOKIE:
                    self._request.edge.session_value = unquote(morsel.value)
                    # What is asked after signing in is asked as whoever signed in.
                    self._headers["cookie"] = f"{name}={morsel.value}"


def _decoded(response: httpx.Response) -> Any:
    if not response.content or "json" not in response.headers.get("content-type", ""):
        return None
    return msgspec.json.decode(response.content)
