"""The producers of a shop, and the page of one of them."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlsplit

from litestar import Response, get
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.picture_files import largest
from storefront.rendering import origin_of, page
from storefront.structured_data import absolute, producer_data
from storefront.visitor import meet, needed

PER_PAGE: Final = 24
_DESCRIPTION: Final = 160  # letters that search engines show


@get("/producers", opt=route("producer", "list"), include_in_schema=False)
async def producer_list(request: StoaRequest) -> Response[str]:
    """The shop's producers by name; the search looks at names, places and stories."""
    visitor = await meet(request)
    search = request.query_params.get("search", "").strip()
    region = request.query_params.get("region", "").strip()
    asked: dict[str, str | int] = {"per_page": PER_PAGE, "page": _page_number(request)}
    if search:
        asked["search"] = search
    if region:
        asked["region"] = region
    regions = needed(await visitor.client.get("/api/stoa/v1/producers/regions"))
    found = needed(await visitor.client.get("/public/producers", **asked))
    return page(
        request,
        visitor,
        "producers.html",
        search=search,
        region=region,
        regions=regions["data"],
        producers=found["data"],
        total=found["total"],
        current_page=found["current_page"],
        last_page=found["last_page"],
    )


@get("/producers/{slug:str}", opt=route("producer", "view"), include_in_schema=False)
async def producer(request: StoaRequest, slug: FromPath[str]) -> Response[str]:
    """Who makes it and where, with everything they offer to this visitor."""
    visitor = await meet(request)
    shown: dict[str, Any] = needed(
        await visitor.client.get(f"/public/producers/{quote(slug, safe='')}")
    )
    offered = needed(
        await visitor.client.get(
            "/public/products",
            producer=shown["slug"],
            per_page=PER_PAGE,
            page=_page_number(request),
        )
    )
    rating = await visitor.client.get(f"/api/stoa/v1/producers/{shown['id']}/rating")
    origin = origin_of(request)
    page_address = f"{origin}/producers/{quote(shown['slug'])}"
    picture = shown.get("image_url")
    return page(
        request,
        visitor,
        "producer.html",
        producer=shown,
        products=offered["data"],
        total=offered["total"],
        current_page=offered["current_page"],
        last_page=offered["last_page"],
        page_address=page_address,
        place=_place(shown),
        rating=rating.body["data"] if rating.ok else {"reviews": 0},
        website=web_address(shown.get("website")),
        social_picture=absolute(largest(picture), origin) if picture else "",
        structured=producer_data(shown, page_address, origin),
        description=(shown.get("description") or "")[:_DESCRIPTION],
    )


def _place(producer: dict[str, Any]) -> str:
    """Where a producer is: what it calls its place, its town and its region, none named twice."""
    place = ""
    for name in ("location", "city", "region"):
        part = (producer.get(name) or "").strip()
        if part and part.casefold() not in place.casefold():
            place = f"{place}, {part}" if place else part
    return place


def web_address(text: str | None) -> str:
    """A producer's own site, where it is one that a browser may be sent to; else nothing."""
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return ""
    return (text or "") if parts.scheme in ("http", "https") and parts.hostname else ""


def _page_number(request: StoaRequest) -> int:
    number = request.query_params.get("page", "1")
    return int(number) if number.isdecimal() and len(number) < 7 else 1
