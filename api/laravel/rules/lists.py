"""Rules about lists and objects (one type in PHP): array, list, distinct, contains, in_array."""

from __future__ import annotations

from collections.abc import Hashable

from api.laravel.rules.rule import Look, Making, find, plain, type_of_test, type_of_words
from api.laravel.rules.scalars import is_numeric, number_of, same_loosely, text_of


def is_list(value: object) -> bool:
    """True for lists, and for objects whose keys are 0, 1, 2 … in order (also the empty one)."""
    if isinstance(value, dict):
        return all(key == str(place) for place, key in enumerate(value))
    return isinstance(value, list)


def _array(parameters: tuple[str, ...]) -> type_of_test:
    """With parameters: an object without other keys than these."""
    if not parameters:
        return lambda value, look: isinstance(value, list | dict)
    allowed = frozenset(parameters)
    return lambda value, look: isinstance(value, list | dict) and _keys(value) <= allowed


def _keys(value: list[object] | dict[str, object]) -> frozenset[str]:
    return frozenset(value) if isinstance(value, dict) else frozenset(map(str, range(len(value))))


def _members(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def loose_key(value: object) -> Hashable:
    """Two scalars that PHP calls equal have the same key: 1, ``"1"``, true; null and ``""``."""
    if isinstance(value, bool):
        return number_of(int(value))
    if is_numeric(value):
        return number_of(value)
    if isinstance(value, list | dict):
        return repr(value)
    return text_of(value)


def _distinct(value: object, look: Look) -> bool:
    return look.repeated is None or not look.repeated(value)


def _contains(parameters: tuple[str, ...]) -> type_of_test:
    def passes(value: object, look: Look) -> bool:
        members = {text_of(member) for member in _members(value) if not _members(member)}
        return members.issuperset(parameters)

    return passes


def _required_array_keys(parameters: tuple[str, ...]) -> type_of_test:
    wanted = frozenset(parameters)
    return lambda value, look: isinstance(value, list | dict) and wanted <= _keys(value)


def _in_array(parameters: tuple[str, ...]) -> type_of_test:
    """in_array:tags.* – the value is one of another list's members."""
    path = parameters[0].removesuffix(".*").split(".")

    def passes(value: object, look: Look) -> bool:
        others = _members(find(look.values, path))
        return any(same_loosely(value, other) for other in others)

    return passes


def _verbatim_other(parameters: tuple[str, ...]) -> type_of_words:
    return lambda value, look: {"other": look.names(parameters[0])}


def _joined(parameters: tuple[str, ...]) -> dict[str, str]:
    return {"values": ", ".join(parameters)}


LISTS: dict[str, Making] = {
    "array": Making(test=_array),
    "contains": Making(test=_contains),
    "distinct": Making(test=lambda _: _distinct),
    "in_array": Making(test=_in_array, words=_verbatim_other),
    "list": plain(is_list),
    "required_array_keys": Making(test=_required_array_keys, fixed_words=_joined),
}
