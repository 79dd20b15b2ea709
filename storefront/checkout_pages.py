"""The checkout and the thank-you page.

Where scripts run, ``static/js/checkout.js`` asks for quotes as one types and sends the order to the
contract itself. Where none does, the same form comes here: first it is shown again with what
delivery costs, then its second button places the order, once for the key that it bears.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote as escaped

import msgspec
from litestar import Response, get, post

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.address_pages import ADDRESSES
from storefront.basket import Basket, Contents, basket_of
from storefront.cart_pages import shown
from storefront.checkout_form import ANOTHER, CheckoutForm, has_five_digits, items_text
from storefront.delivery import Quote, QuoteRefusal, lockers_near, quote
from storefront.rendering import Fields, go_to, language_of, page
from storefront.visitor import PageFailure, form_of, meet, needed

if TYPE_CHECKING:
    from storefront.client import Answer
    from storefront.language import Language
    from storefront.visitor import Visitor

CHOICES: Final = "/api/stoa/v1/checkout"


class Told(msgspec.Struct, kw_only=True):
    """What the page says went wrong, by field and for all of it."""

    errors: dict[str, str] = {}
    sentences: list[str] = []
    old: Decimal | None = None
    """What delivery cost when the buyer pressed the button, where it costs something else now."""
    attempt: str = ""
    """The key of an order that may have been placed: the next press must bear it too."""
    waits: bool = False
    status: int = 200


@get("/checkout", opt=route("order", "place"), include_in_schema=False)
async def checkout(request: StoaRequest) -> Response[str]:
    """Contact, address, live shipping per producer, payment, order."""
    visitor = await meet(request)
    form = await _form(request, visitor, None)
    return await _checkout_page(request, visitor, basket_of(request, visitor), form, Told())


@post("/checkout", opt=route("order", "place"), include_in_schema=False)
async def send(request: StoaRequest) -> Response[str]:
    """Shows delivery costs, lockers or what is wrong; the last button places the order."""
    visitor = await meet(request)
    given = await form_of(request)
    form = await _form(request, visitor, given)
    basket = basket_of(request, visitor)
    step = str(given.get("step", ""))
    if step == "place" and form.was_quoted_as_now:
        return await _place(request, visitor, basket, form)
    language = language_of(request)
    told = Told(errors={} if step == "lockers" else form.problems(language, placing=False))
    if step == "place":
        told.sentences = [language.say("checkout.check_again")]
    told.status = 422 if told.errors else 200
    return await _checkout_page(request, visitor, basket, form, told)


@get("/thank-you", opt=route("order", "view_by_token"), include_in_schema=False)
async def thank_you(request: StoaRequest) -> Response[str]:
    """The order, or the orders of one purchase, that the token in the address opens."""
    visitor = await meet(request)
    token = request.query_params.get("token", "")
    if not token or "/" in token:
        raise PageFailure(404)
    body = needed(await visitor.client.get(f"/public/orders/by-token/{escaped(token, safe='')}"))
    purchase: dict[str, Any] = body.get("data", body)
    orders = purchase.get("orders") or [purchase]
    transfer = orders[0]["payment_method"] == "BANK_TRANSFER"
    return page(
        request,
        visitor,
        "thank_you.html",
        purchase=purchase,
        orders=orders,
        bank_account=needed(await visitor.client.get(CHOICES))["bank_account"] if transfer else "",
        transfer=transfer,
        unkept=request.query_params.get("address") == "unkept",
    )


async def _form(
    request: StoaRequest, visitor: Visitor, given: dict[str, Any] | None
) -> CheckoutForm:
    """The form as it was sent, or as it stands when the visitor comes."""
    addresses: list[dict[str, Any]] = []
    if visitor.signed_in:
        kept = needed(await visitor.client.get(ADDRESSES))["data"]
        addresses = [each for each in kept if each["type"] == "shipping"]
    if given is None:
        given = _prefilled(visitor, addresses, await visitor.shipping_address())
    return CheckoutForm(
        filled=Fields(given),
        addresses=addresses,
        choices=needed(await visitor.client.get(CHOICES)),
        country=request.tenant.country,
        five_digits=has_five_digits(request.tenant),
    )


def _prefilled(
    visitor: Visitor, addresses: list[dict[str, Any]], known: dict[str, Any]
) -> dict[str, Any]:
    """What the shop knows of the visitor: the chosen address, else that of the last order."""
    chosen = next((each for each in addresses if each["is_default"]), None)
    typed = {} if addresses else {name: known.get(name) or "" for name in ("line1", "line2")}
    typed |= {} if addresses else {name: known.get(name) or "" for name in ("city", "postal_code")}
    return {
        **typed,
        "name": known.get("name") or visitor.name,
        "email": visitor.email,
        "phone": (chosen or known).get("phone") or known.get("phone") or "",
        "address": str(chosen["id"]) if chosen else ANOTHER,
    }


async def _place(
    request: StoaRequest, visitor: Visitor, basket: Basket, form: CheckoutForm
) -> Response[str]:
    language = language_of(request)
    errors = form.problems(language, placing=True)
    if errors:
        told = Told(errors=errors, status=422)
        return await _checkout_page(request, visitor, basket, form, told)
    body = form.order(request.tenant.currency)
    attempt = form.filled["attempt"] or request.request_id
    answer = await visitor.client.send("POST", "/public/orders", body, key=attempt)
    if answer.status != 201:
        told = _refused(answer, form, language)
        told.attempt = attempt if answer.status >= 500 or told.waits else ""
        return await _checkout_page(request, visitor, basket, form, told)
    await basket.clear()
    token = escaped(answer.body["data"]["public_token"], safe="")
    kept = await _keep_address(visitor, form)
    thanks = go_to(f"/thank-you?token={token}{'' if kept else '&address=unkept'}")
    basket.settle(thanks)
    return thanks


async def _keep_address(visitor: Visitor, form: CheckoutForm) -> bool:
    """Keeps the typed address where the buyer asked for it; false if it could not be kept."""
    address = form.new_address()
    if address is None or not visitor.signed_in:
        return True
    # The same form sent twice must not keep the same address twice.
    kept = needed(await visitor.client.get(ADDRESSES))["data"]
    if any(all(each[name] == value for name, value in address.items()) for each in kept):
        return True
    return (await visitor.client.send("POST", ADDRESSES, address)).ok


def _refused(answer: Answer, form: CheckoutForm, language: Language) -> Told:
    """Why the order was not placed, and what the buyer can do about it."""
    body = answer.body or {}
    told = Told(status=answer.status if 400 <= answer.status < 500 else 503)
    code, message = body.get("code"), str(body.get("message", ""))
    if code == "SHIPPING_CHANGED":
        told.old = Decimal(str(body["quoted_total"]))
        told.sentences = [language.say("checkout.changed_title")]
    elif code == "PRICES_CHANGED":
        told.sentences = [language.say("js.prices_changed")]
    elif answer.status == 409 and "product_id" in body:
        key = "js.stock_named" if body["available"] > 0 else "js.stock_none"
        places = {name: body[name] for name in ("product_name", "available", "requested")}
        told.sentences = [language.say(key, **places)]
    elif answer.status == 409:
        told.sentences, told.waits = [language.say("js.in_progress")], True
    elif answer.status == 422 and answer.errors:
        told.errors = form.told(answer.errors, language)
        told.sentences = [told.errors.pop("")] if "" in told.errors else []
    elif body.get("error") == "ZONE_UNAVAILABLE":
        names = ", ".join(body.get("unavailable_producers") or [])
        told.sentences = [language.say("js.zone_unavailable", names=names)]
    elif answer.status == 429:
        told.sentences = [language.say("js.busy", seconds=answer.retry_after or "60")]
    elif answer.status >= 500:
        told.sentences = [language.say("js.try_again")]
    else:
        keys = {400: "js.products_gone", 403: "js.refused"}
        told.sentences = [language.say(keys[answer.status]) if answer.status in keys else message]
    return told


async def _checkout_page(
    request: StoaRequest, visitor: Visitor, basket: Basket, form: CheckoutForm, told: Told
) -> Response[str]:
    contents = await basket.show()
    language = language_of(request)
    delivery = await _delivery(visitor, contents, form, told, language)
    lockers = None
    if form.method == "LOCKER" and form.filled["locker_postal"]:
        lockers = await lockers_near(visitor.client, form.filled["locker_postal"])
    extra = delivery.total + delivery.cod_fee if delivery else Decimal(0)
    answer = page(
        request,
        visitor,
        "checkout.html",
        status=told.status,
        form=form,
        filled=form.filled,
        choices=form.choices,
        another=ANOTHER,
        errors=Fields(told.errors),
        told_wrong=told,
        delivery=delivery,
        total=contents.subtotal + extra,
        items=items_text(contents.lines),
        lockers=lockers,
        attempt=told.attempt or request.request_id,
        **shown(contents, language, request.tenant.currency),
    )
    basket.settle(answer)
    return answer


async def _delivery(
    visitor: Visitor, contents: Contents, form: CheckoutForm, told: Told, language: Language
) -> Quote | None:
    """The quote for what stands in the form, if it can be asked for; refusals are told."""
    if not contents.lines or not form.code_fits or (form.method == "LOCKER" and not form.locker):
        return None
    found = await quote(
        visitor.client,
        contents.lines,
        postal_code=form.postal_code,
        method=form.method,
        payment=form.payment,
    )
    if isinstance(found, QuoteRefusal):
        sentence = language.say(found.key, **found.places)
        field = "address" if form.chosen else found.field
        if field:
            told.errors.setdefault(field, sentence)
        elif sentence not in told.sentences:
            told.sentences.append(sentence)
        return None
    return found
