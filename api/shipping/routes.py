"""Shipping on the wire. Contract: /api/v1/public/shipping and /api/v1/shipping."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from litestar import Controller, get, post

from api.kit.errors import Failure, Invalid
from api.kit.money import minor_units
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.rules import Examination
from api.laravel.throttle import Throttle
from api.shipping import schemas, service
from api.shipping.errors import UnknownProducts
from api.shipping.schemas import (
    QuoteCartForm,
    QuoteEngineForm,
    QuoteZoneForm,
    locker_rules,
    quote_cart_rules,
    quote_engine_rules,
    quote_zone_rules,
)

_USUAL_KILOGRAMS = 1
_KILOGRAM = 1_000


class PublicShippingController(Controller):
    """/api/v1/public/shipping"""

    path = "/api/v1/public/shipping"
    tags = ("Shipping",)

    @post(
        "/quote",
        operation_id="QuoteZone",
        status_code=200,
        opt=route("shipping", "quote", throttle=Throttle(60), body=quote_zone_rules("GR")),
    )
    async def quote_zone(self, request: StoaRequest) -> schemas.ZonePriceShown:
        """What the zone table charges for one parcel. Orders are charged as quote-cart says."""
        tenant = request.tenant
        form = await request.validated(quote_zone_rules(tenant.country), QuoteZoneForm)
        weight = (await request.input()).get("weight_kg")
        subtotal = None if form.subtotal is None else minor_units(form.subtotal, tenant.currency)
        async with request.unit_of_work(read_only=True) as uow:
            quoted = await service.quote_zone(
                uow,
                tenant,
                method=form.method,
                postal_code=form.postal_code,
                grams=_grams(form.weight_kg),
                subtotal=subtotal,
            )
        return schemas.zone_price(
            quoted,
            form.method,
            _USUAL_KILOGRAMS if weight is None else weight,
            threshold=tenant.free_shipping_threshold,
            currency=tenant.currency,
        )

    @post(
        "/quote-cart",
        operation_id="QuoteCart",
        status_code=200,
        opt=route(
            "shipping",
            "quote",
            throttle=Throttle(30),
            body=quote_cart_rules("GR", lockers=True),
        ),
    )
    async def quote_cart(self, request: StoaRequest) -> schemas.CartQuoteShown:
        """What the cart costs to send to a postal code, one parcel per producer."""
        tenant = request.tenant
        settings = request.app.state.settings
        lockers = service.sends_to_lockers(tenant, enabled=settings.lockers_enabled)
        rules = quote_cart_rules(tenant.country, lockers=lockers)
        form = await request.validated(rules, QuoteCartForm)
        async with request.unit_of_work(read_only=True) as uow:
            quote = await service.quote_cart(
                uow,
                tenant,
                method=form.method,
                postal_code=form.postal_code,
                items=[(item.product_id, item.quantity) for item in form.items],
                locker_discount=service.locker_discount(
                    tenant,
                    form.method,
                    enabled=settings.lockers_enabled,
                    discount=minor_units(settings.locker_discount, tenant.currency),
                ),
            )
        fee = _cod_fee(request, form.payment_method)
        return schemas.cart_quote(
            quote, form, currency=tenant.currency, cod_fee=fee, moment=request.moment
        )


class ShippingController(Controller):
    """/api/v1/shipping"""

    path = "/api/v1/shipping"
    tags = ("Shipping",)

    @post(
        "/quote",
        operation_id="QuoteEngine",
        status_code=200,
        opt=route("shipping", "quote", throttle=Throttle(60), body=quote_engine_rules("GR")),
    )
    async def quote(self, request: StoaRequest) -> schemas.EngineAnswer:
        """What one parcel with all items costs, by weight and volume, and why."""
        tenant = request.tenant
        examination = quote_engine_rules(tenant.country).examine(await request.input())
        form = msgspec.convert(examination.settle(), QuoteEngineForm)
        try:
            async with request.unit_of_work(read_only=True) as uow:
                quote = await service.quote_engine(
                    uow,
                    tenant,
                    postal_code=form.postal_code,
                    items=[(item.product_id, item.quantity) for item in form.items],
                    profile=form.producer_profile,
                    cod_fee=_cod_fee(request, form.payment_method),
                )
        except UnknownProducts as reason:
            raise _noted(examination, reason) from reason
        return schemas.engine_answer(quote, form, currency=tenant.currency)

    @get(
        "/lockers/search",
        operation_id="SearchLockers",
        opt=route("shipping", "find_lockers", throttle=Throttle(60), query=locker_rules("GR")),
    )
    async def lockers(self, request: StoaRequest) -> schemas.Lockers:
        """The pick-up lockers near a postal code; 404 where the shop sends nothing to lockers."""
        settings = request.app.state.settings
        service.require_lockers(request.tenant, enabled=settings.lockers_enabled)
        try:
            given = locker_rules(request.tenant.country).check(await request.input())
        except Invalid as reason:
            reason.sentence, reason.fields = "Invalid postal code format", {"success": False}
            raise
        async with request.unit_of_work(read_only=True) as uow:
            return schemas.lockers(await service.find_lockers(uow, str(given["postal_code"])))

    @get(
        "/tracking/{trackingCode:str}",
        operation_id="TrackParcel",
        opt=route("shipping", "track", throttle=Throttle(60)),
    )
    async def track(self, request: StoaRequest) -> schemas.Tracked:
        """Where a parcel is, for whoever knows its tracking code."""
        async with request.unit_of_work(read_only=True) as uow:
            found = await service.track(uow, str(request.path_params["trackingCode"]))
        return schemas.tracked(found)


def _cod_fee(request: StoaRequest, payment_method: str | None) -> int:
    """The fee for cash on delivery in minor units, as an order would be charged."""
    settings = request.app.state.settings
    tenant = request.tenant
    return service.cash_on_delivery_fee(
        tenant,
        payment_method or "CARD",
        enabled=settings.cod_fee_enabled,
        fee=minor_units(settings.cod_fee, tenant.currency),
    )


def _grams(kilograms: Decimal | None) -> int:
    return int((_USUAL_KILOGRAMS if kilograms is None else kilograms) * _KILOGRAM)


def _noted(examination: Examination, reason: UnknownProducts) -> Failure:
    """The failure of a rule that only the shop could check, as the dialect words it."""
    for position in reason.positions:
        examination.note(f"items.{position}.product_id", "exists")
    try:
        examination.settle()
    except Invalid as invalid:
        return invalid
    return reason
