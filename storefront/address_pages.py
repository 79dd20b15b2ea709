"""Addresses that an account keeps: listed, added, changed, deleted."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.rendering import Fields, go_to, language_of, page
from storefront.sentences import field_errors
from storefront.visitor import form_of, meet, needed

if TYPE_CHECKING:
    from storefront.client import Answer
    from storefront.language import Language
    from storefront.visitor import Visitor

ADDRESSES: Final = "/api/stoa/v1/addresses"
FIELDS: Final = ("type", "name", "line1", "line2", "city", "postal_code", "country", "phone")
TYPES: Final = ("shipping", "billing")
MOST: Final = 20
# The countries that shops of this platform deliver to and send bills to: the EU and Great Britain.
COUNTRIES: Final = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
DONE: Final = ("address_added", "address_changed", "address_deleted")


@get("/account/addresses", opt=route("address", "list_own"), include_in_schema=False)
async def addresses(request: StoaRequest) -> Response[str]:
    """All addresses of the visitor, the chosen ones first."""
    visitor = await meet(request)
    kept = needed(await visitor.client.get(ADDRESSES))["data"]
    done = request.query_params.get("done", "")
    return page(
        request,
        visitor,
        "account_addresses.html",
        addresses=kept,
        full=len(kept) >= MOST,
        done=done if done in DONE else "",
    )


@get("/account/addresses/new", opt=route("address", "create"), include_in_schema=False)
async def add_form(request: StoaRequest) -> Response[str]:
    """An empty address in the shop's country, to the visitor's name."""
    visitor = await meet(request)
    filled = {"type": "shipping", "country": request.tenant.country, "name": visitor.name}
    return _address_page(request, visitor, filled)


@post("/account/addresses/new", opt=route("address", "create"), include_in_schema=False)
async def add(request: StoaRequest) -> Response[str]:
    """Keeps the address, or shows the form again with what was wrong beside each field."""
    visitor = await meet(request)
    form = await form_of(request)
    answer = await visitor.client.send("POST", ADDRESSES, _body(form))
    if answer.ok:
        return go_to("/account/addresses?done=address_added")
    return _address_page(request, visitor, form, answer=_shown(answer))


@get(
    "/account/addresses/{address_id:int}/edit",
    opt=route("address", "change"),
    include_in_schema=False,
)
async def edit_form(request: StoaRequest, address_id: FromPath[int]) -> Response[str]:
    """The form of a kept address."""
    visitor = await meet(request)
    kept = needed(await visitor.client.get(f"{ADDRESSES}/{address_id}"))
    filled = {name: kept[name] or "" for name in FIELDS}
    filled |= {"is_default": "on"} if kept["is_default"] else {}
    return _address_page(request, visitor, filled, address_id=address_id)


@post(
    "/account/addresses/{address_id:int}/edit",
    opt=route("address", "change"),
    include_in_schema=False,
)
async def edit(request: StoaRequest, address_id: FromPath[int]) -> Response[str]:
    """Replaces the address, or shows the form again with what was wrong beside each field."""
    visitor = await meet(request)
    form = await form_of(request)
    answer = await visitor.client.send("PUT", f"{ADDRESSES}/{address_id}", _body(form))
    if answer.ok:
        return go_to("/account/addresses?done=address_changed")
    return _address_page(request, visitor, form, address_id=address_id, answer=_shown(answer))


@post(
    "/account/addresses/{address_id:int}/delete",
    opt=route("address", "delete"),
    include_in_schema=False,
)
async def delete(request: StoaRequest, address_id: FromPath[int]) -> Response[str]:
    """Forgets the address; orders keep theirs."""
    visitor = await meet(request)
    needed(await visitor.client.send("DELETE", f"{ADDRESSES}/{address_id}"))
    return go_to("/account/addresses?done=address_deleted")


def _address_page(
    request: StoaRequest,
    visitor: Visitor,
    filled: dict[str, Any],
    *,
    address_id: int | None = None,
    answer: Answer | None = None,
) -> Response[str]:
    language = language_of(request)
    too_many = answer is not None and answer.status == 409
    return page(
        request,
        visitor,
        "account_address.html",
        status=answer.status if answer else 200,
        address_id=address_id,
        filled=Fields(filled),
        errors=Fields(field_errors(answer.errors, language) if answer else {}),
        failure=language.say("addresses.full" if too_many else "error.check") if answer else "",
        types=[(name, language.say(f"addresses.{name}")) for name in TYPES],
        countries=countries(language, str(filled.get("country", ""))),
    )


def countries(language: Language, also: str = "") -> list[tuple[str, str]]:
    """Codes and names in the order of the language's alphabet; ``also`` is the one kept so far."""
    codes = {*COUNTRIES, *([also] if also else [])}
    named = [(code, language.country(code)) for code in codes]
    return sorted(named, key=lambda pair: _plain(pair[1]))


def _plain(name: str) -> str:
    """A name without its accents: by code point, Greek vowels with one stand after all others."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(each for each in letters if not unicodedata.combining(each)).casefold()


def _body(form: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {name: form.get(name) or None for name in FIELDS}
    return {**body, "is_default": "is_default" in form}


def _shown(answer: Answer) -> Answer:
    """A refusal that the form itself tells; raises PageFailure for what no form can tell."""
    if answer.status not in (409, 422):
        needed(answer)
    return answer
