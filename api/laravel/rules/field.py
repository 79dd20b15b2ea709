"""Reads one line of rules (``required|integer|min:1``) into something that runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import msgspec

from api.laravel.messages import SENTENCES, SIZES, fill
from api.laravel.rules.addresses import ADDRESSES
from api.laravel.rules.dates import DATES
from api.laravel.rules.lists import LISTS
from api.laravel.rules.numbers import NUMBERS
from api.laravel.rules.presence import PRESENCE
from api.laravel.rules.rule import Making, Rule, plain, type_of_test
from api.laravel.rules.scalars import is_integer, is_numeric, is_ordinary, number_of
from api.laravel.rules.texts import TEXTS

# Room for every amount of money the contract's columns hold: numeric(10,2). Deviation D1.
LARGEST_NUMBER = "99999999.99"

# Words that change how the other rules run.
_MODES = frozenset({"nullable", "sometimes", "bail"})
# Rules that make a field's size its number.
_NUMERIC = frozenset({"integer", "numeric", "decimal"})
_WHOLE_PARAMETER = frozenset({"regex", "not_regex"})
_BY_VALUE = frozenset({"gt", "gte", "lt", "lte"})
_UPPER = frozenset({"max", "between", "size"})
_LOWER = frozenset({"min", "between", "size"})


def points_at_id(parameters: tuple[str, ...]) -> bool:
    """Does ``exists:table,column`` look for an id? Without a column it does."""
    return parameters[1:2] in ((), ("id",))


def _exists(parameters: tuple[str, ...]) -> type_of_test:
    """The part of ``exists:table,column`` that needs no database: an id is an integer (D1)."""
    if points_at_id(parameters):
        return lambda value, look: is_integer(value)
    return lambda value, look: not isinstance(value, list | dict)


def _unique(parameters: tuple[str, ...]) -> type_of_test:
    """``unique:table,column`` is answered by the service; here it only refuses lists (D1)."""
    return lambda value, look: not isinstance(value, list | dict)


_MAKINGS: dict[str, Making] = {
    **ADDRESSES,
    **DATES,
    **LISTS,
    **NUMBERS,
    **PRESENCE,
    **TEXTS,
    "exists": Making(test=_exists, presence=True),
    "unique": Making(test=_unique, presence=True),
    "ordinary": plain(lambda value: not is_numeric(value) or is_ordinary(value)),
}


class Field(msgspec.Struct, frozen=True):
    """One key of a rule set, compiled.

    ``segments`` is the key cut at its wildcards: ``items.*.id`` → ``(items), (id)``.
    ``cast`` turns a value that passed into the type services work with, or is None.
    ``tests`` are the rules' tests alone, for the many values that pass them all.
    """

    key: str
    segments: tuple[tuple[str, ...], ...]
    rules: tuple[Rule, ...]
    tests: tuple[type_of_test, ...]
    modes: frozenset[str]
    nullable: bool
    numeric: bool
    listed: bool
    boolean: bool
    implicit: bool
    cast: Callable[[object], object] | None
    wildcard: bool

    def rule(self, name: str) -> Rule | None:
        """The field's rule of that name, None if it has none."""
        return next((rule for rule in self.rules if rule.name == name), None)


def read_field(key: str, line: str | Sequence[str], custom: Mapping[str, str]) -> Field:
    """Compiles one key; raises ValueError for a rule that does not exist.

    ``custom`` holds sentences of the route's own by ``key.rule`` or by rule.
    """
    written = [part for part in (line.split("|") if isinstance(line, str) else line) if part]
    named = [_name_and_parameters(part) for part in written]
    names = frozenset(name for name, _ in named)
    numeric, listed = bool(names & _NUMERIC), bool(names & {"array", "list"})
    kind = "number" if numeric else "list" if listed else "text"
    rules = tuple(
        _rule(key, name, parameters, kind, custom)
        for name, parameters in named
        if name not in _MODES
    ) + tuple(
        msgspec.structs.replace(_rule(key, name, parameters, kind, custom), presence=True)
        for name, parameters in _bounds(names)
    )
    return Field(
        key=key,
        segments=_segments(key),
        rules=rules,
        tests=tuple(rule.passes for rule in rules),
        modes=names & _MODES,
        nullable="nullable" in names,
        numeric=numeric,
        listed=listed,
        boolean="boolean" in names,
        implicit=any(rule.implicit for rule in rules),
        cast=_cast(named),
        wildcard="*" in key.split("."),
    )


def _segments(key: str) -> tuple[tuple[str, ...], ...]:
    segments: list[list[str]] = [[]]
    for part in key.split("."):
        if part == "*":
            segments.append([])
        else:
            segments[-1].append(part)
    return tuple(map(tuple, segments))


def _name_and_parameters(part: str) -> tuple[str, tuple[str, ...]]:
    name, colon, rest = part.partition(":")
    if not colon:
        return name, ()
    return name, (rest,) if name in _WHOLE_PARAMETER else tuple(rest.split(","))


Named = list[tuple[str, tuple[str, ...]]]


def _bounds(names: frozenset[str]) -> Named:
    """What every number needs: an ordinary size, and bounds where the route names none."""
    if not names & {"numeric", "decimal"}:
        return []
    bounds: Named = [("ordinary", ())]
    if not names & _UPPER:
        bounds.append(("max", (LARGEST_NUMBER,)))
    if not names & _LOWER:
        bounds.append(("min", (f"-{LARGEST_NUMBER}",)))
    return bounds


def _rule(
    key: str, name: str, parameters: tuple[str, ...], kind: str, custom: Mapping[str, str]
) -> Rule:
    making = _MAKINGS.get(name)
    if making is None:
        raise ValueError(f"{key}: there is no rule {name!r}")
    sentence, numeric_sentence = _sentences(name, kind)
    own = custom.get(f"{key}.{name}", custom.get(name))
    try:
        test, fixed = making.test(parameters), making.fixed_words(parameters)
    except (ArithmeticError, IndexError, ValueError, re.error) as reason:
        written = ":".join((name, ",".join(parameters)))
        raise ValueError(f"{key}: the rule {written!r} cannot be read") from reason
    rule = Rule(
        name=name,
        parameters=parameters,
        passes=test,
        implicit=making.implicit,
        presence=making.presence,
        sentence=fill(own or sentence, **fixed),
        numeric_sentence=fill(own or numeric_sentence, **fixed),
    )
    if making.words is None:
        return rule
    return msgspec.structs.replace(rule, words=making.words(parameters))


def _sentences(name: str, kind: str) -> tuple[str, str]:
    """The sentence for most values, and the one for numeric values."""
    if name not in SIZES:
        return SENTENCES[name], SENTENCES[name]
    by_kind = SIZES[name]
    by_value = name in _BY_VALUE and kind == "text"
    return by_kind[kind], by_kind["number" if by_value else kind]


def _cast(named: Named) -> Callable[[object], object] | None:
    """Integers, then decimals, then booleans; everything else stays as it came."""
    names = {name for name, _ in named}
    if "integer" in names:
        return _whole
    if "numeric" in names or "decimal" in names:
        return _amount
    if "boolean" in names:
        return _truth
    if any(name == "exists" and points_at_id(parameters) for name, parameters in named):
        return _whole
    return None


def _whole(value: object) -> int:
    return value if type(value) is int else int(number_of(value))


def _amount(value: object) -> Decimal:
    """Numbers closer to zero than any column can show (30 places) are zero."""
    number = number_of(value)
    return number if number.adjusted() > -30 else Decimal(0)


def _truth(value: object) -> bool:
    return value in (True, "1")
