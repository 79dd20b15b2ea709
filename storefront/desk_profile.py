"""The producer's own profile: what buyers see, what only the shop knows, and its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar import Response, get, post

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.desk_pictures import picture_refusal
from storefront.profile_form import profile_body, profile_fields
from storefront.rendering import Fields, go_to, language_of, page
from storefront.sentences import field_errors
from storefront.visitor import PageFailure, form_of, meet, needed

if TYPE_CHECKING:
    from storefront.client import Answer
    from storefront.visitor import Visitor

PAGE: Final = "/producer/settings"
STANDING: Final = "/api/stoa/v1/producer/standing"
PICTURE: Final = "/api/stoa/v1/producer/picture"
REGIONS: Final = "/api/stoa/v1/producers/regions"
FIELD: Final = "image"
LARGEST_UPLOAD: Final = 10 * 1024 * 1024 + 64 * 1024
# Sentences that a redirect may ask the page to show.
DONE: Final = ("profile", "portrait", "portrait_deleted")


@get("/producer/onboarding", opt=route("producer", "update_own"), include_in_schema=False)
async def onboarding(request: StoaRequest) -> Response[str]:
    """A new producer tells of itself where it will change it later."""
    return go_to(PAGE, status=307)


@get(PAGE, opt=route("producer", "update_own"), include_in_schema=False)
async def settings(request: StoaRequest) -> Response[str]:
    """The own profile, and what it still lacks."""
    return await _settings_page(request, await meet(request))


async def _settings_page(
    request: StoaRequest,
    visitor: Visitor,
    *,
    form: dict[str, Any] | None = None,
    refused: Answer | None = None,
    picture_failure: str = "",
) -> Response[str]:
    """The page, or after a refusal the page again with what was typed and what was wrong."""
    profile, standing = await own_profile(visitor)
    regions = needed(await visitor.client.get(REGIONS))["data"]
    failed = refused is not None or bool(picture_failure)
    done = request.query_params.get("done", "")
    return page(
        request,
        visitor,
        "desk_profile.html",
        status=(refused.status if refused else 422) if failed else 200,
        profile=profile,
        standing=standing,
        regions=[one["region"] for one in regions],
        filled=Fields(profile_fields(profile, standing) if form is None else form),
        errors=Fields(field_errors(refused.errors, language_of(request)) if refused else {}),
        picture_failure=picture_failure,
        done=done if done in DONE and not failed else "",
    )


async def own_profile(visitor: Visitor) -> tuple[dict[str, Any], dict[str, Any]]:
    """The visitor's profile (``/producer/me``) and its standing; PageFailure where there is none.

    A visitor without a profile is refused as by the policy: there is nothing of theirs here.
    """
    profile = needed(await visitor.client.get("/producer/me"))["producer"]
    standing = needed(await visitor.client.get(STANDING))["data"]
    if profile is None or standing is None:
        raise PageFailure(403)
    return profile, standing


@post(PAGE, opt=route("producer", "update_own"), include_in_schema=False)
async def change_settings(request: StoaRequest) -> Response[str]:
    """Changes the profile, or shows the form again with what was wrong beside each field."""
    visitor = await meet(request)
    form = await form_of(request)
    answer = await visitor.client.send("PATCH", "/producer/profile", profile_body(form))
    if answer.ok:
        await _note_complete(request, visitor)
        return go_to(f"{PAGE}?done=profile")
    if answer.status != 422:
        needed(answer)
    return await _settings_page(request, visitor, form=form, refused=answer)


@post(
    f"{PAGE}/picture",
    opt=route("producer", "update_own", file=FIELD, largest_body=LARGEST_UPLOAD),
    include_in_schema=False,
)
async def upload_picture(request: StoaRequest) -> Response[str]:
    """Shows another picture on the profile."""
    visitor = await meet(request)
    file = (await request.uploads(FIELD))[-1]
    answer = await visitor.client.upload(PICTURE, FIELD, file)
    if answer.ok:
        await _note_complete(request, visitor)
        return go_to(f"{PAGE}?done=portrait#step-picture")
    if answer.status not in (422, 429):
        needed(answer)
    failure = f"{file.filename}: {picture_refusal(request, answer.body)}"
    return await _settings_page(request, visitor, picture_failure=failure)


@post(f"{PAGE}/picture/delete", opt=route("producer", "update_own"), include_in_schema=False)
async def delete_picture(request: StoaRequest) -> Response[str]:
    """Shows no picture on the profile."""
    visitor = await meet(request)
    needed(await visitor.client.send("DELETE", PICTURE))
    return go_to(f"{PAGE}?done=portrait_deleted#step-picture")


async def _note_complete(request: StoaRequest, visitor: Visitor) -> None:
    """Tells the shop the first time that a profile lacks nothing (contract: the page's duty)."""
    profile, standing = await own_profile(visitor)
    if profile["onboarding_completed_at"] is None and all(s["done"] for s in standing["steps"]):
        completed = {"onboarding_completed_at": request.moment.isoformat()}
        needed(await visitor.client.send("PATCH", "/producer/profile", completed))
