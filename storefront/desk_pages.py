"""The producer's desk: own products, all by plain forms."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront import catalogue_view as view
from storefront.product_form import body_of, filled_from
from storefront.rendering import Fields, go_to, language_of, page
from storefront.sentences import field_errors
from storefront.visitor import Visitor, form_of, meet, needed

PER_PAGE = 20
STATUSES = ("all", "active", "inactive")
# Sentences that a redirect may ask the next page to show.
DONE = ("created", "updated", "deleted", "stocked", "toggled")
DESK_PAGES = ("/producer/products", "/producer/dashboard")
CATEGORIES = "/api/stoa/v1/categories"


@get("/producer/products", opt=route("product", "list_own"), include_in_schema=False)
async def product_list(request: StoaRequest) -> Response[str]:
    """The producer's own products with stock, state and what can be done with them."""
    visitor = await meet(request)
    return await _product_list(request, visitor)


async def _product_list(
    request: StoaRequest, visitor: Visitor, *, status: int = 200, failure: str = ""
) -> Response[str]:
    wanted = request.query_params
    number = wanted.get("page", "1")
    parameters: dict[str, str | int] = {
        "per_page": PER_PAGE,
        "page": int(number) if number.isdecimal() and 0 < len(number) < 7 else 1,
    }
    search, state = wanted.get("search", "").strip(), wanted.get("status", "all")
    if search:
        parameters["search"] = search
    if state in STATUSES:
        parameters["status"] = state
    standing = needed(await visitor.client.get("/api/stoa/v1/producer/standing"))["data"]
    body = needed(await visitor.client.get("/producer/products", **parameters))
    return page(
        request,
        visitor,
        "desk_products.html",
        status=status,
        products=body["data"],
        total=body["total"],
        current_page=body["current_page"],
        last_page=body["last_page"],
        standing=standing,
        few_left=view.FEW_LEFT,
        statuses=STATUSES,
        chosen={"search": search, "status": state if state in STATUSES else "all"},
        done=done_of(request),
        failure=failure,
    )


def done_of(request: StoaRequest) -> str:
    """Which sentence a redirect asks the page to show; none for a word that is not ours."""
    done = request.query_params.get("done", "")
    return done if done in DONE else ""


@get("/producer/products/create", opt=route("product", "create"), include_in_schema=False)
async def create_form(request: StoaRequest) -> Response[str]:
    """An empty product form."""
    visitor = await meet(request)
    return await _product_form(request, visitor, filled_from({}))


@post("/producer/products/create", opt=route("product", "create"), include_in_schema=False)
async def create(request: StoaRequest) -> Response[str]:
    """Creates the product, or shows the form again with what was wrong beside each field."""
    visitor = await meet(request)
    form = await form_of(request)
    answer = await visitor.client.send("POST", "/products", body_of(form))
    if answer.ok:
        product_id = answer.body["data"]["id"]
        await _place(visitor, product_id, form)
        return go_to(f"/producer/products/{product_id}/pictures?done=created")
    if answer.status != 422:
        needed(answer)
    errors = field_errors(answer.errors, language_of(request))
    return await _product_form(request, visitor, form, errors=errors)


async def _place(visitor: Visitor, product_id: int, form: dict[str, Any]) -> None:
    """Puts the product into the ticked categories; one that is gone by now is left out."""
    if "categories_shown" not in form:
        return
    ticked = form.get("categories") or []
    known = {str(one["id"]) for one in needed(await visitor.client.get(CATEGORIES))["data"]}
    body = {"category_ids": [int(number) for number in ticked if number in known]}
    path = f"/api/stoa/v1/products/{product_id}/categories"
    needed(await visitor.client.send("PUT", path, body))


async def _product_form(
    request: StoaRequest,
    visitor: Visitor,
    filled: dict[str, Any],
    *,
    product: view.Product | None = None,
    errors: dict[str, str] | None = None,
) -> Response[str]:
    choosing = visitor.is_admin and product is None
    window = await visitor.client.get("/public/products", per_page=100) if choosing else None
    products = window.body["data"] if window and window.ok else []
    return page(
        request,
        visitor,
        "desk_product_form.html",
        status=422 if errors else 200,
        product=product,
        filled=Fields(filled),
        errors=Fields(errors or {}),
        categories=needed(await visitor.client.get(CATEGORIES))["data"],
        producer_choices=[(shelf.id, shelf.name) for shelf in view.producers_of(products)]
        if choosing
        else [],
        cultivations=view.CULTIVATIONS,
        allergens=view.ALLERGENS,
        done=done_of(request),
    )


@get(
    "/producer/products/{product_id:int}/edit",
    opt=route("product", "update"),
    include_in_schema=False,
)
async def edit_form(request: StoaRequest, product_id: FromPath[int]) -> Response[str]:
    """The form of an own product; an admin may open anyone's."""
    visitor = await meet(request)
    product = await _product(visitor, product_id)
    return await _product_form(request, visitor, filled_from(product), product=product)


async def _product(visitor: Visitor, product_id: int) -> view.Product:
    """The product to edit, also one that is not on sale.

    Raises PageFailure 403 for another producer's product and 404 for an unknown one.
    """
    shown: dict[str, view.Product] = needed(
        await visitor.client.get(f"/api/stoa/v1/products/{product_id}")
    )
    return shown["data"]


@post(
    "/producer/products/{product_id:int}/edit",
    opt=route("product", "update"),
    include_in_schema=False,
)
async def edit(request: StoaRequest, product_id: FromPath[int]) -> Response[str]:
    """Changes the product, or shows the form again with what was wrong beside each field."""
    visitor = await meet(request)
    form = await form_of(request)
    answer = await visitor.client.send("PATCH", f"/products/{product_id}", body_of(form))
    if answer.ok:
        await _place(visitor, product_id, form)
        return _back("updated", visitor, product_id)
    if answer.status != 422:
        needed(answer)
    product = await _product(visitor, product_id)
    errors = field_errors(answer.errors, language_of(request))
    return await _product_form(request, visitor, form, product=product, errors=errors)


@post(
    "/producer/products/{product_id:int}/stock",
    opt=route("product", "update"),
    include_in_schema=False,
)
async def set_stock(request: StoaRequest, product_id: FromPath[int]) -> Response[str]:
    """Sets how many pieces are there."""
    visitor = await meet(request)
    form = await form_of(request)
    path = f"/producer/products/{product_id}/stock"
    answer = await visitor.client.send("PATCH", path, {"stock": form.get("stock")})
    if answer.status == 422:
        failure = language_of(request).say("desk.stock_wrong")
        return await _product_list(request, visitor, status=422, failure=failure)
    needed(answer)
    return _back("stocked", visitor, product_id, form.get("back", ""))


@post(
    "/producer/products/{product_id:int}/toggle",
    opt=route("product", "update"),
    include_in_schema=False,
)
async def toggle(request: StoaRequest, product_id: FromPath[int]) -> Response[str]:
    """Puts a product on sale or takes it off."""
    visitor = await meet(request)
    form = await form_of(request)
    needed(await visitor.client.send("PATCH", f"/producer/products/{product_id}/toggle"))
    return _back("toggled", visitor, product_id, form.get("back", ""))


@post(
    "/producer/products/{product_id:int}/delete",
    opt=route("product", "delete"),
    include_in_schema=False,
)
async def delete(request: StoaRequest, product_id: FromPath[int]) -> Response[str]:
    """Deletes a product after the confirmation on the list."""
    visitor = await meet(request)
    needed(await visitor.client.send("DELETE", f"/products/{product_id}"))
    return _back("deleted", visitor)


def _back(
    done: str, visitor: Visitor, product_id: int | None = None, came_from: str = ""
) -> Response[str]:
    """To the desk, or for an admin without one to the product; ``done`` says what happened.

    ``came_from`` is the page of the desk that held the form, its search and page number too.
    """
    if visitor.has_desk:
        return go_to(_with_word(came_from, done))
    if product_id is None:
        return go_to("/products")
    return go_to(f"/producer/products/{product_id}/edit?done={done}")


def _with_word(came_from: str, done: str) -> str:
    """The page of the desk that one came from, with the sentence to show there."""
    path, _, query = came_from.partition("?")
    kept = [pair for pair in parse_qsl(query) if pair[0] != "done"]
    place = path if path in DESK_PAGES else DESK_PAGES[0]
    return f"{place}?{urlencode([*kept, ('done', done)])}"
