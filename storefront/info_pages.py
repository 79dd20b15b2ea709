"""What a shop says about itself: about, questions, contact, terms, privacy.

The sentences are ours, the names in them the shop's (``tenant.contact``). Whoever runs a shop has
them checked for their country before opening it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar import Response, get

from api.kit.money import decimal_text
from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.rendering import go_to, language_of, page
from storefront.visitor import meet, needed

if TYPE_CHECKING:
    from storefront.language import Language

_AUTHORITIES: Final = ("GR", "GB")


@get("/about", opt=route("page", "view"), include_in_schema=False)
async def about(request: StoaRequest) -> Response[str]:
    """What this market is, and how much there is in it."""
    visitor = await meet(request)
    products = needed(await visitor.client.get("/public/products", per_page=1))
    return page(
        request,
        visitor,
        "about.html",
        sections=_sections(request, "about"),
        total=products["total"],
    )


@get("/faq", opt=route("page", "view"), include_in_schema=False)
async def questions(request: StoaRequest) -> Response[str]:
    """What buyers ask most."""
    return page(request, await meet(request), "faq.html", sections=_sections(request, "faq"))


@get("/contact", opt=route("page", "view"), include_in_schema=False)
async def contact(request: StoaRequest) -> Response[str]:
    """How to reach whoever runs the shop."""
    return page(request, await meet(request), "contact.html")


@get("/legal/terms", opt=route("page", "view"), include_in_schema=False)
async def terms(request: StoaRequest) -> Response[str]:
    """The terms of sale and use."""
    return await _legal(request, "terms")


@get("/legal/privacy", opt=route("page", "view"), include_in_schema=False)
async def privacy(request: StoaRequest) -> Response[str]:
    """What the shop keeps about people."""
    return await _legal(request, "privacy")


@get("/terms", opt=route("page", "view"), include_in_schema=False)
async def short_terms(request: StoaRequest) -> Response[str]:
    """The short address of the terms."""
    return go_to("/legal/terms", status=301)


@get("/privacy", opt=route("page", "view"), include_in_schema=False)
async def short_privacy(request: StoaRequest) -> Response[str]:
    """The short address of the privacy page."""
    return go_to("/legal/privacy", status=301)


async def _legal(request: StoaRequest, name: str) -> Response[str]:
    visitor = await meet(request)
    return page(request, visitor, "legal.html", name=name, sections=_sections(request, name))


def _sections(request: StoaRequest, name: str) -> list[tuple[str, list[str]]]:
    """The numbered sections of a text: a title and its paragraphs each."""
    language = language_of(request)
    values = _named(request, language)
    sections = []
    number = 1
    while language.has(f"{name}.{number}.title"):
        title = language.say(f"{name}.{number}.title")
        text = language.say(_text_key(request, name, number), **values)
        sections.append((title, text.split("\n")))
        number += 1
    return sections


def _text_key(request: StoaRequest, name: str, number: int) -> str:
    """What is said about paying depends on whether the shop takes cash on delivery."""
    about_paying = {"faq": 4, "terms": 6}
    if about_paying.get(name) == number and not request.tenant.cod_enabled:
        return f"{name}.no_cod"
    return f"{name}.{number}.text"


def _named(request: StoaRequest, language: Language) -> dict[str, Any]:
    """What the places of the sentences are filled with."""
    tenant = request.tenant
    operator = ", ".join(
        part
        for part in (
            tenant.contact.company or tenant.name,
            tenant.contact.tax_id and f"{language.say('contact.tax_id')} {tenant.contact.tax_id}",
            tenant.contact.address,
        )
        if part
    )
    authority = tenant.country if tenant.country in _AUTHORITIES else "other"
    threshold = tenant.free_shipping_threshold
    return {
        "shop": tenant.name,
        "operator": operator,
        "currency": language.currency(tenant.currency),
        "country": language.country(tenant.country),
        "authority": language.say(f"privacy.authority.{authority}"),
        "threshold": language.money(decimal_text(threshold, tenant.currency), tenant.currency),
    }
