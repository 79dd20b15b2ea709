"""The producer's desk: orders that contain own products, and moving the own part of each."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.rendering import go_to, page
from storefront.visitor import Visitor, form_of, meet, needed

STATUSES: Final = ("pending", "confirmed", "processing", "shipped", "delivered")
NEXT: Final = {
    "pending": "processing",
    "confirmed": "processing",
    "processing": "shipped",
    "shipped": "delivered",
}
"""The step that the page offers; the contract says whether it may be taken."""


@get("/producer/orders", opt=route("order", "list_sold"), include_in_schema=False)
async def orders(request: StoaRequest) -> Response[str]:
    """Orders that contain the producer's products, with the producer's own lines only."""
    visitor = await meet(request)
    status = request.query_params.get("status", "")
    chosen = status if status in STATUSES else ""
    filters: dict[str, str | int] = {"status": chosen} if chosen else {}
    body = needed(await visitor.client.get("/producer/orders", **filters))
    return page(
        request,
        visitor,
        "desk_orders.html",
        orders=[{**order, "own_total": own_total(order)} for order in body["orders"]],
        meta=body["meta"],
        statuses=STATUSES,
        chosen=chosen,
    )


@get("/producer/orders/{order_id:int}", opt=route("order", "view_sold"), include_in_schema=False)
async def order(request: StoaRequest, order_id: FromPath[int]) -> Response[str]:
    """One order with the own lines, where it goes, and the next step."""
    visitor = await meet(request)
    done = request.query_params.get("done", "")
    return await _order_page(request, visitor, order_id, done=done if done in NEXT.values() else "")


@post(
    "/producer/orders/{order_id:int}/status",
    opt=route("order", "update_sold_status"),
    include_in_schema=False,
)
async def move(request: StoaRequest, order_id: FromPath[int]) -> Response[str]:
    """Brings the own part of an order one step on, after the page asked whether to."""
    visitor = await meet(request)
    form = await form_of(request)
    path = f"/producer/orders/{order_id}/status"
    answer = await visitor.client.send("PATCH", path, {"status": form.get("status")})
    if answer.status == 422:
        # Somebody was quicker: the page shows where the order is now.
        return await _order_page(request, visitor, order_id, too_late=True)
    needed(answer)
    return go_to(f"/producer/orders/{order_id}?done={form.get('status')}")


def own_total(order: Mapping[str, Any]) -> str:
    """What the own lines of an order cost, in its currency."""
    return str(sum((Decimal(line["total_price"]) for line in order["order_items"]), Decimal(0)))


async def _order_page(
    request: StoaRequest,
    visitor: Visitor,
    order_id: int,
    *,
    done: str = "",
    too_late: bool = False,
) -> Response[str]:
    shown = needed(await visitor.client.get(f"/producer/orders/{order_id}"))["order"]
    return page(
        request,
        visitor,
        "desk_order.html",
        status=422 if too_late else 200,
        order=shown,
        own_total=own_total(shown),
        next_status=NEXT.get(shown["status"]),
        done=done,
        too_late=too_late,
    )
