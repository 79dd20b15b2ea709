"""Regular expressions for decimal texts of numbers between two bounds (JSON Schema has none)."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

# Digits behind the point that a described decimal text may have.
_PLACES = 6


def integer_pattern(low: int, high: int) -> str:
    """Matches exactly the integers from ``low`` to ``high``, written without leading zeros."""
    choices = []
    if low < 0:
        choices += [f"-(?:{choice})" for choice in [_one_of(max(1, -high), -low)] if choice]
    if high >= 0:
        choices.append(_one_of(max(0, low), high))
    return f"^(?:{'|'.join(choice for choice in choices if choice)})$"


def decimal_pattern(low: Decimal, high: Decimal) -> str:
    """Matches decimals between the bounds, up to six places; not all of them, but only them.

    Empty if there is no such decimal that can be named this way (0.1 to 0.9).
    """
    least = int(low.to_integral_value(ROUND_CEILING))
    most = int(high.to_integral_value(ROUND_FLOOR))
    fraction = rf"(?:\.[0-9]{{1,{_PLACES}}})?"
    choices = []
    below_zero = _one_of(max(0, -most), -least - 1)
    if below_zero:
        choices.append(f"-(?:{below_zero}){fraction}")
    above_zero = _one_of(max(0, least), most - 1)
    if above_zero:
        choices.append(f"(?:{above_zero}){fraction}")
    if most >= max(0, least):
        choices.append(str(most))
    return f"^(?:{'|'.join(choices)})$" if choices else ""


def _one_of(low: int, high: int) -> str:
    """The alternatives for non-negative integers, split where the count of digits changes."""
    choices: list[str] = []
    while low <= high:
        last = min(high, 10 ** len(str(low)) - 1)
        choices += _same_length(str(low), str(last))
        low = last + 1
    return "|".join(choices)


def _same_length(low: str, high: str) -> list[str]:
    """Alternatives for two bounds of one length: fixed head, then a digit that may vary."""
    if not low:
        return [""]
    if low[0] == high[0]:
        return [low[0] + rest for rest in _same_length(low[1:], high[1:])]
    size = len(low) - 1
    zeros, nines = "0" * size, "9" * size
    first, last = int(low[0]), int(high[0])
    choices: list[str] = []
    if low[1:] != zeros:
        choices += [low[0] + rest for rest in _same_length(low[1:], nines)]
        first += 1
    tail: list[str] = []
    if high[1:] != nines:
        tail = [high[0] + rest for rest in _same_length(zeros, high[1:])]
        last -= 1
    if first <= last:
        digit = str(first) if first == last else f"[{first}-{last}]"
        choices.append(digit + (f"[0-9]{{{size}}}" if size else ""))
    return choices + tail
