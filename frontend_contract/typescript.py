"""TypeScript types of the contract, written from its OpenAPI document.

One type for each named shape, and ``Operations``: by operation id the method, the path, the
parameters, the body and the answers by status. What TypeScript cannot say (patterns, bounds,
fields that another field asks for) is left to the document.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Node = dict[str, Any]

TYPES: Final = Path(__file__).with_name("stoa.d.ts")
OPERATIONS: Final = "Operations"
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_NAME: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_PLAIN: Final[Mapping[str, str]] = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}
# Keywords that make a type, and those that only narrow one; any other must be thought about.
_SHAPING: Final = frozenset(
    {"$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "items", "oneOf"}
    | {"properties", "required", "type"}
)
_NARROWING: Final = frozenset(
    {"default", "deprecated", "description", "examples", "exclusiveMaximum", "exclusiveMinimum"}
    | {"format", "if", "maxItems", "maxLength", "maxProperties", "maximum", "minItems"}
    | {"minLength", "minProperties", "minimum", "multipleOf", "pattern", "propertyNames", "then"}
    | {"title", "uniqueItems"}
)
_HEAD: Final = """\
// The types of the contract, written by `python3 -m ops contract --write` from openapi.json.
// Amounts that are texts have two decimals ("12.50") and no thousands separator.
"""
_TAIL: Final = """\
/** What an operation answers when it does what was asked. */
export type Success<Name extends keyof Operations> =
  Operations[Name]["answers"][Extract<keyof Operations[Name]["answers"], 200 | 201 | 202 | 204>];

/** What an operation answers when it refuses. */
export type Refusal<Name extends keyof Operations> =
  Operations[Name]["answers"][Exclude<keyof Operations[Name]["answers"], 200 | 201 | 202 | 204>];
"""
_OWN_NAMES: Final = frozenset({OPERATIONS, "Success", "Refusal"})


def written(document: Node) -> str:
    """The module's text.

    Raises ValueError for a schema that says something this cannot turn into a type, for a shape
    whose name is none in TypeScript, and for two operations of one id.
    """
    shapes = document.get("components", {}).get("schemas", {})
    parts = [_HEAD, *(_declared(name, shapes[name]) for name in sorted(shapes))]
    return "\n".join([*parts, _operations(document), _TAIL])


def type_of(schema: Node, depth: int = 0) -> str:
    """A schema as a type expression; ``depth`` is how far its lines are indented."""
    unknown = schema.keys() - _SHAPING - _NARROWING
    if unknown:
        raise ValueError(f"No type can say {', '.join(sorted(unknown))}: {schema}")
    every = [type_of(one, depth) for one in schema.get("allOf", ())]
    parts = [*_own_types(schema, depth), *(part for part in every if part != "unknown")]
    if not parts:
        return "unknown"
    return " & ".join(_grouped(part) for part in parts) if len(parts) > 1 else parts[0]


def _own_types(schema: Node, depth: int) -> Iterator[str]:
    """What the schema's own keywords say, to be true all at once."""
    if "$ref" in schema:
        yield _shape_name(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        yield json.dumps(schema["const"], ensure_ascii=False)
    elif "enum" in schema:
        yield _any_of(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    elif "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        yield _any_of(_of_kind(kind, schema, depth) for kind in kinds)
    elif "properties" in schema:
        yield _object(schema, depth)
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            yield _any_of(type_of(one, depth) for one in schema[choice])


def _of_kind(kind: str, schema: Node, depth: int) -> str:
    if kind == "array":
        return f"Array<{type_of(schema.get('items', {}), depth)}>"
    if kind == "object":
        return _object(schema, depth)
    return "Blob" if schema.get("format") == "binary" else _PLAIN[kind]


def _object(schema: Node, depth: int) -> str:
    properties = schema.get("properties", {})
    if not properties:
        return f"{{ [key: string]: {type_of(schema.get('additionalProperties') or {}, depth)} }}"
    required = schema.get("required", ())
    pad = "  " * (depth + 1)
    lines = [
        f"{pad}{_key(name)}{'' if name in required else '?'}: {type_of(one, depth + 1)};"
        for name, one in properties.items()
    ]
    return "\n".join(["{", *lines, "  " * depth + "}"])


def _any_of(types: Iterable[str]) -> str:
    """Each alternative once, in the document's order; anything beside ``unknown`` is in it."""
    alternatives = list(dict.fromkeys(types))
    if "unknown" in alternatives:
        return "unknown"
    if any(one.startswith('"') for one in alternatives):
        # Beside ``string`` itself an editor would no longer offer the words that are meant.
        alternatives = ["(string & {})" if one == "string" else one for one in alternatives]
    return " | ".join(alternatives)


def _grouped(part: str) -> str:
    return f"({part})" if " | " in part else part


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _shape_name(name: str) -> str:
    if _NAME.fullmatch(name) is None or name in _OWN_NAMES:
        raise ValueError(f"{name!r} cannot be a shape's name.")
    return name


def _declared(name: str, schema: Node) -> str:
    shape = type_of(schema)
    if shape.startswith("{\n") and shape.endswith("\n}"):
        return f"export interface {_shape_name(name)} {shape}\n"
    return f"export type {_shape_name(name)} = {shape};\n"


def _operations(document: Node) -> str:
    found: dict[str, str] = {}
    for path, methods in sorted(document.get("paths", {}).items()):
        for method in _METHODS:
            if method not in methods:
                continue
            name = methods[method]["operationId"]
            if name in found:
                raise ValueError(f"Two operations are called {name}.")
            found[name] = _operation(method.upper(), path, methods[method])
    body = "\n".join(f"  {_key(name)}: {found[name]};" for name in sorted(found))
    return f"export interface {OPERATIONS} {{\n{body}\n}}\n"


def _operation(method: str, path: str, operation: Node) -> str:
    lines = [f'method: "{method}";', f"path: {json.dumps(path)};"]
    for place in ("path", "query", "header"):
        named = [one for one in operation.get("parameters", ()) if one["in"] == place]
        if named:
            lines.append(f"{place}Parameters: {_parameters(named)};")
    if "requestBody" in operation:
        asked = operation["requestBody"]
        body = _any_of(type_of(one["schema"], 2) for one in asked["content"].values())
        lines.append(f"body{'' if asked.get('required') else '?'}: {body};")
    lines.append("answers: {")
    for status, answer in sorted(operation["responses"].items()):
        lines.append(f"  {int(status)}: {_answer(answer)};")
    lines.append("};")
    return "\n".join(["{", *(f"    {line}" for line in lines), "  }"])


def _parameters(named: list[Node]) -> str:
    schema = {
        "properties": {one["name"]: one["schema"] for one in named},
        "required": [one["name"] for one in named if one.get("required")],
    }
    return _object(schema, 2)


def _answer(answer: Node) -> str:
    shapes = [type_of(one.get("schema", {}), 3) for one in answer.get("content", {}).values()]
    return _any_of(shapes) if shapes else "undefined"
