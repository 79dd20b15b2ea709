"""What a step of a story meets is read off its recording."""

from __future__ import annotations

import msgspec
import pytest

from frontend_contract.comparison import Answer, differences
from frontend_contract.deviations import RULES
from frontend_contract.records import Expected, Request, Step
from frontend_contract.stories import numbered


def step(method: str, path: str, status: int, body: object = None) -> Step:
    """A step as it is recorded: no route, no number, no private keys."""
    return Step(
        step=1,
        role="guest",
        request=Request(method=method, path=path),
        response=Expected(status=status, body=body),
    )


def answered(status: int, body: object) -> Answer:
    return Answer(
        status=status,
        headers={"content-type": "application/json"},
        cookies=[],
        content=msgspec.json.encode(body),
    )


@pytest.mark.parametrize(
    ("method", "path", "status", "number"),
    [
        ("POST", "/api/v1/public/orders", 500, "D1"),
        ("POST", "/api/v1/products", 201, "D21"),
        ("POST", "/api/v1/products", 422, None),
        ("POST", "/api/v1/public/orders", 201, None),
        ("GET", "/api/v1/products?page=2", 200, None),
    ],
)
def test_the_number_follows_from_what_was_recorded(
    method: str, path: str, status: int, number: str | None
) -> None:
    assert numbered(step(method, path, status)).deviation == number


def test_private_keys_are_taken_out_of_the_recording_and_must_not_be_shown() -> None:
    recorded = {"name": "Old Grove", "phone": "210", "approval_status": "approved"}
    in_cart = numbered(step("GET", "/api/v1/cart/items", 200, recorded))
    shown = {"name": "Old Grove", "approval_status": "approved"}
    assert differences(in_cart, answered(200, shown), session_cookie="") == []
    told = differences(in_cart, answered(200, recorded), session_cookie="")
    assert "$.body.phone must not be shown" in told
    public = numbered(step("GET", "/api/v1/public/products/5", 200, recorded))
    told = differences(public, answered(200, recorded), session_cookie="")
    assert "$.body.approval_status must not be shown" in told


def test_a_fault_of_the_old_shop_stays_a_fault_of_ours() -> None:
    met = numbered(step("POST", "/api/v1/public/orders", 500, {"message": "Server Error"}))
    assert met.deviation is not None
    rule = RULES[met.deviation]
    assert rule(met, answered(500, {"message": "Server Error"})) != []
    assert rule(met, answered(422, {"message": "No."})) == ["$.body.errors names no field"]
    assert rule(met, answered(409, {"code": "SHIPPING_CHANGED"})) == []
