"""The served document is the agreed one, and what would break a caller is found."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from frontend_contract.breaking import breaking_changes
from frontend_contract.document import read_snapshot
from ops.verify.document import served_document

pytestmark = pytest.mark.contract


def test_the_snapshot_is_what_is_served() -> None:
    snapshot, served = read_snapshot(), served_document()
    assert breaking_changes(snapshot, served) == []
    assert snapshot == served, "Renew it with: python3 -m ops contract --write"


def test_the_snapshot_holds_the_answers_of_the_main_routes() -> None:
    """Otherwise no lost field would ever be noticed."""
    paths = read_snapshot()["paths"]
    for path, method in (
        ("/api/v1/public/products", "get"),
        ("/api/v1/products/{product}", "patch"),
        ("/api/v1/public/orders", "post"),
        ("/api/v1/producer/orders", "get"),
        ("/api/v1/cart/items", "get"),
    ):
        answers = paths[path][method]["responses"]
        success = next(answer for status, answer in answers.items() if status.startswith("2"))
        assert "$ref" in str(success), path


def test_a_lost_operation_breaks_callers() -> None:
    before = read_snapshot()
    after = copy.deepcopy(before)
    del after["paths"]["/api/v1/cart/clear"]["delete"]
    assert breaking_changes(before, after) == ["DELETE /api/v1/cart/clear is gone."]


def test_a_lost_field_of_an_answer_breaks_callers() -> None:
    before = read_snapshot()
    after = copy.deepcopy(before)
    del after["components"]["schemas"]["CartQuoteShown"]["properties"]["zone_name"]
    del after["components"]["schemas"]["ParcelShown"]["properties"]["is_free"]
    name = "POST /api/v1/public/shipping/quote-cart"
    assert breaking_changes(before, after) == [
        f"{name}: the answer no longer has `producers[].is_free`.",
        f"{name}: the answer no longer has `zone_name`.",
    ]


def test_a_new_duty_of_a_request_breaks_callers() -> None:
    before = read_snapshot()
    after = copy.deepcopy(before)
    body = after["paths"]["/api/v1/auth/register"]["post"]["requestBody"]["content"]
    body["application/json"]["schema"]["required"].append("phone")
    after["paths"]["/api/v1/products"]["get"]["parameters"][0]["required"] = True
    parameter = after["paths"]["/api/v1/products"]["get"]["parameters"][0]
    assert breaking_changes(before, after) == [
        "POST /api/v1/auth/register: the request must now have `phone`.",
        f"GET /api/v1/products: the request must now have `query.{parameter['name']}`.",
    ]


def test_what_is_added_breaks_nobody() -> None:
    before = read_snapshot()
    after: dict[str, Any] = copy.deepcopy(before)
    after["paths"]["/api/v1/new"] = {"get": {"responses": {"200": {"description": "new"}}}}
    after["components"]["schemas"]["CartQuoteShown"]["properties"]["new"] = {"type": "string"}
    assert breaking_changes(before, after) == []
    assert breaking_changes(after, before) == [
        "GET /api/v1/new is gone.",
        "POST /api/v1/public/shipping/quote-cart: the answer no longer has `new`.",
    ]
