"""What sending costs, where parcels can be picked up, and where they are.

A cart is quoted as one parcel per producer, exactly as an order charges it. The zone table and the
engine's quote are the contract's older ways of asking; no order is charged by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

import msgspec

from api.catalog.rules import charged_price
from api.kit import audit
from api.kit.money import exponent
from api.shipping import queries
from api.shipping.errors import (
    EngineFailed,
    LockersNotAvailable,
    ProductsNotFound,
    ShipmentNotFound,
    UnknownLocker,
    UnknownProducts,
    ZoneUnavailable,
)
from api.shipping.rules import (
    LOCKERS_ELSEWHERE,
    LOCKERS_NEARBY,
    ParcelPrice,
    ParcelQuote,
    ParcelTooHeavy,
    Tariff,
    Zone,
    line_grams,
    normal_postal_code,
    price_parcel,
    profile_factor,
    quote_parcel,
    tariff_for,
    volumetric_kg,
    zone_for,
)

if TYPE_CHECKING:
    from datetime import datetime

    from asyncpg import Record

    from api.kit.db import UnitOfWork
    from api.tenants.profile import Tenant

_KILOGRAM = 1_000
_TARIFFS = msgspec.json.Decoder(list[Tariff])
_ZONES = msgspec.json.Decoder(list[Zone])


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What one producer sends; ``subtotal`` in minor units, ``grams`` may be fractional."""

    producer_id: int
    producer_name: str
    subtotal: int
    grams: Decimal
    threshold: int | None


class QuotedParcel(msgspec.Struct, frozen=True):
    """A parcel and what it costs."""

    parcel: Parcel
    quote: ParcelQuote


class CartQuote(msgspec.Struct, frozen=True):
    """What a whole cart costs to send, in minor units."""

    parcels: list[QuotedParcel]
    zone_name: str | None

    @property
    def total(self) -> int:
        return sum(quoted.quote.cost for quoted in self.parcels)


class ZonePrice(msgspec.Struct, frozen=True, kw_only=True):
    """What the zone table says, in minor units; ``zone`` only where the table knew one."""

    price: int
    source: Literal["pickup", "threshold", "zone", "fallback"]
    zone: Zone | None = None


class EngineQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine says of one parcel; ``factor`` is what a producer's profile makes of it."""

    price: ParcelPrice
    actual_grams: Decimal
    volumetric_kg: Decimal
    factor: Decimal


async def quote_parcels(
    uow: UnitOfWork,
    tenant: Tenant,
    *,
    method: str,
    postal_code: str | None,
    parcels: list[Parcel],
    locker_discount: int = 0,
) -> CartQuote:
    """Price each producer's parcel to this address, each less the discount of a locker.

    Raises ``ZoneUnavailable``.
    """
    code = postal_code or tenant.default_postal_code
    row = await queries.tariffs_and_zones(uow)
    tariffs, zones = _TARIFFS.decode(row["tariffs"]), _ZONES.decode(row["zones"])
    tariff, zone = tariff_for(code, tariffs), zone_for(code, zones)
    quoted: list[QuotedParcel] = []
    unavailable: list[str] = []
    for parcel in parcels:
        try:
            quote = quote_parcel(
                method=method,
                subtotal=parcel.subtotal,
                grams=_whole_grams(parcel.grams),
                threshold=_threshold(tenant, parcel),
                tariff=tariff,
                zone=zone,
                locker_discount=locker_discount,
            )
            quoted.append(QuotedParcel(parcel, quote))
        except ParcelTooHeavy:
            unavailable.append(parcel.producer_name)
    if unavailable:
        raise ZoneUnavailable(unavailable)
    return CartQuote(quoted, None if zone is None or method == "PICKUP" else zone.name)


async def quote_cart(
    uow: UnitOfWork,
    tenant: Tenant,
    *,
    method: str,
    postal_code: str | None,
    items: Sequence[tuple[int, int]],
    locker_discount: int = 0,
) -> CartQuote:
    """Price a cart of (product id, quantity) pairs, grouped by producer in the cart's order.

    Raises ``ProductsNotFound`` with what is not sold and ``ZoneUnavailable``.
    """
    rows = {row["id"]: row for row in await queries.parcel_items(uow, [item[0] for item in items])}
    missing = sorted({product_id for product_id, _ in items if product_id not in rows})
    if missing:
        raise ProductsNotFound(missing)
    parcels: dict[int, Parcel] = {}
    for product_id, quantity in items:
        row = rows[product_id]
        known = parcels.get(row["producer_id"])
        price = charged_price(row["price"], row["discount_price"])
        parcels[row["producer_id"]] = Parcel(
            producer_id=row["producer_id"],
            producer_name=row["producer_name"],
            subtotal=(known.subtotal if known else 0) + price * quantity,
            grams=(known.grams if known else 0) + line_grams(row["weight_per_unit"], quantity),
            threshold=row["free_shipping_threshold"],
        )
    return await quote_parcels(
        uow,
        tenant,
        method=method,
        postal_code=postal_code,
        parcels=list(parcels.values()),
        locker_discount=locker_discount,
    )


async def tariffs_of(uow: UnitOfWork) -> list[Tariff]:
    """What parcels cost in each zone of the shop."""
    return [msgspec.convert(dict(row), Tariff) for row in await queries.tariffs(uow)]


async def quote_zone(
    uow: UnitOfWork,
    tenant: Tenant,
    *,
    method: str,
    postal_code: str,
    grams: int,
    subtotal: int | None,
) -> ZonePrice:
    """What the shop's zone table charges for one parcel (contract: POST /public/shipping/quote).

    Pick-up costs nothing, and so does anything from the shop's own threshold on. Where the table
    knows no price, the shop's fallback counts.
    """
    if method == "PICKUP":
        return ZonePrice(price=0, source="pickup")
    if subtotal is not None and subtotal >= tenant.free_shipping_threshold:
        return ZonePrice(price=0, source="threshold")
    zone = zone_for(postal_code, await _zones_of(uow))
    if zone is not None:
        price = await queries.zone_price(uow, zone.id, method, grams)
        if price is not None:
            return ZonePrice(price=price, source="zone", zone=zone)
    return ZonePrice(price=tenant.fallback_shipping[method], source="fallback")


async def quote_engine(
    uow: UnitOfWork,
    tenant: Tenant,
    *,
    postal_code: str,
    items: Sequence[tuple[int, int]],
    profile: str | None,
    cod_fee: int,
) -> EngineQuote:
    """What one parcel with all these (product id, quantity) costs (contract: POST /shipping/quote).

    Billed is what it weighs or what it measures, whichever is more. Raises ``UnknownProducts`` and
    ``EngineFailed`` where no tariff takes it.
    """
    rows = {row["id"]: row for row in await queries.engine_items(uow, [item[0] for item in items])}
    unknown = [place for place, (product_id, _) in enumerate(items) if product_id not in rows]
    if unknown:
        raise UnknownProducts(unknown)
    actual, volumetric, subtotal = Decimal(0), Decimal(0), 0
    for product_id, quantity in items:
        row = rows[product_id]
        actual += line_grams(row["weight_per_unit"], quantity)
        volumetric += _volumetric_kg(row) * quantity
        subtotal += charged_price(row["price"], row["discount_price"]) * quantity
    return EngineQuote(
        price=await price_to(uow, postal_code, actual, volumetric, cod_fee=cod_fee),
        actual_grams=actual,
        volumetric_kg=volumetric,
        factor=profile_factor(profile, subtotal, 10 ** exponent(tenant.currency)),
    )


async def price_to(
    uow: UnitOfWork, postal_code: str, grams: Decimal, volumetric: Decimal, *, cod_fee: int = 0
) -> ParcelPrice:
    """The engine's price of a parcel to a postal code. Raises ``EngineFailed``."""
    tariff = tariff_for(postal_code, await tariffs_of(uow))
    billed = max(grams, volumetric * _KILOGRAM)
    if tariff is None:
        raise EngineFailed
    try:
        return price_parcel(tariff, _whole_grams(billed), cod_fee=cod_fee)
    except ParcelTooHeavy as reason:
        raise EngineFailed from reason


def sends_to_lockers(tenant: Tenant, *, enabled: bool) -> bool:
    """Whether parcels may go to lockers; ``enabled`` is the platform's setting."""
    return enabled if tenant.lockers_enabled is None else tenant.lockers_enabled


def require_lockers(tenant: Tenant, *, enabled: bool) -> None:
    """Raises ``LockersNotAvailable`` where they are off; ``enabled`` is the platform's setting."""
    if not sends_to_lockers(tenant, enabled=enabled):
        raise LockersNotAvailable


def locker_discount(tenant: Tenant, method: str, *, enabled: bool, discount: int) -> int:
    """What each parcel costs less when it goes to a locker, in minor units (contract, flag off: 0).

    ``enabled`` and ``discount`` are the platform's; a tenant's own settings win over them.
    """
    if method != "LOCKER" or not sends_to_lockers(tenant, enabled=enabled):
        return 0
    return discount if tenant.locker_discount is None else tenant.locker_discount


async def find_locker(uow: UnitOfWork, code: str) -> Record:
    """A locker by its code, spelled exactly so. Raises ``UnknownLocker``."""
    row = await queries.locker_by_code(uow, code)
    if row is None:
        raise UnknownLocker
    return row


async def find_lockers(uow: UnitOfWork, postal_code: str) -> list[Record]:
    """The lockers of the postal code's area (its first two characters), else the first few."""
    prefix = normal_postal_code(postal_code)[:2]
    near = await queries.lockers_near(uow, prefix, LOCKERS_NEARBY)
    return near or await queries.first_lockers(uow, LOCKERS_ELSEWHERE)


async def track(uow: UnitOfWork, tracking_code: str) -> Record:
    """The parcel of a tracking code, spelled exactly so. Raises ``ShipmentNotFound``."""
    row = await queries.shipment_by_code(uow, tracking_code)
    if row is None:
        raise ShipmentNotFound
    return row


async def shipment_of_order(uow: UnitOfWork, order_id: int) -> Record | None:
    """An order's parcel, or none before there is one. Whoever asks may see the order."""
    return await queries.shipment_of_order(uow, order_id)


async def note_shipped(uow: UnitOfWork, order_id: int, moment: datetime) -> None:
    """An order was handed over: so were its parcels that had not left, if it has any.

    ``moment`` is aware and in UTC. Whoever moves an order calls this in the move's transaction.
    """
    await _written_down(uow, "ship", await queries.note_shipped(uow, order_id, moment))


async def note_delivered(uow: UnitOfWork, order_id: int, moment: datetime) -> None:
    """An order has arrived, and with it its parcels; as ``note_shipped``."""
    await _written_down(uow, "deliver", await queries.note_delivered(uow, order_id, moment))


async def _written_down(uow: UnitOfWork, action: str, parcels: list[Record]) -> None:
    if parcels:
        changes: list[audit.Change] = [(row["id"], None, dict(row)) for row in parcels]
        await audit.record_many(uow, action, "shipment", changes)


def cash_on_delivery_fee(tenant: Tenant, payment_method: str, *, enabled: bool, fee: int) -> int:
    """The fee for paying at the door, in minor units; ``enabled`` and ``fee`` are the platform's.

    A tenant's own setting wins over the platform's.
    """
    if payment_method != "COD":
        return 0
    charged = enabled if tenant.cod_fee_enabled is None else tenant.cod_fee_enabled
    return (fee if tenant.cod_fee is None else tenant.cod_fee) if charged else 0


def _threshold(tenant: Tenant, parcel: Parcel) -> int:
    return tenant.free_shipping_threshold if parcel.threshold is None else parcel.threshold


async def _zones_of(uow: UnitOfWork) -> list[Zone]:
    return [msgspec.convert(dict(row), Zone) for row in await queries.zones(uow)]


def _volumetric_kg(row: Record) -> Decimal:
    sides = row["length_cm"], row["width_cm"], row["height_cm"]
    return Decimal(0) if None in sides else volumetric_kg(*sides)


def _whole_grams(grams: Decimal) -> int:
    return int(grams.quantize(Decimal(1), rounding=ROUND_HALF_UP))
