"""The page for what went wrong: what happened, why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, select_autoescape
from litestar import Response

from storefront.assets import FOLDER, address
from storefront.language import COOKIE as LANGUAGE_COOKIE
from storefront.language import LANGUAGES, Language
from storefront.rendering import PAGE_HEADERS, go_to, page
from storefront.visitor import Visitor

if TYPE_CHECKING:
    from api.laravel.request import StoaRequest

# Statuses with words of their own; every other one is told as "something broke" or "not found".
_TOLD = (403, 404, 405, 419, 429, 500, 503)
_BARE = Environment(
    loader=FileSystemLoader(FOLDER.parent / "templates"),
    autoescape=select_autoescape(default=True),
)


def error_page(request: StoaRequest, status: int, sentence: str) -> Response[str]:
    """The page for a failure; 401 leads to the login and from there back.

    ``sentence`` is shown for statuses that have no words of their own. Where no shop could be
    named, a plain page without a shop's colours and menus is shown.
    """
    if request.edge.tenant is None or request.edge.principal is None:
        return _bare_page(request, status)
    if status == 401:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = wanted if request.method in ("GET", "HEAD") else "/"
        return go_to(f"/auth/login?redirect={quote(back, safe='')}")
    visitor = Visitor(request)
    told = status if status in _TOLD else (500 if status >= 500 else 404)
    return page(
        request,
        visitor,
        "error.html",
        status=status,
        told=told,
        reason=_reason(visitor, request.url.path) if status == 403 else "",
        sentence="" if status in _TOLD else sentence,
    )


def _reason(visitor: Visitor, path: str) -> str:
    """Which key explains a refusal: what this role lacks for this part of the shop."""
    if path.startswith("/producer"):
        if visitor.has_desk and not visitor.producer_active:
            return "forbidden.pending"
        return "forbidden.foreign" if visitor.has_desk else "forbidden.desk"
    if path.startswith("/checkout"):
        return "forbidden.buy"
    return "forbidden.other"


def _bare_page(request: StoaRequest, status: int) -> Response[str]:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    wanted = chosen or request.headers.get("accept-language", "")[:2]
    language = Language(wanted if wanted in LANGUAGES else "en")
    told = status if status in _TOLD else (500 if status >= 500 else 404)
    html = _BARE.get_template("bare_error.html").render(
        language=language, t=language.say, told=told, stylesheet=address("site.css")
    )
    return Response(
        html,
        status_code=status,
        media_type="text/html",
        headers=PAGE_HEADERS,
    )
