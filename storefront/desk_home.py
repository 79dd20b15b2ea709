"""The producer's desk in the morning: what came in, what runs out, what is still to do."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.desk_pages import done_of
from storefront.desk_profile import own_profile
from storefront.rendering import go_to, page
from storefront.visitor import meet, needed

NEW_ORDERS: Final = 5
# What the desk counts together, and the page of orders that shows it.
ORDER_FIGURES: Final = (
    ("pending", ("pending",)),
    ("confirmed", ("confirmed", "processing")),
    ("shipped", ("shipped",)),
    ("delivered", ("delivered",)),
)


@get("/producer", opt=route("product", "list_own"), include_in_schema=False)
async def desk(request: StoaRequest) -> Response[str]:
    """The desk begins with the overview."""
    return go_to("/producer/dashboard", status=307)


@get("/producer/dashboard", opt=route("product", "list_own"), include_in_schema=False)
async def dashboard(request: StoaRequest) -> Response[str]:
    """Orders by where they stand, products by what they need, and the next thing to do."""
    visitor = await meet(request)
    profile, standing = await own_profile(visitor)
    shelf = needed(await visitor.client.get("/api/stoa/v1/producer/overview"))["data"]
    sold = needed(await visitor.client.get("/producer/orders", status="pending"))
    meta: dict[str, Any] = sold["meta"]
    return page(
        request,
        visitor,
        "desk_home.html",
        profile=profile,
        standing=standing,
        shelf=shelf,
        figures=[
            (name, sum(meta.get(status) or 0 for status in statuses))
            for name, statuses in ORDER_FIGURES
        ],
        new_orders=sold["orders"][:NEW_ORDERS],
        done=done_of(request),
    )
