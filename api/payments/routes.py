"""Ways to pay on the wire. Contract: GET /payment/methods; Stoa's own: /public/payments/config and
/api/stoa/v1/checkout.
"""

from __future__ import annotations

from litestar import get

from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.payments import schemas, stoa_schemas


@get(
    "/api/v1/payment/methods",
    operation_id="ListPaymentMethods",
    tags=["Payments"],
    opt=route("payment", "list_methods"),
)
async def payment_methods(request: StoaRequest) -> schemas.PaymentMethods:
    """Who takes payments for this server, and in which ways."""
    return schemas.methods(request.app.state.settings)


@get(
    "/api/v1/public/payments/config",
    operation_id="ShowPaymentConfig",
    tags=["Payments"],
    opt=route("payment", "list_methods"),
)
async def payment_config(request: StoaRequest) -> schemas.PaymentConfig:
    """Whether this shop takes cards and cash on delivery."""
    return schemas.config(request.app.state.settings, request.tenant)


@get(
    "/api/stoa/v1/checkout",
    operation_id="ShowCheckoutChoices",
    tags=["Payments"],
    opt=route("payment", "list_methods"),
)
async def checkout_choices(request: StoaRequest) -> stoa_schemas.CheckoutChoices:
    """In which ways this shop is paid and sends, what each costs, and its terms."""
    return stoa_schemas.choices(request.app.state.settings, request.tenant)
