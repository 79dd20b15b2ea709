"""Properties that hold for every input, not only for those somebody thought of."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from api.kit.errors import BadRequest, Invalid
from api.laravel.input import clean_values, parse_input
from api.laravel.messages import summary
from api.laravel.rules import Rules
from api.laravel.rules.ranges import decimal_pattern, integer_pattern
from api.laravel.rules.scalars import is_integer, is_numeric, number_of

# Every kind of rule that the contract's routes use, in its usual company.
RULES = Rules(
    {
        "name": "required|string|max:20",
        "email": "nullable|string|email|max:255",
        "password": "sometimes|required|string|min:8",
        "role": "nullable|in:consumer,producer,business",
        "company": "required_if:role,business|string|max:9",
        "price": "nullable|numeric|min:0",
        "discount": "nullable|numeric|min:0|lt:price",
        "stock": "nullable|integer|min:0|max:99999",
        "is_active": "nullable|boolean",
        "url": "nullable|url|max:50",
        "at": "nullable|date",
        "code": r"nullable|string|regex:/^\d{5}$/",
        "tags": "nullable|array|max:3",
        "tags.*": "string|in:milk,eggs",
        "address": "nullable|array",
        "address.city": "nullable|string|max:10",
        "address.email": "nullable|email",
        "items": "required|array|min:1",
        "items.*.product_id": "required|integer|exists:products,id",
        "items.*.quantity": "required|integer|min:1",
        "free": "array",
    }
)

WORDS = (
    *("", " ", "1", "-1", "1.5", "1e999", "9" * 40, "a@b.gr", "http://a.b", "2026-01-15", "10552"),
    *("milk", "business", "consumer", "\0", "true", "x" * 30),
)
TEXTS = st.text(max_size=12) | st.sampled_from(WORDS)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
KEYS = sorted({field.key.partition(".")[0] for field in RULES.fields})
ITEMS = st.lists(
    st.fixed_dictionaries({"product_id": SCALARS, "quantity": SCALARS}) | VALUES, max_size=3
)
WILD = st.dictionaries(st.sampled_from(KEYS) | TEXTS, VALUES, max_size=8)
TAME = st.fixed_dictionaries(
    {"name": TEXTS, "items": ITEMS},
    optional={key: VALUES for key in KEYS if key not in ("name", "items")},
)


def as_sent(value: object) -> Any:
    """The value as a client would write it in JSON: decimals as numbers."""
    if isinstance(value, list):
        return [as_sent(member) for member in value]
    if isinstance(value, dict):
        return {key: as_sent(member) for key, member in value.items()}
    return float(value) if isinstance(value, Decimal) else value


@given(WILD | TAME)
def test_whatever_is_sent_the_answer_is_values_or_sentences(values: dict[str, Any]) -> None:
    outcome = RULES.examine(values)
    if not outcome.errors:
        assert outcome.settle().keys() <= set(KEYS)
        assert RULES.check(outcome.values) == outcome.values
        return
    with pytest.raises(Invalid) as failure:
        outcome.settle()
    assert all(map(all, failure.value.errors.values()))
    assert failure.value.sentence == summary(failure.value.errors)


@given(WILD | TAME)
def test_what_passed_satisfies_the_published_schema(values: dict[str, Any]) -> None:
    outcome = RULES.examine(clean_values(values))
    if not outcome.errors:
        jsonschema_rs.validate(RULES.json_schema(), as_sent(outcome.values))


# Its strategies are slow to shrink (minutes), and the first example found says enough.
DRAWN_BY_SCHEMATHESIS = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.reuse, Phase.generate],
)


def bodies(described: dict[str, Any], kind: GenerationMode) -> st.SearchStrategy[Any]:
    """Bodies that the schema describes, or that it does not, as Schemathesis draws them."""
    content = {"application/json": {"schema": described}}
    operation = {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "fine"}},
    }
    paths = {"/": {"post": operation}}
    info = {"title": "rules", "version": "1"}
    document = schemathesis.openapi.from_dict({"openapi": "3.1.0", "info": info, "paths": paths})
    return document["/"]["POST"].as_strategy(generation_mode=kind).map(lambda case: case.body)


@settings(DRAWN_BY_SCHEMATHESIS)
@given(bodies(RULES.json_schema(), GenerationMode.POSITIVE))
def test_what_the_schema_describes_passes_but_for_rules_between_fields(body: Any) -> None:
    errors = RULES.examine(parsed(body)).errors
    # A discount above the price, and text inside values the rules do not look into.
    assert errors.keys() <= {"discount", "free"}, (errors, body)


@settings(DRAWN_BY_SCHEMATHESIS)
@given(bodies(RULES.json_schema(), GenerationMode.NEGATIVE))
def test_what_the_schema_excludes_is_refused(body: Any) -> None:
    try:
        values = parsed(body)
    except BadRequest:
        return
    # Blanks at the ends do not count: text may be longer than maxLength by what is trimmed.
    trimmed_fits = jsonschema_rs.is_valid(RULES.json_schema(), values)
    assert RULES.examine(values).errors or trimmed_fits, body


def parsed(body: Any) -> dict[str, Any]:
    """The body after the journey through JSON and the parser of input."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parse_input("application/json", sent, b"", "POST").values


@given(st.data(), st.integers(-(10**19), 10**19), st.integers(-(10**19), 10**19))
def test_the_pattern_of_a_range_matches_its_integers_and_no_others(
    data: st.DataObject, one: int, other: int
) -> None:
    low, high = sorted((one, other))
    pattern = re.compile(integer_pattern(low, high))
    inside = data.draw(st.integers(low, high))
    beside = data.draw(st.integers(low - 2000, high + 2000))
    assert pattern.search(str(inside))
    assert bool(pattern.search(str(beside))) is (low <= beside <= high)


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2), st.data())
def test_the_pattern_of_decimals_matches_only_what_is_between(
    one: Decimal, other: Decimal, data: st.DataObject
) -> None:
    low, high = sorted((one, other))
    pattern = decimal_pattern(low, high)
    assume(pattern)
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    assert low <= Decimal(text) <= high


@given(SCALARS)
def test_an_integer_is_always_a_number_too_unless_it_is_true(value: object) -> None:
    if is_integer(value) and value is not True:
        assert is_numeric(value)
        assert number_of(value) == int(number_of(value))
