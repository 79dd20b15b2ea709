"""The TypeScript types are those of the document, and TypeScript.

What this proves: the grammar of TypeScript takes the file, every name in it is declared, and each
kind of schema becomes the type that it means. What it does not prove: what a compiler beyond the
grammar would say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import tree_sitter_typescript
from tree_sitter import Language, Parser

from frontend_contract.document import read_snapshot
from frontend_contract.typescript import TYPES, type_of, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

pytestmark = pytest.mark.contract

# Types of the language itself and of browsers.
BUILT_IN = {"Array", "Blob", "Exclude", "Extract"}


def parsed(text: str) -> Node:
    language = Language(tree_sitter_typescript.language_typescript())
    return Parser(language).parse(text.encode()).root_node


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes(child)


def texts(root: Node, kind: str) -> set[str]:
    return {(one.text or b"").decode() for one in nodes(root) if one.type == kind}


def test_the_types_are_those_of_the_document() -> None:
    agreed = TYPES.read_text(encoding="utf-8")
    assert agreed == written(read_snapshot()), "Renew it with: python3 -m ops contract --write"


def test_the_grammar_takes_the_file_and_every_name_in_it_is_declared() -> None:
    root = parsed(TYPES.read_text(encoding="utf-8"))
    assert not root.has_error
    declared = {
        (name.text or b"").decode()
        for node in nodes(root)
        if node.type in ("interface_declaration", "type_alias_declaration", "type_parameter")
        if (name := node.child_by_field_name("name")) is not None
    }
    assert texts(root, "type_identifier") == declared | BUILT_IN


def test_every_operation_of_the_document_is_there_with_all_its_answers() -> None:
    root = parsed(TYPES.read_text(encoding="utf-8"))
    (operations,) = (
        node
        for node in nodes(root)
        if node.type == "interface_declaration"
        and (name := node.child_by_field_name("name")) is not None
        and name.text == b"Operations"
    )
    body = operations.child_by_field_name("body")
    assert body is not None
    found = {
        (name.text or b"").decode(): texts(one, "number")
        for one in body.children
        if one.type == "property_signature"
        and (name := one.child_by_field_name("name")) is not None
    }
    documented = {
        operation["operationId"]: set(operation["responses"])
        for methods in read_snapshot()["paths"].values()
        for operation in methods.values()
    }
    assert found.keys() == documented.keys()
    # Numbers of a body's enumerations stand there too.
    assert all(statuses <= found[name] for name, statuses in documented.items())


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, "unknown"),
        ({"type": "integer", "minimum": 1}, "number"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"const": True}, "true"),
        ({"enum": ["asc", "desc", None]}, '"asc" | "desc" | null'),
        ({"anyOf": [{"enum": ["asc"]}, {"type": "string"}]}, '"asc" | (string & {})'),
        ({"oneOf": [{"$ref": "#/components/schemas/Cart"}, {"type": "null"}]}, "Cart | null"),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, "number"),
        ({"anyOf": [{"type": "integer"}, {}]}, "unknown"),
        ({"type": "array", "items": {"type": ["string", "null"]}}, "Array<string | null>"),
        ({"type": "object"}, "{ [key: string]: unknown }"),
        (
            {"type": "object", "additionalProperties": {"type": "boolean"}},
            "{ [key: string]: boolean }",
        ),
        ({"type": "string", "format": "binary"}, "Blob"),
        (
            {
                "type": "object",
                "properties": {"id": {"type": "integer"}, "per-page": {"type": "null"}},
                "required": ["id"],
            },
            '{\n  id: number;\n  "per-page"?: null;\n}',
        ),
        (
            {
                "allOf": [
                    {"$ref": "#/components/schemas/Cart"},
                    {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    {"if": {}, "then": {}},
                ]
            },
            "Cart & (string | null)",
        ),
    ],
    ids=str,
)
def test_a_schema_becomes_the_type_that_it_means(schema: dict[str, Any], expected: str) -> None:
    assert type_of(schema) == expected
    assert not parsed(f"export type One = {expected};").has_error


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"components": {"schemas": {"A": {"not": {}}}}}, "No type can say not"),
        ({"components": {"schemas": {"A B": {}}}}, "'A B' cannot be a shape's name"),
        ({"components": {"schemas": {"Operations": {}}}}, "'Operations' cannot be a shape's name"),
        (
            {
                "paths": {
                    "/a": {"get": {"operationId": "Twice", "responses": {}}},
                    "/b": {"get": {"operationId": "Twice", "responses": {}}},
                }
            },
            "Two operations are called Twice",
        ),
    ],
)
def test_what_has_no_type_is_refused_instead_of_left_out(
    document: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        written(document)


def test_the_grammar_refuses_what_is_no_type() -> None:
    assert parsed("export interface A { a: }").has_error
