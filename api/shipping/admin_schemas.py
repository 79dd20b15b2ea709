"""The wire shapes of shipping in the back office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from api.kit.money import decimal_number, minor_units
from api.laravel.values import wire_moment
from api.shipping.rules import VOLUMETRIC_DIVISOR, ParcelPrice, Tariff, volumetric_kg
from api.shipping.schemas import price_parts


class Scenario(msgspec.Struct, frozen=True):
    """A parcel to try the tariffs with; ``sides`` in centimetres."""

    name: str
    postal_code: str
    kilograms: Decimal
    sides: tuple[int, int, int]

    @property
    def grams(self) -> Decimal:
        return self.kilograms * 1_000

    @property
    def volumetric_kg(self) -> Decimal:
        length, width, height = self.sides
        return volumetric_kg(Decimal(length), Decimal(width), Decimal(height))


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """GET /admin/shipping/rates"""

    rates: dict[str, dict[str, Any]]
    remote_postal_codes: dict[str, list[str]]
    status: str
    last_updated: str


class Zones(msgspec.Struct, frozen=True, kw_only=True):
    """GET /admin/shipping/zones"""

    zones: dict[str, dict[str, Any]]
    volumetric_factor: int
    currency: str
    weight_unit: str


class Simulation(msgspec.Struct, frozen=True):
    """GET /admin/shipping/simulate"""

    test_scenarios: list[dict[str, Any]]
    timestamp: str


def rates(tariffs: Sequence[Tariff], currency: str, moment: datetime) -> Rates:
    """The tariffs by the zone's code, amounts as numbers of the currency."""
    return Rates(
        rates={
            tariff.code: {
                "base_rate": decimal_number(tariff.base_price, currency),
                "per_kg_2_to_5": decimal_number(tariff.price_per_kg_to_5, currency),
                "per_kg_over_5": decimal_number(tariff.price_per_kg_over_5, currency),
                "island_multiplier": tariff.multiplier_basis_points / 10_000,
                "remote_surcharge": decimal_number(tariff.surcharge, currency),
                "max_weight_kg": tariff.maximum_grams / 1_000,
                "estimated_delivery_days": tariff.delivery_days,
            }
            for tariff in tariffs
        },
        remote_postal_codes={
            tariff.code: list(tariff.postal_codes) for tariff in tariffs if tariff.postal_codes
        },
        status="loaded",
        last_updated=wire_moment(moment),
    )


def zones(tariffs: Sequence[Tariff], currency: str) -> Zones:
    """The zones by code: their names and where they are."""
    return Zones(
        zones={
            tariff.code: {
                "name": tariff.name or tariff.code,
                "postal_prefixes": list(tariff.postal_prefixes),
                "postal_codes": list(tariff.postal_codes),
                "default": tariff.is_default,
            }
            for tariff in tariffs
        },
        volumetric_factor=VOLUMETRIC_DIVISOR,
        currency=currency,
        weight_unit="kg",
    )


def tried(scenario: Scenario, price: ParcelPrice, currency: str) -> dict[str, Any]:
    """One scenario with what it costs and of what that is made."""
    tariff, parts = price.tariff, price_parts(price, currency)
    length, width, height = scenario.sides
    return {
        "scenario": scenario.name,
        "input": {
            "postal_code": scenario.postal_code,
            "actual_weight_kg": float(scenario.kilograms),
            "dimensions_cm": {"length": length, "width": width, "height": height},
        },
        "calculation": {
            "volumetric_weight_kg": float(scenario.volumetric_kg),
            "billable_weight_kg": parts["billable_weight_kg"],
            "zone_code": tariff.code,
        },
        "result": {
            "cost_cents": price.cost,
            "cost_eur": decimal_number(price.cost, currency),
            "zone_code": tariff.code,
            "zone_name": tariff.name or tariff.code,
            "estimated_delivery_days": tariff.delivery_days,
            "delivery_method": "HOME",
            "payment_method": "CARD",
            "breakdown": {
                **parts,
                "payment_method": "CARD",
                "base_cost_cents": tariff.base_price,
                "weight_adjustment_cents": minor_units(str(parts["extra_cost"]), currency),
                "volume_adjustment_cents": 0,
                "zone_multiplier": parts["island_multiplier"],
            },
        },
    }


def simulation(scenarios: list[dict[str, Any]], moment: datetime) -> Simulation:
    """All scenarios that were tried."""
    return Simulation(scenarios, wire_moment(moment))
