"""Shipping quotes on the wire. Contract: POST /api/v1/public/shipping/quote-cart."""

from __future__ import annotations

from litestar import Controller, post

from api.kit.money import minor_units
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.shipping import schemas, service
from api.shipping.schemas import QuoteCartForm, quote_cart_rules


class PublicShippingController(Controller):
    """/api/v1/public/shipping"""

    path = "/api/v1/public/shipping"
    tags = ("Shipping",)

    @post(
        "/quote-cart",
        operation_id="QuoteCart",
        status_code=200,
        opt=route("shipping", "quote", throttle=Throttle(30), body=quote_cart_rules("GR")),
    )
    async def quote_cart(self, request: StoaRequest) -> schemas.CartQuoteShown:
        """What the cart costs to send to a postal code, one parcel per producer."""
        tenant = request.tenant
        form = await request.validated(quote_cart_rules(tenant.country), QuoteCartForm)
        async with request.unit_of_work(read_only=True) as uow:
            quote = await service.quote_cart(
                uow,
                tenant,
                method=form.method,
                postal_code=form.postal_code,
                items=[(item.product_id, item.quantity) for item in form.items],
            )
        settings = request.app.state.settings
        fee = service.cash_on_delivery_fee(
            tenant,
            form.payment_method,
            enabled=settings.cod_fee_enabled,
            fee=minor_units(settings.cod_fee, tenant.currency),
        )
        return schemas.cart_quote(
            quote, form, currency=tenant.currency, cod_fee=fee, moment=request.moment
        )
