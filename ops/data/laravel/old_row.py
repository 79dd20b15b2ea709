"""One row of the old installation, read column by column; what nobody reads is not lost."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from api.kit.money import exponent

if TYPE_CHECKING:
    from ops.data.laravel.source import Row

GRAMS_PER_KILOGRAM: Final = 1000


class Unplaceable(Exception):
    """A row that cannot stand in a tenant; the sentence says why."""


class OldRow:
    """Reads a row's columns in our types and remembers which were read."""

    def __init__(self, table: str, values: Row) -> None:
        self.table = table
        self._values = values
        self._read: set[str] = set()

    @property
    def key(self) -> str:
        """What names the row in its table: its id, else its e-mail address, else all of it."""
        for column in ("id", "email"):
            if column in self._values:
                return str(self._values[column])
        return self.digest.hex()

    @property
    def digest(self) -> bytes:
        """SHA-256 of the row's values, the same from a snapshot and from a database."""
        plain = {column: _comparable(value) for column, value in sorted(self._values.items())}
        return hashlib.sha256(msgspec.json.encode(plain)).digest()

    def value(self, column: str) -> Any:
        """The value as it stands, None where the old installation had no such column."""
        self._read.add(column)
        return self._values.get(column)

    def same(self, *columns: str) -> dict[str, Any]:
        """Columns that keep their names and meanings; moments by their ``_at``."""
        return {
            column: self.moment(column) if column.endswith("_at") else self.value(column)
            for column in columns
        }

    def moment(self, column: str) -> datetime | None:
        """A moment; the old installation wrote UTC without saying so."""
        text = self.value(column)
        if text is None:
            return None
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def money(self, column: str, currency: str) -> int | None:
        """A decimal amount in minor units. Raises Unplaceable for a fraction of the smallest."""
        amount = self.value(column)
        if amount is None:
            return None
        scaled = Decimal(amount).scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise Unplaceable(f"{column} {amount} is finer than {currency} can be paid")
        return int(scaled)

    def grams(self, column: str) -> int:
        """A weight in kilograms as grams."""
        return int(Decimal(self.value(column) or 0) * GRAMS_PER_KILOGRAM)

    def token(self, column: str) -> UUID:
        """A public token. Raises Unplaceable without one: nobody could be given the order."""
        text = self.value(column)
        if text is None:
            raise Unplaceable(f"{column} is empty")
        return UUID(text)

    def remainder(self) -> dict[str, Any] | None:
        """The columns that nobody read, without the empty ones; None when there are none."""
        left = {
            column: _comparable(value)
            for column, value in self._values.items()
            if column not in self._read and value is not None
        }
        return left or None


def _comparable(value: Any) -> Any:
    """A number by its value, so that 4.2 of a file and 4.20 of a database are one; a moment too."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    plain = Decimal(value).normalize()
    return int(plain) if plain == plain.to_integral_value() else format(plain, "f")
