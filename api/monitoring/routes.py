"""Health, metrics and what the database does.

Contract: /api/health, /api/healthz, /api/ops/db/slow-queries; Stoa's own: /healthz, /up, /metrics.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Response, get

from api.kit.db import Database
from api.kit.errors import Failure
from api.laravel.openapi import document
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.laravel.values import wire_moment
from api.settings import Settings

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler
    from litestar.types import Method
    from litestar.types.internal_types import PathParameterDefinition


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Liveness and a summary of what is switched on; never an error's text (D13)."""

    status: str
    database: str
    payments: dict[str, Any]
    email: dict[str, Any]
    timestamp: str
    version: str


def _operation_of(
    _: HTTPRouteHandler, __: Method, path: list[str | PathParameterDefinition]
) -> str:
    """One handler under four names needs four operation ids."""
    return "Show" + "".join(str(part).capitalize() for part in path)


@get(
    ["/api/health", "/api/healthz", "/healthz", "/up"],
    operation_id=_operation_of,
    tags=["Monitoring"],
    opt=route("health", "view", tenantless=True),
)
async def health(request: StoaRequest) -> Response[Health]:
    """200 while the database answers, else 503 with the same keys."""
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    answers = await database.answers()
    keys = {
        "secret": settings.stripe_secret_key is not None,
        "public": settings.stripe_public_key is not None,
        "webhook": settings.stripe_webhook_secret is not None,
    }
    payload = Health(
        status="ok" if answers else "unavailable",
        database="connected" if answers else "unreachable",
        payments={
            "cod": "enabled",
            "card": {
                "flag": _flag(settings.card_enabled),
                "stripe_configured": settings.card_enabled and all(keys.values()),
                "keys_present": keys,
            },
        },
        email={
            "flag": _flag(settings.mail_enabled),
            "mailer": "smtp" if settings.smtp_host else "log",
            "configured": settings.smtp_host is not None,
            "from_configured": True,
            "keys_present": {
                "resend": False,
                "smtp_host": settings.smtp_host is not None,
                "smtp_user": settings.smtp_user is not None,
            },
        },
        timestamp=wire_moment(request.moment),
        version=settings.health_version,
    )
    return Response(payload, status_code=200 if answers else 503)


class SlowQueries(msgspec.Struct, frozen=True, kw_only=True):
    """GET /api/ops/db/slow-queries; nothing is ever in ``top``."""

    ok: bool = True
    extension: str = "pg_stat_statements"
    installed: bool = False
    note: str = (
        "Stoa reads no extension of PostgreSQL, and its role sees no statistics of others. Let "
        "PostgreSQL log slow statements: log_min_duration_statement."
    )
    top: list[dict[str, Any]] = []


class WrongKey(Failure):
    """In production whoever asks shows the operator's key (contract)."""

    status = 403
    code = "forbidden"

    def __init__(self) -> None:
        super().__init__("Forbidden")


@get(
    "/api/ops/db/slow-queries",
    operation_id="ListSlowQueries",
    tags=["Monitoring"],
    opt=route("slow_query", "view", throttle=Throttle(10), tenantless=True),
)
async def slow_queries(request: StoaRequest) -> SlowQueries:
    """Says that no statistics are kept; the old shop read an extension here."""
    settings: Settings = request.app.state.settings
    shown, key = request.headers.get("x-ops-key", ""), settings.ops_key or ""
    known = bool(key) and compare_digest(shown.encode(), key.encode())
    if settings.environment == "production" and not known:
        raise WrongKey
    return SlowQueries()


@get(
    "/metrics",
    operation_id="ShowMetrics",
    include_in_schema=False,
    opt=route("metrics", "view", tenantless=True),
)
async def metrics(request: StoaRequest) -> Response[bytes]:
    """Prometheus' text format: what this worker has counted."""
    exposition: bytes = request.app.state.metrics.exposition()
    return Response(exposition, media_type="text/plain; version=0.0.4; charset=utf-8")


@get(
    "/api/v1/openapi.json",
    operation_id="ShowDocumentation",
    include_in_schema=False,
    opt=route("documentation", "view", tenantless=True),
)
async def documentation(request: StoaRequest) -> Response[bytes]:
    """The OpenAPI document of every route under /api, made once per worker."""
    state = request.app.state
    if "openapi_json" not in state:
        written = document(request.app, session_cookie=state.settings.session_cookie)
        state.openapi_json = msgspec.json.encode(written)
    return Response(state.openapi_json, media_type="application/json")


def _flag(enabled: bool) -> str:
    return "enabled" if enabled else "disabled"
