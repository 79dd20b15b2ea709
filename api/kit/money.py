"""Amounts of money: whole minor units beside a currency, never a float.

Exponents are ISO 4217's (list of 2026): a currency that is not named here has two decimals.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Self

import msgspec

# fmt: off
_EXPONENTS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
         "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
# fmt: on


class CurrencyMismatch(TypeError):
    """Amounts of different currencies do not add or compare."""


def exponent(currency: str) -> int:
    """Decimals of the currency: EUR 2, JPY 0, KWD 3."""
    return _EXPONENTS.get(currency, 2)


def minor_units(amount: Decimal | str | int, currency: str) -> int:
    """The amount in minor units, half up: ``"12.345"`` EUR is 1235. Raises ``ValueError``."""
    try:
        scaled = Decimal(amount).scaleb(exponent(currency))
        return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (ArithmeticError, ValueError) as reason:
        raise ValueError(f"{amount!r} is not an amount") from reason


def decimal_text(minor: int, currency: str) -> str:
    """Minor units as the wire writes them: 123450 EUR is ``"1234.50"``, without commas (D17)."""
    if minor < 0:
        return f"-{decimal_text(-minor, currency)}"
    places = _EXPONENTS.get(currency, 2)
    if places == 2:
        return f"{minor // 100}.{minor % 100:02}"
    if places == 0:
        return str(minor)
    whole, part = divmod(minor, 10**places)
    return f"{whole}.{part:0{places}}"


def decimal_number(minor: int, currency: str) -> float:
    """Minor units as a JSON number, for the routes of the contract that show one."""
    return float(Decimal(minor).scaleb(-exponent(currency)))


class Money(msgspec.Struct, frozen=True, order=False):
    """An amount in minor units with its currency."""

    amount: int
    currency: str

    def __add__(self, other: Self) -> Self:
        return type(self)(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.amount - self._same(other).amount, self.currency)

    def __mul__(self, quantity: int) -> Self:
        return type(self)(self.amount * quantity, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: Self) -> bool:
        return self.amount <= self._same(other).amount

    def __str__(self) -> str:
        return f"{decimal_text(self.amount, self.currency)} {self.currency}"

    def _same(self, other: Self) -> Self:
        if not isinstance(other, Money) or other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} are of different currencies")
        return other
