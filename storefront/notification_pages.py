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
# What a payload may hold for a fuller sentence: producers read of their ``subtotal``, buyers of
# their ``total_amount``.
_SAYS_MORE: Final = ("subtotal", "total_amount", "refund_amount", "tracking_number", "product_name")
_AMOUNTS: Final = ("subtotal", "total_amount", "refund_amount")


@get("/account/notifications", opt=route("notification", "list_own"), include_in_schema=False)
async def notifications(request: StoaRequest) -> Response[str]:
    """The visitor's own notifications, newest first."""
    visitor = await meet(request)
    number = request.query_params.get("page", "1")
    current = int(number) if number.isdecimal() and 0 < len(number) < 7 else 1
    body = needed(await visitor.client.get("/notifications", per_page=PER_PAGE, page=current))
    language = language_of(request)
    return page(
        request,
        visitor,
        "account_notifications.html",
        notifications=[
            {**one, "sentence": sentence_of(one, language, request.tenant.currency)}
            | {"link": link_of(one, visitor.role)}
            for one in body["notifications"]
        ],
        unread=visitor.unread,
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


def sentence_of(notification: dict[str, Any], language: Language, currency: str) -> str:
    """What happened, in the reader's language and ``currency`` unless it says its own.

    Imported ones say less than ours: then the sentence does too. A kind that no sentence knows is
    told in general.
    """
    payload = notification["payload"]
    key = f"notification.{notification['type']}"
    if not language.has(key):
        return language.say("notification.other")
    said = [name for name in _SAYS_MORE if payload.get(name) not in (None, "")]
    fuller = [f"{key}.{name}" for name in said if language.has(f"{key}.{name}")]
    amount = next((payload[name] for name in _AMOUNTS if name in payload), 0)
    return language.say(
        fuller[0] if fuller else key,
        number=payload.get("order_number") or payload.get("order_id", ""),
        amount=language.money(amount, payload.get("currency") or currency),
        product=payload.get("product_name", ""),
        stock=payload.get("stock", 0),
        code=payload.get("tracking_number", ""),
    )


def link_of(notification: dict[str, Any], role: str) -> str:
    """Where the reader does something about it; blank where there is nothing to do."""
    payload, kind = notification["payload"], notification["type"]
    if kind == "low_stock" and payload.get("product_id"):
        return f"/producer/products/{payload['product_id']}/edit"
    if kind == "order_placed" and role == "producer" and "total_amount" not in payload:
        return "/producer/orders"
    if kind in ("order_placed", "order_shipped", "refund_issued") and payload.get("order_id"):
        return f"/account/orders/{payload['order_id']}"
    return ""
