"""Rules about text: string, in, regex, alphabets, case, beginnings and ends, other fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import msgspec

from api.laravel.rules.rule import Look, Making, plain, type_of_test, type_of_words
from api.laravel.rules.scalars import MISSING, is_numeric, kind_of, text_of

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE, "u": re.UNICODE}


def pattern_of(delimited: str) -> re.Pattern[str]:
    r"""Reads ``/^\d{5}$/i`` as the contract writes patterns; ``\d`` is 0-9 unless flagged ``u``.

    Raises ValueError for a flag that is not known.
    """
    end = delimited.rindex(delimited[0])
    flags = re.ASCII
    for letter in delimited[end + 1 :]:
        if letter not in _FLAGS:
            raise ValueError(f"unknown flag {letter!r} in the pattern {delimited!r}")
        flags |= _FLAGS[letter]
    if flags & re.UNICODE:
        flags &= ~re.ASCII
    return re.compile(delimited[1:end], flags)


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _regex(parameters: tuple[str, ...]) -> type_of_test:
    search = pattern_of(parameters[0]).search

    def passes(value: object, look: Look) -> bool:
        return _is_text_or_number(value) and search(text_of(value)) is not None

    return passes


def _not_regex(parameters: tuple[str, ...]) -> type_of_test:
    search = pattern_of(parameters[0]).search

    def passes(value: object, look: Look) -> bool:
        return _is_text_or_number(value) and search(text_of(value)) is None

    return passes


def _is_text_or_number(value: object) -> bool:
    return isinstance(value, str) or (is_numeric(value) and not isinstance(value, bool))


def _in(parameters: tuple[str, ...]) -> type_of_test:
    wanted = frozenset(parameters)

    def passes(value: object, look: Look) -> bool:
        if isinstance(value, list | dict):
            members = value if isinstance(value, list) else list(value.values())
            return look.listed and all(
                not isinstance(member, list | dict) and text_of(member) in wanted
                for member in members
            )
        return text_of(value) in wanted

    return passes


def _not_in(parameters: tuple[str, ...]) -> type_of_test:
    listed = _in(parameters)
    return lambda value, look: not listed(value, look)


def _is_letter(character: str) -> bool:
    return character.isalpha() or unicodedata.category(character).startswith("M")


def _is_letter_or_number(character: str) -> bool:
    return _is_letter(character) or unicodedata.category(character).startswith("N")


def _made_of(
    fits: Callable[[str], bool], *, numbers: bool = False
) -> Callable[[tuple[str, ...]], type_of_test]:
    """alpha and its kin; ``numbers`` lets JSON numbers in, the parameter ``ascii`` narrows."""

    def make(parameters: tuple[str, ...]) -> type_of_test:
        only_ascii = parameters == ("ascii",)

        def passes(value: object, look: Look) -> bool:
            if not isinstance(value, str) and not (numbers and is_numeric(value)):
                return False
            text = text_of(value)
            return bool(text) and (text.isascii() or not only_ascii) and all(map(fits, text))

        return passes

    return make


def _starts(parameters: tuple[str, ...]) -> type_of_test:
    return lambda value, look: text_of(value).startswith(parameters)


def _ends(parameters: tuple[str, ...]) -> type_of_test:
    return lambda value, look: text_of(value).endswith(parameters)


def _not(make: Callable[[tuple[str, ...]], type_of_test]) -> Making:
    def negated(parameters: tuple[str, ...]) -> type_of_test:
        test = make(parameters)
        return lambda value, look: not test(value, look)

    return Making(test=negated, fixed_words=_joined)


def _joined(parameters: tuple[str, ...]) -> dict[str, str]:
    return {"values": ", ".join(parameters)}


def is_json_text(value: object) -> bool:
    """True if the text PHP makes of the value is one JSON value."""
    if value is None or isinstance(value, list | dict):
        return False
    try:
        msgspec.json.decode(text_of(value))
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError):
        return False
    return True


def _is_ascii(value: object) -> bool:
    return not isinstance(value, list | dict) and text_of(value).isascii()


def _confirmed(parameters: tuple[str, ...]) -> type_of_test:
    def passes(value: object, look: Look) -> bool:
        key = parameters[0] if parameters else f"{look.key}_confirmation"
        return _identical(value, look.other(key))

    return passes


def _same(parameters: tuple[str, ...]) -> type_of_test:
    return lambda value, look: _identical(value, look.other(parameters[0]))


def _different(parameters: tuple[str, ...]) -> type_of_test:
    def passes(value: object, look: Look) -> bool:
        others = [look.other(key) for key in parameters]
        return not any(other is not MISSING and _identical(value, other) for other in others)

    return passes


def _identical(left: object, right: object) -> bool:
    """Equal in value and type; a field that is missing counts as null."""
    known = None if right is MISSING else right
    return kind_of(left) == kind_of(known) and left == known


def _spoken_other(parameters: tuple[str, ...]) -> type_of_words:
    return lambda value, look: {"other": look.names(look.resolved(parameters[0]))}


TEXTS: dict[str, Making] = {
    "alpha": Making(test=_made_of(_is_letter)),
    "alpha_dash": Making(
        test=_made_of(lambda letter: letter in "-_" or _is_letter_or_number(letter), numbers=True)
    ),
    "alpha_num": Making(test=_made_of(_is_letter_or_number, numbers=True)),
    "ascii": plain(_is_ascii),
    "confirmed": Making(test=_confirmed),
    "different": Making(test=_different, words=_spoken_other),
    "doesnt_end_with": _not(_ends),
    "doesnt_start_with": _not(_starts),
    "ends_with": Making(test=_ends, fixed_words=_joined),
    "in": Making(test=_in, fixed_words=_joined),
    "json": plain(is_json_text),
    "lowercase": plain(lambda value: isinstance(value, str) and value == value.lower()),
    "not_in": Making(test=_not_in, fixed_words=_joined),
    "not_regex": Making(test=_not_regex),
    "regex": Making(test=_regex),
    "same": Making(test=_same, words=_spoken_other),
    "starts_with": Making(test=_starts, fixed_words=_joined),
    "string": plain(_is_string),
    "uppercase": plain(lambda value: isinstance(value, str) and value == value.upper()),
}
