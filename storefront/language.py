"""The two languages of the pages: a folder of catalogues each, the same files and keys in both.

A key that a catalogue lacks is a defect (a test compares them); at run time the key itself is
shown, which is visible and harmless.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import msgspec
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

LANGUAGES = ("el", "en")
COOKIE = "stoa_language"
_FOLDER = Path(__file__).parent / "translations"
# British English: both day-month order and the pound's place are what the English shop's buyers
# expect, and Greek visitors reading English are used to them too.
_LOCALES = {"el": Locale("el", "GR"), "en": Locale("en", "GB")}


@cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences of a language by key."""
    sentences: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.json")):
        sentences |= msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    return sentences


class Language:
    """A visitor's language: sentences, plurals, money, dates by the clock of ``zone``."""

    def __init__(self, code: str, zone: tzinfo = UTC) -> None:
        self.code = code if code in LANGUAGES else "en"
        self._zone = zone
        self.locale = _LOCALES[self.code]
        self._sentences = catalogue(self.code)

    def has(self, key: str) -> bool:
        """Whether the catalogue knows the key."""
        return key in self._sentences

    def say(self, key: str, **values: object) -> str:
        """The sentence of a key with ``{name}`` places filled."""
        sentence = self._sentences.get(key, key)
        return sentence.format(**values) if values else sentence

    def count(self, key: str, number: float, **values: object) -> str:
        """``key.one`` or ``key.other`` by the language's plural rule, with ``{count}`` filled."""
        form = "one" if self.locale.plural_form(number) == "one" else "other"
        return self.say(f"{key}.{form}", count=self.number(number), **values)

    def under(self, prefix: str) -> dict[str, str]:
        """All sentences whose key begins with ``prefix``, keyed by the rest (for the scripts)."""
        return {
            key.removeprefix(prefix): sentence
            for key, sentence in self._sentences.items()
            if key.startswith(prefix)
        }

    def money(self, amount: object, currency: str) -> str:
        """A decimal amount of the wire ("12.50") as people write it ("12,50 €")."""
        return format_currency(decimal_of(amount), currency, locale=self.locale)

    def currency(self, code: str) -> str:
        """What people call a currency."""
        name: str = self.locale.currencies.get(code, code)
        return name

    def country(self, code: str) -> str:
        """What people call a country."""
        name: str = self.locale.territories.get(code, code)
        return name

    def number(self, value: object) -> str:
        """A number in the language's digits and separators."""
        return format_decimal(decimal_of(value), locale=self.locale)

    def day(self, moment: str) -> str:
        """The date of a wire moment (ISO 8601, UTC), or a day as it stands, long form."""
        return format_date(self._here(moment), format="long", locale=self.locale)

    def time(self, moment: str) -> str:
        """Date and time of a wire moment, medium form."""
        return format_datetime(self._here(moment), "d MMM y, HH:mm", locale=self.locale)

    def _here(self, text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo is None else moment.astimezone(self._zone)


def decimal_of(amount: object) -> Decimal:
    """A wire amount as a decimal; nothing and nonsense count as zero."""
    try:
        return Decimal(str(amount).replace(",", ""))
    except InvalidOperation:
        return Decimal(0)
