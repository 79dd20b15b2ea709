"""What crawlers ask for: robots.txt and the map of the site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from litestar import Response, get
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront import catalogue_view as view
from storefront.client import ContractClient
from storefront.rendering import origin_of
from storefront.visitor import PageFailure, needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Pages of one person or of one moment; nobody searches for them.
_CLOSED: Final = (
    "/account",
    "/api/",
    "/auth/",
    "/cart",
    "/checkout",
    "/login",
    "/logout",
    "/producer/",
    "/register",
    "/thank-you",
    "/track",
)
_STANDING: Final = (
    "/",
    "/products",
    "/categories",
    "/producers",
    "/about",
    "/faq",
    "/contact",
    "/legal/terms",
    "/legal/privacy",
)
_PER_READ: Final = 100  # the contract's largest page
PER_MAP: Final = 500
"""Entries of one map: five reads, far below the 50,000 addresses that the protocol allows."""
_NUMBERED: Final = re.compile(r"(products|producers)-([1-9]\d{0,4})\.xml")
_HOUR: Final = 3600
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"

Entry = tuple[str, str]
"""An address and the moment of its last change, blank where nobody knows."""


@get("/robots.txt", opt=route("page", "view"), include_in_schema=False)
async def robots(request: StoaRequest) -> Response[str]:
    """Which pages crawlers may read, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "Allow: /", ""]
    lines.append(f"Sitemap: {origin_of(request)}/sitemap.xml")
    return _for_machines(request, "\n".join([*lines, ""]), "text/plain")


@get("/sitemap.xml", opt=route("product", "list"), include_in_schema=False)
async def site_map(request: StoaRequest) -> Response[str]:
    """The index of the maps: one of standing pages, one for each five hundred of a kind."""
    maps = ["/sitemaps/pages.xml"]
    for kind in _KINDS:
        total = (await _listed(request, kind, 1, 1))["total"]
        maps += [f"/sitemaps/{kind}-{number + 1}.xml" for number in range(-(-total // PER_MAP))]
    origin = origin_of(request)
    entries = "".join(f"<sitemap><loc>{escape(origin + path)}</loc></sitemap>" for path in maps)
    return _for_machines(
        request, f'<sitemapindex xmlns="{_NAMESPACE}">{entries}</sitemapindex>', "application/xml"
    )


@get("/sitemaps/{name:str}", opt=route("product", "list"), include_in_schema=False)
async def partial_map(request: StoaRequest, name: FromPath[str]) -> Response[str]:
    """``pages.xml``: standing pages and categories; ``products-N.xml``, ``producers-N.xml``."""
    if name == "pages.xml":
        entries = await _standing(request)
    elif numbered := _NUMBERED.fullmatch(name):
        entries = await _entries(request, numbered[1], int(numbered[2]))
    else:
        raise PageFailure(404)
    return _map(request, entries)


async def _standing(request: StoaRequest) -> list[Entry]:
    answer = await ContractClient(request, as_guest=True).get("/api/stoa/v1/categories")
    categories = [
        (f"/products?category={quote(shelf.slug)}", "")
        for shelf in view.shelves(needed(answer)["data"])
        if shelf.count
    ]
    return [*((path, "") for path in _STANDING), *categories]


async def _entries(request: StoaRequest, kind: str, number: int) -> list[Entry]:
    """The addresses of one map, the oldest first so that maps stay as they are."""
    first = (number - 1) * PER_MAP // _PER_READ + 1
    entries: list[Entry] = []
    for page_number in range(first, first + PER_MAP // _PER_READ):
        found = await _listed(request, kind, page_number, _PER_READ)
        entries += [(_KINDS[kind](one), str(one["updated_at"])[:10]) for one in found["data"]]
        if page_number >= found["last_page"]:
            break
    if not entries:
        raise PageFailure(404)
    return entries


async def _listed(request: StoaRequest, kind: str, number: int, size: int) -> dict[str, Any]:
    answer = await ContractClient(request, as_guest=True).get(
        f"/public/{kind}", page=number, per_page=size, sort="created_at", dir="asc"
    )
    body: dict[str, Any] = needed(answer)
    return body


def _producer_address(producer: dict[str, Any]) -> str:
    return f"/producers/{quote(producer['slug'])}"


# What is listed in maps of its own -> where its page is.
_KINDS: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "products": view.address,
    "producers": _producer_address,
}


def _map(request: StoaRequest, entries: Iterable[Entry]) -> Response[str]:
    origin = origin_of(request)
    listed = "".join(
        f"<url><loc>{escape(origin + path)}</loc>"
        + (f"<lastmod>{changed}</lastmod>" if changed else "")
        + "</url>"
        for path, changed in entries
    )
    return _for_machines(
        request, f'<urlset xmlns="{_NAMESPACE}">{listed}</urlset>', "application/xml"
    )


def _for_machines(request: StoaRequest, text: str, media_type: str) -> Response[str]:
    """Kept for an hour by anyone; without cookies, which would make it one caller's own."""
    request.edge.cookies = "none"
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n' if "xml" in media_type else ""
    return Response(
        declaration + text,
        media_type=media_type,
        headers={"cache-control": f"public, max-age={_HOUR}", "vary": "X-Tenant"},
    )
