"""Turns failures into the bytes that the dialect answers with (dialect 3.5, deviations D1, D6).

Under ``/api`` every answer is JSON, whatever the caller accepts. Elsewhere people get a page from
the storefront's renderer, and callers who ask for JSON get JSON. The body of a 404 names neither
request nor decision, so that an unknown route, an unknown thing and a thing of another tenant
answer with the same bytes; the request id is in the header ``X-Request-Id``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException, MethodNotAllowedException

from api.kit.errors import Failure, Invalid, NotFound, Refused, Unavailable
from api.laravel.edge import Edge, edge_of
from api.laravel.request import StoaRequest

if TYPE_CHECKING:
    from litestar import Request

Translate = Callable[[int, str, Mapping[str, Any]], Mapping[str, Any]]
"""Another dialect's body for a failure: status, code, and the body that this one would send."""


class OwnDialect(msgspec.Struct, frozen=True):
    """Routes below ``prefix`` answer failures in words of their own."""

    prefix: str
    media_type: str
    translate: Translate
    schema: Mapping[str, Any]
    """What the OpenAPI document says of such a body."""


ErrorPage = Callable[[StoaRequest, int, str], Response[Any]]
"""Draws a page for people: request, status, sentence (empty where the page has its own)."""

NOT_FOUND_BODY: Final = {"error": "not_found", "message": "Route not found."}
UNAUTHENTICATED_BODY: Final = {"error": "unauthenticated", "message": "Unauthenticated."}
SERVER_ERROR: Final = "Server Error"
SENTENCES: Final[Mapping[int, str]] = {
    401: "Unauthenticated.",
    403: "This action is unauthorized.",
    413: "The POST data is too large.",
    419: "CSRF token mismatch.",
    429: "Too Many Attempts.",
    500: SERVER_ERROR,
    503: "Service Unavailable",
}
# The order in which the old router listed a route's methods.
VERBS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

# SQLSTATE codes (PostgreSQL manual, appendix A); kit/db reports most of the first group itself.
# The server ends the conversation or takes no more.
DATABASE_AWAY: Final = frozenset({"57P01", "57P02", "57P03", "53300"})
CONNECTION_CLASS: Final = "08"
# Rivals kept a statement waiting, or it ran too long; a repetition may well succeed.
DATABASE_BUSY: Final = frozenset({"57014", "55P03", "40P01", "40001"})
AWAY_SENTENCE: Final = "The shop's database does not answer. Nothing was stored; try again."
BUSY_SENTENCE: Final = "The shop is busy at this moment. Nothing was stored; try again."

logger = structlog.get_logger("api.laravel.errors")


class RouteRefused(Refused):
    """A refusal with the exact body that the contract gives this route."""

    def __init__(self, refusal: Refused, body: Mapping[str, object]) -> None:
        super().__init__(refusal.decision, refusal.sentence)
        self.body = dict(body)


class ErrorResponses:
    """Answers failures: in JSON, or through the storefront's page renderer."""

    def __init__(
        self, error_page: ErrorPage | None = None, own_dialect: OwnDialect | None = None
    ) -> None:
        self._error_page = error_page
        self._own_dialect = own_dialect

    def handlers(self) -> dict[int | type[Exception], Callable[..., Response[Any]]]:
        """What Litestar is given as ``exception_handlers``."""
        return {Exception: self.answer}

    def answer(self, request: Request[Any, Any, Any], exception: Exception) -> Response[Any]:
        """The answer to anything that was raised."""
        edge = edge_of(request.scope)
        status, headers, body = self._outcome(edge, exception)
        page = self._page(edge, request, status, str(body.get("message", "")))
        if page is not None:
            page.headers.update(headers)
            return page
        media_type = "application/json"
        own = self._own_dialect
        if own is not None and edge.path.startswith(own.prefix):
            body, media_type = dict(own.translate(status, code_of(exception), body)), own.media_type
        return Response(
            content=msgspec.json.encode(body),
            status_code=status,
            headers=headers,
            media_type=media_type,
        )

    def _page(
        self, edge: Edge, request: Request[Any, Any, Any], status: int, sentence: str
    ) -> Response[Any] | None:
        """The page for people; none where JSON is due or the renderer itself breaks."""
        if self._error_page is None or edge.speaks_cors or edge.wants_json():
            return None
        try:
            return self._error_page(_as_stoa_request(request), status, sentence)
        # Whatever a template does wrong must not hide the failure that it was to show.
        except Exception:
            logger.exception("the error page failed", request_id=edge.request_id)
            return None

    def _outcome(
        self, edge: Edge, exception: Exception
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        failure = as_failure(exception)
        if failure is not None:
            if isinstance(failure, Refused):
                log_refusal(edge, failure)
            body = failure_body(failure, edge)
            return failure.status, dict(failure.headers), body
        if isinstance(exception, MethodNotAllowedException):
            allowed = allowed_methods((exception.headers or {}).get("allow", ""))
            sentence = method_sentence(edge, allowed)
            return 405, {"allow": ", ".join(allowed)}, _named(edge, {"message": sentence})
        if isinstance(exception, HTTPException) and exception.status_code < 500:
            return _litestar_outcome(edge, exception)
        edge.crash = exception
        log_crash(edge, exception)
        return 500, {}, _named(edge, {"message": SERVER_ERROR})


def code_of(exception: Exception) -> str:
    """The failure's name for programs."""
    failure = as_failure(exception)
    if failure is not None:
        return failure.code
    if isinstance(exception, HTTPException) and exception.status_code < 500:
        return HTTPStatus(exception.status_code).name.lower()
    return "server_error"


def as_failure(exception: Exception) -> Failure | None:
    """The failure that an exception amounts to; none for one that nobody foresaw."""
    if isinstance(exception, Failure):
        return exception
    state = getattr(exception, "sqlstate", None) or ""
    away = state in DATABASE_AWAY or state.startswith(CONNECTION_CLASS)
    if away or isinstance(exception, ConnectionError | TimeoutError):
        logger.error("the database is away", reason=repr(exception))
        return Unavailable(AWAY_SENTENCE, headers={"Retry-After": "5"})
    if state in DATABASE_BUSY:
        logger.warning("the database is busy", reason=repr(exception))
        return Unavailable(BUSY_SENTENCE, headers={"Retry-After": "1"})
    return None


def failure_body(failure: Failure, edge: Edge) -> dict[str, Any]:
    """The JSON body of a failure.

    A sentence becomes ``message`` and the failure's fields stand beside it; fields alone are the
    whole body; a failure with neither has the dialect's own body for its status.
    """
    if isinstance(failure, RouteRefused):
        body = dict(failure.body)
    elif isinstance(failure, Invalid):
        body = {
            "message": failure.sentence or summary(failure.errors),
            **failure.fields,
            "errors": failure.errors,
        }
    elif failure.sentence:
        body = {"message": failure.sentence, **failure.fields}
    elif failure.fields:
        body = dict(failure.fields)
    else:
        body = _plain_body(failure.status, edge)
    if isinstance(failure, Refused) and failure.decision is not None:
        body["decision_id"] = failure.decision.decision_id
    return body if failure.status == 404 else _named(edge, body)


def summary(errors: Mapping[str, list[str]]) -> str:
    """The first sentence of the first field and how many more there are."""
    sentences = [sentence for field in errors.values() for sentence in field]
    if not sentences:
        return "The given data was invalid."
    more = len(sentences) - 1
    if more == 0:
        return sentences[0]
    return f"{sentences[0]} (and {more} more error{'' if more == 1 else 's'})"


def not_found_body(edge: Edge) -> dict[str, str]:
    """The body of every generic 404; outside ``/api/`` the old router named the path."""
    if edge.under_api:
        return dict(NOT_FOUND_BODY)
    return {"message": f"The route {_shown_path(edge)} could not be found."}


def allowed_methods(listed: str) -> list[str]:
    """Litestar's list of methods in the old router's order, HEAD beside GET, OPTIONS unnamed."""
    methods = {method.strip() for method in listed.split(",")}
    if "GET" in methods:
        methods.add("HEAD")
    return [verb for verb in VERBS if verb in methods]


def method_sentence(edge: Edge, allowed: list[str]) -> str:
    """The 405's sentence with the concrete path."""
    return (
        f"The {edge.original_method} method is not supported for route {_shown_path(edge)}. "
        f"Supported methods: {', '.join(allowed)}."
    )


def log_refusal(edge: Edge, refusal: Refused) -> None:
    """Why the policy said no, under the id that the caller was given; the rows stay in the log."""
    decision = refusal.decision
    if decision is None:
        return
    logger.info(
        "refused",
        request_id=edge.request_id,
        decision_id=decision.decision_id,
        resource=decision.resource,
        action=decision.action,
        reason=decision.reason,
        rows=[f"{each.row} ({each.failed or 'counted'})" for each in decision.trace],
    )


def log_crash(edge: Edge, crash: BaseException) -> None:
    """Write an unforeseen error down, with its traceback and the request's id."""
    logger.error(
        "unforeseen error",
        request_id=edge.request_id,
        method=edge.original_method,
        path=edge.path,
        exc_info=crash,
    )


def _plain_body(status: int, edge: Edge) -> dict[str, Any]:
    if status == 404:
        return dict(not_found_body(edge))
    if status == 401:
        return dict(UNAUTHENTICATED_BODY)
    return {"message": SENTENCES.get(status, "")}


def _litestar_outcome(
    edge: Edge, exception: HTTPException
) -> tuple[int, dict[str, str], dict[str, Any]]:
    if exception.status_code == 404:
        return 404, {}, failure_body(NotFound(), edge)
    sentence = SENTENCES.get(exception.status_code, exception.detail)
    return exception.status_code, {}, _named(edge, {"message": sentence})


def _named(edge: Edge, body: dict[str, Any]) -> dict[str, Any]:
    body["request_id"] = edge.request_id
    return body


def _shown_path(edge: Edge) -> str:
    return edge.path.strip("/") or "/"


def _as_stoa_request(request: Request[Any, Any, Any]) -> StoaRequest:
    if isinstance(request, StoaRequest):
        return request
    return StoaRequest(request.scope, request.receive, request.send)
