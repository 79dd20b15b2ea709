"""How the wire writes moments and numbers (``dialect`` 3.2 and 3.6).

Amounts of money are ``api.kit.money.decimal_text`` of their minor units: never a comma (D17).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from api.kit.ids import LARGEST_ID

_ID: Final = re.compile(r"[0-9]{1,19}")
_PHP_NUMERIC: Final = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


def wire_moment(moment: datetime) -> str:
    """A moment as ``2026-01-15T12:00:00.000000Z``: UTC, whole seconds, six zeros.

    The old database kept seconds, so nothing finer is shown.
    """
    # The database's moments are in UTC already; a list of products writes forty.
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return f"{moment.isoformat()[:19]}.000000Z"


def optional_moment(moment: datetime | None) -> str | None:
    """``wire_moment`` for columns that may be empty."""
    return None if moment is None else wire_moment(moment)


def wire_json_moment(text: str) -> str:
    """A moment that the database wrote into JSON (in UTC, with or without a fraction)."""
    return f"{text[:19]}.000000Z"


def wire_offset_moment(moment: datetime) -> str:
    """A moment as ``2026-01-15T12:00:00+00:00`` (``quoted_at`` of the shipping quote)."""
    return f"{moment.astimezone(UTC).isoformat()[:19]}+00:00"


def wire_midnight(day: date) -> str:
    """A date column as the moment it begins: ``2025-12-01T00:00:00.000000Z``."""
    return f"{day.year:04}-{day.month:02}-{day.day:02}T00:00:00.000000Z"


def fixed_text(number: Decimal | int | str, places: int) -> str:
    """A decimal column with all its places, half up: ``500`` of three places is ``"500.000"``."""
    return f"{rounded(Decimal(number), places):f}"


def rounded(number: Decimal, places: int) -> Decimal:
    """Half away from zero, as PHP rounds: 1.005 is 1.01, -2.5 is -3; a zero has no sign."""
    result = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(result) if result.is_zero() else result


def strict_id(text: str) -> int | None:
    """An id of a path: decimal digits that fit a bigint. None means the thing cannot exist (D1)."""
    if not _ID.fullmatch(text):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None


def numeric_id(text: str) -> int | None:
    """The id that PHP's ``is_numeric`` and ``(int)`` read: ``1.5`` is 1 and ``1e2`` is 100.

    None when the text is no number (it may be a slug) or its value is no id.
    """
    if not _PHP_NUMERIC.fullmatch(text):
        return None
    number = Decimal(text.strip())
    # An exponent of a million would build a number of a million digits.
    if number.adjusted() > len(str(LARGEST_ID)):
        return None
    whole = int(number)
    return whole if 0 < whole <= LARGEST_ID else None
