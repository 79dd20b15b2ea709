"""Rules about whether a field is there: required in its forms, filled, present, prohibited."""

from __future__ import annotations

from api.laravel.rules.rule import Look, Making, type_of_test, type_of_words
from api.laravel.rules.scalars import MISSING, is_filled, same_loosely, text_of


def _filled(value: object, look: Look) -> bool:
    return is_filled(value)


def _displayed(value: object) -> str:
    """How a value is spoken: booleans by name, null as ``empty``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or value is MISSING:
        return "empty"
    return text_of(value)


def _is_one_of(other: object, wanted: tuple[str, ...], is_boolean: bool) -> bool:
    """Compares as the contract does: booleans and null by their names, the rest loosely."""
    if is_boolean and isinstance(other, bool):
        return _displayed(other) in wanted
    if other is None:
        return "null" in wanted
    if is_boolean:
        named = {"true": True, "false": False}
        return any(same_loosely(other, named.get(name, name)) for name in wanted)
    return any(same_loosely(other, name) for name in wanted)


def _matches(parameters: tuple[str, ...], look: Look, other: object) -> bool:
    is_boolean = isinstance(other, bool) or parameters[0] in look.boolean
    return _is_one_of(other, parameters[1:], is_boolean)


def _required_if(parameters: tuple[str, ...]) -> type_of_test:
    def passes(value: object, look: Look) -> bool:
        other = look.other(parameters[0])
        return other is MISSING or not _matches(parameters, look, other) or is_filled(value)

    return passes


def _required_unless(parameters: tuple[str, ...]) -> type_of_test:
    def passes(value: object, look: Look) -> bool:
        other = look.other(parameters[0])
        known = None if other is MISSING else other
        return _matches(parameters, look, known) or is_filled(value)

    return passes


def _prohibited_if(parameters: tuple[str, ...]) -> type_of_test:
    def passes(value: object, look: Look) -> bool:
        other = look.other(parameters[0])
        known = None if other is MISSING else other
        return not _matches(parameters, look, known) or not is_filled(value)

    return passes


def _other_and_value(parameters: tuple[str, ...]) -> type_of_words:
    def words(value: object, look: Look) -> dict[str, str]:
        other = look.other(parameters[0])
        return {"other": look.names(look.resolved(parameters[0])), "value": _displayed(other)}

    return words


def _other_and_values(parameters: tuple[str, ...]) -> type_of_words:
    def words(value: object, look: Look) -> dict[str, str]:
        return {"other": look.names(parameters[0]), "values": ", ".join(parameters[1:])}

    return words


def _required_when(parameters: tuple[str, ...], *, every: bool, present: bool) -> type_of_test:
    """required_with and its kin: ``every`` or any of the others is ``present`` or absent."""
    quantifier = all if every else any

    def passes(value: object, look: Look) -> bool:
        due = quantifier(is_filled(look.other(key)) is present for key in parameters)
        return not due or is_filled(value)

    return passes


def _spoken_others(parameters: tuple[str, ...]) -> type_of_words:
    def words(value: object, look: Look) -> dict[str, str]:
        return {"values": " / ".join(look.names(look.resolved(key)) for key in parameters)}

    return words


def _when(*, every: bool, present: bool) -> Making:
    return Making(
        test=lambda parameters: _required_when(parameters, every=every, present=present),
        implicit=True,
        words=_spoken_others,
    )


def _prohibits(parameters: tuple[str, ...]) -> type_of_test:
    def passes(value: object, look: Look) -> bool:
        return not is_filled(value) or not any(is_filled(look.other(key)) for key in parameters)

    return passes


_ACCEPTED = ("yes", "on", "1", "true")
_DECLINED = ("no", "off", "0", "false")


def _accepted(value: object, look: Look) -> bool:
    return value is True or (type(value) is int and value == 1) or value in _ACCEPTED


def _declined(value: object, look: Look) -> bool:
    return value is False or (type(value) is int and value == 0) or value in _DECLINED


PRESENCE: dict[str, Making] = {
    "accepted": Making(test=lambda _: _accepted, implicit=True),
    "declined": Making(test=lambda _: _declined, implicit=True),
    "filled": Making(
        test=lambda _: lambda value, look: value is MISSING or is_filled(value), implicit=True
    ),
    "missing": Making(test=lambda _: lambda value, look: value is MISSING, implicit=True),
    "present": Making(test=lambda _: lambda value, look: value is not MISSING, implicit=True),
    "prohibited": Making(test=lambda _: lambda value, look: not is_filled(value), implicit=True),
    "prohibited_if": Making(test=_prohibited_if, implicit=True, words=_other_and_value),
    "prohibits": Making(
        test=_prohibits,
        words=lambda parameters: (
            lambda value, look: {"other": " / ".join(look.names(key) for key in parameters)}
        ),
    ),
    "required": Making(test=lambda _: _filled, implicit=True),
    "required_if": Making(test=_required_if, implicit=True, words=_other_and_value),
    "required_unless": Making(test=_required_unless, implicit=True, words=_other_and_values),
    "required_with": _when(every=False, present=True),
    "required_with_all": _when(every=True, present=True),
    "required_without": _when(every=False, present=False),
    "required_without_all": _when(every=True, present=False),
}
