"""Handlers that ask for nothing but the request are called without a detour.

Litestar prepares each call for whatever a handler may ask for: it models the arguments, opens a
stack for dependencies that end with the request and puts a second net for errors around it. The
handlers of this dialect read everything from their ``StoaRequest``, and the net around the whole
app answers their errors alike (docs/decisions/0021).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar.handlers import HTTPRouteHandler

from api.laravel.answer import JsonAnswer

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Receive, Scope, Send


class Straight:
    """One handler's end of the line: the request goes in, what it answers is sent."""

    __slots__ = ("_adds_nothing", "_handler", "_request_class")

    def __init__(self, handler: HTTPRouteHandler) -> None:
        self._handler = handler
        self._request_class = handler.resolve_request_class()
        self._adds_nothing = not (
            handler.resolve_return_dto()
            or any(layer.after_request for layer in handler.ownership_layers)
            or handler.resolve_response_headers()
            or handler.resolve_response_cookies()
            or handler.background
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = self._handler
        request: Any = self._request_class(scope, receive, send)
        answer: Any = handler.fn(request=request)
        if not handler.has_sync_callable:
            answer = await answer
        if self._adds_nothing and type(answer) is JsonAnswer:
            response = answer.to_asgi_response(None, request, status_code=handler.status_code)
        else:
            app = scope["litestar_app"]
            response = await handler.to_response(app=app, data=answer, request=request)
        await response(scope, receive, send)


def shortest_way(handler: object, usual: ASGIApp) -> ASGIApp:
    """How to call a handler: straight, or the ``usual`` way when it uses more of Litestar."""
    if not isinstance(handler, HTTPRouteHandler):
        return usual
    more = (
        handler.resolve_guards(),
        handler.resolve_before_request(),
        handler.resolve_after_response(),
        handler.cache,
        handler.parsed_fn_signature.parameters.keys() ^ {"request"},
    )
    return usual if any(more) else Straight(handler)
