"""Quoting what a cart costs to send, one parcel per producer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import msgspec

from api.catalog.rules import charged_price
from api.shipping import queries
from api.shipping.errors import ProductsNotFound, ZoneUnavailable
from api.shipping.rules import (
    ParcelQuote,
    ParcelTooHeavy,
    Tariff,
    Zone,
    line_grams,
    quote_parcel,
    tariff_for,
    zone_for,
)

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork
    from api.tenants.profile import Tenant


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


async def quote_parcels(
    uow: UnitOfWork, tenant: Tenant, *, method: str, postal_code: str | None, parcels: list[Parcel]
) -> CartQuote:
    """Price each producer's parcel to this address. Raises ``ZoneUnavailable``."""
    code = postal_code or tenant.default_postal_code
    tariffs = [msgspec.convert(dict(row), Tariff) for row in await queries.tariffs(uow)]
    zones = [msgspec.convert(dict(row), Zone) for row in await queries.zones(uow)]
    tariff, zone = tariff_for(code, tariffs), zone_for(code, zones)
    try:
        quoted = [
            QuotedParcel(parcel, _quote(tenant, parcel, method, tariff, zone)) for parcel in parcels
        ]
    except ParcelTooHeavy as reason:
        raise ZoneUnavailable from reason
    return CartQuote(quoted, None if zone is None or method == "PICKUP" else zone.name)


async def quote_cart(
    uow: UnitOfWork,
    tenant: Tenant,
    *,
    method: str,
    postal_code: str | None,
    items: Sequence[tuple[int, int]],
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
        uow, tenant, method=method, postal_code=postal_code, parcels=list(parcels.values())
    )


def cash_on_delivery_fee(tenant: Tenant, payment_method: str, *, enabled: bool, fee: int) -> int:
    """The fee for paying at the door, in minor units; ``enabled`` and ``fee`` are the platform's.

    A tenant's own setting wins over the platform's.
    """
    if payment_method != "COD":
        return 0
    charged = enabled if tenant.cod_fee_enabled is None else tenant.cod_fee_enabled
    return (fee if tenant.cod_fee is None else tenant.cod_fee) if charged else 0


def _quote(
    tenant: Tenant, parcel: Parcel, method: str, tariff: Tariff | None, zone: Zone | None
) -> ParcelQuote:
    return quote_parcel(
        method=method,
        subtotal=parcel.subtotal,
        grams=int(parcel.grams.quantize(Decimal(1), rounding=ROUND_HALF_UP)),
        threshold=tenant.free_shipping_threshold if parcel.threshold is None else parcel.threshold,
        tariff=tariff,
        zone=zone,
    )
