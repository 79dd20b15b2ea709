"""What a request carries: JSON, forms, query, trimming, and what is malformed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.errors import BadRequest, PayloadTooLarge
from api.laravel.input import BLANKS, LARGEST_BODY, Input, parse_input

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def parsed(body: bytes = b"", kind: str = JSON, query: bytes = b"", method: str = "POST") -> Input:
    return parse_input(kind, body, query, method)


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (b'{"a":1,"b":"x"}', {"a": 1, "b": "x"}),
        (b"[1,2]", {"0": 1, "1": 2}),
        (b'"str"', {"0": "str"}),
        (b"5", {"0": 5}),
        (b"false", {"0": False}),
        (b"null", {}),
        (b"", {}),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b'{"a":1.0,"b":1e2}', {"a": 1.0, "b": 100.0}),
        (b'{"a":{"0":"x","1":"y"}}', {"a": ["x", "y"]}),
        (b'{"a":{"1":"x"},"b":{}}', {"a": {"1": "x"}, "b": {}}),
        (b'{"":1}', {"": 1}),
        (b'{"a":12345678901234567890}', {"a": 1.2345678901234567e19}),
        (
            b'{"a":"  x ","b":"","c":["\\u00a0y\\u200b"," "]}',
            {"a": "x", "b": None, "c": ["y", None]},
        ),
        (b'{"a":"x\\u0000"}', {"a": "x"}),
        (b'{"password":" p ","a":{"password":" p "}}', {"password": " p ", "a": {"password": "p"}}),
        (b'{"password_confirmation":""}', {"password_confirmation": None}),
    ],
)
def test_json_is_read_trimmed_and_blank_text_is_null(body: bytes, values: dict[str, Any]) -> None:
    found = parsed(body).values
    assert found == values
    assert repr(found) == repr(values)


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("application/json; charset=utf-8", True),
        ("application/vnd.api+json", True),
        ("text/json", True),
        ("APPLICATION/JSON", False),
        ("text/plain", False),
        ("", False),
    ],
)
def test_the_content_type_decides_whether_it_is_json(kind: str, read: bool) -> None:
    assert parsed(b'{"a":1}', kind).values == ({"a": 1} if read else {})


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"a":', "JSON"),
        (b'{"a":1,}', "JSON"),
        (b"{'a':1}", "JSON"),
        (b'{"a":NaN}', "JSON"),
        (b'\xef\xbb\xbf{"a":1}', "JSON"),
        (b'{"a":"\\ud800"}', "JSON"),
        (b'{"a":1e999}', "JSON"),
        (b'{"a":' + b"9" * 5000 + b"}", "JSON"),
        (b'{"a":"\xff"}', "UTF-8"),
        (b"[" * 65 + b"]" * 65, "nested deeper than 64"),
        (b"[" * 200_000, "nested deeper than 64"),
        (b'{"a":' + b"9" * 400 + b"}", "number that is too large"),
    ],
)
def test_malformed_bodies_are_reported_when_the_values_are_asked_for(
    body: bytes, word: str
) -> None:
    found = parsed(body)
    assert found.malformed is not None
    with pytest.raises(BadRequest, match=word):
        _ = found.values
    with pytest.raises(BadRequest, match=word):
        _ = found.query


def test_the_deepest_nesting_allowed_passes() -> None:
    # The object that the list of places becomes is the first level.
    assert parsed(b"[" * 64 + b"]" * 64).malformed is None


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (b"a=1&a=2", {"a": "2"}),
        (b"a[]=1&a[]=2", {"a": ["1", "2"]}),
        (b"a%5Bb%5D=c", {"a": {"b": "c"}}),
        (b"a[0]=x&a[2]=y", {"a": {"0": "x", "2": "y"}}),
        (b"a[2]=x&a[]=y", {"a": {"2": "x", "3": "y"}}),
        (b"a[][b]=1&a[][b]=2", {"a": [{"b": "1"}, {"b": "2"}]}),
        (b"a[b]c=1", {"a": {"b": "1"}}),
        (b"a=1&a[]=2", {"a": ["2"]}),
        (b"a[]=1&a=2", {"a": "2"}),
        (b"a.b=1&a%20b=2&a+c=3&a[d=4", {"a_b": "2", "a_c": "3", "a_d": "4"}),
        (b"a=%20x+", {"a": "x"}),
        (b"a=&b", {"a": None, "b": None}),
        (b"a=1%2B1&b=%CE%95", {"a": "1+1", "b": "Ε"}),
        (b"%5B=1&=2&&[]=3", {}),
    ],
)
def test_queries_and_forms_nest_by_brackets(query: bytes, values: dict[str, Any]) -> None:
    assert parsed(query=query, method="GET", kind="").values == values
    assert parsed(query, FORM).values == values
    assert parsed(query, f"{FORM}; charset=UTF-8", method="PATCH").values == values
    assert parsed(query, FORM, method="GET").values == {}


def test_the_body_wins_over_the_query() -> None:
    found = parsed(b'{"a":1}', query=b"a=9&q=1")
    assert found.values == {"a": 1, "q": "1"}
    assert found.query == {"a": "9", "q": "1"}
    assert parsed(b'{"a":1}', query=b"a=9", method="GET").values == {"a": 1}


@pytest.mark.parametrize("query", [b"a=%FF", b"%C3=1", b"a=\xff"])
def test_queries_that_are_not_utf8_are_malformed(query: bytes) -> None:
    with pytest.raises(BadRequest, match="UTF-8"):
        _ = parsed(query=query, method="GET").values


def test_floods_of_variables_and_brackets_are_malformed() -> None:
    with pytest.raises(BadRequest, match="1000 variables"):
        _ = parsed(b"&".join(b"a[]=1" for _ in range(1001)), FORM).values
    with pytest.raises(BadRequest, match="deeper"):
        _ = parsed(b"a" + b"[]" * 64 + b"=1", FORM).values


def multipart(*parts: bytes) -> bytes:
    return b"".join(b"--BB\r\n" + part + b"\r\n" for part in parts) + b"--BB--\r\n"


TEXT = b'Content-Disposition: form-data; name="a[k]"\r\n\r\n 1 '
FILE = (
    b'Content-Disposition: form-data; name="up"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nhello\0\r\n\xff"
)
BOUNDARY = "multipart/form-data; boundary=BB"


def test_multipart_forms_carry_text_and_files_on_post_only() -> None:
    found = parsed(multipart(TEXT, FILE, FILE.replace(b"a.txt", b"b.txt")), BOUNDARY)
    assert found.values == {"a": {"k": "1"}}
    first, second = found.files["up"]
    assert (first.filename, second.filename) == ("a.txt", "b.txt")
    assert first.content_type == "text/plain"
    assert first.content == b"hello\0\r\n\xff"
    assert parsed(multipart(TEXT, FILE), BOUNDARY, method="PUT").values == {}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (multipart(TEXT)[:-8], BOUNDARY),
        (b"nonsense", BOUNDARY),
        (multipart(TEXT), "multipart/form-data"),
        (multipart(b'Content-Disposition: form-data; name="a"\r\n\r\n\xff'), BOUNDARY),
    ],
)
def test_broken_multipart_never_breaks_the_server(body: bytes, kind: str) -> None:
    found = parsed(body, kind)
    assert found.malformed is not None


def test_a_body_over_the_limit_is_refused_at_once() -> None:
    with pytest.raises(PayloadTooLarge, match="The POST data is too large"):
        parsed(b" " * (LARGEST_BODY + 1))
    assert parse_input(JSON, b"[1]", b"", "POST", largest_body=3).values == {"0": 1}


def test_a_whole_body_of_small_values_is_read_in_bounded_time() -> None:
    start = time.process_time()
    assert len(parsed(b"[" + b"1," * 500_000 + b"1]").values) == 500_001
    assert time.process_time() - start < 3.0


NAMES = st.text(max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
    max_leaves=10,
)


def texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for member in value.values() for text in texts_in(member)]
    if isinstance(value, list):
        return [text for member in value for text in texts_in(member)]
    return [value] if isinstance(value, str) else []


@given(st.dictionaries(NAMES, VALUES))
def test_no_text_that_comes_in_is_blank_or_padded(values: dict[str, Any]) -> None:
    found = parsed(json.dumps(values).encode())
    if found.malformed is None:
        assert all(text and text.strip(BLANKS) == text for text in texts_in(found.values))


@given(
    st.sampled_from([JSON, FORM, BOUNDARY, "multipart/form-data; boundary=" + "B" * 300, "x"]),
    st.binary(max_size=60) | st.builds(multipart, st.binary(max_size=60)),
    st.binary(max_size=30),
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
)
def test_any_bytes_are_values_or_malformed(
    kind: str, body: bytes, query: bytes, method: str
) -> None:
    found = parse_input(kind, body, query, method)
    assert found.malformed is not None or isinstance(found.values, dict)
