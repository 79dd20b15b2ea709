"""The shop's orders for its operators. Contract: /api/v1/admin/orders."""

from __future__ import annotations

from typing import Any

from litestar import Controller, get, patch

from api.laravel.request import StoaRequest
from api.laravel.route import described, route
from api.laravel.throttle import Throttle
from api.orders.back_office import schemas, service
from api.orders.back_office.schemas import LIST_ORDERS, MOVE_ORDER, MoveOrderForm
from api.orders.moving.service import Move, confirm_payment, hold_order, move_order


class AdminOrderController(Controller):
    """/api/v1/admin/orders: for the shop's operators."""

    path = "/api/v1/admin/orders"
    tags = ("Orders",)

    @get(
        operation_id="ListAllOrders",
        opt=route("order", "list_all", throttle=Throttle(60), query=LIST_ORDERS, operator=True),
        responses=described(200, schemas.ListedOrders),
    )
    async def list(self, request: StoaRequest) -> dict[str, Any]:
        """The shop's orders, newest first unless asked otherwise; filters narrow the list only."""
        values = LIST_ORDERS.check(await request.input())
        page = schemas.page_of(values)
        async with request.unit_of_work(read_only=True) as uow:
            rows, total, stats = await service.list_orders(uow, schemas.filters_of(values, page))
        return schemas.listed(rows, total, stats, page)

    @patch(
        "/{order:str}/status",
        operation_id="MoveOrder",
        opt={
            **route(
                "order", "update_status", throttle=Throttle(60), body=MOVE_ORDER, operator=True
            ),
            "also": (409,),
        },
        responses=described(200, schemas.OrderChanged),
    )
    async def move(self, request: StoaRequest) -> dict[str, Any]:
        """Bring an order into another status; that it exists is settled before the body is read."""
        order_id = request.path_id("order")
        async with request.unit_of_work() as uow:
            order = await hold_order(uow, order_id)
            form = await request.validated(MOVE_ORDER, MoveOrderForm)
            move = Move(status=form.status, note=form.note, force=bool(form.force))
            await move_order(uow, order, move)
            found = await service.find_order(uow, order_id)
        return schemas.changed("Order status updated successfully", found)

    @patch(
        "/{order:str}/payment/confirm",
        operation_id="ConfirmOrderPayment",
        opt=route("order", "confirm_payment", throttle=Throttle(30), operator=True),
        responses=described(200, schemas.OrderChanged),
    )
    async def confirm(self, request: StoaRequest) -> dict[str, Any]:
        """Say that the money for an order paid at the door has come."""
        order_id = request.path_id("order")
        async with request.unit_of_work() as uow:
            await confirm_payment(uow, order_id)
            found = await service.find_order(uow, order_id)
        return schemas.changed("Payment confirmed successfully", found)
