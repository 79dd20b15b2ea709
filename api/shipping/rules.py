"""Pure rules of shipping. Weights are grams, amounts minor units.

Source: the contract's engine (routes POST /public/shipping/quote-cart and /public/orders).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal, TypeVar

import msgspec

DEFAULT_UNIT_GRAMS: Final = Decimal(500)
VOLUMETRIC_DIVISOR: Final = 5_000
"""Cubic centimetres that count as a kilogram, as carriers bill them."""
DEFAULT_DELIVERY_DAYS: Final = 3
LOCKERS_NEARBY: Final = 5
LOCKERS_ELSEWHERE: Final = 3
_LIGHT: Final = 2_000
_MIDDLE: Final = 5_000

Found = TypeVar("Found", "Tariff", "Zone")
FreeReason = Literal["pickup", "threshold"]


class Tariff(msgspec.Struct, frozen=True, kw_only=True):
    """What a parcel costs in one zone: a base up to 2 kg, then by weight up to and over 5 kg.

    ``name`` is what people call the zone; without one its code is told.
    """

    code: str
    postal_codes: tuple[str, ...]
    postal_prefixes: tuple[str, ...]
    is_default: bool
    base_price: int
    price_per_kg_to_5: int
    price_per_kg_over_5: int
    multiplier_basis_points: int
    surcharge: int
    maximum_grams: int
    delivery_days: int
    name: str | None = None


class Zone(msgspec.Struct, frozen=True):
    """The name that buyers read for a postal code."""

    name: str
    postal_prefixes: tuple[str, ...]
    id: int = 0


class ParcelPrice(msgspec.Struct, frozen=True, kw_only=True):
    """What a parcel of a weight costs in a zone, and of what that is made, in minor units.

    ``extra`` is for the grams over 2 kg, before the zone's multiplier, and may be fractional.
    ``locker_discount`` is what was asked for; it never makes the parcel cost less than nothing.
    """

    tariff: Tariff
    grams: int
    extra_grams: int
    extra: Decimal
    locker_discount: int = 0
    cod_fee: int = 0

    @property
    def cost(self) -> int:
        """Half up to a minor unit, less the discount; the fee for cash on delivery comes last."""
        tariff = self.tariff
        multiplied = (tariff.base_price + self.extra) * tariff.multiplier_basis_points / 10_000
        exact = multiplied + tariff.surcharge
        rounded = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
        return max(0, rounded - self.locker_discount) + self.cod_fee


class Profile(msgspec.Struct, frozen=True):
    """A producer's way of charging, in the engine's quote only.

    ``factor`` multiplies the cost; from ``free_from`` (whole units of the currency) on it is free.
    """

    factor: Decimal
    free_from: int | None


PROFILES: Final = {
    "flat_rate": Profile(Decimal(1), 75),
    "free_shipping": Profile(Decimal(0), None),
    "premium_producer": Profile(Decimal("0.85"), 40),
    "local_producer": Profile(Decimal(1), 25),
}
"""Source: contract POST /shipping/quote, ``producer_profile``."""


class ParcelQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What one producer's parcel costs and why."""

    cost: int
    free_reason: FreeReason | None
    threshold: int
    tariff_code: str | None
    zone_name: str | None
    weight_grams: int


class ParcelTooHeavy(Exception):
    """The zone takes no parcel of this weight."""


def normal_postal_code(postal_code: str) -> str:
    """Without spaces and in capitals: «10 551» and «iv2 3ab» are 10551 and IV23AB."""
    return "".join(postal_code.split()).upper()


def tariff_for(postal_code: str, tariffs: Sequence[Tariff]) -> Tariff | None:
    """The tariff of an exact postal code, else of the longest prefix, else the default one."""
    code = normal_postal_code(postal_code)
    for tariff in tariffs:
        if code in tariff.postal_codes:
            return tariff
    by_prefix = _longest(code, tariffs)
    return by_prefix or next((tariff for tariff in tariffs if tariff.is_default), None)


def zone_for(postal_code: str, zones: Sequence[Zone]) -> Zone | None:
    """The zone with the longest prefix of the postal code, or none."""
    return _longest(normal_postal_code(postal_code), zones)


def parcel_price(tariff: Tariff, grams: int) -> int:
    """Minor units for a parcel of this weight, half up. Raises ``ParcelTooHeavy``."""
    return price_parcel(tariff, grams).cost


def price_parcel(
    tariff: Tariff, grams: int, *, locker_discount: int = 0, cod_fee: int = 0
) -> ParcelPrice:
    """The price of a parcel with its parts. Raises ``ParcelTooHeavy``."""
    if grams > tariff.maximum_grams:
        raise ParcelTooHeavy
    middle = max(0, min(grams, _MIDDLE) - _LIGHT)
    heavy = max(0, grams - _MIDDLE)
    by_weight = middle * tariff.price_per_kg_to_5 + heavy * tariff.price_per_kg_over_5
    return ParcelPrice(
        tariff=tariff,
        grams=grams,
        extra_grams=middle + heavy,
        extra=by_weight / Decimal(1_000),
        locker_discount=locker_discount,
        cod_fee=cod_fee,
    )


def volumetric_kg(length: Decimal, width: Decimal, height: Decimal) -> Decimal:
    """What a box of these centimetres counts as, in kilograms of two decimals, half up."""
    exact = length * width * height / VOLUMETRIC_DIVISOR
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def profile_factor(profile: str | None, subtotal: int, unit: int) -> Decimal:
    """By what a profile multiplies the cost; ``unit`` is how many minor units a whole one has."""
    if profile is None:
        return Decimal(1)
    known = PROFILES[profile]
    if known.free_from is not None and subtotal >= known.free_from * unit:
        return Decimal(0)
    return known.factor


def expected_delivery(shipped_at: datetime | None, days: int | None) -> datetime | None:
    """When a parcel that was handed over should arrive; none before that."""
    if shipped_at is None:
        return None
    return shipped_at + timedelta(days=days or DEFAULT_DELIVERY_DAYS)


def line_grams(weight_per_unit: Decimal | None, quantity: int) -> Decimal:
    """What a line weighs; a product without a weight counts as 500 g a unit."""
    return (DEFAULT_UNIT_GRAMS if weight_per_unit is None else weight_per_unit) * quantity


def quote_parcel(
    *,
    method: str,
    subtotal: int,
    grams: int,
    threshold: int,
    tariff: Tariff | None,
    zone: Zone | None,
    locker_discount: int = 0,
) -> ParcelQuote:
    """What one producer's parcel costs: nothing for pickup or from the threshold on.

    Raises ``ParcelTooHeavy``, also when the shop has no tariff for the address.
    """
    reason: FreeReason | None = None
    if method == "PICKUP":
        reason, zone = "pickup", None
    elif subtotal >= threshold:
        reason = "threshold"
    if reason is None and tariff is None:
        raise ParcelTooHeavy
    cost = 0
    if reason is None and tariff is not None:
        cost = price_parcel(tariff, grams, locker_discount=locker_discount).cost
    return ParcelQuote(
        cost=cost,
        free_reason=reason,
        threshold=threshold,
        tariff_code=None if tariff is None else tariff.code,
        zone_name=None if zone is None else zone.name,
        weight_grams=grams,
    )


def _longest(code: str, candidates: Iterable[Found]) -> Found | None:
    """The first of those that share the longest prefix of the code."""
    best, longest = None, -1
    for found in candidates:
        # Nearly all of a shop's hundred prefixes fit nobody, which one call tells for a zone.
        if code.startswith(found.postal_prefixes):
            length = max(len(one) for one in found.postal_prefixes if code.startswith(one))
            if length > longest:
                best, longest = found, length
    return best
