"""Home, product list and product page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront import catalogue_view as view
from storefront.rendering import language_of, origin_of, page
from storefront.visitor import meet, needed

if TYPE_CHECKING:
    from storefront.visitor import Visitor

PER_PAGE = 24
# The contract's cap; categories and producers of the shop are read off these products.
_MOST = 100
_FEATURED = 8


async def _shop_window(visitor: Visitor) -> list[view.Product]:
    """The shop's newest products, at most 100: what categories and producers are read from."""
    body = needed(await visitor.client.get("/public/products", per_page=_MOST))
    products: list[view.Product] = body["data"]
    return products


@get("/", opt=route("product", "list"), include_in_schema=False)
async def home(request: StoaRequest) -> Response[str]:
    """What the shop is, what it sells, who makes it."""
    visitor = await meet(request)
    products = await _shop_window(visitor)
    return page(
        request,
        visitor,
        "home.html",
        featured=view.featured(products, _FEATURED),
        categories=view.categories_of(products),
        producers=view.producers_of(products)[:6],
    )


@get("/products", opt=route("product", "list"), include_in_schema=False)
async def product_list(request: StoaRequest) -> Response[str]:
    """The products that match search and filters, 24 a page."""
    visitor = await meet(request)
    wanted = request.query_params
    parameters: dict[str, str | int] = {
        name: wanted[name].strip()
        for name in ("search", "category", "producer", "cultivation_type")
        if wanted.get(name, "").strip()
    }
    sorting = wanted.get("sort", "")
    if sorting in view.SORTINGS:
        parameters["sort"], parameters["dir"] = view.SORTINGS[sorting]
    number = wanted.get("page", "1")
    parameters["page"] = int(number) if number.isdecimal() and len(number) < 7 else 1
    found = needed(await visitor.client.get("/public/products", per_page=PER_PAGE, **parameters))
    window = await _shop_window(visitor)
    categories, producers = view.categories_of(window), view.producers_of(window)
    return page(
        request,
        visitor,
        "products.html",
        products=found["data"],
        total=found["total"],
        current_page=found["current_page"],
        last_page=found["last_page"],
        categories=categories,
        producers=producers,
        cultivations=view.CULTIVATIONS,
        sortings=tuple(view.SORTINGS),
        chosen=_chosen(parameters, sorting, categories, producers),
    )


def _chosen(
    parameters: dict[str, str | int],
    sorting: str,
    categories: list[view.Shelf],
    producers: list[view.Shelf],
) -> dict[str, Any]:
    def named(shelves: list[view.Shelf], slug: object) -> view.Shelf | None:
        return next((shelf for shelf in shelves if shelf.slug == slug), None)

    return {
        "search": parameters.get("search", ""),
        "category": parameters.get("category", ""),
        "category_shelf": named(categories, parameters.get("category")),
        "producer": parameters.get("producer", ""),
        "producer_shelf": named(producers, parameters.get("producer")),
        "cultivation_type": parameters.get("cultivation_type", ""),
        "sort": sorting if sorting in view.SORTINGS else "",
    }


@get("/products/{product_id:str}", opt=route("product", "view"), include_in_schema=False)
async def product(request: StoaRequest, product_id: FromPath[str]) -> Response[str]:
    """One product by its slug or its id, with others of the same category or producer."""
    visitor = await meet(request)
    body = needed(await visitor.client.get(f"/public/products/{quote(product_id, safe='')}"))
    shown: view.Product = body.get("data", body)
    origin = origin_of(request)
    return page(
        request,
        visitor,
        "product.html",
        product=shown,
        related=await _related(visitor, shown),
        structured=view.structured_data(shown, origin + view.address(shown), origin),
        few_left=view.FEW_LEFT,
        most=min(view.MOST_PER_LINE, shown.get("stock") or 0),
        allergens=[name for name in shown.get("allergens") or [] if name in view.ALLERGENS],
        page_address=origin + view.address(shown),
        description=(shown.get("description") or language_of(request).say("product.meta"))[:160],
    )


async def _related(visitor: Visitor, shown: view.Product) -> list[view.Product]:
    categories = shown.get("categories") or []
    scope = (
        {"category": categories[0]["slug"]}
        if categories
        else {"producer": str(shown["producer_id"])}
    )
    answer = await visitor.client.get("/public/products", per_page=5, **scope)
    if not answer.ok:
        return []
    return [other for other in answer.body["data"] if other["id"] != shown["id"]][:4]
