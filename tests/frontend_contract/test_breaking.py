"""What breaks callers of the contract is told; what does not, is not.

Each line of the table falsifies one thing of a small document with everything in it. The walk over
schemas is tested from both ends: what a request may no longer send is what an answer may newly be.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_contract.breaking import Side, breaking_changes, misfits
from frontend_contract.document import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.contract

Node = dict[str, Any]

ORDER: Final = "POST /orders"
DOCUMENT: Final[Node] = {
    "components": {
        "schemas": {
            "Line": {
                "type": "object",
                "properties": {
                    "amount": {"type": "string", "pattern": r"^\d+\.\d\d$"},
                    "note": {"oneOf": [{"type": "string"}, {"type": "null"}]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                    "state": {"enum": ["open", "closed"]},
                },
                "required": ["amount", "state"],
            }
        }
    },
    "paths": {
        "/orders": {
            "post": {
                "operationId": "Order",
                "security": [{}, {"bearer": []}],
                "parameters": [
                    {
                        "in": "query",
                        "name": "page",
                        "required": False,
                        "schema": {"type": "integer", "minimum": 1, "maximum": 100},
                    }
                ],
                "requestBody": {
                    "required": False,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "email": {"type": "string", "maxLength": 255},
                                    "way": {"enum": ["home", "locker"]},
                                    "count": {"type": "number"},
                                    "gift": {
                                        "anyOf": [
                                            {
                                                "type": "object",
                                                "properties": {"to": {"type": "string"}},
                                            },
                                            {"type": "null"},
                                        ]
                                    },
                                },
                                "required": ["email"],
                            }
                        },
                        "multipart/form-data": {"schema": {"type": "object"}},
                    },
                },
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "lines": {
                                            "type": "array",
                                            "items": {"$ref": "#/components/schemas/Line"},
                                        },
                                        "total": {"type": "integer", "minimum": 0},
                                        "by_key": {
                                            "type": "object",
                                            "additionalProperties": {"type": "integer"},
                                        },
                                    },
                                    "required": ["lines", "total"],
                                }
                            }
                        }
                    },
                    "422": {"description": "wrong input"},
                },
            }
        },
        "/up": {"get": {"operationId": "Up", "responses": {"200": {}}}},
    },
}


def order(document: Node) -> Node:
    operation: Node = document["paths"]["/orders"]["post"]
    return operation


def body(document: Node) -> Node:
    schema: Node = order(document)["requestBody"]["content"]["application/json"]["schema"]
    return schema


def shown(document: Node) -> Node:
    schema: Node = order(document)["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def line(document: Node) -> Node:
    schema: Node = document["components"]["schemas"]["Line"]
    return schema


def page(document: Node) -> Node:
    parameter: Node = order(document)["parameters"][0]
    return parameter


# What is changed, and what callers are told of it.
BREAKING: Final[dict[str, tuple[Callable[[Node], object], list[str]]]] = {
    "a route is gone": (lambda d: d["paths"].pop("/up"), ["GET /up is gone."]),
    "a method is gone": (lambda d: d["paths"]["/orders"].clear(), [f"{ORDER} is gone."]),
    "another operation id": (
        lambda d: order(d).update(operationId="Place"),
        [f"{ORDER}: it is now called Place instead of Order, so its types are gone."],
    ),
    "a guest is refused": (
        lambda d: order(d).update(security=[{"bearer": []}]),
        [f"{ORDER}: it must now be called with a credential."],
    ),
    "a body is needed": (
        lambda d: order(d)["requestBody"].update(required=True),
        [f"{ORDER}: the request must now have a body."],
    ),
    "a form is no longer taken": (
        lambda d: order(d)["requestBody"]["content"].pop("multipart/form-data"),
        [f"{ORDER}: the request may no longer be multipart/form-data."],
    ),
    "a new field is needed": (
        lambda d: (
            body(d)["properties"].update(phone={"type": "string"}),
            body(d)["required"].append("phone"),
        ),
        [f"{ORDER}: the request must now have `phone`."],
    ),
    "a field is needed": (
        lambda d: body(d)["required"].append("way"),
        [f"{ORDER}: the request must now have `way`."],
    ),
    "a field below is needed": (
        lambda d: body(d)["properties"]["gift"]["anyOf"][0].update(required=["to"]),
        [f"{ORDER}: the request must now have `gift.to`."],
    ),
    "a field is no longer read": (
        lambda d: body(d)["properties"].pop("count"),
        [f"{ORDER}: the request's `count` is no longer read."],
    ),
    "a field is shorter": (
        lambda d: body(d)["properties"]["email"].update(maxLength=100),
        [f"{ORDER}: the request's `email` may no longer be of another maxLength (255)."],
    ),
    "a field has a pattern": (
        lambda d: body(d)["properties"]["email"].update(pattern="@"),
        [f"{ORDER}: the request's `email` may no longer be of another pattern (none)."],
    ),
    "a choice is gone": (
        lambda d: body(d)["properties"]["way"]["enum"].remove("locker"),
        [f'{ORDER}: the request\'s `way` may no longer be "locker".'],
    ),
    "a number must be whole": (
        lambda d: body(d)["properties"]["count"].update(type="integer"),
        [f"{ORDER}: the request's `count` may no longer be number."],
    ),
    "null is no longer taken": (
        lambda d: body(d)["properties"]["gift"]["anyOf"].pop(),
        [f"{ORDER}: the request's `gift` may no longer be null."],
    ),
    "a parameter is needed": (
        lambda d: page(d).update(required=True),
        [f"{ORDER}: the request must now have `query.page`."],
    ),
    "a parameter is gone": (
        lambda d: order(d)["parameters"].clear(),
        [f"{ORDER}: the request's `query.page` is no longer read."],
    ),
    "a parameter is smaller": (
        lambda d: page(d)["schema"].update(maximum=50),
        [f"{ORDER}: the request's `query.page` may no longer be of another maximum (100)."],
    ),
    "a success is gone": (
        lambda d: order(d)["responses"].update({"201": order(d)["responses"].pop("200")}),
        [f"{ORDER}: it no longer answers 200.", f"{ORDER}: it may now answer 201."],
    ),
    "a new refusal": (
        lambda d: order(d)["responses"].update({"409": {}}),
        [f"{ORDER}: it may now answer 409."],
    ),
    "an answer of another kind": (
        lambda d: order(d)["responses"]["200"].update(
            content={"text/csv": {"schema": {"type": "string"}}}
        ),
        [f"{ORDER}: the answer is no longer application/json."],
    ),
    "a key of an answer is gone": (
        lambda d: (shown(d)["properties"].pop("total"), shown(d)["required"].remove("total")),
        [f"{ORDER}: the answer no longer has `total`."],
    ),
    "a key that need not be there is gone": (
        lambda d: shown(d)["properties"].pop("by_key"),
        [f"{ORDER}: the answer no longer has `by_key`."],
    ),
    "a key of an answer may be missing": (
        lambda d: shown(d)["required"].remove("total"),
        [f"{ORDER}: the answer may now lack `total`."],
    ),
    "a key of a shape is gone": (
        lambda d: line(d)["properties"].pop("note"),
        [f"{ORDER}: the answer no longer has `lines[].note`."],
    ),
    "a number became a text": (
        lambda d: shown(d)["properties"].update(total={"type": "string"}),
        [f"{ORDER}: the answer's `total` may now be string."],
    ),
    "a whole number may have a fraction": (
        lambda d: shown(d)["properties"].update(total={"type": "number", "minimum": 0}),
        [f"{ORDER}: the answer's `total` may now be number."],
    ),
    "a value may be null": (
        lambda d: shown(d)["properties"].update(
            total={"oneOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}
        ),
        [f"{ORDER}: the answer's `total` may now be null."],
    ),
    "a value may be negative": (
        lambda d: shown(d)["properties"]["total"].pop("minimum"),
        [f"{ORDER}: the answer's `total` may now be of another minimum (none)."],
    ),
    "an entry of unknown keys is a text": (
        lambda d: shown(d)["properties"]["by_key"].update(additionalProperties={"type": "string"}),
        [f"{ORDER}: the answer's `by_key[]` may now be string."],
    ),
    "a new state": (
        lambda d: line(d)["properties"]["state"]["enum"].append("lost"),
        [f'{ORDER}: the answer\'s `lines[].state` may now be "lost".'],
    ),
    "an amount is written otherwise": (
        lambda d: line(d)["properties"]["amount"].pop("pattern"),
        [f"{ORDER}: the answer's `lines[].amount` may now be of another pattern (none)."],
    ),
}

HARMLESS: Final[dict[str, Callable[[Node], object]]] = {
    "a new route": lambda d: d["paths"].update({"/new": {"get": {"responses": {}}}}),
    "a new key of an answer": lambda d: shown(d)["properties"].update(new={"type": "string"}),
    "a new key of a shape": lambda d: line(d)["properties"].update(new={"type": "string"}),
    "a key is always there now": lambda d: shown(d)["required"].append("by_key"),
    "a value is null no more": lambda d: line(d)["properties"].update(note={"type": "string"}),
    "a state less": lambda d: line(d)["properties"]["state"]["enum"].remove("open"),
    "a refusal less": lambda d: order(d)["responses"].pop("422"),
    "a new field that need not be sent": (
        lambda d: body(d)["properties"].update(new={"type": "string"})
    ),
    "a field need not be sent": lambda d: body(d)["required"].clear(),
    "a longer field": lambda d: body(d)["properties"]["email"].update(maxLength=300),
    "a new choice": lambda d: body(d)["properties"]["way"]["enum"].append("desk"),
    "null is taken": lambda d: body(d)["properties"].update(
        count={"anyOf": [{"type": "number"}, {"type": "null"}]}
    ),
    "a new form": lambda d: order(d)["requestBody"]["content"].update({"text/csv": {"schema": {}}}),
    "a new parameter": lambda d: order(d)["parameters"].append(
        {"in": "query", "name": "sort", "required": False, "schema": {"type": "string"}}
    ),
    "guests only": lambda d: order(d).update(security=[{}]),
    "a shape in place": lambda d: shown(d)["properties"]["lines"].update(items=line(d)),
    "parts that hold together": lambda d: line(d).update(
        allOf=[{"properties": {"state": line(d)["properties"].pop("state")}}]
    ),
}


@pytest.mark.parametrize("name", BREAKING)
def test_what_breaks_callers_is_told(name: str) -> None:
    change, sentences = BREAKING[name]
    after = copy.deepcopy(DOCUMENT)
    change(after)
    assert breaking_changes(DOCUMENT, after) == sentences


@pytest.mark.parametrize("name", HARMLESS)
def test_what_breaks_nobody_is_not_told(name: str) -> None:
    after = copy.deepcopy(DOCUMENT)
    HARMLESS[name](after)
    assert after != DOCUMENT
    assert breaking_changes(DOCUMENT, after) == []


def test_the_served_document_does_not_break_itself() -> None:
    assert breaking_changes(read_snapshot(), read_snapshot()) == []


# Values and the schemas that allow them: small enough that values meet.
NUMBERS: Final = st.integers(-2, 2)
PLAIN: Final = st.one_of(
    st.just({"type": "null"}),
    st.just({"type": "boolean"}),
    st.builds(
        lambda low, more: {"type": "integer", "minimum": low, "maximum": low + more},
        NUMBERS,
        st.integers(0, 3),
    ),
    st.just({"type": "string"}),
    st.builds(
        lambda words: {"enum": words}, st.lists(st.sampled_from(["a", "b", None]), min_size=1)
    ),
)
SCHEMAS: Final = st.recursive(
    PLAIN,
    lambda inside: st.one_of(
        st.builds(lambda items: {"type": "array", "items": items}, inside),
        st.builds(lambda one, other: {"anyOf": [one, other]}, inside, inside),
        st.builds(
            lambda fields, required: {
                "type": "object",
                "properties": fields,
                "required": [name for name in required if name in fields],
            },
            st.dictionaries(st.sampled_from("xy"), inside),
            st.lists(st.sampled_from("xy"), unique=True),
        ),
    ),
    max_leaves=6,
)


def neighbours(schema: Node) -> st.SearchStrategy[Node]:
    """The schema with one thing or another changed somewhere in it."""
    same: list[st.SearchStrategy[Node]] = [st.just(schema), PLAIN]
    if "anyOf" in schema:
        one, other = schema["anyOf"]
        pair = st.tuples(neighbours(one), neighbours(other))
        same += [st.just(one), pair.map(lambda both: {"anyOf": list(both)})]
    if schema.get("type") == "array":
        same.append(neighbours(schema["items"]).map(lambda items: {**schema, "items": items}))
    if schema.get("type") == "object":
        fields = {name: neighbours(one) for name, one in schema["properties"].items()}
        required = st.lists(st.sampled_from("xy"), unique=True).map(
            lambda names: [name for name in names if name in fields]
        )
        changed = st.tuples(st.fixed_dictionaries(fields), required)
        same.append(
            changed.map(lambda both: {**schema, "properties": both[0], "required": both[1]})
        )
    return st.one_of(same)


def values_of(schema: Node) -> st.SearchStrategy[Any]:
    """What the schema allows."""
    if "anyOf" in schema:
        return st.one_of([values_of(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        return st.integers(schema["minimum"], schema["maximum"])
    if schema["type"] == "array":
        return st.lists(values_of(schema["items"]), max_size=2)
    if schema["type"] == "object":
        fields = {name: values_of(one) for name, one in schema["properties"].items()}
        needed = {name: one for name, one in fields.items() if name in schema["required"]}
        others = {name: one for name, one in fields.items() if name not in needed}
        return st.fixed_dictionaries(needed, optional=others)
    return {"null": st.none(), "boolean": st.booleans(), "string": st.sampled_from("abc")}[
        schema["type"]
    ]


def allows(schema: Node, value: Any) -> bool:
    """What JSON Schema says, written apart from the code under test."""
    if "anyOf" in schema:
        return any(allows(one, value) for one in schema["anyOf"])
    if "enum" in schema:
        return any(type(one) is type(value) and one == value for one in schema["enum"])
    kind = schema["type"]
    if kind == "integer":
        return type(value) is int and schema["minimum"] <= value <= schema["maximum"]
    if kind == "array":
        return isinstance(value, list) and all(allows(schema["items"], one) for one in value)
    if kind == "object":
        return (
            isinstance(value, dict)
            and all(name in value for name in schema["required"])
            and all(
                allows(one, value[name])
                for name, one in schema["properties"].items()
                if name in value
            )
        )
    kinds = {"null": type(None), "boolean": bool, "string": str}
    return type(value) is kinds[kind]


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_no_answer_that_its_callers_do_not_know_goes_untold(data: st.DataObject) -> None:
    """Of two schemas that are alike, a value of the one that the other does not allow is told."""
    after = data.draw(SCHEMAS)
    before = data.draw(neighbours(after))
    if not allows(before, data.draw(values_of(after))):
        assert misfits(Side({}, after), Side({}, before), answers=True)


@settings(max_examples=200, deadline=None)
@given(schema=SCHEMAS)
def test_what_stays_as_it_is_fits(schema: Node) -> None:
    assert misfits(Side({}, schema), Side({}, schema), answers=True) == []
    assert misfits(Side({}, schema), Side({}, schema), answers=False) == []
