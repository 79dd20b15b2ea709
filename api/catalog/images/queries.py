"""All SQL of the products' pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

# An uploaded picture is found by the name in its address; one from elsewhere has no size.
IMAGES_OF_PRODUCT: Final = """
SELECT i.id, i.url, i.alt, i.is_primary, i.sort_order, p.width, p.height
FROM product_images i
LEFT JOIN pictures p ON p.tenant_id = i.tenant_id
    AND p.name = substring(i.url FROM '^/storage/pictures/([0-9]+-[0-9a-f]{32})/')
WHERE i.tenant_id = $1 AND i.product_id = $2
ORDER BY i.sort_order, i.is_primary DESC, i.id
"""
INSERT_IMAGE: Final = """
INSERT INTO product_images
    (tenant_id, id, product_id, url, alt, is_primary, sort_order, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
"""
# The first of the order is the primary one.
ARRANGE_IMAGES: Final = """
UPDATE product_images i
SET sort_order = o.position - 1, is_primary = o.position = 1, updated_at = $4
FROM unnest($3::bigint[]) WITH ORDINALITY AS o (id, position)
WHERE i.tenant_id = $1 AND i.product_id = $2 AND i.id = o.id
"""
DESCRIBE_IMAGE: Final = """
UPDATE product_images SET alt = $4, updated_at = $5
WHERE tenant_id = $1 AND product_id = $2 AND id = $3
"""
DELETE_IMAGE: Final = """
DELETE FROM product_images WHERE tenant_id = $1 AND product_id = $2 AND id = $3
"""
MIRROR_PRIMARY: Final = """
UPDATE products SET image_url = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2
"""


async def images_of(uow: UnitOfWork, product_id: int) -> list[Record]:
    """The pictures of a product in their order."""
    return await uow.rows(IMAGES_OF_PRODUCT, product_id)


async def insert_image(
    uow: UnitOfWork, image_id: int, product_id: int, url: str, alt: str, place: int
) -> None:
    """``place`` is behind the others; the only picture stands at 0 and is primary."""
    await uow.run(INSERT_IMAGE, image_id, product_id, url, alt, place == 0, place, uow.moment)


async def arrange_images(uow: UnitOfWork, product_id: int, image_ids: Sequence[int]) -> None:
    await uow.run(ARRANGE_IMAGES, product_id, list(image_ids), uow.moment)


async def describe_image(uow: UnitOfWork, product_id: int, image_id: int, alt: str) -> None:
    await uow.run(DESCRIBE_IMAGE, product_id, image_id, alt, uow.moment)


async def delete_image(uow: UnitOfWork, product_id: int, image_id: int) -> None:
    await uow.run(DELETE_IMAGE, product_id, image_id)


async def mirror_primary(uow: UnitOfWork, product_id: int, url: str | None) -> None:
    await uow.run(MIRROR_PRIMARY, product_id, url, uow.moment)
