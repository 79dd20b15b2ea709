"""From a template to a response: the one place where pages become HTML.

Each page gets the same surroundings (tenant, visitor, language, theme) and the same strict
Content-Security-Policy without any inline script or style; the wire adds what every answer bears.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Response
from markupsafe import Markup

from api.kit.money import decimal_text
from storefront import assets, branding, guest_cart
from storefront.catalogue_view import PRODUCT_FILTERS
from storefront.language import COOKIE as LANGUAGE_COOKIE
from storefront.language import LANGUAGES, Language
from storefront.picture_files import PICTURE_FILTERS

if TYPE_CHECKING:
    from api.laravel.request import StoaRequest
    from storefront.visitor import Visitor

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: https:",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {"content-security-policy": CONTENT_SECURITY_POLICY, "vary": "Cookie, X-Tenant"}
THEME_COOKIE = "stoa_theme"
THEMES = ("system", "light", "dark")


def _data_block(value: object) -> Markup:
    """JSON for a ``<script type="application/…json">`` block: data, which no policy executes.

    ``<`` is escaped so that no text of a product can close the element (HTML, section 4.12.1.3).
    """
    text = msgspec.json.encode(value).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data_block"] = _data_block
    environment.filters["facts"] = lambda value: msgspec.json.encode(value).decode()
    environment.filters["kept_facts"] = guest_cart.facts
    environment.filters.update(PRODUCT_FILTERS)
    environment.filters.update(PICTURE_FILTERS)
    environment.globals["asset"] = assets.address
    environment.globals["languages"] = LANGUAGES
    environment.globals["themes"] = THEMES
    return environment


_TEMPLATES = _environment()


def language_of(request: StoaRequest) -> Language:
    """The visitor's choice, else the language of the shop; the shop's clock either way."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    tenant = request.tenant
    return Language(chosen if chosen in LANGUAGES else tenant.locale, tenant.zone)


def surroundings(request: StoaRequest, visitor: Visitor) -> dict[str, Any]:
    """What every template may use besides its own values."""
    language = language_of(request)
    theme = request.cookies.get(THEME_COOKIE, "system")
    tenant = request.tenant
    return {
        "tenant": tenant,
        "visitor": visitor,
        "language": language,
        "t": language.say,
        "tn": language.count,
        "money": lambda amount, currency=tenant.currency: language.money(amount, currency),
        "minor": lambda fee: language.money(
            decimal_text(fee["amount"], fee["currency"]), fee["currency"]
        ),
        "free_shipping_from": decimal_text(tenant.free_shipping_threshold, tenant.currency),
        "theme": theme if theme in THEMES else "system",
        "kept_cart": guest_cart.read(request) if not visitor.signed_in else guest_cart.NOTHING,
        "logo": tenant.branding.get("logo", ""),
        "branding_version": branding.version(tenant.branding),
        "path": request.url.path,
        "here": _here(request),
        "canonical": origin_of(request) + request.url.path,
        "origin": origin_of(request),
        "with_query": _with_query(request),
        "request_id": request.request_id,
    }


def origin_of(request: StoaRequest) -> str:
    """Scheme and host as the visitor's browser knows them."""
    return f"{request.edge.scheme}://{request.edge.authority}"


def _here(request: StoaRequest) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _with_query(request: StoaRequest) -> Any:
    present = dict(request.query_params.items())

    def address(**changes: object) -> str:
        merged = {**present, **changes}
        kept = {name: value for name, value in merged.items() if value not in (None, "")}
        return request.url.path + (f"?{urlencode(kept)}" if kept else "")

    return address


class Fields(dict[str, Any]):
    """A form's values or errors by field; a field that nobody filled reads as a blank."""

    def __missing__(self, name: str) -> str:
        return ""


def page(
    request: StoaRequest,
    visitor: Visitor,
    template: str,
    *,
    status: int = 200,
    **values: Any,
) -> Response[str]:
    """Renders a template for this visitor."""
    html = _TEMPLATES.get_template(template).render(surroundings(request, visitor) | values)
    return Response(
        html,
        status_code=status,
        media_type="text/html",
        headers=PAGE_HEADERS,
    )


def go_to(address: str, *, status: int = 303) -> Response[str]:
    """A redirect, by default one that turns a form's POST into a GET (RFC 9110, 15.4.4)."""
    return Response(
        "",
        status_code=status,
        media_type="text/html",
        headers={**PAGE_HEADERS, "location": address},
    )


def inner_path(wanted: str, otherwise: str = "/") -> str:
    """A path of this site to return to; what could lead elsewhere becomes ``otherwise``."""
    if not wanted.startswith("/") or wanted[1:2] in ("/", "\\") or any(c < " " for c in wanted):
        return otherwise
    return wanted
