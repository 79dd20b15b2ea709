"""The OpenAPI 3.1 document of the contract: Litestar's own, made exact by what routes declare.

Litestar knows paths, operation ids and the shapes of answers; the rules know what is accepted; the
policy knows who is turned away. Every status listed can happen, and no other client error can.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from litestar import Router
from litestar.openapi.config import OpenAPIConfig
from litestar.routes import HTTPRoute

from api.kit.authz import TABLE, Principal, decide
from api.kit.ids import LARGEST_ID
from api.laravel.errors import OwnDialect
from api.laravel.input import LARGEST_BODY
from api.laravel.route import Route, declaration_of
from policies.rows import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar import Litestar
    from litestar.handlers import HTTPRouteHandler
    from litestar.routes import BaseRoute
    from litestar.types import ControllerRouterHandler

    from api.laravel.rules import Rules

Node = dict[str, Any]

_IN_PATH: Final = re.compile(r"\{([^}]+)\}")
_CHANGES: Final = frozenset({"post", "put", "patch", "delete"})
_HIDDEN: Final = frozenset({"head", "options", "trace"})

# Path parameters that are no ids.
_PATH_SCHEMAS: Final[dict[str, Node]] = {
    # Random UUIDs: version 4, variant 1 (RFC 9562, section 5.4).
    "token": {
        "type": "string",
        "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    },
    "slug": {"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 255},
}
_ID: Final[Node] = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
# Any text may be a slug, and PHP reads 1.5 and 1e2 as the ids 1 and 100.
_ID_OR_SLUG: Final[Node] = {"anyOf": [_ID, {"type": "string", "minLength": 1}]}
_TAKES_SLUGS: Final = frozenset({"/api/v1/public/products/{id}", "/api/v1/public/producers/{id}"})

_WHAT: Final[dict[int, str]] = {
    400: "The request cannot be read: malformed JSON, text that is not UTF-8, two tenants named.",
    401: "Nobody is signed in, or the token is unknown or expired.",
    403: "The policy says no.",
    404: "No such thing in this tenant, or no such tenant.",
    409: "The state of the shop has moved on.",
    413: f"The body is longer than {LARGEST_BODY} bytes.",
    419: "The anti-forgery token of the browser session is missing or wrong.",
    422: "The input breaks rules; all of them are named.",
    429: "Too many calls in this minute.",
    503: "The server is in maintenance or its database does not answer.",
}


class _NoPages(Router):
    """Litestar would serve pages of its own under /schema, which ask no policy; it serves none."""

    def register(self, value: ControllerRouterHandler) -> list[BaseRoute]:
        """Leave the page out."""
        return []


def without_pages() -> OpenAPIConfig:
    """Litestar's settings: it gathers the schema and serves nothing of it."""
    return OpenAPIConfig(
        title="Stoa", version="1", openapi_router=_NoPages("/schema", route_handlers=[])
    )


def document(app: Litestar, *, session_cookie: str = "stoa_session") -> Node:
    """The document served at ``/api/v1/openapi.json``, as plain JSON values.

    Handlers may list further statuses of their own in ``opt["also"]`` (for example ``(409,)``).
    Everything else is read from the handler's declaration (``route(…)``).
    """
    written: Node = app.openapi_schema.to_schema()
    for path, method, operation, handler in _operations(app, written):
        declared = declaration_of(handler.opt)
        if declared is not None:
            _describe(operation, path, method, declared)
            for status in handler.opt.get("also", ()):
                operation["responses"].setdefault(str(status), _own_failure(status))
            _in_own_words(operation, path, app.state.get("own_dialect"))
    for methods in written.get("paths", {}).values():
        for method in _HIDDEN & methods.keys():
            del methods[method]
    components = written.setdefault("components", {})
    components.setdefault("schemas", {}).update(_error_schemas())
    components["securitySchemes"] = _security_schemes(session_cookie)
    return written


def _in_own_words(operation: Node, path: str, own: OwnDialect | None) -> None:
    """Failures below another dialect's prefix have that dialect's body."""
    if own is None or not path.startswith(own.prefix):
        return
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {own.media_type: {"schema": dict(own.schema)}}


def _operations(app: Litestar, written: Node) -> Iterator[tuple[str, str, Node, HTTPRouteHandler]]:
    """Each operation of the document (path, method, node) with the handler behind it."""
    paths = written.get("paths", {})
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            for method in sorted(str(name).lower() for name in handler.http_methods):
                operation = paths.get(route.path_format, {}).get(method)
                if operation is not None and method not in _HIDDEN:
                    yield route.path_format, method, operation, handler


def _describe(operation: Node, path: str, method: str, declared: Route) -> None:
    in_path = [_path_parameter(path, name) for name in _IN_PATH.findall(path)]
    parameters = [*in_path, *_query_parameters(declared)]
    operation.pop("parameters", None)
    if parameters:
        operation["parameters"] = parameters
    operation.pop("requestBody", None)
    if declared.body is not None:
        operation["requestBody"] = _request_body(declared.body, declared.file)
    operation["security"] = _security(method, declared)
    responses = operation.setdefault("responses", {})
    # Litestar lists a 400 for its own validation, which never runs: the rules do that.
    responses.pop("400", None)
    # It also gives an answer without a body a type.
    responses.get("204", {}).pop("content", None)
    for status in sorted(_statuses(method, declared)):
        responses.setdefault(str(status), _response(status, declared))


def _path_parameter(path: str, name: str) -> Node:
    """Ids are 64-bit integers from 1, whatever type the handler takes them in."""
    schema = _ID_OR_SLUG if path in _TAKES_SLUGS else dict(_PATH_SCHEMAS.get(name, _ID))
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(declared: Route) -> list[Node]:
    if declared.query is None:
        return []
    schema: Node = declared.query.json_schema("query")
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": one}
        for name, one in schema["properties"].items()
    ]


def _request_body(rules: Rules, file: str | None) -> Node:
    """JSON is described; forms carry the same names and are taken too. A file needs a form."""
    schema: Node = rules.json_schema()
    if file is not None:
        schema["properties"] = {
            file: {"type": "string", "format": "binary"},
            **schema["properties"],
        }
        schema["required"] = sorted([file, *schema.get("required", [])])
        return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return {"required": "required" in schema, "content": {"application/json": {"schema": schema}}}


def _admits_guest(declared: Route) -> bool:
    return TABLE.admits_guest(declared.resource, declared.action)


def _refuses_somebody(declared: Route) -> bool:
    """Is there a signed-in role that may never do this?"""
    signed_in = (role for role in ROLES if role != "guest")
    return not all(
        decide(_anybody(role), declared.action, declared.resource).allowed for role in signed_in
    )


def _anybody(role: str) -> Principal:
    """An account of that role with every condition in its favour."""
    return Principal(
        tenant_id=UUID(int=0),
        account_id=1,
        roles=(role,),
        producer_id=1,
        producer_active=True,
        business_active=True,
        credential="token",
    )


def _security(method: str, declared: Route) -> list[Node]:
    """A token, or the browser's session (with its anti-forgery token for changes), or nothing."""
    if declared.tenantless:
        return []
    if declared.operator:
        return [{"operator": []}]
    session: Node = {"session": []}
    if method in _CHANGES and declared.csrf:
        session["xsrf"] = []
    ways: list[Node] = [{"bearer": []}, session]
    return [{}, *ways] if _admits_guest(declared) else ways


def _statuses(method: str, declared: Route) -> Iterator[int]:
    """The statuses besides success that this route can answer with."""
    yield 503
    if declared.tenantless:
        return
    yield from (400, 404)
    if not _admits_guest(declared):
        yield 401
    if not _admits_guest(declared) or _refuses_somebody(declared):
        yield 403
    if method in _CHANGES:
        yield 413
        if declared.csrf:
            yield 419
    if declared.body is not None or declared.query is not None:
        yield 422
    if declared.throttle is not None:
        yield 429


def _response(status: int, declared: Route) -> Node:
    schema: Node = {"$ref": f"#/components/schemas/{_SCHEMA_NAMES.get(status, 'Failure')}"}
    if status == 403 and declared.refusal is not None:
        schema = _exact(declared.refusal.body)
    response: Node = {
        "description": _WHAT.get(status, "The request was refused."),
        "content": {"application/json": {"schema": schema}},
    }
    if status == 429:
        response["headers"] = {
            "Retry-After": {"description": "seconds", "schema": {"type": "string"}},
            "X-RateLimit-Limit": {"schema": {"type": "string"}},
            "X-RateLimit-Remaining": {"schema": {"type": "string"}},
        }
    return response


def _own_failure(status: int) -> Node:
    """A failure that the handler itself answers with, in words of its own."""
    schema = {"$ref": "#/components/schemas/Failure"}
    return {
        "description": _WHAT.get(status, "The request was refused."),
        "content": {"application/json": {"schema": schema}},
    }


def _exact(body: dict[str, object]) -> Node:
    """A refusal whose words the contract fixes; further keys (decision_id) may stand beside."""
    return {
        "type": "object",
        "required": sorted(body),
        "properties": {key: {"const": value} for key, value in body.items()},
    }


_SCHEMA_NAMES: Final = {401: "Unauthenticated", 404: "NotFound", 422: "Invalid"}


def _error_schemas() -> Node:
    text: Node = {"type": "string"}
    traced: Node = {"request_id": text, "decision_id": text}
    sentences: Node = {"type": "array", "items": text, "minItems": 1}
    return {
        "Failure": {
            "type": "object",
            "minProperties": 1,
            "properties": {"message": text, "success": {"type": "boolean"}, **traced},
        },
        "Unauthenticated": {
            "type": "object",
            "required": ["error", "message"],
            "properties": {"error": {"const": "unauthenticated"}, "message": text, **traced},
        },
        "NotFound": {
            "type": "object",
            "minProperties": 1,
            "properties": {"error": text, "message": text, "success": {"type": "boolean"}},
        },
        "Invalid": {
            "type": "object",
            "minProperties": 1,
            "properties": {
                "message": text,
                "errors": {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": sentences,
                },
                **traced,
            },
        },
    }


def _security_schemes(session_cookie: str) -> Node:
    return {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A token from login."},
        "operator": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "HS256 with the shop's operator secret; type admin, issuer as agreed.",
        },
        "session": {"type": "apiKey", "in": "cookie", "name": session_cookie},
        "xsrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-XSRF-TOKEN",
            "description": "The decoded value of the XSRF-TOKEN cookie.",
        },
    }
