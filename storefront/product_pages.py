"""The product page, and what buyers say on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront import catalogue_view as view
from storefront.picture_files import largest
from storefront.rendering import Fields, go_to, language_of, origin_of, page
from storefront.sentences import field_errors
from storefront.structured_data import absolute, breadcrumb_data, product_data
from storefront.visitor import form_of, meet, needed

if TYPE_CHECKING:
    from storefront.client import Answer
    from storefront.visitor import Visitor

STARS: Final = (5, 4, 3, 2, 1)
_RELATED: Final = 4
_DESCRIPTION: Final = 160  # letters that search engines show
_NOBODY: Final[dict[str, Any]] = {"total": 0, "avg_rating": None, "distribution": {}}


class Picture(msgspec.Struct, frozen=True):
    """A picture's address, and what it shows: the product, unless its producer said more."""

    url: str
    alt: str


class ReviewForm(msgspec.Struct, frozen=True, kw_only=True):
    """What the form of a review holds and what is wrong with it."""

    filled: Fields = msgspec.field(default_factory=Fields)
    errors: Fields = msgspec.field(default_factory=Fields)
    failure: str = ""
    thanked: bool = False
    status: int = 200


@get("/products/{product_id:str}", opt=route("product", "view"), include_in_schema=False)
async def product(request: StoaRequest, product_id: FromPath[str]) -> Response[str]:
    """One product by its slug or its id, with others of the same category or producer."""
    visitor = await meet(request)
    shown = await _found(visitor, product_id)
    form = ReviewForm(thanked=request.query_params.get("reviewed") == "1")
    return await _product_page(request, visitor, shown, form)


@post("/products/{product_id:str}/reviews", opt=route("review", "create"), include_in_schema=False)
async def write_review(request: StoaRequest, product_id: FromPath[str]) -> Response[str]:
    """Stores a review and shows it; otherwise the page again with what was wrong."""
    visitor = await meet(request)
    shown = await _found(visitor, product_id)
    form = await form_of(request)
    body = {name: form[name] for name in ("rating", "title", "comment") if form.get(name)}
    answer = await visitor.client.send("POST", f"/products/{shown['id']}/reviews", body)
    if answer.ok:
        return go_to(f"{view.address(shown)}?reviewed=1#reviews")
    refused = ReviewForm(
        filled=Fields(form),
        errors=Fields(field_errors(answer.errors, language_of(request))),
        failure=_refusal(request, answer),
        status=answer.status,
    )
    return await _product_page(request, visitor, shown, refused)


def _refusal(request: StoaRequest, answer: Answer) -> str:
    language = language_of(request)
    if answer.status == 429:
        return language.say("error.wait", seconds=answer.retry_after or "60")
    if answer.status == 422:
        return language.say("error.check" if answer.errors else "reviews.once")
    return language.say("error.broken")


async def _found(visitor: Visitor, product_id: str) -> view.Product:
    body = needed(await visitor.client.get(f"/public/products/{quote(product_id, safe='')}"))
    shown: view.Product = body.get("data", body)
    return shown


async def _product_page(
    request: StoaRequest, visitor: Visitor, shown: view.Product, form: ReviewForm
) -> Response[str]:
    origin = origin_of(request)
    language = language_of(request)
    page_address = origin + view.address(shown)
    crumbs = [
        (language.say("nav.home"), f"{origin}/"),
        (language.say("products.title"), f"{origin}/products"),
        (shown["name"], page_address),
    ]
    pictures = await _pictures(visitor, shown)
    return page(
        request,
        visitor,
        "product.html",
        status=form.status,
        product=shown,
        related=await _related(visitor, shown),
        structured=[product_data(shown, page_address, origin), breadcrumb_data(crumbs)],
        few_left=view.FEW_LEFT,
        most=min(view.MOST_PER_LINE, shown.get("stock") or 0),
        allergens=[name for name in shown.get("allergens") or [] if name in view.ALLERGENS],
        page_address=page_address,
        pictures=pictures,
        social_picture=absolute(largest(pictures[0].url), origin) if pictures else "",
        description=(shown.get("description") or language.say("product.meta"))[:_DESCRIPTION],
        form=form,
        stars_given=STARS,
        **await _said(request, visitor, shown),
    )


async def _pictures(visitor: Visitor, shown: view.Product) -> list[Picture]:
    """The product's pictures in their order; the old dialect does not tell what they show."""
    alts: dict[str, str] = {}
    if shown.get("images"):
        path = f"/api/stoa/v1/public/products/{shown['id']}/images"
        answer = await visitor.client.get(path)
        alts = {one["url"]: one["alt"] for one in answer.body["data"]} if answer.ok else {}
    return [Picture(url, alts.get(url) or shown["name"]) for url in view.pictures(shown)]


async def _said(request: StoaRequest, visitor: Visitor, shown: view.Product) -> dict[str, Any]:
    """The reviews of a product, twenty a page, and how many gave which stars."""
    nothing = {"reviews": [], "summary": _NOBODY, "reviews_page": 1, "reviews_last_page": 1}
    if not shown.get("reviews_count"):
        return nothing
    path = f"/public/products/{shown['id']}/reviews"
    number = request.query_params.get("reviews", "1")
    wanted = int(number) if number.isdecimal() and len(number) < 6 else 1
    listed = await visitor.client.get(path, page=wanted)
    summary = await visitor.client.get(f"{path}/summary")
    if not (listed.ok and summary.ok):
        return nothing
    return {
        "reviews": listed.body["data"],
        "summary": summary.body["data"],
        "reviews_page": listed.body["meta"]["current_page"],
        "reviews_last_page": listed.body["meta"]["last_page"],
    }


async def _related(visitor: Visitor, shown: view.Product) -> list[view.Product]:
    categories = shown.get("categories") or []
    scope = (
        {"category": categories[0]["slug"]}
        if categories
        else {"producer": str(shown["producer_id"])}
    )
    answer = await visitor.client.get("/public/products", per_page=_RELATED + 1, **scope)
    if not answer.ok:
        return []
    return [other for other in answer.body["data"] if other["id"] != shown["id"]][:_RELATED]
