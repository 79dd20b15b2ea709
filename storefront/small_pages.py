"""Choices of language and colours, the tenant's stylesheet, and short addresses."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.datastructures import Cookie

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront import branding
from storefront.language import COOKIE as LANGUAGE_COOKIE
from storefront.language import LANGUAGES
from storefront.rendering import THEME_COOKIE, THEMES, go_to, inner_path
from storefront.visitor import form_of

_YEAR = 31_536_000
_CHOICES = {"language": (LANGUAGE_COOKIE, LANGUAGES), "theme": (THEME_COOKIE, THEMES)}


@post("/preferences", opt=route("page", "view", csrf=False), include_in_schema=False)
async def preferences(request: StoaRequest) -> Response[str]:
    """Remembers language or colours for a year and returns to the page the visitor came from.

    No anti-forgery token: the worst that a foreign form can do is to change a language.
    """
    form = await form_of(request)
    answer = go_to(inner_path(form.get("back", "/")))
    for field, (cookie, choices) in _CHOICES.items():
        chosen = form.get(field, "")
        if chosen in choices:
            secure = request.edge.scheme == "https"
            answer.set_cookie(
                Cookie(
                    key=cookie,
                    value=chosen,
                    max_age=_YEAR,
                    secure=secure,
                    httponly=True,
                    samesite="lax",
                )
            )
    return answer


@get("/branding.css", opt=route("page", "view"), include_in_schema=False)
async def branding_stylesheet(request: StoaRequest) -> Response[str]:
    """The tenant's colours; the address carries their fingerprint, so a day of caching is safe."""
    return Response(
        branding.stylesheet(request.tenant.branding),
        media_type="text/css",
        headers={"cache-control": "private, max-age=86400", "vary": "X-Tenant"},
    )


@get("/login", opt=route("account", "login"), include_in_schema=False)
async def short_login(request: StoaRequest) -> Response[str]:
    """The short address of the login."""
    return go_to(_with_query("/auth/login", request), status=307)


@get("/register", opt=route("account", "register"), include_in_schema=False)
async def short_register(request: StoaRequest) -> Response[str]:
    """The short address of the register form."""
    return go_to(_with_query("/auth/register", request), status=307)


def _with_query(path: str, request: StoaRequest) -> str:
    return f"{path}?{request.url.query}" if request.url.query else path
