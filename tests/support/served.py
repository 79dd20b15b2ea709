"""Every handler that the application serves, API and pages alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from litestar.routes import HTTPRoute

from api.laravel.route import Route, declaration_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar import Litestar
    from litestar.handlers import BaseRouteHandler

# HEAD is the wire's: it runs the GET. OPTIONS never reaches a handler: the wire answers it.
UNROUTED_METHODS = frozenset({"HEAD", "OPTIONS"})


class Served(msgspec.Struct, frozen=True):
    """One method of one path; ``declared`` is None where the handler asks for nothing."""

    method: str
    path: str
    name: str
    declared: Route | None
    in_document: bool

    @property
    def key(self) -> str:
        """How recipes and messages name it: ``PATCH /api/v1/products/{product}``."""
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        """Whether the OpenAPI document has to know it (the document has no other routes)."""
        return self.path.startswith("/api/")


def served_by(app: Litestar) -> list[Served]:
    """All methods of all paths, in the order of paths and methods.

    Raises ``TypeError`` for a route that is no HTTP route: nothing here knows how to guard one.
    """
    found: list[Served] = []
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            raise TypeError(f"{route.path} is a {type(route).__name__}; only HTTP routes are known")
        for handler in route.route_handlers:
            found.extend(_methods(route.path_format, handler))
    return sorted(found, key=lambda each: (each.path, each.method))


def _methods(path: str, handler: BaseRouteHandler) -> Iterator[Served]:
    declared = declaration_of(handler.opt)
    hidden = getattr(handler, "include_in_schema", None) is False
    for method in sorted(map(str, getattr(handler, "http_methods", ()))):
        if method not in UNROUTED_METHODS:
            yield Served(method, path, str(handler), declared, not hidden)
