"""One's own account: who one is, how one signs in, and where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.devices import device
from storefront.language import LANGUAGES
from storefront.rendering import Fields, go_to, language_of, page
from storefront.sentences import field_errors
from storefront.visitor import form_of, meet, needed

if TYPE_CHECKING:
    from storefront.client import Answer
    from storefront.visitor import Visitor

ACCOUNT: Final = "/api/stoa/v1/account"
SIGN_INS: Final = "/api/stoa/v1/sign-ins"
WRONG_PASSWORD: Final = "urn:stoa:problem:wrong_password"
NO_LETTERS: Final = "urn:stoa:problem:no_letters"
# Sentences that a redirect may ask the next page to show.
PROFILE_DONE: Final = ("profile", "letter")
SECURITY_DONE: Final = ("password", "ended", "ended_others")


@get("/account", opt=route("account", "view_self"), include_in_schema=False)
async def account(request: StoaRequest) -> Response[str]:
    """The account begins with the profile."""
    return go_to("/account/profile", status=307)


@get("/account/profile", opt=route("account", "view_self"), include_in_schema=False)
async def profile(request: StoaRequest) -> Response[str]:
    """Name, phone, language of letters, and the address that one signs in with."""
    return await _profile_page(request, await meet(request))


async def _profile_page(
    request: StoaRequest,
    visitor: Visitor,
    *,
    form: dict[str, Any] | None = None,
    answer: Answer | None = None,
) -> Response[str]:
    """The page, or after a refusal the page again with what was typed and what was wrong."""
    own = needed(await visitor.client.get(ACCOUNT))
    shown = {name: own[name] or "" for name in ("name", "phone", "language")}
    return page(
        request,
        visitor,
        "account_profile.html",
        status=answer.status if answer else 200,
        own=own,
        filled=Fields({**shown, **(form or {})}),
        errors=Fields(_errors(request, answer, "password")),
        failure=_failure(request, answer),
        letter_languages=LANGUAGES,
        done=_done(request, PROFILE_DONE),
    )


@post("/account/profile", opt=route("account", "change_self"), include_in_schema=False)
async def change_profile(request: StoaRequest) -> Response[str]:
    """Changes name, phone and language; a blank phone or language is taken away."""
    visitor = await meet(request)
    form = await form_of(request)
    body = {name: form.get(name) or None for name in ("name", "phone", "language")}
    answer = await visitor.client.send("PATCH", ACCOUNT, body)
    if answer.ok:
        return go_to("/account/profile?done=profile")
    return await _profile_page(request, visitor, form=form, answer=_shown(answer))


@post("/account/email", opt=route("account", "change_email"), include_in_schema=False)
async def change_email(request: StoaRequest) -> Response[str]:
    """Has a letter sent to a new address; its link makes it the account's."""
    visitor = await meet(request)
    form = await form_of(request)
    body = {name: form.get(name, "") for name in ("email", "password")}
    answer = await visitor.client.send("POST", f"{ACCOUNT}/email", body)
    if answer.ok:
        return go_to("/account/profile?done=letter")
    kept = {"email": form.get("email", "")}
    return await _profile_page(request, visitor, form=kept, answer=_shown(answer))


@get("/account/security", opt=route("sign_in", "list_own"), include_in_schema=False)
async def security(request: StoaRequest) -> Response[str]:
    """The password, and everything that is signed in with this account."""
    return await _security_page(request, await meet(request))


async def _security_page(
    request: StoaRequest, visitor: Visitor, *, answer: Answer | None = None
) -> Response[str]:
    cursor = request.query_params.get("cursor", "")
    place = {"cursor": cursor} if cursor else {}
    body = needed(await visitor.client.get(SIGN_INS, **place))
    language = language_of(request)
    return page(
        request,
        visitor,
        "account_security.html",
        status=answer.status if answer else 200,
        sign_ins=[
            {**one, "device": device(one["user_agent"]) or language.say("security.unknown")}
            for one in body["data"]
        ],
        next_cursor=body["next_cursor"],
        errors=Fields(_errors(request, answer, "current_password")),
        failure=_failure(request, answer),
        done=_done(request, SECURITY_DONE),
    )


@post(
    "/account/security/password", opt=route("account", "change_password"), include_in_schema=False
)
async def change_password(request: StoaRequest) -> Response[str]:
    """Sets a new password by the old one; every other sign-in ends."""
    visitor = await meet(request)
    form = await form_of(request)
    sent = ("current_password", "password", "password_confirmation")
    body = {name: form.get(name, "") for name in sent}
    answer = await visitor.client.send("PUT", f"{ACCOUNT}/password", body)
    if answer.ok:
        return go_to("/account/security?done=password")
    return await _security_page(request, visitor, answer=_shown(answer))


@post("/account/security/sign-ins/end", opt=route("sign_in", "end"), include_in_schema=False)
async def end_others(request: StoaRequest) -> Response[str]:
    """Signs out everywhere but here."""
    visitor = await meet(request)
    needed(await visitor.client.send("DELETE", SIGN_INS))
    return go_to("/account/security?done=ended_others")


@post(
    "/account/security/sign-ins/{kind:str}/{sign_in_id:int}/end",
    opt=route("sign_in", "end"),
    include_in_schema=False,
)
async def end_sign_in(
    request: StoaRequest, kind: FromPath[str], sign_in_id: FromPath[int]
) -> Response[str]:
    """Signs out one browser or program."""
    visitor = await meet(request)
    needed(await visitor.client.send("DELETE", f"{SIGN_INS}/{_segment(kind)}/{sign_in_id}"))
    return go_to("/account/security?done=ended")


def _segment(text: str) -> str:
    """What may stand between two slashes; anything but small letters names no kind."""
    return text if text.isascii() and text.isalpha() else "none"


def _shown(answer: Answer) -> Answer:
    """A refusal that the form itself tells; raises PageFailure for what no form can tell."""
    if answer.status not in (409, 422, 429):
        needed(answer)
    return answer


def _errors(request: StoaRequest, answer: Answer | None, password_field: str) -> dict[str, str]:
    """The sentences by field; a wrong password is told where it was typed."""
    if answer is None:
        return {}
    language = language_of(request)
    if _kind(answer) == WRONG_PASSWORD:
        return {password_field: language.say("error.own_password")}
    return field_errors(answer.errors, language)


def _failure(request: StoaRequest, answer: Answer | None) -> str:
    """The sentence above the form."""
    if answer is None:
        return ""
    language = language_of(request)
    if answer.status == 429:
        return language.say("error.wait", seconds=answer.retry_after or "60")
    return language.say("email.no_letters" if _kind(answer) == NO_LETTERS else "error.check")


def _kind(answer: Answer) -> str:
    return str(answer.body.get("type", "")) if isinstance(answer.body, dict) else ""


def _done(request: StoaRequest, sentences: tuple[str, ...]) -> str:
    done = request.query_params.get("done", "")
    return done if done in sentences else ""
