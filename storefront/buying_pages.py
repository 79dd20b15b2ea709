"""Cart, checkout and thank-you page.

A guest's cart lives in the browser and a signed-in visitor's on the server; both are filled in by
``static/js/cart.js``. Quote and order go from the browser straight to the contract.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Response, get

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.rendering import page
from storefront.visitor import PageFailure, meet, needed


@get("/cart", opt=route("page", "view"), include_in_schema=False)
async def cart(request: StoaRequest) -> Response[str]:
    """The cart by producer, with what is missing to free shipping."""
    return page(request, await meet(request), "cart.html")


@get("/checkout", opt=route("order", "place"), include_in_schema=False)
async def checkout(request: StoaRequest) -> Response[str]:
    """Contact, address, live shipping per producer, payment, order."""
    visitor = await meet(request)
    known = visitor.shipping_address
    return page(
        request,
        visitor,
        "checkout.html",
        prefilled={
            "name": known.get("name") or visitor.name,
            "email": visitor.email,
            "phone": known.get("phone") or "",
            "line1": known.get("line1") or "",
            "line2": known.get("line2") or "",
            "city": known.get("city") or "",
            "postal_code": known.get("postal_code") or "",
        },
    )


@get("/thank-you", opt=route("order", "view_by_token"), include_in_schema=False)
async def thank_you(request: StoaRequest) -> Response[str]:
    """The order, or the orders of one purchase, that the token in the address opens."""
    visitor = await meet(request)
    token = request.query_params.get("token", "")
    if not token or "/" in token:
        raise PageFailure(404)
    body = needed(await visitor.client.get(f"/public/orders/by-token/{quote(token, safe='')}"))
    purchase: dict[str, Any] = body.get("data", body)
    return page(
        request,
        visitor,
        "thank_you.html",
        purchase=purchase,
        orders=purchase.get("orders") or [purchase],
    )
