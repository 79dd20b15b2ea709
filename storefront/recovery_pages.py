"""Back into an account: a forgotten password, and the links of letters that prove an address.

What these pages answer never depends on whether an address has an account here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litestar import Response, get, post

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.rendering import Fields, go_to, language_of, page
from storefront.sentences import field_errors
from storefront.visitor import form_of, meet

if TYPE_CHECKING:
    from storefront.client import Answer

# How long the link of a letter works, in minutes (contract: domain.md, section 8).
RESET_MINUTES: Final = 60


@get("/auth/forgot-password", opt=route("account", "recover"), include_in_schema=False)
async def forgot_form(request: StoaRequest) -> Response[str]:
    """Asks for the address that the letter goes to."""
    visitor = await meet(request)
    return page(
        request,
        visitor,
        "forgot_password.html",
        sent=False,
        filled=Fields(email=visitor.email),
        errors=Fields(),
        failure="",
        minutes=RESET_MINUTES,
    )


@post("/auth/forgot-password", opt=route("account", "recover"), include_in_schema=False)
async def forgot(request: StoaRequest) -> Response[str]:
    """Has the letter sent; the page after it is the same for every address."""
    visitor = await meet(request)
    form = await form_of(request)
    email = form.get("email", "")
    answer = await visitor.client.send("POST", "/auth/password/forgot", {"email": email})
    return page(
        request,
        visitor,
        "forgot_password.html",
        status=answer.status,
        sent=answer.ok,
        filled=Fields(email=email),
        errors=Fields(field_errors(answer.errors, language_of(request))),
        failure="" if answer.ok else _failure(request, answer),
        minutes=RESET_MINUTES,
    )


@get("/auth/reset-password", opt=route("account", "recover"), include_in_schema=False)
async def reset_form(request: StoaRequest) -> Response[str]:
    """Asks for the new password; without both parts of a letter's link there is none to set."""
    visitor = await meet(request)
    token = request.query_params.get("token", "")
    email = request.query_params.get("email", "")
    state = "done" if request.query_params.get("done") else "ask"
    return page(
        request,
        visitor,
        "reset_password.html",
        state="missing" if state == "ask" and not (token and email) else state,
        filled=Fields(token=token, email=email),
        errors=Fields(),
        failure="",
    )


@post("/auth/reset-password", opt=route("account", "recover"), include_in_schema=False)
async def reset(request: StoaRequest) -> Response[str]:
    """Sets the password; a link that opens nothing any more leads to asking for another."""
    visitor = await meet(request)
    form = await form_of(request)
    sent = ("token", "email", "password", "password_confirmation")
    answer = await visitor.client.send(
        "POST", "/auth/password/reset", {name: form.get(name, "") for name in sent}
    )
    if answer.ok:
        return go_to("/auth/reset-password?done=1")
    of_link = {"token", "email"} & answer.errors.keys()
    over = answer.status == 422 and (not answer.errors or bool(of_link))
    return page(
        request,
        visitor,
        "reset_password.html",
        status=answer.status,
        state="over" if over else "ask",
        filled=Fields(token=form.get("token", ""), email=form.get("email", "")),
        errors=Fields(field_errors(answer.errors, language_of(request))),
        failure="" if over else _failure(request, answer),
    )


@get("/reset-password", opt=route("account", "recover"), include_in_schema=False)
async def short_reset(request: StoaRequest) -> Response[str]:
    """The address that letters name."""
    query = f"?{request.url.query}" if request.url.query else ""
    return go_to(f"/auth/reset-password{query}", status=307)


@get("/auth/verify-email", opt=route("account", "verify_email"), include_in_schema=False)
async def verify_form(request: StoaRequest) -> Response[str]:
    """Asks to confirm: programs that look into letters open links, and a link changes nothing."""
    visitor = await meet(request)
    token = request.query_params.get("token", "")
    email = request.query_params.get("email", "")
    return page(
        request,
        visitor,
        "verify_email.html",
        state="ask" if token and email else "missing",
        filled=Fields(token=token, email=email or visitor.email),
        errors=Fields(),
        failure="",
    )


@post("/auth/verify-email", opt=route("account", "verify_email"), include_in_schema=False)
async def verify(request: StoaRequest) -> Response[str]:
    """Proves the address; a link that opens nothing any more offers another letter."""
    visitor = await meet(request)
    form = await form_of(request)
    proof = {name: form.get(name, "") for name in ("token", "email")}
    answer = await visitor.client.send("POST", "/auth/email/verify", proof)
    failed = "over" if answer.status == 422 else "ask"
    return page(
        request,
        visitor,
        "verify_email.html",
        status=answer.status,
        state="done" if answer.ok else failed,
        filled=Fields(proof),
        errors=Fields(),
        failure="" if answer.ok or failed == "over" else _failure(request, answer),
    )


@post("/auth/verify-email/resend", opt=route("account", "verify_email"), include_in_schema=False)
async def resend(request: StoaRequest) -> Response[str]:
    """Has another letter sent; the page after it is the same for every address."""
    visitor = await meet(request)
    email = (await form_of(request)).get("email", "")
    answer = await visitor.client.send("POST", "/auth/email/resend", {"email": email})
    return page(
        request,
        visitor,
        "verify_email.html",
        status=answer.status,
        state="sent" if answer.ok else "missing",
        filled=Fields(email=email),
        errors=Fields(field_errors(answer.errors, language_of(request))),
        failure="" if answer.ok else _failure(request, answer),
    )


def _failure(request: StoaRequest, answer: Answer) -> str:
    """The sentence above the form; fields bear their own."""
    language = language_of(request)
    if answer.status == 429:
        return language.say("error.wait", seconds=answer.retry_after or "60")
    keys = {419: "error.expired", 422: "error.check"}
    return language.say(keys.get(answer.status, "error.broken"))
