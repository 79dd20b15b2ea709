"""What callers of one document cannot live with in another, a sentence each.

What was asked must still be enough, what was sent must still be taken, and what is answered must
still be what was promised. So requests may only become wider and answers only narrower; keys may
be added to answers, optional fields to requests. Bounds, patterns and formats count as part of a
type; a pattern that changed is taken for a narrower one, since nobody can compare two patterns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Node = dict[str, Any]

_METHODS: Final = ("get", "post", "put", "patch", "delete")
_FIRST_FAILURE: Final = 300
_CHOICES: Final = ("oneOf", "anyOf")
# A bound that is there must be no tighter: lower bounds may fall, upper bounds may rise.
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_EQUAL: Final = ("pattern", "format", "multipleOf", "propertyNames", "if", "then", "uniqueItems")
_KINDS: Final = ("array", "boolean", "integer", "null", "number", "object", "string")


class Misfit(NamedTuple):
    """Where a value of one schema may not be one of another, and in what way."""

    field: str
    reason: str


class Side(NamedTuple):
    """A schema and the document that its references point into."""

    document: Node
    schema: Node

    def within(self, schema: Node) -> Side:
        return Side(self.document, schema)

    def resolved(self) -> Side:
        """The shape that is meant; parts that hold together (``allOf``) as one."""
        schema = self.schema
        while "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = self.document["components"]["schemas"][name]
        for part in schema.get("allOf", ()):
            schema = _joined(schema, self.within(part).resolved().schema)
        return self.within({key: value for key, value in schema.items() if key != "allOf"})


MISSING: Final = "missing"
OPTIONAL: Final = "optional"
UNREAD: Final = "unread"


def breaking_changes(before: Node, after: Node) -> list[str]:
    """What callers of ``before`` cannot live with in ``after``, by operation."""
    later = dict(_operations(after))
    found: list[str] = []
    for name, operation in _operations(before):
        if name not in later:
            found.append(f"{name} is gone.")
            continue
        was, now = Side(before, operation), Side(after, later[name])
        told = [*_renamed(was, now), *_answers(was, now), *_requests(was, now)]
        found += [f"{name}: {sentence}" for sentence in dict.fromkeys(told)]
    return found


def _operations(document: Node) -> Iterator[tuple[str, Node]]:
    for path, methods in sorted(document.get("paths", {}).items()):
        for method in _METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", methods[method]


def _renamed(before: Side, after: Side) -> Iterator[str]:
    was, now = (side.schema.get("operationId") for side in (before, after))
    if was != now:
        yield f"it is now called {now} instead of {was}, so its types are gone."


# --- answers --------------------------------------------------------------------------------------


def _answers(before: Side, after: Side) -> Iterator[str]:
    was, now = (side.schema.get("responses", {}) for side in (before, after))
    for status in sorted(was.keys() - now.keys()):
        if int(status) < _FIRST_FAILURE:
            yield f"it no longer answers {status}."
    for status in sorted(now.keys() - was.keys()):
        yield f"it may now answer {status}."
    for status in sorted(was.keys() & now.keys()):
        yield from _contents(before.within(was[status]), after.within(now[status]))


def _contents(before: Side, after: Side) -> Iterator[str]:
    was, now = (side.schema.get("content", {}) for side in (before, after))
    for kind in sorted(was.keys() - now.keys()):
        yield f"the answer is no longer {kind}."
    for kind in sorted(was.keys() & now.keys()):
        outer, inner = before.within(was[kind]["schema"]), after.within(now[kind]["schema"])
        for misfit in misfits(inner, outer, answers=True):
            yield _of_an_answer(misfit)


def _of_an_answer(misfit: Misfit) -> str:
    field = f"`{misfit.field}`"
    if misfit.reason == MISSING:
        return f"the answer no longer has {field}."
    if misfit.reason == OPTIONAL:
        return f"the answer may now lack {field}."
    return f"the answer's {field or 'body'} may now be {misfit.reason}."


# --- requests -------------------------------------------------------------------------------------


def _requests(before: Side, after: Side) -> Iterator[str]:
    if {} in before.schema.get("security", [{}]) and {} not in after.schema.get("security", [{}]):
        yield "it must now be called with a credential."
    for misfit in misfits(_parameters(before), _parameters(after), answers=False):
        yield _of_a_request(misfit)
    asked, asks = (side.schema.get("requestBody", {}) for side in (before, after))
    if asks.get("required") and not asked.get("required"):
        yield "the request must now have a body."
    was, now = (body.get("content", {}) for body in (asked, asks))
    for kind in sorted(was.keys() - now.keys()):
        yield f"the request may no longer be {kind}."
    for kind in sorted(now.keys()):
        # A body that was none is an object without fields.
        inner = before.within(was[kind]["schema"] if kind in was else {"type": "object"})
        if was and kind not in was:
            continue
        for misfit in misfits(inner, after.within(now[kind]["schema"]), answers=False):
            yield _of_a_request(misfit)


def _of_a_request(misfit: Misfit) -> str:
    field = f"`{misfit.field}`"
    if misfit.reason in (MISSING, OPTIONAL):
        return f"the request must now have {field}."
    if misfit.reason == UNREAD:
        return f"the request's {field} is no longer read."
    return f"the request's {field} may no longer be {misfit.reason}."


def _parameters(operation: Side) -> Side:
    """An operation's parameters as one object, each named ``query.page``."""
    named = operation.schema.get("parameters", ())
    return operation.within(
        {
            "type": "object",
            "properties": {f"{one['in']}.{one['name']}": one["schema"] for one in named},
            "required": [f"{one['in']}.{one['name']}" for one in named if one.get("required")],
        }
    )


# --- schemas --------------------------------------------------------------------------------------


def misfits(inner: Side, outer: Side, *, answers: bool) -> list[Misfit]:
    """Where a value that ``inner`` allows may not be one that ``outer`` allows; empty where every
    value fits. A field that only ``inner`` knows fits an answer, and is unread in a request.
    """
    return list(_Walk(answers).go(inner, outer, ""))


class _Walk:
    """One comparison. A pair of shapes is entered once, since shapes may contain themselves."""

    def __init__(self, answers: bool) -> None:
        self._answers = answers
        self._entered: set[tuple[bytes, bytes]] = set()

    def go(self, inner: Side, outer: Side, field: str) -> Iterator[Misfit]:
        pair = (_bytes(inner.schema), _bytes(outer.schema))
        if "$ref" in inner.schema and "$ref" in outer.schema:
            if pair in self._entered:
                return
            self._entered.add(pair)
        takes = list(_alternatives(outer))
        for one in _alternatives(inner):
            yield from self._best(one, takes, field)

    def _best(self, inner: Side, takes: list[Side], field: str) -> Iterator[Misfit]:
        """The misfits with the alternative that is nearest: of the same kind, the fewest."""
        kind = _kind(inner)
        same = [one for one in takes if _fits_kind(kind, _kind(one))]
        if not same:
            yield Misfit(field, _shown(inner))
            return
        tried = (list(self._one(inner, outer, field)) for outer in same)
        yield from min(tried, key=len)

    def _one(self, inner: Side, outer: Side, field: str) -> Iterator[Misfit]:
        yield from _narrower(inner.schema, outer.schema, field)
        if _kind(outer) == "object":
            yield from self._objects(inner, outer, field)
        if _kind(outer) == "array":
            wanted = outer.within(outer.schema.get("items", {}))
            yield from self.go(inner.within(inner.schema.get("items", {})), wanted, f"{field}[]")

    def _objects(self, inner: Side, outer: Side, field: str) -> Iterator[Misfit]:
        has, wants = (side.schema.get("properties", {}) for side in (inner, outer))
        always = inner.schema.get("required", ())
        for name, schema in wants.items():
            path = f"{field}.{name}" if field else name
            if name in has:
                yield from self.go(inner.within(has[name]), outer.within(schema), path)
            needed = name in outer.schema.get("required", ())
            if name not in has and (needed or self._answers):
                yield Misfit(path, MISSING)
            elif name in has and needed and name not in always:
                yield Misfit(path, OPTIONAL)
        if not self._answers:
            gone = (name for name in has if name not in wants)
            yield from (Misfit(f"{field}.{name}" if field else name, UNREAD) for name in gone)
        yield from self._entries(inner, outer, field)

    def _entries(self, inner: Side, outer: Side, field: str) -> Iterator[Misfit]:
        """The values of an object whose keys are not known before."""
        wanted = outer.schema.get("additionalProperties")
        if isinstance(wanted, dict):
            entry = inner.schema.get("additionalProperties")
            some = entry if isinstance(entry, dict) else {}
            if some or not inner.schema.get("properties"):
                yield from self.go(inner.within(some), outer.within(wanted), f"{field}[]")


def _alternatives(side: Side) -> Iterator[Side]:
    """The schemas of which one holds, each of one kind or of none in particular."""
    shape = side.resolved()
    for choice in _CHOICES:
        if choice in shape.schema:
            rest = {key: value for key, value in shape.schema.items() if key != choice}
            for one in shape.schema[choice]:
                inside = shape.within(one).resolved()
                yield from _alternatives(shape.within(_joined(rest, inside.schema)))
            return
    values = [shape.schema["const"]] if "const" in shape.schema else shape.schema.get("enum")
    if values is not None:
        for value in values:
            yield shape.within({"const": value, "type": _kind_of_value(value)})
        return
    kinds = shape.schema.get("type")
    if isinstance(kinds, list):
        for kind in kinds:
            yield shape.within({**shape.schema, "type": kind})
        return
    yield shape


def _joined(first: Node, second: Node) -> Node:
    """Two schemas that hold together, as far as they can be said in one."""
    joined = {**first, **second}
    if "properties" in first and "properties" in second:
        joined["properties"] = {**first["properties"], **second["properties"]}
    if "required" in first and "required" in second:
        joined["required"] = sorted({*first["required"], *second["required"]})
    return joined


def _kind(side: Side) -> str | None:
    """One of the kinds of JSON; None where the schema takes all of them."""
    kind = side.schema.get("type")
    if kind is None and "properties" in side.schema:
        return "object"
    return kind if kind in _KINDS else None


def _kind_of_value(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}
    return kinds.get(type(value), "object")


def _fits_kind(inner: str | None, outer: str | None) -> bool:
    return outer is None or inner == outer or (inner == "integer" and outer == "number")


def _narrower(inner: Node, outer: Node, field: str) -> Iterator[Misfit]:
    """Where the outer schema's own keywords are tighter than the inner one's."""
    if "const" in outer:
        if "const" not in inner or inner["const"] != outer["const"]:
            yield Misfit(field, _words(inner))
        return
    if "const" in inner:
        if not _value_fits(inner["const"], outer):
            yield Misfit(field, _words(inner))
        return
    compared: tuple[tuple[tuple[str, ...], Callable[[Any, Any], bool]], ...] = (
        (_LOWER, lambda has, wants: has >= wants),
        (_UPPER, lambda has, wants: has <= wants),
        (_EQUAL, lambda has, wants: bool(has == wants)),
    )
    for keywords, holds in compared:
        for keyword in keywords:
            wants = outer.get(keyword)
            if wants is not None and not (keyword in inner and holds(inner[keyword], wants)):
                yield Misfit(field, f"of another {keyword} ({_said(inner, keyword)})")


def _value_fits(value: Any, outer: Node) -> bool:
    """Whether a single value keeps the bounds; a pattern that it may keep is believed."""
    size = len(value) if isinstance(value, str) else value
    lower, upper = ("minLength", "maxLength") if isinstance(value, str) else ("minimum", "maximum")
    if not isinstance(size, int | float) or isinstance(value, bool):
        return True
    return bool(outer.get(lower, size) <= size <= outer.get(upper, size))


def _shown(side: Side) -> str:
    return _words(side.schema) if "const" in side.schema else _kind(side) or "anything"


def _words(schema: Node) -> str:
    if "const" in schema:
        return msgspec.json.encode(schema["const"]).decode()
    return "another value"


def _said(schema: Node, keyword: str) -> str:
    if keyword not in schema:
        return "none"
    text = msgspec.json.encode(schema[keyword]).decode()
    return text if len(text) <= 60 else f"{text[:57]}..."


def _bytes(schema: Node) -> bytes:
    return msgspec.json.encode(schema, order="sorted")
