"""The wire shapes of categories in Stoa's own dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from api.laravel.rules import Rules

_SLUG: Final = r"string|max:255|regex:/^[a-z0-9]+(-[a-z0-9]+)*$/"
CREATE: Final = Rules({"name": "required|string|max:255", "slug": f"nullable|{_SLUG}"})
CHANGE: Final = Rules(
    {"name": "sometimes|required|string|max:255", "slug": f"sometimes|required|{_SLUG}"}
)
IDS: Final = Rules(
    {"category_ids": "present|array|max:500", "category_ids.*": "required|integer|distinct"}
)


class CategoryForm(msgspec.Struct, frozen=True):
    """A category as it is to be, after its rules; none leaves what is."""

    name: str | None = None
    slug: str | None = None


class IdsForm(msgspec.Struct, frozen=True):
    """A list of categories after its rules."""

    category_ids: list[int]


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A shelf of the shop. ``products_count`` counts what everybody sees; ``image_url`` shows one
    of the newest of these.
    """

    id: int
    name: str
    slug: str
    sort_order: int
    products_count: int
    image_url: str | None


class CategoryAnswer(msgspec.Struct, frozen=True):
    """One category."""

    data: Category


class CategoryList(msgspec.Struct, frozen=True):
    """All categories in their order."""

    data: list[Category]


class PlacedProduct(msgspec.Struct, frozen=True):
    """The categories that a product is in now."""

    category_ids: list[int]


class PlacedAnswer(msgspec.Struct, frozen=True):
    """PUT /products/{product}/categories"""

    data: PlacedProduct


def category(row: Mapping[str, Any]) -> Category:
    return Category(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        sort_order=row["sort_order"],
        products_count=row["products"],
        image_url=row["image_url"],
    )


def category_list(rows: Sequence[Mapping[str, Any]]) -> CategoryList:
    return CategoryList([category(row) for row in rows])
