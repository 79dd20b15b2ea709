"""The cart page, and the forms by which browsers without scripts fill and change a cart.

With scripts a guest's cart lives in the browser and ``static/js/cart.js`` draws the page.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote as escaped

from litestar import Response, get, post
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.basket import MOST, CartRefusal, Contents, basket_of, sentences
from storefront.delivery import Quote, quote
from storefront.rendering import go_to, inner_path, language_of, page
from storefront.visitor import form_of, meet, needed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storefront.basket import Basket
    from storefront.visitor import Visitor

DONE: Final = ("added", "changed", "emptied")
_LONGEST_NUMBER: Final = 16


@get("/cart", opt=route("page", "view"), include_in_schema=False)
async def cart(request: StoaRequest) -> Response[str]:
    """The cart by producer, with what is missing to free shipping."""
    visitor = await meet(request)
    return await _cart_page(request, visitor, basket_of(request, visitor))


@post("/cart/items", opt=route("order", "place"), include_in_schema=False)
async def add(request: StoaRequest) -> Response[str]:
    """Puts a product into the cart and shows the cart."""
    form = await form_of(request)
    product_id, quantity = number_of(form, "product_id"), number_of(form, "quantity") or 1
    back = inner_path(str(form.get("back", "")), "")
    address = f"/cart?done=added&back={escaped(back, safe='')}" if back else "/cart?done=added"
    return await _changed(request, lambda basket: basket.add(product_id, quantity), address)


@post("/cart/items/{key:int}", opt=route("order", "place"), include_in_schema=False)
async def change(request: StoaRequest, key: FromPath[int]) -> Response[str]:
    """Sets how many a line holds: the number that was typed, or one more or less."""
    form = await form_of(request)
    step = {"more": 1, "less": -1}.get(str(form.get("step", "")), 0)
    quantity = min(number_of(form, "quantity") + step, MOST)

    async def work(basket: Basket) -> None:
        if quantity < 1:
            await basket.remove(key)
        else:
            await basket.change(key, quantity)

    return await _changed(request, work, "/cart?done=changed")


@post("/cart/items/{key:int}/remove", opt=route("order", "place"), include_in_schema=False)
async def remove(request: StoaRequest, key: FromPath[int]) -> Response[str]:
    """Takes a line out of the cart; the page then offers to put it back."""
    form = await form_of(request)
    product_id, quantity = number_of(form, "product_id"), number_of(form, "quantity") or 1
    address = f"/cart?removed={product_id}&quantity={quantity}"
    return await _changed(request, lambda basket: basket.remove(key), address)


@get("/cart/empty", opt=route("order", "place"), include_in_schema=False)
async def confirm_empty(request: StoaRequest) -> Response[str]:
    """Asks before everything is taken out, since a link must not change anything."""
    return page(request, await meet(request), "cart_empty.html")


@post("/cart/empty", opt=route("order", "place"), include_in_schema=False)
async def empty(request: StoaRequest) -> Response[str]:
    """Takes everything out of the cart."""
    return await _changed(request, lambda basket: basket.clear(), "/cart?done=emptied")


@post("/cart/changes", opt=route("order", "place"), include_in_schema=False)
async def acknowledge(request: StoaRequest) -> Response[str]:
    """The visitor has read what changed; ``told`` are lines with the prices read, as ``12-450``."""
    told = (await form_of(request)).get("told")
    pairs = [entry.partition("-") for entry in (told if isinstance(told, list) else [])]
    prices = {
        int(key): int(price)
        for key, _, price in pairs
        if all(each.isdecimal() and len(each) < _LONGEST_NUMBER for each in (key, price))
    }
    back = inner_path(str((await form_of(request)).get("back", "")), "/cart")
    return await _changed(request, lambda basket: basket.acknowledge(prices), back)


async def _changed(
    request: StoaRequest, work: Callable[[Basket], Awaitable[None]], address: str
) -> Response[str]:
    """Changes the cart and goes on to an address, or shows the cart with what cannot be done."""
    visitor = await meet(request)
    basket = basket_of(request, visitor)
    try:
        await work(basket)
    except CartRefusal as refusal:
        sentence = language_of(request).say(refusal.key, **refusal.places)
        return await _cart_page(request, visitor, basket, failure=sentence)
    answer = go_to(address)
    basket.settle(answer)
    return answer


async def _cart_page(
    request: StoaRequest, visitor: Visitor, basket: Basket, *, failure: str = ""
) -> Response[str]:
    contents = await basket.show()
    language = language_of(request)
    known = (await visitor.shipping_address()).get("postal_code")
    code = str(known or request.tenant.default_postal_code)
    found = None
    if contents.lines and code:
        found = await quote(visitor.client, contents.lines, postal_code=code)
    delivery = found if isinstance(found, Quote) else None
    extra = delivery.total + delivery.cod_fee if delivery else Decimal(0)
    done = request.query_params.get("done", "")
    return page(
        request,
        visitor,
        "cart.html",
        status=409 if failure else 200,
        failure=failure,
        done=done if done in DONE else "",
        back=inner_path(request.query_params.get("back", ""), "/products"),
        removed=await _removed(request, visitor),
        most=MOST,
        delivery=delivery,
        delivery_code=code,
        total=contents.subtotal + extra,
        **shown(contents, language, request.tenant.currency),
    )


def shown(contents: Contents, language: Any, currency: str) -> dict[str, Any]:
    """What the templates of cart and checkout say of a cart."""
    told = sentences(contents.changes, language.say, language.money, currency)
    return {
        "contents": contents,
        "groups": contents.groups,
        "told": told,
        "told_prices": [
            f"{each.key}-{each.price}" for each in contents.changes if each.kind == "price"
        ],
    }


async def _removed(request: StoaRequest, visitor: Visitor) -> dict[str, Any] | None:
    """The product that was just taken out, and how many of it, if it can be had again."""
    given = request.query_params
    product_id, quantity = number_of(given, "removed"), number_of(given, "quantity")
    if not product_id:
        return None
    answer = await visitor.client.get(f"/public/products/{product_id}")
    if answer.status == 404:
        return None
    body = needed(answer)
    return {"id": product_id, "name": body.get("data", body)["name"], "quantity": quantity or 1}


def number_of(given: Any, name: str) -> int:
    """A whole number from a form or an address; 0 for anything else."""
    text = str(given.get(name, ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONGEST_NUMBER else 0
