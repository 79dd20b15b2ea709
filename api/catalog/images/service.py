"""Use cases of a product's pictures. The first in their order is the primary one, always."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from api.catalog.images import queries
from api.catalog.images.errors import OtherImages, TooManyImages
from api.catalog.service import hold_product
from api.kit import audit
from api.kit.errors import NotFound
from api.kit.ids import next_id
from api.pictures.service import next_picture_id, register, use_pictures

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork
    from api.pictures.service import KeptPicture

MOST_IMAGES: Final = 10
RESOURCE: Final = "product"


async def images_of(uow: UnitOfWork, product_id: int) -> list[Record]:
    """The pictures of a product in their order, uploaded ones with their size."""
    return await queries.images_of(uow, product_id)


async def prepare_image(uow: UnitOfWork, product_id: int) -> int:
    """Find out that a picture may be added, before it is drawn; returns the picture's number.

    Raises ``NotFound``, ``Refused`` and ``TooManyImages``.
    """
    await _images_held(uow, product_id, room=True)
    return await next_picture_id(uow)


async def add_image(uow: UnitOfWork, product_id: int, kept: KeptPicture, alt: str) -> Record:
    """Put an uploaded picture behind the others; the first becomes the primary one.

    Raises as ``prepare_image`` does: a rival may have been quicker while it was drawn.
    """
    images = await _images_held(uow, product_id, room=True)
    await register(uow, kept)
    image_id = await next_id(uow, "product_images")
    place = images[-1]["sort_order"] + 1 if images else 0
    await queries.insert_image(uow, image_id, product_id, kept.url, alt, place)
    after = await _settle(uow, product_id, images)
    await audit.record(
        uow, "add_image", RESOURCE, product_id, after={"image_id": image_id, "url": kept.url}
    )
    return next(image for image in after if image["id"] == image_id)


async def arrange_images(
    uow: UnitOfWork, product_id: int, image_ids: Sequence[int]
) -> list[Record]:
    """Show the pictures in this order. Raises ``NotFound``, ``Refused`` and ``OtherImages``."""
    images = await _images_held(uow, product_id)
    before = [image["id"] for image in images]
    if sorted(image_ids) != sorted(before):
        raise OtherImages
    if list(image_ids) == before:
        return images
    await queries.arrange_images(uow, product_id, image_ids)
    after = await _settle(uow, product_id, images)
    await audit.record(
        uow,
        "arrange_images",
        RESOURCE,
        product_id,
        before={"image_ids": before},
        after={"image_ids": list(image_ids)},
    )
    return after


async def make_primary(uow: UnitOfWork, product_id: int, image_id: int) -> None:
    """Put a picture before the others. Raises ``NotFound`` and ``Refused``."""
    images = await _images_held(uow, product_id)
    others = [image["id"] for image in images if image["id"] != image_id]
    if len(others) == len(images):
        raise NotFound
    await arrange_images(uow, product_id, [image_id, *others])


async def describe_image(uow: UnitOfWork, product_id: int, image_id: int, alt: str) -> None:
    """Say what a picture shows, for those who do not see it. Raises ``NotFound``, ``Refused``."""
    image = _one(await _images_held(uow, product_id), image_id)
    if image["alt"] == alt:
        return
    await queries.describe_image(uow, product_id, image_id, alt)
    await audit.record(
        uow,
        "describe_image",
        RESOURCE,
        product_id,
        before={"image_id": image_id, "alt": image["alt"]},
        after={"image_id": image_id, "alt": alt},
    )


async def delete_image(uow: UnitOfWork, product_id: int, image_id: int) -> None:
    """Take a picture away; the next one becomes primary. Raises ``NotFound`` and ``Refused``.

    Its files go a day later, so that whoever has the page open still sees it.
    """
    images = await _images_held(uow, product_id)
    image = _one(images, image_id)
    await queries.delete_image(uow, product_id, image_id)
    left = [each["id"] for each in images if each["id"] != image_id]
    await queries.arrange_images(uow, product_id, left)
    await _settle(uow, product_id, images)
    await audit.record(
        uow,
        "delete_image",
        RESOURCE,
        product_id,
        before={"image_id": image_id, "url": image["url"], "alt": image["alt"]},
    )


async def _images_held(uow: UnitOfWork, product_id: int, *, room: bool = False) -> list[Record]:
    """The pictures of a product that is held until the unit of work ends."""
    await hold_product(uow, "update", product_id)
    images = await queries.images_of(uow, product_id)
    if room and len(images) >= MOST_IMAGES:
        raise TooManyImages(MOST_IMAGES)
    return images


async def _settle(uow: UnitOfWork, product_id: int, before: Sequence[Record]) -> list[Record]:
    """The pictures now, after everything that follows them has followed."""
    images = await queries.images_of(uow, product_id)
    urls = [image["url"] for image in images]
    if urls[:1] != [image["url"] for image in before[:1]]:
        await queries.mirror_primary(uow, product_id, urls[0] if urls else None)
    await use_pictures(uow, RESOURCE, product_id, urls)
    return images


def _one(images: Sequence[Record], image_id: int) -> Record:
    for image in images:
        if image["id"] == image_id:
            return image
    raise NotFound
