"""How the contract sees single values: as text, as a number, as a size (its backend is PHP).

Everything here is pure and takes any JSON value: None, bool, int, float, str, list, dict.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final, final


@final
class Missing:
    """The one value that says: the key is not in the input at all."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()

SMALLEST_INTEGER: Final = -(2**63)
LARGEST_INTEGER: Final = 2**63 - 1

_BLANKS = r"[ \t\n\r\v\f]*"
_NUMERIC = re.compile(
    rf"{_BLANKS}[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?{_BLANKS}"
)
_INTEGER = re.compile(rf"{_BLANKS}[+-]?(?:0|[1-9][0-9]{{0,18}}){_BLANKS}")
_SURROGATE = re.compile("[\ud800-\udfff]")

# More characters than any amount, coordinate or count needs; keeps Decimal arithmetic short.
_LONGEST_NUMBER = 64
_FAR_TOO_LARGE = int(10**_LONGEST_NUMBER)
_LONGEST_EXPONENT = 5


def text_of(value: object) -> str:
    """The text PHP makes of a scalar: true → ``1``, false and null → nothing, 1.0 → ``1``."""
    if type(value) is str:
        return value
    if value is None or value is False or isinstance(value, Missing | list | dict):
        return ""
    if value is True:
        return "1"
    if isinstance(value, float):
        return _text_of_float(value)
    return str(value)


def _text_of_float(value: float) -> str:
    """Fourteen significant digits, exponents as ``1.0E+20``."""
    if math.isinf(value) or math.isnan(value):
        return "NAN" if math.isnan(value) else ("INF" if value > 0 else "-INF")
    text = f"{value:.14G}"
    mantissa, mark, exponent = text.partition("E")
    if not mark:
        return text
    sign = "-" if exponent.startswith("-") else "+"
    if "." not in mantissa:
        mantissa += ".0"
    return f"{mantissa}E{sign}{exponent.lstrip('+-').lstrip('0')}"


def is_numeric(value: object) -> bool:
    """True for numbers and for texts that are one decimal number, with or without exponent."""
    if isinstance(value, str):
        return _NUMERIC.fullmatch(value) is not None
    if isinstance(value, bool):
        return False
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int)


def is_ordinary(value: object) -> bool:
    """True if a numeric value can be computed with: not too long, its exponent not absurd."""
    if isinstance(value, str):
        _, _, exponent = value.lower().partition("e")
        return len(value) <= _LONGEST_NUMBER and len(exponent) <= _LONGEST_EXPONENT
    return isinstance(value, float) or (isinstance(value, int) and abs(value) < _FAR_TOO_LARGE)


def number_of(value: object) -> Decimal:
    """The exact decimal of a numeric value; floats by their shortest spelling (0.1 → 0.1).

    Exponents beyond five digits count as ±99999, so a comparison never raises.
    """
    if isinstance(value, int):
        return Decimal(value)
    text = repr(value) if isinstance(value, float) else str(value).strip()
    mantissa, mark, exponent = text.lower().partition("e")
    if mark and len(exponent.lstrip("+-").lstrip("0")) > 5:
        exponent = "-99999" if exponent.startswith("-") else "99999"
    return Decimal(f"{mantissa}e{exponent}") if mark else Decimal(mantissa)


def is_integer(value: object) -> bool:
    """True for 64-bit integers and what PHP reads as one: ``"12"``, 1.0, true, not ``"007"``.

    Whole floats count up to the same bounds, since JSON has one kind of number (PHP stops at 1e14).
    """
    if type(value) is int:
        return SMALLEST_INTEGER <= value <= LARGEST_INTEGER
    if value is True:
        return True
    if isinstance(value, str):
        return _INTEGER.fullmatch(value) is not None and (
            SMALLEST_INTEGER <= int(value) <= LARGEST_INTEGER
        )
    # -2**63 as a float may have been the integer below it.
    return isinstance(value, float) and value.is_integer() and abs(value) < 2**63


def size_of(value: object, numeric: bool) -> Decimal | int:
    """What size rules measure: the number, the count of items, else the count of characters.

    ``numeric`` says that the field has a numeric rule; a text then counts as its number.
    """
    if numeric:
        if type(value) is int:
            return value
        if is_numeric(value):
            return number_of(value)
    if isinstance(value, list | dict):
        return len(value)
    return len(text_of(value))


def bound_of(text: str) -> Decimal | int:
    """A number written in a rule; whole ones are int, which compares faster."""
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number


def kind_of(value: object) -> str:
    """The PHP type of a value; lists and objects are one type there."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, list | dict):
        return "array"
    if isinstance(value, Missing):
        return "NoneType"
    return type(value).__name__


def is_filled(value: object) -> bool:
    """False for what ``required`` refuses: nothing, null, blank text, an empty list or object."""
    if value is None or value is MISSING:
        return False
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list | dict):
        return bool(value)
    return True


def same_loosely(left: object, right: object) -> bool:
    """PHP's ``==`` for scalars: numeric texts compare as numbers, booleans as truth."""
    if isinstance(left, bool) or isinstance(right, bool):
        return _is_true(left) == _is_true(right)
    if is_numeric(left) and is_numeric(right):
        return number_of(left) == number_of(right)
    if isinstance(left, list | dict) or isinstance(right, list | dict):
        return left == right
    return text_of(left) == text_of(right)


def _is_true(value: object) -> bool:
    return bool(value) and value != "0" and value is not MISSING


def is_storable(value: object) -> bool:
    """False if a text anywhere in the value holds NUL or half a surrogate pair.

    PostgreSQL stores neither, in text or in jsonb. Depth is bounded by the input (64).
    """
    if type(value) is str:
        return "\0" not in value and (value.isascii() or _SURROGATE.search(value) is None)
    if isinstance(value, list):
        return all(map(is_storable, value))
    if isinstance(value, dict):
        return all(map(is_storable, value)) and all(map(is_storable, value.values()))
    return True
