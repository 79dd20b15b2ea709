"""Rules about numbers and sizes: integer, numeric, boolean, digits, min … lte."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal

from api.laravel.rules.rule import Look, Making, type_of_test, type_of_words
from api.laravel.rules.scalars import (
    MISSING,
    bound_of,
    is_integer,
    is_numeric,
    kind_of,
    number_of,
    size_of,
    text_of,
)

_DIGITS = re.compile(r"[0-9]*")
_DECIMALS = re.compile(r"[+-]?[0-9]*\.?([0-9]*)")

# More digits than a body can hold.
_MANY = "1000000000"

Compare = Callable[[Decimal | int, Decimal | int], bool]


def _integer(parameters: tuple[str, ...]) -> type_of_test:
    if parameters == ("strict",):
        return lambda value, look: type(value) is int and is_integer(value)
    return lambda value, look: is_integer(value)


def _numeric(parameters: tuple[str, ...]) -> type_of_test:
    if parameters == ("strict",):
        return lambda value, look: not isinstance(value, str) and is_numeric(value)
    return lambda value, look: is_numeric(value)


def is_boolean(value: object) -> bool:
    """True for true, false, 0, 1, ``"0"``, ``"1"``; not for ``"true"`` or 1.0 (contract)."""
    if isinstance(value, bool):
        return True
    return (type(value) is int or type(value) is str) and value in (0, 1, "0", "1")


def _boolean(parameters: tuple[str, ...]) -> type_of_test:
    if parameters == ("strict",):
        return lambda value, look: isinstance(value, bool)
    return lambda value, look: is_boolean(value)


def _measure(compare: Compare) -> Callable[[tuple[str, ...]], type_of_test]:
    """min, max, size: the field's size against one number."""

    def make(parameters: tuple[str, ...]) -> type_of_test:
        bound = bound_of(parameters[0])

        def passes(value: object, look: Look) -> bool:
            if type(value) is str and not look.numeric:
                return compare(len(value), bound)
            return compare(size_of(value, look.numeric), bound)

        return passes

    return make


def _between(parameters: tuple[str, ...]) -> type_of_test:
    low, high = bound_of(parameters[0]), bound_of(parameters[1])
    return lambda value, look: low <= size_of(value, look.numeric) <= high


def _against(compare: Compare) -> Callable[[tuple[str, ...]], type_of_test]:
    """gt, gte, lt, lte: against a number, or against the size of another field.

    Two numbers compare as numbers; otherwise both must be of one type and their sizes count
    (contract: ``validate.lt-field-null``, price "abc" has size 3).
    """

    def make(parameters: tuple[str, ...]) -> type_of_test:
        key = parameters[0]
        bound = number_of(key) if is_numeric(key) else None

        def passes(value: object, look: Look) -> bool:
            other = look.other(key)
            if bound is not None:
                free = other is None or other is MISSING
                return free and is_numeric(value) and compare(number_of(value), bound)
            if kind_of(value) != kind_of(other) and not (is_numeric(value) and is_numeric(other)):
                return False
            numeric = look.numeric or is_numeric(value)
            return compare(size_of(value, numeric), size_of(other, numeric))

        return passes

    return make


def _compared_value(parameters: tuple[str, ...]) -> type_of_words:
    def words(value: object, look: Look) -> dict[str, str]:
        other = look.other(parameters[0])
        if other is None or other is MISSING:
            return {"value": look.names(look.resolved(parameters[0]))}
        if (look.numeric or is_numeric(value)) and is_numeric(other):
            return {"value": text_of(other).strip()}
        return {"value": str(size_of(other, numeric=False))}

    return words


def _digits(least: str, most: str) -> type_of_test:
    """Only the digits 0-9, between ``least`` and ``most`` of them."""
    low, high = int(least), int(most)

    def passes(value: object, look: Look) -> bool:
        if isinstance(value, list | dict):
            return False
        text = text_of(value)
        return low <= len(text) <= high and _DIGITS.fullmatch(text) is not None

    return passes


def _decimal(parameters: tuple[str, ...]) -> type_of_test:
    least, most = int(parameters[0]), int(parameters[-1])

    def passes(value: object, look: Look) -> bool:
        match = _DECIMALS.fullmatch(text_of(value)) if is_numeric(value) else None
        return match is not None and least <= len(match.group(1)) <= most

    return passes


def _multiple_of(parameters: tuple[str, ...]) -> type_of_test:
    step = Decimal(parameters[0])

    def passes(value: object, look: Look) -> bool:
        if not is_numeric(value):
            return False
        quotient, places = number_of(value) / step, number_of(value).adjusted()
        return places < 28 and quotient == quotient.to_integral_value()

    return passes


def _one_number(name: str) -> Callable[[tuple[str, ...]], dict[str, str]]:
    return lambda parameters: {name: parameters[0]}


def _two_numbers(parameters: tuple[str, ...]) -> dict[str, str]:
    return {"min": parameters[0], "max": parameters[1]}


NUMBERS: dict[str, Making] = {
    "between": Making(test=_between, fixed_words=_two_numbers),
    "boolean": Making(test=_boolean),
    "decimal": Making(
        test=_decimal, fixed_words=lambda parameters: {"decimal": "-".join(parameters)}
    ),
    "digits": Making(
        test=lambda parameters: _digits(parameters[0], parameters[0]),
        fixed_words=_one_number("digits"),
    ),
    "digits_between": Making(
        test=lambda parameters: _digits(parameters[0], parameters[1]),
        fixed_words=_two_numbers,
    ),
    "gt": Making(test=_against(operator.gt), words=_compared_value),
    "gte": Making(test=_against(operator.ge), words=_compared_value),
    "integer": Making(test=_integer),
    "lt": Making(test=_against(operator.lt), words=_compared_value),
    "lte": Making(test=_against(operator.le), words=_compared_value),
    "max": Making(test=_measure(operator.le), fixed_words=_one_number("max")),
    "max_digits": Making(
        test=lambda parameters: _digits("0", parameters[0]),
        fixed_words=_one_number("max"),
    ),
    "min": Making(test=_measure(operator.ge), fixed_words=_one_number("min")),
    "min_digits": Making(
        test=lambda parameters: _digits(parameters[0], _MANY),
        fixed_words=_one_number("min"),
    ),
    "multiple_of": Making(test=_multiple_of, fixed_words=_one_number("value")),
    "numeric": Making(test=_numeric),
    "size": Making(test=_measure(operator.eq), fixed_words=_one_number("size")),
}
