"""Home, product list and categories."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from litestar import Response, get

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront import catalogue_view as view
from storefront.filters import RATINGS, SORTINGS, Filters, filters_of
from storefront.rendering import origin_of, page
from storefront.structured_data import shop_data
from storefront.visitor import meet, needed

if TYPE_CHECKING:
    from storefront.visitor import Visitor

PER_PAGE = 24
# The contract's cap; what a first look shows is chosen from these.
_MOST = 100
_FEATURED = 8
_SUGGESTED = 4
_PRODUCERS = 6


async def _shop_window(visitor: Visitor) -> list[view.Product]:
    """The shop's newest products, at most 100."""
    body = needed(await visitor.client.get("/public/products", per_page=_MOST))
    products: list[view.Product] = body["data"]
    return products


async def _shelves(visitor: Visitor) -> list[view.Shelf]:
    """The categories in the shop's order, those left out in which nothing stands."""
    body = needed(await visitor.client.get("/api/stoa/v1/categories"))
    return [shelf for shelf in view.shelves(body["data"]) if shelf.count]


@get("/", opt=route("product", "list"), include_in_schema=False)
async def home(request: StoaRequest) -> Response[str]:
    """What the shop is, what it sells, who makes it."""
    visitor = await meet(request)
    products = await _shop_window(visitor)
    producers = needed(await visitor.client.get("/public/producers", per_page=_PRODUCERS))
    return page(
        request,
        visitor,
        "home.html",
        featured=view.featured(products, _FEATURED),
        categories=await _shelves(visitor),
        producers=producers["data"],
        structured=shop_data(request.tenant, origin_of(request)),
    )


@get("/products", opt=route("product", "list"), include_in_schema=False)
async def product_list(request: StoaRequest) -> Response[str]:
    """The products that match search and filters, 24 a page."""
    visitor = await meet(request)
    filters = filters_of(request.query_params)
    asked = filters.parameters()
    found = needed(await visitor.client.get("/public/products", per_page=PER_PAGE, **asked))
    offered = needed(await visitor.client.get("/api/stoa/v1/products/facets", **asked))["data"]
    categories, producers = view.shelves(offered["categories"]), view.shelves(offered["producers"])
    return page(
        request,
        visitor,
        "products.html",
        filters=filters,
        products=found["data"],
        total=found["total"],
        current_page=found["current_page"],
        last_page=found["last_page"],
        categories=categories,
        producers=producers,
        cultivations=view.cultivations(offered, filters.cultivation_type),
        organic_count=offered["organic_count"],
        price_range=view.price_range(offered),
        ratings=RATINGS,
        sortings=tuple(SORTINGS),
        category=_named(categories, filters.category),
        producer=_named(producers, filters.producer),
        suggested=[] if found["data"] else view.featured(await _shop_window(visitor), _SUGGESTED),
        canonical_query=_canonical_query(filters),
    )


def _named(shelves: list[view.Shelf], slug: str) -> view.Shelf | None:
    return next((shelf for shelf in shelves if shelf.slug == slug), None)


def _canonical_query(filters: Filters) -> str:
    """What of a list's address is a page of its own to a search engine: category and page."""
    parts = []
    if filters.category:
        parts.append(f"category={quote(filters.category)}")
    if filters.page > 1:
        parts.append(f"page={filters.page}")
    return f"?{'&'.join(parts)}" if parts else ""


@get("/categories", opt=route("product", "list"), include_in_schema=False)
async def categories(request: StoaRequest) -> Response[str]:
    """All categories with what stands in them."""
    visitor = await meet(request)
    return page(request, visitor, "categories.html", categories=await _shelves(visitor))
