"""The snapshot of the served OpenAPI document, and which changes of it break callers.

A caller breaks when an operation is gone, when an answer lacks a field it had, and when a request
must say something that it need not say before. Everything else may be added freely.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = dict[str, Any]

SNAPSHOT: Final = Path(__file__).with_name("openapi.json")
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_CHOICES: Final = ("oneOf", "anyOf", "allOf")


def read_snapshot() -> Node:
    """The document as it was last agreed upon."""
    snapshot: Node = msgspec.json.decode(SNAPSHOT.read_bytes())
    return snapshot


def write_snapshot(document: Node) -> None:
    """Agree upon this document."""
    SNAPSHOT.write_bytes(rendered(document))


def rendered(document: Node) -> bytes:
    """The bytes of a document: keys sorted, one entry a line, so that changes can be read."""
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=1) + b"\n"


def breaking_changes(before: Node, after: Node) -> list[str]:
    """What callers of ``before`` cannot live with in ``after``, a sentence each."""
    later = dict(_operations(after))
    found: list[str] = []
    for name, operation in _operations(before):
        if name not in later:
            found.append(f"{name} is gone.")
            continue
        found += _broken_answers(name, (before, operation), (after, later[name]))
        found += _broken_requests(name, (before, operation), (after, later[name]))
    return found


def _operations(document: Node) -> Iterator[tuple[str, Node]]:
    for path, methods in sorted(document.get("paths", {}).items()):
        for method in _METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", methods[method]


def _broken_answers(name: str, before: tuple[Node, Node], after: tuple[Node, Node]) -> list[str]:
    had, has = _answer_fields(*before), _answer_fields(*after)
    return [f"{name}: the answer no longer has `{field}`." for field in sorted(had - has)]


def _broken_requests(name: str, before: tuple[Node, Node], after: tuple[Node, Node]) -> list[str]:
    needed, needs = _required_fields(*before), _required_fields(*after)
    return [f"{name}: the request must now have `{field}`." for field in sorted(needs - needed)]


def _answer_fields(document: Node, operation: Node) -> set[str]:
    """The fields of all successful answers, dotted, ``[]`` for the entries of a list."""
    return {
        field
        for status, answer in operation.get("responses", {}).items()
        if status.startswith("2")
        for content in answer.get("content", {}).values()
        for field, _ in _fields(document, content.get("schema", {}))
    }


def _required_fields(document: Node, operation: Node) -> set[str]:
    """What a request cannot do without: parameters, and fields of the body."""
    parameters = {
        f"{one['in']}.{one['name']}"
        for one in operation.get("parameters", [])
        if one.get("required")
    }
    body = {
        field
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for field, required in _fields(document, content.get("schema", {}))
        if required
    }
    return parameters | body


def _fields(
    document: Node, schema: Node, prefix: str = "", entered: tuple[str, ...] = ()
) -> Iterator[tuple[str, bool]]:
    """Every field below a schema and whether it is required; a shape is entered once a branch."""
    reference = schema.get("$ref")
    if reference is not None:
        if reference not in entered:
            named = document["components"]["schemas"][reference.rpartition("/")[2]]
            yield from _fields(document, named, prefix, (*entered, reference))
        return
    for choice in (one for key in _CHOICES for one in schema.get(key, ())):
        yield from _fields(document, choice, prefix, entered)
    required = schema.get("required", ())
    for key, one in schema.get("properties", {}).items():
        field = f"{prefix}.{key}" if prefix else key
        yield field, key in required
        yield from _fields(document, one, field, entered)
    if isinstance(schema.get("items"), dict):
        yield from _fields(document, schema["items"], f"{prefix}[]", entered)
