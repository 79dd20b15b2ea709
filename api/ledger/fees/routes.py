"""Fees on the wire. Contract: GET /api/ops/commission/preview."""

from __future__ import annotations

from hmac import compare_digest

from litestar import get

from api.kit.errors import BadRequest, NotFound
from api.kit.money import minor_units
from api.laravel.request import StoaRequest
from api.laravel.route import described, route
from api.laravel.throttle import Throttle
from api.ledger.errors import OrderUnknown
from api.ledger.fees import schemas, service
from api.ledger.fees.rules import Sold

HEADER = b"x-ops-token"


@get(
    "/api/ops/commission/preview",
    operation_id="ReckonCommission",
    tags=["Commissions"],
    opt={**route("commission", "reckon", throttle=Throttle(10)), "also": (400, 404, 422)},
    responses=described(200, schemas.AmountAnswer | schemas.OrderAnswer),
)
async def reckon_commission(
    request: StoaRequest,
) -> schemas.AmountAnswer | schemas.OrderAnswer:
    """What would be kept of an order or of an amount; there is no such page without the token."""
    if not _knows_the_token(request):
        raise NotFound
    given, tenant = await request.input(), request.tenant
    channel = schemas.channel_of(given.get("channel"))
    if given.get("orderId") is not None:
        order_id = schemas.id_of(given, "orderId")
        if order_id is None:
            raise OrderUnknown
        platform = request.app.state.settings.commission_engine
        async with request.unit_of_work(read_only=True) as uow:
            found = await service.reckon_order(uow, tenant, order_id, channel, platform=platform)
        return schemas.order_answer(channel, found)
    if given.get("amount") is None:
        raise BadRequest("Provide orderId or amount")
    amount = minor_units(schemas.amount_of(given["amount"]), tenant.currency)
    sold = Sold(
        channel=channel,
        producer_id=schemas.id_of(given, "producerId"),
        category_id=schemas.id_of(given, "categoryId"),
    )
    async with request.unit_of_work(read_only=True) as uow:
        reckoned = await service.reckon_amount(uow, tenant, amount, sold)
    return schemas.amount_answer(amount, channel, reckoned, tenant.currency)


def _knows_the_token(request: StoaRequest) -> bool:
    """Whether the shop's own token was shown; the variable's is the default tenant's alone."""
    settings, tenant = request.app.state.settings, request.tenant
    platform = settings.ops_token if tenant.slug == settings.default_tenant else None
    token = tenant.ops_token or platform
    shown = request.edge.header(HEADER)
    return bool(token and shown) and compare_digest(str(shown).encode(), str(token).encode())
