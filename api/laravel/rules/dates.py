"""Rules about dates, and the reading of the date texts that the contract accepts."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from api.laravel.rules.rule import Look, Making, plain, type_of_test, type_of_words
from api.laravel.rules.scalars import MISSING

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
_MONTH += r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_YEAR = r"(?P<year>[0-9]{4})"
_NUMBER = r"(?P<{}>[0-9]{{1,2}})"
_M, _D = _NUMBER.format("month"), _NUMBER.format("day")

# What the contract's table accepts; 15/01/2026 is refused there because the month comes first.
_DATES = (
    rf"{_YEAR}-{_M}-{_D}",
    rf"{_YEAR}/{_M}/{_D}",
    rf"{_M}/{_D}/{_YEAR}",
    rf"{_D}[-.]{_M}[-.]{_YEAR}",
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    rf"{_WEEKDAY}{_MONTH}\.?\s+{_D}(?:st|nd|rd|th)?,?\s+{_YEAR}",
    rf"{_WEEKDAY}{_D}(?:st|nd|rd|th)?[-\s]{_MONTH}[-\s,]\s*{_YEAR}",
    rf"{_YEAR}-(?P<month>[0-9]{{2}})",
    rf"{_MONTH}\s+{_YEAR}",
)
_TIME = (
    r"(?:(?:T|\s+)(?P<hour>[0-9]{1,2})(?::?(?P<minute>[0-5][0-9])"
    r"(?::?(?P<second>[0-5][0-9])(?:[.,](?P<part>[0-9]{1,9}))?)?)?\s*(?P<half>[ap]m)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)
_FORMS = tuple(re.compile(date + _TIME, re.IGNORECASE) for date in _DATES)
_STAMP = re.compile(r"@(-?[0-9]{1,12})(?:\.[0-9]{1,9})?")

# The longest form is 50 characters; a bound keeps the patterns' blanks from being tried for long.
_LONGEST = 64

_LETTERS = {
    "Y": "%Y", "y": "%y", "m": "%m", "d": "%d", "H": "%H", "i": "%M", "s": "%S",
    "u": "%f", "D": "%a", "M": "%b", "P": "%z",
}  # fmt: skip


def moment_of(value: object) -> datetime | None:
    """The moment (UTC) a date text names, None if it names none; without a zone it is UTC.

    Years 1 to 9999. Relative words (``tomorrow``) and bare times or years name no date.
    """
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = value.strip()
    stamp = _STAMP.fullmatch(text)
    try:
        if stamp is not None:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(stamp.group(1)))
        matches = (form.fullmatch(text) for form in _FORMS)
        match = next((found for found in matches if found is not None), None)
        return None if match is None else _assembled(match.groupdict())
    except (ValueError, OverflowError):
        return None


def _assembled(parts: dict[str, str | None]) -> datetime:
    """Raises ValueError for days, hours or zones that do not exist."""
    name = parts.get("name")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["month"] or 0)
    midnight = datetime(int(parts["year"] or 0), month, int(parts.get("day") or 1), tzinfo=UTC)
    hour = _hour(int(parts["hour"] or 0), parts["half"])
    return (
        midnight
        + timedelta(
            hours=hour,
            minutes=int(parts["minute"] or 0),
            seconds=int(parts["second"] or 0),
            microseconds=int((parts["part"] or "0").ljust(6, "0")[:6]),
        )
        - _offset(parts["zone"])
    )


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        if hour > 24:
            raise ValueError("no such hour")
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no such hour on a clock face")
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])
    if int(hours) > 15 or int(minutes) > 59:
        raise ValueError("no such zone")
    return (1 if zone[0] == "+" else -1) * timedelta(hours=int(hours), minutes=int(minutes))


def _date(value: object) -> bool:
    return moment_of(value) is not None


def _against(
    compare: Callable[[datetime, datetime], bool],
) -> Callable[[tuple[str, ...]], type_of_test]:
    """after, before …: a date, a word (today, tomorrow, yesterday, now), or another field.

    Words need the moment of the request: ``Rules.check(values, moment=…)``.
    """

    def make(parameters: tuple[str, ...]) -> type_of_test:
        word = parameters[0]

        def passes(value: object, look: Look) -> bool:
            moment = moment_of(value)
            bound = _bound(word, look)
            return moment is not None and bound is not None and compare(moment, bound)

        return passes

    return make


def _bound(word: str, look: Look) -> datetime | None:
    if word in ("now", "today", "tomorrow", "yesterday"):
        if look.moment is None:
            raise TypeError(f"the rule against {word!r} needs check(…, moment=…)")
        if word == "now":
            return look.moment
        midnight = look.moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days={"today": 0, "tomorrow": 1, "yesterday": -1}[word])
    fixed = moment_of(word)
    return fixed if fixed is not None else moment_of(look.other(word))


def _spoken_bound(parameters: tuple[str, ...]) -> type_of_words:
    def words(value: object, look: Look) -> dict[str, str]:
        known = look.other(parameters[0]) is not MISSING
        return {"date": look.names(parameters[0]) if known else parameters[0]}

    return words


def _date_format(parameters: tuple[str, ...]) -> type_of_test:
    """Accepts texts that one of the PHP formats writes back unchanged."""
    formats = tuple("".join(_LETTERS.get(letter, letter) for letter in one) for one in parameters)
    return lambda value, look: any(_written_as(value, one) for one in formats)


def _written_as(value: object, form: str) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return datetime.strptime(value, form).strftime(form) == value
    except ValueError:
        return False


def _bounded_by(compare: Callable[[datetime, datetime], bool]) -> Making:
    return Making(test=_against(compare), words=_spoken_bound)


DATES: dict[str, Making] = {
    "after": _bounded_by(operator.gt),
    "after_or_equal": _bounded_by(operator.ge),
    "before": _bounded_by(operator.lt),
    "before_or_equal": _bounded_by(operator.le),
    "date": plain(_date),
    "date_equals": _bounded_by(operator.eq),
    "date_format": Making(
        test=_date_format, fixed_words=lambda parameters: {"format": ", ".join(parameters)}
    ),
}
