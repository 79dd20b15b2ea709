"""JSON Schema of a rule set: what the rules accept, no more, and as little less as can be said.

What a schema cannot say (confirmed, same, comparisons of fields, database rules) is left out.
Values that the contract takes in several spellings (``7``, ``"7"``, true for an integer) are
described in all of them, because a described request must pass and another must not.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from api.laravel.input import UNTRIMMED
from api.laravel.rules.field import points_at_id
from api.laravel.rules.ranges import decimal_pattern, integer_pattern
from api.laravel.rules.scalars import LARGEST_INTEGER, SMALLEST_INTEGER, is_numeric
from api.laravel.rules.texts import pattern_of

if TYPE_CHECKING:
    from api.laravel.rules.field import Field
    from api.laravel.rules.shape import Shape

Schema = dict[str, object]

_BLANK: Final = r"\s\u0000\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff"
_NO_NUL: Final = r"^[^\u0000]*$"
_SOMETHING: Final = rf"^[^\u0000]*[^{_BLANK}][^\u0000]*$"
_TRIMMED: Final = rf"^[^{_BLANK}]([^\u0000]*[^{_BLANK}])?$"
_DAY: Final = "[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
_DATE: Final = rf"^{_DAY}(T{_CLOCK}(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?)?$"
_LETTERS: Final = r"[A-Za-z0-9_\u03b1-\u03c9-]+"
_URL: Final = (
    rf"^(https?|ftp)://{_LETTERS}(\.{_LETTERS})*(:[0-9]{{1,5}})?"
    # JSON Schema's blanks lack some that Python knows.
    r"([/?#][^\s\u0000\u001c-\u001f\u0085]*)?$"
)

_NOTHING: Final[Schema] = {"enum": [None, ""]}
_EMPTY_TEXT: Final[Schema] = {"type": "string", "maxLength": 0}


class _Writer:
    """Writes the schemas of one rule set for one place: ``body`` or ``query``."""

    def __init__(self, location: str, most_items: int) -> None:
        self.in_query = location == "query"
        self.most_items = most_items

    def object_of(self, shape: Shape) -> Schema:
        """An object with the declared keys; others are allowed and ignored."""
        properties = {name: self.value_of(child) for name, child in shape.named.items()}
        required = [name for name, child in shape.named.items() if _is_due(child)]
        for name, child in shape.named.items():
            if child.field is not None and child.field.rule("confirmed") is not None:
                properties[f"{name}_confirmation"] = {
                    "type": "string",
                    "description": f"the same as {name}",
                }
                required += [f"{name}_confirmation"] if name in required else []
        schema: Schema = {"properties": properties}
        if required:
            schema |= {"type": "object", "required": required}
        conditions = _conditions(shape)
        return schema | ({"allOf": conditions} if conditions else {})

    def value_of(self, shape: Shape) -> Schema:
        """The schema of one key: a list, an object or a single value, with null where allowed."""
        field = shape.field
        if shape.star is not None and not shape.named:
            main = [self.members_of(shape, shape.star)]
        elif shape.named:
            main = [self.object_of(shape)]
            if field is not None and field.listed:
                main = [
                    main[0] | {"type": ["object", "array"], "propertyNames": {"pattern": _NO_NUL}}
                ]
        elif field is None or not field.rules:
            return {}
        else:
            main = self.single_values(field)
        if field is not None and "nullable" in field.modes and field.rule("required") is None:
            main.append(_EMPTY_TEXT if self.in_query else _NOTHING)
        return main[0] if len(main) == 1 else {"anyOf": main}

    def members_of(self, shape: Shape, star: Shape) -> Schema:
        """A list, or an object whose values count as the list."""
        member = self.value_of(star)
        least, most = _lengths(shape.field) if shape.field is not None else (0, None)
        most = self.most_items if most is None else min(most, self.most_items)
        schema: Schema = {
            "type": ["array", "object"],
            "items": member,
            "additionalProperties": member,
            "propertyNames": {"pattern": _NO_NUL},
            "maxItems": most,
            "maxProperties": most,
        }
        return schema | ({"minItems": least, "minProperties": least} if least else {})

    def single_values(self, field: Field) -> list[Schema]:
        """All spellings of one value."""
        if field.rule("integer") is not None or _is_id(field):
            return self.integers(field)
        if field.numeric:
            return self.numbers(field)
        if field.boolean:
            flags = [0, 1] if self.in_query else [True, False, 0, 1, "0", "1"]
            return [{"enum": flags}]
        choices = field.rule("in")
        if choices is not None:
            return [{"enum": _choices(field, choices.parameters)}]
        if field.listed:
            least, most = _lengths(field)
            schema: Schema = {"type": ["array", "object"]}
            schema |= {"minItems": least, "minProperties": least} if least else {}
            return [schema | ({} if most is None else {"maxItems": most, "maxProperties": most})]
        return [text_of_field(field)]

    def integers(self, field: Field) -> list[Schema]:
        """Integers, their texts, and true for 1."""
        low, high = _integer_bounds(field)
        values: list[Schema] = [{"type": "integer", "minimum": low, "maximum": high}]
        if not self.in_query:
            values.append({"type": "string", "pattern": integer_pattern(low, high)})
            values += [{"const": True}] if low <= 1 <= high else []
        return values

    def numbers(self, field: Field) -> list[Schema]:
        """Numbers and their texts."""
        low, high, beyond_low, below_high = _bounds(field)
        number: Schema = {"type": "number"}
        number["exclusiveMinimum" if beyond_low else "minimum"] = _plain(low)
        number["exclusiveMaximum" if below_high else "maximum"] = _plain(high)
        if self.in_query:
            return [number]
        lowest, highest = low + int(beyond_low), high - int(below_high)
        pattern = decimal_pattern(lowest, highest)
        return [number, {"type": "string", "pattern": pattern}] if pattern else [number]


def document(shape: Shape, location: str, most_items: int) -> Schema:
    """The schema of a whole input; ``location`` is ``body`` or ``query``."""
    return _Writer(location, most_items).object_of(shape)


def text_of_field(field: Field) -> Schema:
    """The schema of a text: its form if a rule names one, else lengths and no NUL."""
    least, most = _lengths(field)
    needs_something = field.rule("required") is not None or "nullable" not in field.modes
    schema: Schema = {"type": "string"}
    if most is not None:
        schema["maxLength"] = most
    form = _form(field)
    if form:
        return schema | form
    if least:
        schema["minLength"] = least
    if least > 1 and field.key not in UNTRIMMED:
        return schema | {"pattern": _TRIMMED}
    return schema | {"pattern": _SOMETHING if needs_something else _NO_NUL}


def _form(field: Field) -> Schema:
    if field.rule("email") is not None:
        return {"format": "email"}
    if field.rule("uuid") is not None:
        return {"format": "uuid"}
    if field.rule("url") is not None:
        return {"pattern": _URL}
    if field.rule("date") is not None:
        return {"pattern": _DATE}
    expression = field.rule("regex")
    if expression is not None:
        return {"pattern": pattern_of(expression.parameters[0]).pattern.replace(r"\d", "[0-9]")}
    digits = field.rule("digits")
    return {} if digits is None else {"pattern": f"^[0-9]{{{digits.parameters[0]}}}$"}


def _is_due(shape: Shape) -> bool:
    """True if the key must be there: its own rule says so, or a named key below it."""
    if shape.field is not None and shape.field.rule("required") is not None:
        return "sometimes" not in shape.field.modes
    return any(map(_is_due, shape.named.values()))


def _conditions(shape: Shape) -> list[Schema]:
    """required_if between keys of one object, as if and then."""
    found: list[Schema] = []
    for name, child in shape.named.items():
        rule = child.field.rule("required_if") if child.field is not None else None
        if rule is None or "." in rule.parameters[0]:
            continue
        other, *wanted = rule.parameters
        when = {"properties": {other: {"enum": wanted}}, "required": [other]}
        due: Schema = {"required": [name]}
        if child.is_leaf:
            due["properties"] = {name: {"type": "string", "pattern": _SOMETHING}}
        found.append({"if": when, "then": due})
    return found


def _is_id(field: Field) -> bool:
    rule = field.rule("exists")
    return rule is not None and points_at_id(rule.parameters)


def _choices(field: Field, wanted: tuple[str, ...]) -> list[object]:
    """The texts, and the numbers they spell where the field need not be a text."""
    if field.rule("string") is not None:
        return list(wanted)
    return [*wanted, *(int(text) for text in wanted if text.isdecimal())]


def _numbers_of(field: Field, *names: str) -> list[Decimal]:
    rules = (field.rule(name) for name in names)
    found = [rule for rule in rules if rule is not None and is_numeric(rule.parameters[0])]
    return [Decimal(rule.parameters[0]) for rule in found]


def _bounds(field: Field) -> tuple[Decimal, Decimal, bool, bool]:
    """Lowest and highest value, and whether each bound is itself excluded."""
    between = field.rule("between")
    pair = [Decimal(text) for text in between.parameters] if between is not None else []
    lows = _numbers_of(field, "min", "gte", "size") + pair[:1]
    highs = _numbers_of(field, "max", "lte", "size") + pair[1:]
    above, below = _numbers_of(field, "gt"), _numbers_of(field, "lt")
    low = max([*lows, *above], default=Decimal(SMALLEST_INTEGER))
    high = min([*highs, *below], default=Decimal(LARGEST_INTEGER))
    return low, high, low in above, high in below


def _integer_bounds(field: Field) -> tuple[int, int]:
    low, high, beyond_low, below_high = _bounds(field)
    return (
        max(SMALLEST_INTEGER, int(low) + int(beyond_low)),
        min(LARGEST_INTEGER, int(high) - int(below_high)),
    )


def _lengths(field: Field) -> tuple[int, int | None]:
    """Fewest and most characters or items; required asks for one item."""
    low, high, _, _ = _bounds(field)
    least = 1 if field.rule("required") is not None and low <= 1 else max(0, int(low))
    return least, None if high == LARGEST_INTEGER else int(high)


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
