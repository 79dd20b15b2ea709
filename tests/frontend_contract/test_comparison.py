"""When an answer counts as the recorded one, and when it does not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from frontend_contract.comparison import Answer, differences
from frontend_contract.records import Expected, Record, Request


def compared(expected: object, actual: object, status: int = 200, **more: Any) -> list[str]:
    """What differs between two bodies."""
    record = Record(
        id="one",
        route="GET /one",
        role="guest",
        clock="2026-01-15T12:00:00Z",
        request=Request(method="GET", path="/one"),
        response=Expected(status=status, body=expected),
        **more,
    )
    answer = Answer(
        status=status,
        headers={"content-type": "application/json"},
        cookies=[],
        content=msgspec.json.encode(actual),
    )
    return differences(record, answer, session_cookie="stoa_session")


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": 12}, {"a": 12.0}),
        ({"a": "1,234.50"}, {"a": "1234.50"}),
        ([], []),
        (None, None),
    ],
    ids=["order of keys", "spelling of numbers", "thousands comma", "empty list", "null"],
)
def test_equal_values_do_not_differ(expected: object, actual: object) -> None:
    assert compared(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "sentence"),
    [
        ({"a": 1}, {"a": "1"}, '$.body.a is "1" instead of 1'),
        ({"a": True}, {"a": 1}, "$.body.a is 1 instead of true"),
        ({"a": None}, {"a": ""}, '$.body.a is "" instead of null'),
        ({"a": None}, {}, "$.body.a is missing"),
        ({}, {"a": None}, "$.body.a is not recorded"),
        ({"a": "1234.50"}, {"a": "1,234.50"}, '$.body.a is "1,234.50" instead of "1234.50"'),
        ({"a": [1]}, {"a": [1, 2]}, "$.body.a has 2 entries instead of 1"),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, "$.body.a[0].b is 2 instead of 1"),
        ([], {}, "$.body is {} instead of []"),
    ],
)
def test_other_values_types_nulls_and_keys_differ(
    expected: object, actual: object, sentence: str
) -> None:
    assert compared(expected, actual) == [sentence]


def test_an_error_may_say_more_at_its_top_and_nowhere_else() -> None:
    told = {"message": "no", "errors": {"a": ["b"]}}
    assert compared(told, {**told, "request_id": "x"}, status=422) == []
    assert compared(told, {**told, "errors": {"a": ["b"], "c": ["d"]}}, status=422) == [
        "$.body.errors.c is not recorded"
    ]


def test_a_volatile_place_counts_by_its_type() -> None:
    volatile = ["$.body.data[0].token"]
    expected = {"data": [{"token": "abc"}]}
    assert compared(expected, {"data": [{"token": "xyz"}]}, volatile=volatile) == []
    assert compared(expected, {"data": [{"token": 7}]}, volatile=volatile) == [
        "$.body.data[0].token is a number instead of a text"
    ]


def test_a_private_key_is_not_expected_and_must_not_be_shown() -> None:
    expected = {"producer": {"name": "Grove", "iban": "GR16"}}
    assert compared(expected, {"producer": {"name": "Grove"}}, private=["iban"]) == []
    shown = compared(expected, expected, private=["iban"])
    assert "$.body.producer.iban must not be shown" in shown


def answered(headers: dict[str, str | list[str]], answer: Answer) -> list[str]:
    """What differs between two answers without bodies."""
    record = Record(
        id="one",
        route="GET /one",
        role="guest",
        clock="2026-01-15T12:00:00Z",
        request=Request(method="GET", path="/one"),
        response=Expected(status=204, headers=headers),
    )
    return differences(record, answer, session_cookie="stoa_session")


def test_recorded_headers_are_equal_but_for_those_that_count_or_tell_the_time() -> None:
    answer = Answer(
        status=204, headers={"cache-control": "no-cache, private"}, cookies=[], content=b""
    )
    uncompared = {"vary": "Origin", "date": "today", "x-ratelimit-remaining": "8"}
    assert answered({"cache-control": "no-cache, private", **uncompared}, answer) == []
    assert answered({"cache-control": "public", "allow": "GET"}, answer) == [
        "cache-control is 'no-cache, private' instead of 'public'",
        "allow is None instead of 'GET'",
    ]


def test_cookies_count_by_name_and_attributes_under_our_name_of_the_session() -> None:
    recorded = ["XSRF-TOKEN [path=/; samesite=lax]", "project_dixis_session [path=/; httponly]"]
    sent = [
        "XSRF-TOKEN=a; Path=/; SameSite=Lax; Max-Age=7200",
        "stoa_session=b; path=/; httponly",
    ]
    answer = Answer(status=204, headers={}, cookies=sent, content=b"")
    assert answered({"set-cookie": recorded}, answer) == []
    careless = msgspec.structs.replace(answer, cookies=[sent[0], "stoa_session=b; path=/"])
    assert answered({"set-cookie": recorded}, careless) == [
        "no cookie stoa_session with httponly; path=/",
        "a cookie stoa_session with path=/ that is not recorded",
    ]
