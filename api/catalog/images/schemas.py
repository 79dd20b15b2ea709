"""The wire shapes of a product's pictures in Stoa's own dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from api.laravel.rules import Rules
from api.pictures.service import sources

LONGEST_ALT: Final = 255
UPLOAD: Final = Rules({"alt": f"nullable|string|max:{LONGEST_ALT}"})
CHANGE: Final = Rules(
    {"alt": f"nullable|string|max:{LONGEST_ALT}", "is_primary": "sometimes|required|boolean"}
)
ORDER: Final = Rules(
    {
        "image_ids": "required|array|max:100",
        "image_ids.*": "required|integer|distinct",
    }
)


class OrderForm(msgspec.Struct, frozen=True):
    """PUT …/images/order after its rules."""

    image_ids: list[int]


class ProductImage(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of a product.

    ``url`` is what old clients show. ``sources`` are the files of an uploaded picture by kind
    (``webp``, ``jpg``) and greatest width in points, ``width`` and ``height`` the size of the
    widest; all three are null for a picture that lies elsewhere.
    """

    id: int
    url: str
    alt: str
    is_primary: bool
    sort_order: int
    width: int | None
    height: int | None
    sources: dict[str, dict[str, str]] | None


class ImageAnswer(msgspec.Struct, frozen=True):
    """One picture."""

    data: ProductImage


class ImageList(msgspec.Struct, frozen=True):
    """All pictures of a product in their order; the first is the primary one."""

    data: list[ProductImage]


def product_image(row: Mapping[str, Any]) -> ProductImage:
    files = sources(row["url"])
    return ProductImage(
        id=row["id"],
        url=row["url"],
        alt=row["alt"],
        is_primary=row["is_primary"],
        sort_order=row["sort_order"],
        width=row["width"],
        height=row["height"],
        sources=None
        if files is None
        else {
            kind: {str(width): url for width, url in by_width.items()}
            for kind, by_width in files.items()
        },
    )


def image_list(rows: Sequence[Mapping[str, Any]]) -> ImageList:
    return ImageList([product_image(row) for row in rows])
