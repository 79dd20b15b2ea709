"""The pictures of a product at the desk: added, described, put in order, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar import Response, get, post
from litestar.params import FromPath

from api.laravel.request import StoaRequest
from api.laravel.route import route
from storefront.rendering import go_to, language_of, page
from storefront.visitor import form_of, meet, needed

if TYPE_CHECKING:
    from storefront.visitor import Visitor

MOST_IMAGES: Final = 10
MEGABYTES_AT_ONCE: Final = 30
FIELD: Final = "image"
DONE: Final = ("created", "pictures_added", "pictures_changed", "picture_deleted")
# What a picture may be told by its form; earlier and later move it by one place.
CHANGES: Final = ("describe", "first", "earlier", "later", "delete")


@get(
    "/producer/products/{product_id:int}/pictures",
    opt=route("product", "update"),
    include_in_schema=False,
)
async def pictures(request: StoaRequest, product_id: FromPath[int]) -> Response[str]:
    """All pictures of an own product in their order; an admin may open anyone's."""
    return await _pictures_page(request, await meet(request), product_id)


async def _pictures_page(
    request: StoaRequest, visitor: Visitor, product_id: int, *, failures: list[str] | None = None
) -> Response[str]:
    product = needed(await visitor.client.get(f"/api/stoa/v1/products/{product_id}"))["data"]
    done = request.query_params.get("done", "")
    return page(
        request,
        visitor,
        "desk_pictures.html",
        status=422 if failures else 200,
        product=product,
        images=product["images"],
        room=MOST_IMAGES - len(product["images"]),
        most=MOST_IMAGES,
        megabytes=MEGABYTES_AT_ONCE,
        failures=failures or [],
        done=done if done in DONE else "",
    )


@post(
    "/producer/products/{product_id:int}/pictures",
    opt=route(
        "product", "update", file=FIELD, largest_body=MEGABYTES_AT_ONCE * 1024 * 1024 + 64 * 1024
    ),
    include_in_schema=False,
)
async def upload(request: StoaRequest, product_id: FromPath[int]) -> Response[str]:
    """Adds the chosen pictures one by one; those that cannot be kept are told by name."""
    visitor = await meet(request)
    address = f"/api/stoa/v1/products/{product_id}/images"
    failures = []
    for file in await request.uploads(FIELD):
        answer = await visitor.client.upload(address, FIELD, file)
        if answer.status not in (201, 422, 429):
            needed(answer)
        if not answer.ok:
            failures.append(f"{file.filename}: {picture_refusal(request, answer.body)}")
    if failures:
        return await _pictures_page(request, visitor, product_id, failures=failures)
    return go_to(f"/producer/products/{product_id}/pictures?done=pictures_added")


@post(
    "/producer/products/{product_id:int}/pictures/{image_id:int}",
    opt=route("product", "update"),
    include_in_schema=False,
)
async def change(
    request: StoaRequest, product_id: FromPath[int], image_id: FromPath[int]
) -> Response[str]:
    """Does to one picture what the pressed button says."""
    visitor = await meet(request)
    form = await form_of(request)
    images = f"/api/stoa/v1/products/{product_id}/images"
    wanted = form.get("change") if form.get("change") in CHANGES else "describe"
    if wanted == "delete":
        needed(await visitor.client.send("DELETE", f"{images}/{image_id}"))
        return go_to(f"/producer/products/{product_id}/pictures?done=picture_deleted")
    if wanted in ("earlier", "later"):
        kept = needed(await visitor.client.get(images))["data"]
        order = moved([one["id"] for one in kept], image_id, -1 if wanted == "earlier" else 1)
        needed(await visitor.client.send("PUT", f"{images}/order", {"image_ids": order}))
    else:
        change = {"is_primary": True} if wanted == "first" else {"alt": form.get("alt") or None}
        needed(await visitor.client.send("PATCH", f"{images}/{image_id}", change))
    return go_to(f"/producer/products/{product_id}/pictures?done=pictures_changed")


def moved(order: list[int], image_id: int, by: int) -> list[int]:
    """The order with one picture moved by so many places; at an end it stays there."""
    if image_id not in order:
        return [*order, image_id]
    place = order.index(image_id)
    others = [each for each in order if each != image_id]
    target = min(max(place + by, 0), len(others))
    return [*others[:target], image_id, *others[target:]]


def picture_refusal(request: StoaRequest, body: Any) -> str:
    """Why a picture was not kept, in the visitor's language."""
    language = language_of(request)
    code = str(body.get("code", "")) if isinstance(body, dict) else ""
    key = f"pictures.{code}"
    return language.say(key if language.has(key) else "error.broken")
