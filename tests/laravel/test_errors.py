"""Failures become the dialect's bytes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from litestar import Response
from litestar.exceptions import ClientException, HTTPException, PermissionDeniedException

from api.kit.authz import Principal, decide
from api.kit.errors import (
    BadRequest,
    Conflict,
    CsrfMismatch,
    Failure,
    Invalid,
    NotFound,
    PayloadTooLarge,
    Refused,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
)
from api.laravel.edge import SCOPE_KEY, Edge
from api.laravel.errors import ErrorResponses, RouteRefused, summary
from api.laravel.request import StoaRequest
from tests.support.wire_app import MOMENT, WireApp, make_tenant

REQUEST_ID = "request-0001"
NOT_FOUND = {"error": "not_found", "message": "Route not found."}


def answer_to(
    exception: Exception, path: str = "/api/v1/x", accept: str = "", page: Any = None
) -> Response[Any]:
    edge = Edge(
        method="GET",
        path=path,
        query_string=b"",
        raw_headers=[(b"accept", accept.encode())] if accept else [],
        moment=MOMENT,
        request_id=REQUEST_ID,
    )
    scope: Any = {"type": "http", SCOPE_KEY: edge, "headers": [], "path": path, "method": "GET"}
    return ErrorResponses(page).answer(StoaRequest(scope), exception)


def body_of(exception: Exception, path: str = "/api/v1/x") -> dict[str, Any]:
    body: dict[str, Any] = msgspec.json.decode(answer_to(exception, path).content)
    return body


@pytest.mark.parametrize(
    ("failure", "status", "body"),
    [
        (Unauthenticated(), 401, {"error": "unauthenticated", "message": "Unauthenticated."}),
        (
            Unauthenticated("Invalid credentials", error="Wrong."),
            401,
            {"message": "Invalid credentials", "error": "Wrong."},
        ),
        (Refused(), 403, {"message": "This action is unauthorized."}),
        (Refused(None, "Account disabled"), 403, {"message": "Account disabled"}),
        (Conflict("Too late.", code="GONE"), 409, {"message": "Too late.", "code": "GONE"}),
        (BadRequest(), 400, {"message": ""}),
        (PayloadTooLarge(), 413, {"message": "The POST data is too large."}),
        (CsrfMismatch(), 419, {"message": "CSRF token mismatch."}),
        (TooManyRequests(), 429, {"message": "Too Many Attempts."}),
        (Unavailable(), 503, {"message": "Service Unavailable"}),
    ],
)
def test_each_failure_has_the_dialect_s_body_and_names_the_request(
    failure: Failure, status: int, body: dict[str, Any]
) -> None:
    assert answer_to(failure).status_code == status
    assert body_of(failure) == body | {"request_id": REQUEST_ID}


def test_a_plain_404_under_the_api_never_names_the_request() -> None:
    assert body_of(NotFound()) == NOT_FOUND
    assert body_of(HTTPException(status_code=404, detail="internal words")) == NOT_FOUND


def test_a_404_that_the_contract_words_itself_keeps_its_words() -> None:
    assert body_of(NotFound("Cart item not found")) == {"message": "Cart item not found"}
    assert body_of(NotFound(error="Order not found")) == {"error": "Order not found"}
    worded = NotFound("Product not found", error="Invalid product ID format")
    assert body_of(worded) == {
        "message": "Product not found",
        "error": "Invalid product ID format",
    }


def test_outside_the_api_a_404_names_the_path() -> None:
    assert body_of(NotFound(), "/nope") == {"message": "The route nope could not be found."}
    assert body_of(NotFound(), "/api") == {"message": "The route api could not be found."}
    assert body_of(NotFound(), "/.env") == {"message": "The route .env could not be found."}


def test_invalid_input_lists_every_sentence_under_a_summary() -> None:
    errors = {"a": ["First.", "Second."], "b.0.c": ["Third."]}
    body = body_of(Invalid(errors))
    assert body["message"] == "First. (and 2 more errors)"
    assert body["errors"] == errors
    assert list(body)[:2] == ["message", "errors"]


def test_a_route_may_word_the_summary_itself() -> None:
    assert body_of(Invalid({"a": ["First."]}, "Validation failed"))["message"] == (
        "Validation failed"
    )


@pytest.mark.parametrize(
    ("errors", "sentence"),
    [
        ({"a": ["One."]}, "One."),
        ({"a": ["One.", "Two."]}, "One. (and 1 more error)"),
        ({"a": ["One."], "b": ["Two.", "Three."]}, "One. (and 2 more errors)"),
    ],
)
def test_the_summary_counts_what_it_leaves_out(errors: dict[str, list[str]], sentence: str) -> None:
    assert summary(errors) == sentence


def test_a_refusal_names_its_decision() -> None:
    guest = Principal(tenant_id=make_tenant("agora").id)
    decision = decide(guest, "create", "product")
    assert body_of(Refused(decision)) == {
        "message": "This action is unauthorized.",
        "decision_id": decision.decision_id,
        "request_id": REQUEST_ID,
    }


def test_a_route_s_own_refusal_keeps_its_exact_keys() -> None:
    body = body_of(RouteRefused(Refused(), {"success": False, "message": "No producer profile"}))
    assert body["success"] is False
    assert body["message"] == "No producer profile"


def test_the_failure_s_headers_are_sent() -> None:
    failure = Unavailable("Wait.", headers={"Retry-After": "7"})
    assert answer_to(failure).headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("57P01", 503),
        ("08006", 503),
        ("53300", 503),
        ("40P01", 503),
        ("57014", 503),
        ("23505", 500),
    ],
)
def test_a_database_that_is_away_or_busy_is_unavailable_and_nothing_else_is(
    state: str, status: int
) -> None:
    class DatabaseError(Exception):
        sqlstate = state

    assert answer_to(DatabaseError()).status_code == status


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), ConnectionResetError(), TimeoutError()]
)
def test_connections_that_fail_are_unavailable(error: Exception) -> None:
    assert answer_to(error).status_code == 503
    assert "try again" in body_of(error)["message"]


def test_a_crash_tells_nothing_but_its_request() -> None:
    assert body_of(RuntimeError("the secret ingredient is honey")) == {
        "message": "Server Error",
        "request_id": REQUEST_ID,
    }


def test_litestar_s_own_errors_speak_the_dialect() -> None:
    assert body_of(ClientException("Invalid host header"))["message"] == "Invalid host header"
    assert answer_to(ClientException("x")).status_code == 400
    assert body_of(PermissionDeniedException("x"))["message"] == "This action is unauthorized."
    assert body_of(HTTPException(status_code=500, detail="inner words")) == {
        "message": "Server Error",
        "request_id": REQUEST_ID,
    }


@pytest.mark.parametrize(
    "accept", ["text/html", "*/*", "", "application/vnd.api+json", "text/html;q=0.5,*/*"]
)
def test_under_the_api_everybody_gets_json(accept: str) -> None:
    answer = answer_to(NotFound(), "/api/v1/x", accept, page=draw_page)
    assert answer.media_type == "application/json"


def draw_page(request: StoaRequest, status: int, sentence: str) -> Response[str]:
    return Response(f"<p>{status} {sentence}</p>", status_code=status, media_type="text/html")


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html", True),
        ("*/*", True),
        ("", True),
        ("application/json", False),
        ("application/vnd.api+json", False),
        ("text/html;q=0.5,application/json", False),
        ("application/json;q=0.1,text/html", True),
        ("application/json;q=broken,text/html", True),
    ],
)
def test_outside_the_api_people_get_a_page_and_programs_json(accept: str, is_page: bool) -> None:
    answer = answer_to(Conflict("Too late."), "/checkout", accept, page=draw_page)
    assert answer.status_code == 409
    assert (answer.content == "<p>409 Too late.</p>") is is_page


async def test_an_error_page_that_breaks_does_not_hide_the_failure() -> None:
    def broken(request: StoaRequest, status: int, sentence: str) -> Response[str]:
        raise RuntimeError("no template")

    async with WireApp(error_page=broken).client(Accept="text/html") as client:
        answer = await client.get("/nope")
    assert answer.status_code == 404
    assert answer.json() == {"message": "The route nope could not be found."}


async def test_the_page_renderer_draws_unknown_routes_for_people() -> None:
    async with WireApp(error_page=draw_page).client(Accept="text/html") as client:
        answer = await client.get("/nope")
        assert (answer.status_code, answer.text) == (
            404,
            "<p>404 The route nope could not be found.</p>",
        )
        assert (await client.get("/api/nope")).json() == NOT_FOUND
