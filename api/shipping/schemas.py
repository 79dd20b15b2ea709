"""The wire shapes of shipping quotes, lockers and parcels, and the rules of asking for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Final

import msgspec

from api.kit.money import decimal_number, exponent
from api.laravel.postal_codes import postal_code_rule
from api.laravel.rules import Rules
from api.laravel.values import optional_moment, wire_offset_moment
from api.shipping.rules import PROFILES, ParcelPrice, expected_delivery
from api.shipping.service import (
    CartQuote,
    EngineQuote,
    QuotedParcel,
    ZonePrice,
)

CARRIER: Final = "ELTA"
"""Who carries parcels while no carrier is connected."""
_KILOGRAM: Final = 1_000


@cache
def quote_cart_rules(country: str, *, lockers: bool = False) -> Rules:
    """The rules of POST /public/shipping/quote-cart in a shop of this country (ISO 3166).

    ``lockers`` lets parcels be sent to lockers too.
    """
    methods = "HOME,COURIER,PICKUP,LOCKER" if lockers else "HOME,COURIER,PICKUP"
    return Rules(
        {
            "postal_code": ["required", "string", postal_code_rule(country)],
            "method": f"required|string|in:{methods}",
            "items": "required|array|min:1|max:200",
            "items.*.product_id": "required|integer",
            "items.*.quantity": "required|integer|min:1|max:2147483647",
            "payment_method": "sometimes|string|in:COD,CARD",
        }
    )


@cache
def quote_zone_rules(country: str) -> Rules:
    """The rules of POST /public/shipping/quote in a shop of this country."""
    return Rules(
        {
            "postal_code": ["required", "string", postal_code_rule(country)],
            "method": "required|string|in:HOME,COURIER,PICKUP",
            "weight_kg": "nullable|numeric|min:0|max:100",
            "subtotal": "nullable|numeric|min:0",
        }
    )


@cache
def quote_engine_rules(country: str) -> Rules:
    """The rules of POST /shipping/quote in a shop of this country."""
    return Rules(
        {
            "items": "required|array|min:1|max:200",
            "items.*.product_id": "required|integer",
            "items.*.quantity": "required|integer|min:1|max:2147483647",
            "postal_code": ["required", "string", postal_code_rule(country)],
            "producer_profile": f"nullable|string|in:{','.join(PROFILES)}",
            "payment_method": "nullable|string|in:CARD,COD",
        }
    )


@cache
def locker_rules(country: str) -> Rules:
    """The rules of GET /shipping/lockers/search in a shop of this country."""
    return Rules({"postal_code": ["required", "string", postal_code_rule(country)]})


class QuoteItem(msgspec.Struct, frozen=True):
    """One line of the cart."""

    product_id: int
    quantity: int


class QuoteCartForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /public/shipping/quote-cart after its rules."""

    postal_code: str
    method: str
    items: list[QuoteItem]
    payment_method: str = "COD"


class QuoteZoneForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /public/shipping/quote after its rules."""

    postal_code: str
    method: str
    weight_kg: Decimal | None = None
    subtotal: Decimal | None = None


class QuoteEngineForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /shipping/quote after its rules."""

    items: list[QuoteItem]
    postal_code: str
    producer_profile: str | None = None
    payment_method: str | None = None


class ParcelShown(msgspec.Struct, frozen=True, kw_only=True):
    """One producer's parcel; amounts are numbers in the shop's currency (contract)."""

    producer_id: int
    producer_name: str
    subtotal: float
    shipping_cost: float
    is_free: bool
    free_reason: str | None
    threshold_eur: float
    zone: str | None
    weight_grams: int


class CartQuoteShown(msgspec.Struct, frozen=True, kw_only=True):
    """What a cart costs to send."""

    producers: list[ParcelShown]
    total_shipping: float
    cod_fee: float
    payment_method: str
    quoted_at: str
    currency: str
    zone_name: str | None
    method: str


def cart_quote(
    quote: CartQuote, form: QuoteCartForm, *, currency: str, cod_fee: int, moment: datetime
) -> CartQuoteShown:
    """The quote on the wire."""
    return CartQuoteShown(
        producers=[_parcel(quoted, currency) for quoted in quote.parcels],
        total_shipping=decimal_number(quote.total, currency),
        cod_fee=decimal_number(cod_fee, currency),
        payment_method=form.payment_method,
        quoted_at=wire_offset_moment(moment),
        currency=currency,
        zone_name=quote.zone_name,
        method=form.method,
    )


def _parcel(quoted: QuotedParcel, currency: str) -> ParcelShown:
    parcel, quote = quoted.parcel, quoted.quote
    return ParcelShown(
        producer_id=parcel.producer_id,
        producer_name=parcel.producer_name,
        subtotal=decimal_number(parcel.subtotal, currency),
        shipping_cost=decimal_number(quote.cost, currency),
        is_free=quote.free_reason is not None,
        free_reason=quote.free_reason,
        threshold_eur=decimal_number(quote.threshold, currency),
        zone=quote.zone_name,
        weight_grams=quote.weight_grams,
    )


class ZonePriceShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """POST /public/shipping/quote; the last five only where their source has them."""

    price_eur: float
    zone_name: str | None
    method: str
    free_shipping: bool
    source: str
    zone_id: int | msgspec.UnsetType = msgspec.UNSET
    weight_kg: float | str | msgspec.UnsetType = msgspec.UNSET
    free_shipping_reason: str | msgspec.UnsetType = msgspec.UNSET
    threshold: float | msgspec.UnsetType = msgspec.UNSET


class EngineBreakdown(msgspec.Struct, frozen=True, kw_only=True):
    """Of what the engine's price is made: amounts of the currency, kilograms, minor units."""

    base_rate: float
    extra_weight_kg: float
    extra_cost: float
    island_multiplier: float
    remote_surcharge: float
    billable_weight_kg: float
    locker_discount_cents: int
    cod_fee_cents: int
    payment_method: str
    actual_weight_kg: float
    volumetric_weight_kg: float
    postal_code: str
    profile_applied: str | None


class EnginePrice(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine says of one parcel."""

    cost_cents: int
    cost_eur: float
    zone_code: str
    zone_name: str
    carrier_code: str
    estimated_delivery_days: int
    delivery_method: str
    payment_method: str
    breakdown: EngineBreakdown


class EngineAnswer(msgspec.Struct, frozen=True):
    """POST /shipping/quote"""

    success: bool
    data: EnginePrice


class Locker(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel can be picked up; ``distance`` in kilometres."""

    id: str
    name: str
    address: str
    provider: str
    lat: float
    lng: float
    postal_code: str
    distance: float | None
    operating_hours: str | None
    notes: str | None


class Lockers(msgspec.Struct, frozen=True):
    """GET /shipping/lockers/search"""

    success: bool
    data: list[Locker]


class TrackedParcel(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel is. ``events`` are the carrier's own, which only a connected carrier has."""

    tracking_code: str
    status: str
    carrier_code: str
    shipped_at: str | None
    delivered_at: str | None
    estimated_delivery: str | None
    events: list[dict[str, Any]]


class Tracked(msgspec.Struct, frozen=True):
    """GET /shipping/tracking/{trackingCode}"""

    success: bool
    data: TrackedParcel


def zone_price(
    quoted: ZonePrice, method: str, weight: float | str, *, threshold: int, currency: str
) -> ZonePriceShown:
    """The zone table's price on the wire; ``threshold`` is the shop's own, in minor units.

    ``weight`` is told as it was given, text or number (contract).
    """
    zone, by_threshold = quoted.zone, quoted.source == "threshold"
    return ZonePriceShown(
        price_eur=decimal_number(quoted.price, currency),
        zone_name=None if zone is None else zone.name,
        method=method,
        free_shipping=quoted.source in ("pickup", "threshold"),
        source=quoted.source,
        zone_id=msgspec.UNSET if zone is None else zone.id,
        weight_kg=msgspec.UNSET if zone is None else weight,
        free_shipping_reason="threshold" if by_threshold else msgspec.UNSET,
        threshold=decimal_number(threshold, currency) if by_threshold else msgspec.UNSET,
    )


def engine_answer(quote: EngineQuote, form: QuoteEngineForm, *, currency: str) -> EngineAnswer:
    """The engine's quote on the wire."""
    price, payment_method = quote.price, form.payment_method or "CARD"
    # The contract multiplies a float here and shows all of it: 9.00 x 0.85 is 7.6499999999999995.
    cost = decimal_number(price.cost, currency)
    shown = cost if quote.factor == 1 else cost * float(quote.factor)
    tariff = price.tariff
    breakdown = EngineBreakdown(
        **price_parts(price, currency),
        payment_method=payment_method,
        actual_weight_kg=float(quote.actual_grams / _KILOGRAM),
        volumetric_weight_kg=float(quote.volumetric_kg),
        postal_code=form.postal_code,
        profile_applied=form.producer_profile,
    )
    return EngineAnswer(
        success=True,
        data=EnginePrice(
            cost_cents=int((price.cost * quote.factor).quantize(Decimal(1), ROUND_HALF_UP)),
            cost_eur=shown,
            zone_code=tariff.code,
            zone_name=tariff.name or tariff.code,
            carrier_code=CARRIER,
            estimated_delivery_days=tariff.delivery_days,
            delivery_method="HOME",
            payment_method=payment_method,
            breakdown=breakdown,
        ),
    )


def price_parts(price: ParcelPrice, currency: str) -> dict[str, Any]:
    """The parts of an engine's price."""
    tariff = price.tariff
    return {
        "base_rate": decimal_number(tariff.base_price, currency),
        "extra_weight_kg": price.extra_grams / _KILOGRAM,
        "extra_cost": float(price.extra.scaleb(-exponent(currency))),
        "island_multiplier": tariff.multiplier_basis_points / 10_000,
        "remote_surcharge": decimal_number(tariff.surcharge, currency),
        "billable_weight_kg": price.grams / _KILOGRAM,
        "locker_discount_cents": price.locker_discount,
        "cod_fee_cents": price.cod_fee,
    }


def lockers(rows: Sequence[Mapping[str, Any]]) -> Lockers:
    """The lockers that were found."""
    return Lockers(
        success=True,
        data=[
            Locker(
                id=row["code"],
                name=row["name"],
                address=row["address"],
                provider=row["provider"],
                lat=float(row["latitude"]),
                lng=float(row["longitude"]),
                postal_code=row["postal_code"],
                distance=None if row["distance_km"] is None else float(row["distance_km"]),
                operating_hours=row["operating_hours"],
                notes=row["notes"],
            )
            for row in rows
        ],
    )


def tracked(row: Mapping[str, Any]) -> Tracked:
    """A parcel as whoever knows its code may see it."""
    return Tracked(
        success=True,
        data=TrackedParcel(
            tracking_code=row["tracking_code"],
            status=row["status"],
            carrier_code=row["carrier_code"],
            shipped_at=optional_moment(row["shipped_at"]),
            delivered_at=optional_moment(row["delivered_at"]),
            estimated_delivery=optional_moment(
                expected_delivery(row["shipped_at"], row["delivery_days"])
            ),
            events=[],
        ),
    )
