"""Orders on the wire. Contract: /api/v1/public/orders and /api/v1/orders."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from typing import Final

import msgspec
from litestar import Controller, Response, get, post

from api.kit.db import UnitOfWork
from api.kit.errors import Failure, Invalid
from api.kit.idempotency import Answer
from api.kit.money import minor_units
from api.laravel.idempotent import answer_once
from api.laravel.paginate import last_page, read_page
from api.laravel.request import StoaRequest
from api.laravel.route import described, route
from api.laravel.rules import Examination, Rules, moment_of
from api.laravel.throttle import Throttle
from api.orders import moves, reordering, schemas, service, tracking
from api.orders.errors import CurrencyNotSold, OrderTooLarge, UnknownAccount, UnknownProducts
from api.orders.place_order import OrderRequest, place_order
from api.orders.rules import RequestedLine
from api.orders.schemas import ACCEPTED, PlaceOrderForm, place_order_rules
from api.shipping.errors import UnknownLocker
from api.shipping.service import cash_on_delivery_fee, locker_discount, sends_to_lockers
from api.tenants.profile import Tenant

# One limit for the three names of the same service, so that no name is a way around it.
PLACE_ORDER: Final = {
    **route(
        "order",
        "place",
        throttle=Throttle(10, name="place-order"),
        body=place_order_rules("EUR", lockers=True),
    ),
    "also": (409,),
}
# Rules that only the shop's rows could check.
REFUSED_BY_SHOP: Final = (
    *(UnknownAccount, UnknownProducts, UnknownLocker),
    *(CurrencyNotSold, OrderTooLarge),
)
PLACED: Final = described(201, schemas.Placed)


class PublicOrderController(Controller):
    """/api/v1/public/orders: buying, with or without an account."""

    path = "/api/v1/public/orders"
    tags = ("Orders",)

    @post(operation_id="PlacePublicOrder", status_code=201, opt=PLACE_ORDER, responses=PLACED)
    async def place(self, request: StoaRequest) -> Response[bytes]:
        """Place an order; several producers make a checkout session with an order for each."""
        return await _place(request)

    @get(
        "/by-token/{token:str}",
        operation_id="ShowOrderByToken",
        opt=route("order", "view_by_token", throttle=Throttle(30)),
    )
    async def by_token(self, request: StoaRequest) -> schemas.Placed:
        """What was bought, for whoever holds its token."""
        async with request.unit_of_work(read_only=True) as uow:
            found = await service.find_by_token(uow, str(request.path_params["token"]))
        return schemas.purchase(found)

    @get(
        "/track/{token:str}",
        operation_id="TrackOrder",
        opt=route("order", "view_by_token", throttle=Throttle(60)),
    )
    async def track(self, request: StoaRequest) -> tracking.Tracking:
        """How far an order has come, for whoever holds its token."""
        async with request.unit_of_work(read_only=True) as uow:
            found = await service.track_order(uow, str(request.path_params["token"]))
        return tracking.tracking(found)


class OrderController(Controller):
    """/api/v1/orders: one's own orders."""

    path = "/api/v1/orders"
    tags = ("Orders",)

    @post(operation_id="PlaceOrder", status_code=201, opt=PLACE_ORDER, responses=PLACED)
    async def place(self, request: StoaRequest) -> Response[bytes]:
        """The same service as POST /public/orders, under the name that the front end calls."""
        return await _place(request)

    @post("/checkout", operation_id="Checkout", status_code=201, opt=PLACE_ORDER, responses=PLACED)
    async def checkout(self, request: StoaRequest) -> Response[bytes]:
        """The same service as POST /public/orders, under the name that the front end calls."""
        return await _place(request)

    @get(operation_id="ListOwnOrders", opt=route("order", "list_own", throttle=Throttle(30)))
    async def list(self, request: StoaRequest) -> schemas.OwnOrders:
        """The caller's orders, newest first."""
        page = read_page(await request.input(), cap=50)
        async with request.unit_of_work(read_only=True) as uow:
            rows, total = await service.list_own_orders(uow, page=page.number, per_page=page.size)
        meta = schemas.PageMeta(page.number, last_page(total, page.size), page.size, total)
        return schemas.OwnOrders([schemas.order(row) for row in rows], meta)

    @get(
        "/{id:str}",
        operation_id="ShowOwnOrder",
        opt=route("order", "view_own", throttle=Throttle(30)),
    )
    async def show(self, request: StoaRequest) -> schemas.Order:
        """One of the caller's orders; somebody else's does not exist."""
        order_id = request.path_id("id")
        async with request.unit_of_work(read_only=True) as uow:
            return schemas.order(await service.find_own_order(uow, order_id))

    @get(
        "/{order:str}/shipment",
        operation_id="ShowShipment",
        opt=route("order", "view_shipment"),
    )
    async def shipment(self, request: StoaRequest) -> tracking.ShipmentAnswer:
        """The parcel of one of the caller's orders; an admin sees everybody's."""
        order_id = request.path_id("order")
        async with request.unit_of_work(read_only=True) as uow:
            return tracking.shipment(await service.find_shipment(uow, order_id))


@post(
    "/api/stoa/v1/orders/{id:str}/reorder",
    operation_id="Reorder",
    tags=["Orders"],
    status_code=200,
    opt=route("order", "reorder", throttle=Throttle(30)),
    responses=described(200, reordering.ReorderAnswer),
)
async def reorder(request: StoaRequest) -> Response[bytes]:
    """Put what one of the caller's orders held into the cart; once under an idempotency key."""
    order_id = request.path_id("id")
    async with request.unit_of_work() as uow:
        return await answer_once(
            request, uow, f"reorder-{order_id}", lambda: _reordered(uow, order_id)
        )


@get(
    "/api/stoa/v1/orders/{id:str}/moves",
    operation_id="ListMoves",
    tags=["Orders"],
    opt=route("order", "view_own", throttle=Throttle(30)),
)
async def list_moves(request: StoaRequest) -> moves.Moves:
    """How one of the caller's orders came to where it is, oldest first."""
    order_id = request.path_id("id")
    async with request.unit_of_work(read_only=True) as uow:
        return moves.moves(await service.list_moves(uow, order_id))


async def _reordered(uow: UnitOfWork, order_id: int) -> Answer:
    answer = reordering.reordered(await service.reorder(uow, order_id))
    return Answer(200, msgspec.json.encode(answer))


def _rules_of(tenant: Tenant, *, lockers_enabled: bool) -> Rules:
    """What placing an order at this shop must satisfy, by the shop's own settings."""
    return place_order_rules(
        tenant.currency,
        checked_in=tenant.country if tenant.addresses == "checked" else None,
        terms_required=tenant.terms_required,
        terms_version=tenant.terms_version,
        lockers=sends_to_lockers(tenant, enabled=lockers_enabled),
    )


async def _place(request: StoaRequest) -> Response[bytes]:
    currency = request.tenant.currency
    given = await request.input()
    rules = _rules_of(request.tenant, lockers_enabled=request.app.state.settings.lockers_enabled)
    examination = rules.examine(given)
    form = msgspec.convert(examination.settle(), PlaceOrderForm)
    wanted = _order_request(request, form, terms_accepted=not ACCEPTED.examine(given).errors)
    try:
        async with request.unit_of_work() as uow:
            return await answer_once(
                request, uow, "place-order", lambda: _answer(request, uow, wanted)
            )
    except REFUSED_BY_SHOP as reason:
        raise _noted(examination, reason, currency) from reason


async def _answer(request: StoaRequest, uow: UnitOfWork, wanted: OrderRequest) -> Answer:
    placed = await place_order(uow, request.tenant, wanted)
    return Answer(201, msgspec.json.encode(schemas.purchase(placed)))


def _order_request(
    request: StoaRequest, form: PlaceOrderForm, *, terms_accepted: bool
) -> OrderRequest:
    settings = request.app.state.settings
    tenant = request.tenant
    payment_method = form.payment_method or "COD"
    quoted_at = moment_of(form.quoted_at) if form.quoted_at else None
    return OrderRequest(
        lines=[RequestedLine(item.product_id, item.quantity) for item in form.items],
        currency=form.currency,
        shipping_method=form.shipping_method,
        payment_method=payment_method,
        cod_fee=cash_on_delivery_fee(
            tenant,
            payment_method,
            enabled=settings.cod_fee_enabled,
            fee=minor_units(settings.cod_fee, tenant.currency),
        ),
        shipping_address=form.shipping_address,
        notes=form.notes,
        quoted_subtotal=_minor(form.quoted_subtotal, tenant.currency),
        quoted_shipping=_minor(form.quoted_shipping, tenant.currency),
        quoted_at=None if quoted_at is None else quoted_at.astimezone(UTC),
        named_account_id=form.user_id,
        locker_id=form.locker_id,
        locker_discount=locker_discount(
            tenant,
            form.shipping_method,
            enabled=settings.lockers_enabled,
            discount=minor_units(settings.locker_discount, tenant.currency),
        ),
        terms_version=tenant.terms_version if terms_accepted else None,
    )


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else minor_units(amount, currency)


def _noted(examination: Examination, reason: Failure, currency: str) -> Exception:
    """The failure of a rule that only the shop could check, as the dialect words it."""
    if isinstance(reason, UnknownProducts):
        for position in reason.positions:
            examination.note(f"items.{position}.product_id", "exists")
    elif isinstance(reason, UnknownAccount):
        examination.note("user_id", "exists")
    elif isinstance(reason, UnknownLocker):
        examination.errors["locker_id"] = [reason.sentence]
    elif isinstance(reason, CurrencyNotSold):
        examination.errors["currency"] = [f"This shop sells in {currency}."]
    else:
        examination.errors["items"] = ["The order is too large to be placed at once."]
    try:
        examination.settle()
    except Invalid as invalid:
        return invalid
    return reason
