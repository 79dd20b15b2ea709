"""Login, register, logout and a buyer's own orders; all of them work without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Response, get, post
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront import guest_cart
from storefront.basket import bring
from storefront.rendering import Fields, go_to, inner_path, language_of, page
from storefront.sentences import field_errors
from storefront.tracking_pages import steps_of, tracked_orders, whole_moves
from storefront.visitor import form_of, meet, needed

if TYPE_CHECKING:
    from storefront.client import Answer
    from storefront.visitor import Visitor

ROLES = ("consumer", "producer", "business")
BUSINESS_TYPES = ("restaurant", "hotel", "deli", "catering", "other")
_HOME_OF_ROLE = {"producer": "/producer/dashboard"}
_REGISTER_FIELDS = (
    "name",
    "email",
    "password",
    "password_confirmation",
    "role",
    "company_name",
    "business_type",
    "tax_id",
    "tax_office",
    "phone",
)


@get("/auth/login", opt=route("account", "login"), include_in_schema=False)
async def login_form(request: StoaRequest) -> Response[str]:
    """The login form; a signed-in visitor is sent on."""
    visitor = await meet(request)
    wanted = inner_path(request.query_params.get("redirect", ""), "")
    if visitor.signed_in:
        return go_to(wanted or "/")
    return page(
        request, visitor, "login.html", wanted=wanted, filled=Fields(), errors=Fields(), failure=""
    )


@post("/auth/login", opt=route("account", "login"), include_in_schema=False)
async def login(request: StoaRequest) -> Response[str]:
    """Signs in and goes where the visitor wanted; otherwise the form again with what was wrong."""
    visitor = await meet(request)
    form = await form_of(request)
    wanted = inner_path(form.get("redirect", ""), "")
    answer = await visitor.client.send(
        "POST", "/auth/login", {"email": form.get("email"), "password": form.get("password")}
    )
    if answer.ok:
        home = _HOME_OF_ROLE.get(answer.body["user"]["role"], "/")
        return await _signed_in(request, visitor, wanted or home)
    language = language_of(request)
    return page(
        request,
        visitor,
        "login.html",
        status=answer.status,
        wanted=wanted,
        filled=Fields(email=form.get("email", "")),
        errors=Fields(field_errors(answer.errors, language)),
        failure=_refusal(request, answer),
    )


async def _signed_in(request: StoaRequest, visitor: Visitor, address: str) -> Response[str]:
    """Goes on; what a guest had put into the cart by forms is now in the account's cart."""
    answer = go_to(address)
    cart = guest_cart.read(request)
    if cart.lines and await bring(visitor, cart):
        guest_cart.keep(request, answer, cart.with_lines(()))
    return answer


def _refusal(request: StoaRequest, answer: Answer) -> str:
    """The sentence above a login or register form: what went wrong and what to do."""
    language = language_of(request)
    if answer.status == 429:
        return language.say("error.wait", seconds=answer.retry_after or "60")
    keys = {401: "login.wrong", 403: "login.disabled", 419: "error.expired", 422: "error.check"}
    return language.say(keys.get(answer.status, "error.broken"))


@get("/auth/register", opt=route("account", "register"), include_in_schema=False)
async def register_form(request: StoaRequest) -> Response[str]:
    """The register form for buyers, producers and businesses."""
    visitor = await meet(request)
    if visitor.signed_in:
        return go_to("/")
    role = request.query_params.get("role", "")
    filled = {"role": role if role in ROLES else "consumer"}
    return _register_page(request, visitor, filled)


def _register_page(
    request: StoaRequest,
    visitor: Visitor,
    filled: dict[str, Any],
    answer: Answer | None = None,
) -> Response[str]:
    wanted = str(filled.get("redirect") or request.query_params.get("redirect", ""))
    return page(
        request,
        visitor,
        "register.html",
        status=answer.status if answer else 200,
        wanted=inner_path(wanted, ""),
        roles=ROLES,
        business_types=BUSINESS_TYPES,
        filled=Fields(filled),
        errors=Fields(field_errors(answer.errors, language_of(request)) if answer else {}),
        failure=_refusal(request, answer) if answer else "",
    )


@post("/auth/register", opt=route("account", "register"), include_in_schema=False)
async def register(request: StoaRequest) -> Response[str]:
    """Creates the account and signs in; otherwise the form again, without the passwords."""
    visitor = await meet(request)
    form = await form_of(request)
    body = {name: form[name] for name in _REGISTER_FIELDS if form.get(name)}
    if body.get("role") != "business":
        for name in ("company_name", "business_type", "tax_id", "tax_office"):
            body.pop(name, None)
    answer = await visitor.client.send("POST", "/auth/register", body)
    if answer.ok:
        home = _HOME_OF_ROLE.get(str(form.get("role")), "/")
        wanted = inner_path(form.get("redirect", ""), home)
        return await _signed_in(request, visitor, wanted)
    filled = {name: value for name, value in form.items() if "password" not in name}
    return _register_page(request, visitor, filled, answer)


@get("/logout", opt=route("page", "view"), include_in_schema=False)
async def logout_form(request: StoaRequest) -> Response[str]:
    """Asks before signing out, since a link must not change anything."""
    return page(request, await meet(request), "logout.html")


@post("/logout", opt=route("account", "logout"), include_in_schema=False)
async def logout(request: StoaRequest) -> Response[str]:
    """Ends the session and returns to the shop."""
    visitor = await meet(request)
    answer = await visitor.client.send("POST", "/auth/logout")
    if answer.status not in (200, 401):
        needed(answer)
    return go_to("/")


@get("/account/orders", opt=route("order", "list_own"), include_in_schema=False)
async def orders(request: StoaRequest) -> Response[str]:
    """The visitor's own orders, newest first."""
    visitor = await meet(request)
    number = request.query_params.get("page", "1")
    current = int(number) if number.isdecimal() and len(number) < 7 else 1
    body = needed(await visitor.client.get("/orders", per_page=10, page=current))
    return page(
        request,
        visitor,
        "account_orders.html",
        orders=body["orders"],
        current_page=body["meta"]["current_page"],
        last_page=body["meta"]["last_page"],
    )


@get("/account/orders/{order_id:int}", opt=route("order", "view_own"), include_in_schema=False)
async def order(request: StoaRequest, order_id: FromPath[int]) -> Response[str]:
    """One of the visitor's own orders, with its way so far."""
    return await _order_page(request, await meet(request), order_id)


@post(
    "/account/orders/{order_id:int}/reorder",
    status_code=200,
    opt=route("order", "reorder"),
    include_in_schema=False,
)
async def reorder(request: StoaRequest, order_id: FromPath[int]) -> Response[str]:
    """Puts an earlier order into the cart and says on the order's page what became of it."""
    visitor = await meet(request)
    form = await form_of(request)
    answer = await visitor.client.send(
        "POST", f"/api/stoa/v1/orders/{order_id}/reorder", key=form.get("attempt")
    )
    if answer.status in (401, 403, 404):
        needed(answer)
    reordered = answer.body["data"] if answer.ok else None
    return await _order_page(request, visitor, order_id, reordered=reordered, failed=not answer.ok)


async def _order_page(
    request: StoaRequest,
    visitor: Visitor,
    order_id: int,
    *,
    reordered: list[dict[str, Any]] | None = None,
    failed: bool = False,
) -> Response[str]:
    body = needed(await visitor.client.get(f"/orders/{order_id}"))
    shown = body.get("data", body)
    tracked = next(iter(await tracked_orders(visitor, shown["public_token"])), None)
    moves = needed(await visitor.client.get(f"/api/stoa/v1/orders/{order_id}/moves"))["data"]
    sellers = {line["producer"]["id"] for line in shown["items"]}
    if tracked:
        tracked["steps"] = steps_of(tracked, whole_moves(moves, sellers))
    return page(
        request,
        visitor,
        "account_order.html",
        order=shown,
        tracked=tracked,
        parts=[move for move in moves if move["producer"]] if len(sellers) > 1 else [],
        reordered=reordered,
        failed=failed,
        attempt=request.request_id,
    )
