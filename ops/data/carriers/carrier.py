"""A carrier's tables: what parcels cost by zone, and the lockers where they can be picked up.

``greece.json`` holds the tables by which the old installation charged; it kept them beside its
program and not in its database, so an import brings them from here.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from api.kit.ids import next_ids
from api.kit.money import minor_units
from ops.data.demo.bulk import Target, columns, insert_rows

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

FOLDER: Final = Path(__file__).parent
CarrierName = Literal["greece", "britain"]

TARIFFS: Final = Target(
    "shipping_tariffs",
    columns(
        id="bigint",
        code="text",
        name="text",
        currency="text",
        postal_codes="jsonb",
        postal_prefixes="jsonb",
        is_default="boolean",
        base_price="bigint",
        price_per_kg_to_5="bigint",
        price_per_kg_over_5="bigint",
        multiplier_basis_points="bigint",
        surcharge="bigint",
        maximum_grams="bigint",
        delivery_days="integer",
    ),
)
LOCKERS: Final = Target(
    "pickup_lockers",
    columns(
        id="bigint",
        code="text",
        name="text",
        address="text",
        provider="text",
        latitude="numeric",
        longitude="numeric",
        postal_code="text",
        distance_km="numeric",
        operating_hours="text",
        notes="text",
    ),
)


class Tariff(msgspec.Struct, frozen=True, kw_only=True):
    """What an order pays: base up to 2 kg, steps per kg, times ``multiplier``, plus surcharge.

    Amounts are decimal strings in the shop's currency. Exact codes win over prefixes.
    """

    code: str
    name: str | None
    postal_codes: tuple[str, ...]
    postal_prefixes: tuple[str, ...]
    base_price: str
    price_per_kg_to_5: str
    price_per_kg_over_5: str
    multiplier: Decimal
    surcharge: str
    maximum_kg: int
    delivery_days: int
    default: bool


class Locker(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel can be picked up."""

    code: str
    name: str
    address: str
    provider: str
    latitude: Decimal
    longitude: Decimal
    postal_code: str
    distance_km: Decimal | None
    operating_hours: str | None
    notes: str | None


class Carrier(msgspec.Struct, frozen=True):
    """Everything that a shop needs to know of its carrier."""

    tariffs: tuple[Tariff, ...]
    lockers: tuple[Locker, ...]


def read_carrier(name: CarrierName) -> Carrier:
    """The carrier's file. One of another shape raises ``msgspec.ValidationError``."""
    text = (FOLDER / f"{name}.json").read_bytes()
    return msgspec.json.decode(text, type=Carrier, strict=False)


async def store_carrier(uow: UnitOfWork, carrier: Carrier, currency: str) -> None:
    """Give the bound tenant, which has neither yet, the carrier's tariffs and lockers."""
    tariff_ids = await next_ids(uow, "shipping_tariffs", len(carrier.tariffs))
    await insert_rows(
        uow,
        TARIFFS,
        (
            (
                id_,
                tariff.code,
                tariff.name,
                currency,
                tariff.postal_codes,
                tariff.postal_prefixes,
                tariff.default,
                minor_units(tariff.base_price, currency),
                minor_units(tariff.price_per_kg_to_5, currency),
                minor_units(tariff.price_per_kg_over_5, currency),
                int(tariff.multiplier * 10_000),
                minor_units(tariff.surcharge, currency),
                tariff.maximum_kg * 1_000,
                tariff.delivery_days,
            )
            for id_, tariff in zip(tariff_ids, carrier.tariffs, strict=True)
        ),
    )
    locker_ids = await next_ids(uow, "pickup_lockers", len(carrier.lockers))
    await insert_rows(
        uow,
        LOCKERS,
        (
            (id_, *(getattr(locker, name) for name in LOCKERS.columns if name != "id"))
            for id_, locker in zip(locker_ids, carrier.lockers, strict=True)
        ),
    )
