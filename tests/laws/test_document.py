"""Every served ``/api`` route is in the OpenAPI document, and the document lists nothing else.

Proves that the inventory which outsiders and Schemathesis read is the whole inventory. The
document itself and the metrics are not part of it. It does not prove that shapes and statuses in
the document are right: Schemathesis does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from litestar import get

from api.app import create_app
from api.laravel.openapi import document
from api.laravel.route import route
from tests.support.application import settings_for
from tests.support.served import served_by

if TYPE_CHECKING:
    from litestar import Litestar

    from api.laravel.wire import Wire
    from ops.data.provision import DatabaseUrls

UNDOCUMENTED = frozenset({"GET /api/v1/openapi.json"})
# Routes beside /api that the document lists as well: clients of the contract call them.
BESIDES = frozenset({"GET /sanctum/csrf-cookie", "GET /healthz", "GET /up"})


def documented(app: Litestar) -> set[str]:
    written: dict[str, Any] = document(app)
    return {
        f"{method.upper()} {path}"
        for path, methods in written["paths"].items()
        for method in methods
        if method != "parameters"
    }


def served(app: Litestar) -> set[str]:
    return {each.key for each in served_by(app) if each.is_api}


def difference(app: Litestar) -> tuple[list[str], list[str]]:
    """What is served and not documented, and the other way round."""
    listed = documented(app)
    return (
        sorted(served(app) - listed - UNDOCUMENTED),
        sorted(listed - served(app) - BESIDES),
    )


def test_the_document_lists_every_api_route_and_nothing_else(application: Wire) -> None:
    assert difference(application.app) == ([], [])


def test_the_document_can_be_written(application: Wire) -> None:
    assert msgspec.json.encode(document(application.app)).startswith(b"{")


@get("/api/v1/hidden", opt=route("product", "list"), include_in_schema=False)
async def hidden() -> str:
    return "hidden"


@get("/backdoor", opt=route("product", "list"))
async def backdoor() -> str:
    return "backdoor"


def test_twin_a_hidden_route_and_a_listed_back_door_are_found(database_urls: DatabaseUrls) -> None:
    app = create_app(settings_for(database_urls)).app
    app.register(hidden)
    app.register(backdoor)
    assert difference(app) == (["GET /api/v1/hidden"], ["GET /backdoor"])
