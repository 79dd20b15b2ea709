"""Rules: what the input of a route must satisfy; checked whole, answered in one go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import NoneType
from typing import TYPE_CHECKING

from api.kit.errors import Invalid
from api.laravel.messages import SENTENCES, fill, spoken_name, summary
from api.laravel.rules.field import Field, read_field
from api.laravel.rules.lists import loose_key
from api.laravel.rules.rule import Look, Rule, find
from api.laravel.rules.scalars import MISSING, is_numeric, is_storable, text_of
from api.laravel.rules.schema import document
from api.laravel.rules.shape import pour_all, shape_of

if TYPE_CHECKING:
    from datetime import datetime

# A body of 1 MiB can hold half a million items. 1,000 is what the longest unpaged list of the
# contract shows, and far beyond any cart.
MOST_ITEMS = 1_000
# Values one rule meets under all its wildcards together, so nested lists do not multiply.
MOST_VALUES = 10_000


_ALWAYS_STORABLE = frozenset({int, float, bool, NoneType})

# One place where a wildcard rule applies: its key, the wildcards taken to get there, the value.
Spot = tuple[str, tuple[str, ...], object]


class Examination:
    """The outcome of a check: the cast values that passed, and every sentence about the rest.

    Services whose rules need the database add their sentences with ``note`` and end with
    ``settle``, so the caller reads all errors at once, in rule order.
    """

    __slots__ = ("_rules", "errors", "values")

    def __init__(
        self, rules: Rules, values: dict[str, object], errors: dict[str, list[str]]
    ) -> None:
        self._rules = rules
        self.values = values
        self.errors = errors

    def note(self, key: str, rule: str) -> None:
        """Adds the sentence of a database rule (``exists``, ``unique``) for one dotted key."""
        self.errors.setdefault(key, []).append(self._rules.message(key, rule))

    def settle(self) -> dict[str, object]:
        """The values; raises Invalid with all errors if there is any."""
        if self.errors:
            raise self._rules.invalid(self.errors)
        return self.values


class Rules:
    """A rule set, compiled once when its module is imported.

    ``rules`` maps dotted keys to lines of rules; ``messages`` replaces sentences by ``key.rule``;
    ``attributes`` replaces spoken names; ``summary`` replaces the summary sentence (register says
    ``Validation failed``). Raises ValueError for a rule that does not exist.
    """

    def __init__(
        self,
        rules: Mapping[str, str | Sequence[str]],
        *,
        messages: Mapping[str, str] | None = None,
        attributes: Mapping[str, str] | None = None,
        summary: str | None = None,
    ) -> None:
        self.messages = dict(messages or {})
        self.attributes = dict(attributes or {})
        self.summary = summary
        fields = [read_field(key, line, self.messages) for key, line in rules.items()]
        # Rules with wildcards come after the others (contract, section 3.4).
        self.fields = tuple(sorted(fields, key=lambda field: field.wildcard))
        self.shape = shape_of(self.fields)
        self._patterns = {
            field.key: re.compile(re.escape(field.key).replace(r"\*", r"[^.]+"))
            for field in self.fields
            if field.wildcard
        }
        self._boolean = frozenset(field.key for field in self.fields if field.boolean)
        self._parents = frozenset(
            field.key
            for field in self.fields
            if any(other.key.startswith(f"{field.key}.") for other in self.fields)
        )

    def check(
        self, values: Mapping[str, object], *, moment: datetime | None = None
    ) -> dict[str, object]:
        """The cast values of the keys that have rules, nested as they came.

        Integers are int, numerics Decimal, booleans bool, the rest as sent. Objects declared under
        ``items.*.…`` come as a list even if they were sent with keys of their own; single values
        under ``tags.*`` keep the shape they came in, list or object (contract). ``moment`` (UTC)
        is needed only by rules against ``today`` and the like. Raises Invalid with all errors.
        """
        return self.examine(values, moment=moment).settle()

    def examine(
        self, values: Mapping[str, object], *, moment: datetime | None = None
    ) -> Examination:
        """Like ``check``, but hands the errors over instead of raising them."""
        errors: dict[str, list[str]] = {}
        look = Look(values=values, names=self.name_of, boolean=self._boolean, moment=moment)
        for field in self.fields:
            look.numeric, look.listed = field.numeric, field.listed
            if field.wildcard:
                self._examine_everywhere(field, look, errors)
                continue
            path = field.segments[0]
            value = values.get(path[0], MISSING) if len(path) == 1 else find(values, path)
            if value is MISSING and not field.implicit:
                continue
            look.key = field.key
            self._judge(field, value, look, errors)
        return Examination(self, pour_all(self.shape, values, errors), errors)

    def message(self, key: str, rule: str) -> str:
        """The sentence of a rule for one dotted key, the route's own if it has one."""
        pattern = self._pattern_of(key) or key
        own = self.messages.get(f"{pattern}.{rule}", self.messages.get(rule))
        return fill(own or SENTENCES[rule], attribute=self.name_of(key))

    def invalid(self, errors: Mapping[str, list[str]]) -> Invalid:
        """The failure for these errors, put in rule order, with its summary sentence."""
        ordered = dict(sorted(errors.items(), key=lambda item: self._rank(item[0])))
        return Invalid(ordered, self.summary or summary(ordered))

    def json_schema(self, location: str = "body") -> dict[str, object]:
        """The JSON Schema of what these rules accept, ``location`` being ``body`` or ``query``."""
        return document(self.shape, location, MOST_ITEMS)

    def name_of(self, key: str) -> str:
        """How sentences speak of a dotted key; keys under a wildcard are shown verbatim."""
        if key in self.attributes:
            return self.attributes[key]
        pattern = self._pattern_of(key)
        if pattern is not None:
            return self.attributes.get(pattern, key)
        return spoken_name(key)

    def _pattern_of(self, key: str) -> str | None:
        patterns = self._patterns.items()
        return next((name for name, pattern in patterns if pattern.fullmatch(key)), None)

    def _rank(self, key: str) -> int:
        pattern = self._pattern_of(key) or key
        places = (place for place, field in enumerate(self.fields) if field.key == pattern)
        return next(places, len(self.fields))

    def _examine_everywhere(self, field: Field, look: Look, errors: dict[str, list[str]]) -> None:
        spots = self._spots(field, look.values, errors)
        if field.rule("distinct") is not None:
            found = list(spots)
            counts = Counter(loose_key(value) for _, _, value in found)
            look.repeated = lambda value: counts[loose_key(value)] > 1
            spots = iter(found)
        for look.key, look.stars, value in spots:
            self._judge(field, value, look, errors)
        look.repeated, look.stars = None, ()

    def _judge(self, field: Field, value: object, look: Look, errors: dict[str, list[str]]) -> None:
        """Collects what one value breaks; ``look`` says where it stands."""
        if value is MISSING and (not field.implicit or "sometimes" in field.modes):
            return
        if value is None and field.nullable and not field.implicit:
            return
        if type(value) not in _ALWAYS_STORABLE and not self._is_storable(field, value):
            errors[look.key] = [self._said(value, look, SENTENCES["storable"], {})]
            return
        for passes in field.tests:
            if not passes(value, look):
                break
        else:
            return
        sentences = self._failures(field, value, look)
        if sentences:
            errors[look.key] = sentences

    def _failures(self, field: Field, value: object, look: Look) -> list[str]:
        """The sentences of all rules the value breaks; a failed implicit rule ends the field."""
        only_implicit = (
            value is MISSING
            or (value is None and field.nullable)
            or (type(value) is str and not value.strip())
        )
        sentences: list[str] = []
        for rule in field.rules:
            if (only_implicit and not rule.implicit) or (rule.presence and sentences):
                continue
            if not rule.passes(value, look):
                sentences.append(self._sentence(value, rule, look))
                if rule.implicit or "bail" in field.modes:
                    break
        return sentences

    def _sentence(self, value: object, rule: Rule, look: Look) -> str:
        sentence = rule.numeric_sentence if is_numeric(value) else rule.sentence
        return self._said(value, look, sentence, rule.words(value, look))

    def _said(self, value: object, look: Look, sentence: str, words: Mapping[str, str]) -> str:
        place = next((star for star in look.stars if star.isdecimal() and len(star) < 10), "")
        standing = {
            "attribute": self.name_of(look.key),
            "input": text_of(value),
            "index": place,
            "position": str(int(place) + 1) if place else "",
        }
        return fill(sentence, **{**standing, **words})

    def _is_storable(self, field: Field, value: object) -> bool:
        """Below declared keys only the keys count here; their values are judged in their turn."""
        if type(value) is str or field.key not in self._parents:
            return is_storable(value)
        return not isinstance(value, dict) or all(map(is_storable, value))

    def _spots(
        self, field: Field, values: Mapping[str, object], errors: dict[str, list[str]]
    ) -> Iterator[Spot]:
        """All places a wildcard stands for; lists that are too long are reported instead."""
        room = MOST_VALUES
        for spot in self._spread(field, 0, values, "", (), errors):
            room -= 1
            if room < 0:
                self._report_length(field.key.partition(".*")[0], MOST_VALUES, errors)
                return
            yield spot

    def _spread(
        self,
        field: Field,
        level: int,
        node: object,
        key: str,
        stars: tuple[str, ...],
        errors: dict[str, list[str]],
    ) -> Iterator[Spot]:
        """Walks into ``node`` along the named keys of this level, then into each member."""
        path = field.segments[level]
        if path:
            node = find(node, path)
            key = ".".join((key, *path) if key else path)
        if level == len(field.segments) - 1:
            yield key, stars, node
            return
        if not isinstance(node, list | dict):
            return
        if len(node) > MOST_ITEMS:
            self._report_length(key, MOST_ITEMS, errors)
            return
        for name, member in node.items() if isinstance(node, dict) else enumerate(node):
            here = f"{key}.{name}"
            yield from self._spread(field, level + 1, member, here, (*stars, str(name)), errors)

    def _report_length(self, key: str, most: int, errors: dict[str, list[str]]) -> None:
        sentence = fill(SENTENCES["capped"], attribute=self.name_of(key), max=str(most))
        errors.setdefault(key, [sentence])
