"""What one rule is, and what it may look at besides the value it judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from api.laravel.rules.scalars import MISSING

if TYPE_CHECKING:
    from datetime import datetime

type_of_test = Callable[[object, "Look"], bool]
type_of_words = Callable[[object, "Look"], dict[str, str]]


def no_words(value: object, look: Look) -> dict[str, str]:
    """Most sentences are complete when the rules are read."""
    return {}


class Look(msgspec.Struct):
    """Where a rule stands while it judges: the whole input and the wildcards taken so far.

    ``names`` tells how a key is spoken in a sentence; ``numeric`` and ``listed`` say which rules
    the field has; ``siblings`` are the values of the same wildcard rule elsewhere, by key.
    """

    values: Mapping[str, object]
    names: Callable[[str], str]
    key: str = ""
    stars: tuple[str, ...] = ()
    numeric: bool = False
    listed: bool = False
    boolean: frozenset[str] = frozenset()
    repeated: Callable[[object], bool] | None = None
    moment: datetime | None = None

    def other(self, key: str) -> object:
        """The value of another field, MISSING if it is not there; ``*`` means the same item."""
        return find(self.values, self.resolved(key).split("."))

    def resolved(self, key: str) -> str:
        """The key with each ``*`` replaced by the place where this rule stands."""
        for star in self.stars:
            key = key.replace("*", star, 1)
        return key


def find(values: object, path: Iterable[str]) -> object:
    """Walks into nested objects and lists; MISSING where the path ends too early."""
    for part in path:
        if isinstance(values, dict):
            values = values.get(part, MISSING)
        elif isinstance(values, list) and part.isdecimal() and int(part[:9]) < len(values):
            values = values[int(part[:9])]
        else:
            return MISSING
    return values


class Rule(msgspec.Struct, frozen=True):
    """One rule of one field, ready to run.

    ``implicit`` rules also judge missing and blank values, and stop the field when they fail.
    ``sentence`` still holds ``:attribute``; ``words`` fills what only the input can tell.
    ``numeric_sentence`` is said instead when the value is numeric: gt and its kin measure by value.
    ``presence`` rules (``exists``, bounds of the columns) are skipped once the field has failed.
    """

    name: str
    parameters: tuple[str, ...]
    passes: type_of_test
    implicit: bool = False
    presence: bool = False
    sentence: str = ""
    numeric_sentence: str = ""
    words: type_of_words = no_words


class Making(msgspec.Struct, frozen=True):
    """How a rule of some name is made from its parameters."""

    test: Callable[[tuple[str, ...]], type_of_test]
    implicit: bool = False
    presence: bool = False
    fixed_words: Callable[[tuple[str, ...]], dict[str, str]] = lambda parameters: {}
    words: Callable[[tuple[str, ...]], type_of_words] | None = None


def plain(judge: Callable[[object], bool]) -> Making:
    """A rule without parameters that looks at the value alone."""
    return Making(test=lambda parameters: lambda value, look: judge(value))
