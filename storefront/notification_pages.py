"""What an account was told: the list, and marking it as read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.rendering import go_to, language_of, page
from storefront.visitor import meet, needed

if TYPE_CHECKING:
    from storefront.language import Language

PER_PAGE: Final = 20


@get("/account/notifications", opt=route("notification", "list_own"), include_in_schema=False)
async def notifications(request: StoaRequest) -> Response[str]:
    """The visitor's own notifications, newest first."""
    visitor = await meet(request)
    number = request.query_params.get("page", "1")
    current = int(number) if number.isdecimal() and 0 < len(number) < 7 else 1
    body = needed(await visitor.client.get("/notifications", per_page=PER_PAGE, page=current))
    unread = needed(await visitor.client.get("/notifications/unread-count"))["unread_count"]
    return page(
        request,
        visitor,
        "account_notifications.html",
        notifications=[
            {**one, "sentence": sentence_of(one, language_of(request))}
            | {"link": link_of(one, visitor.role)}
            for one in body["notifications"]
        ],
        unread=unread,
        current_page=body["pagination"]["current_page"],
        last_page=body["pagination"]["last_page"],
    )


@post(
    "/account/notifications/{notification_id:int}/read",
    opt=route("notification", "mark_read"),
    include_in_schema=False,
)
async def read(request: StoaRequest, notification_id: FromPath[int]) -> Response[str]:
    """Marks one as read and returns to the list."""
    visitor = await meet(request)
    needed(await visitor.client.send("PATCH", f"/notifications/{notification_id}/read"))
    return go_to("/account/notifications")


@post(
    "/account/notifications/read-all",
    opt=route("notification", "mark_read"),
    include_in_schema=False,
)
async def read_all(request: StoaRequest) -> Response[str]:
    """Marks all as read and returns to the list."""
    visitor = await meet(request)
    needed(await visitor.client.send("PATCH", "/notifications/read-all"))
    return go_to("/account/notifications")


def sentence_of(notification: dict[str, Any], language: Language) -> str:
    """What happened, in the reader's language; a kind that no sentence knows names itself."""
    payload = notification["payload"]
    key = f"notification.{notification['type']}"
    if not language.has(key):
        return language.say("notification.other")
    order_id = payload.get("order_id", "")
    amount = payload.get("subtotal", payload.get("amount", 0))
    return language.say(
        key,
        number=payload.get("order_number") or order_id,
        amount=language.money(amount, payload.get("currency") or "EUR"),
        product=payload.get("product_name", ""),
        stock=payload.get("stock", 0),
    )


def link_of(notification: dict[str, Any], role: str) -> str:
    """Where the reader does something about it; blank where there is nothing to do."""
    payload, kind = notification["payload"], notification["type"]
    if kind == "low_stock" and payload.get("product_id"):
        return f"/producer/products/{payload['product_id']}/edit"
    if kind == "order_placed" and role == "producer":
        return "/producer/orders"
    if kind in ("order_placed", "order_shipped", "refund_issued") and payload.get("order_id"):
        return f"/account/orders/{payload['order_id']}"
    return ""
