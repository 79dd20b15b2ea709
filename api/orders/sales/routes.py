"""Sold orders on the wire. Contract: /api/v1/producer/orders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final

from litestar import Controller, get, patch, post
from litestar.response import Stream

from api.kit.errors import NotFound
from api.laravel.request import StoaRequest
from api.laravel.route import Refusal, described, route
from api.laravel.throttle import Throttle
from api.orders.moving.errors import NotSoldHere
from api.orders.moving.service import move_share
from api.orders.sales import schemas, service, shapes
from api.orders.sales.schemas import LIST_SOLD, MOVE_SHARE, MoveShareForm

_SENTENCE: Final = "User is not associated with a producer"
NO_PRODUCER: Final = Refusal({"success": False, "message": _SENTENCE})
MOVE: Final = route(
    "order",
    "update_sold_status",
    throttle=Throttle(30, name="move-sold-order"),
    body=MOVE_SHARE,
    refusal=NO_PRODUCER,
)


class SoldOrderController(Controller):
    """/api/v1/producer/orders: what a producer has sold."""

    path = "/api/v1/producer/orders"
    tags = ("Producer",)

    @get(
        operation_id="ListSoldOrders",
        opt=route(
            "order", "list_sold", throttle=Throttle(60), query=LIST_SOLD, refusal=NO_PRODUCER
        ),
        responses=described(200, shapes.SoldOrders),
    )
    async def list(self, request: StoaRequest) -> dict[str, Any]:
        """Orders with lines of the caller's, those lines only, newest first."""
        status = LIST_SOLD.check(await request.input()).get("status")
        async with request.unit_of_work(read_only=True) as uow:
            rows, by_status = await service.list_sold_orders(
                uow, status=status if isinstance(status, str) else None
            )
        return {
            "success": True,
            "orders": [schemas.sold_order(row) for row in rows],
            "meta": schemas.counts(by_status),
        }

    @get(
        "/export",
        operation_id="ExportSoldOrders",
        opt=route(
            "order", "export_sold", throttle=Throttle(10), refusal=Refusal({"message": _SENTENCE})
        ),
    )
    async def export(self, request: StoaRequest) -> Stream:
        """The orders of the last 30 days with the caller's lines, as a file for spreadsheets."""
        portions = service.export_sold_orders(partial(request.unit_of_work, read_only=True))
        # What can fail is asked before the answer begins.
        first = schemas.file_head() + schemas.file_lines(await anext(portions))

        async def content() -> AsyncIterator[str]:
            yield first
            async for rows in portions:
                yield schemas.file_lines(rows)

        name = f"orders-{request.moment:%Y-%m-%d}.csv"
        return Stream(
            content(),
            media_type="text/csv",
            headers={
                "content-disposition": f'attachment; filename="{name}"',
                "cache-control": "must-revalidate, no-cache, no-store, private",
            },
        )

    @get(
        "/{id:str}",
        operation_id="ShowSoldOrder",
        opt=route("order", "view_sold", throttle=Throttle(60), refusal=NO_PRODUCER),
        responses=described(200, shapes.SoldOrderAnswer),
    )
    async def show(self, request: StoaRequest) -> dict[str, Any]:
        """One order with the caller's lines."""
        order_id = _order_id(request)
        async with request.unit_of_work(read_only=True) as uow:
            row = await service.find_sold_order(uow, order_id)
        if row is None:
            raise NotSoldHere
        order = {**schemas.sold_order(row), "commission": None}
        return {"success": True, "order": order, "commission": None}

    @patch(
        "/{id:str}/status",
        operation_id="MoveSoldOrder",
        opt=MOVE,
        responses=described(200, shapes.SoldOrderMoved),
    )
    async def move(self, request: StoaRequest) -> dict[str, Any]:
        """Bring the caller's own part of an order one step on."""
        return await _moved(request)

    @post(
        "/{id:str}/status",
        operation_id="MoveSoldOrderByPost",
        status_code=200,
        opt=MOVE,
        responses=described(200, shapes.SoldOrderMoved),
    )
    async def move_by_post(self, request: StoaRequest) -> dict[str, Any]:
        """The same as PATCH, by the method that the front end sends."""
        return await _moved(request)


def _order_id(request: StoaRequest) -> int:
    """The id of the path. Raises ``NotSoldHere`` for what is none, in the words of an unknown."""
    try:
        return request.path_id("id")
    except NotFound as reason:
        raise NotSoldHere from reason


async def _moved(request: StoaRequest) -> dict[str, Any]:
    order_id = _order_id(request)
    form = await request.validated(MOVE_SHARE, MoveShareForm)
    async with request.unit_of_work() as uow:
        await move_share(uow, order_id, form.status)
        row = await service.find_sold_order(uow, order_id)
    if row is None:
        raise NotSoldHere
    return {
        "success": True,
        "message": f"Order status updated to '{form.status}'",
        # The contract says so whether or not letters are switched on.
        "email_sent": True,
        "order": schemas.sold_order(row),
    }
