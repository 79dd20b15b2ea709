"""The wire shape of a product as its form needs it, in Stoa's own dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from api.catalog.images.schemas import ProductImage, product_image
from api.kit.money import Money
from api.laravel.values import optional_moment, wire_moment

_AS_STORED = (
    "id", "name", "title", "slug", "description", "unit", "stock", "category", "status",
    "is_active", "is_seasonal", "is_b2b_only", "cultivation_type", "cultivation_description",
    "ingredients", "origin", "storage_instructions", "shelf_life", "approval_status",
    "rejection_reason", "image_url",
)  # fmt: skip


class DeskProducer(msgspec.Struct, frozen=True, kw_only=True):
    """Whose product it is."""

    id: int
    name: str
    slug: str


class DeskProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product with everything its form shows. Amounts are minor units, weights grams."""

    id: int
    producer: DeskProducer
    name: str
    title: str
    slug: str
    description: str | None
    price: Money
    discount_price: Money | None
    unit: str
    stock: int
    category: str | None
    category_ids: list[int]
    image_url: str | None
    images: list[ProductImage]
    status: str
    is_active: bool
    is_seasonal: bool
    is_b2b_only: bool
    weight_per_unit: str | None
    cultivation_type: str | None
    cultivation_description: str | None
    allergens: list[str]
    ingredients: str | None
    origin: str | None
    storage_instructions: str | None
    shelf_life: str | None
    approval_status: str
    rejection_reason: str | None
    moderated_at: str | None
    created_at: str
    updated_at: str


class DeskAnswer(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/products/{product}"""

    data: DeskProduct


def desk_product(
    row: Mapping[str, Any], images: Sequence[Mapping[str, Any]], category_ids: list[int]
) -> DeskProduct:
    currency = row["currency"]
    discount = row["discount_price"]
    weight = row["weight_per_unit"]
    allergens = row["allergens"] or []
    return DeskProduct(
        **{column: row[column] for column in _AS_STORED},
        producer=DeskProducer(
            id=row["producer_id"], name=row["producer_name"], slug=row["producer_slug"]
        ),
        price=Money(row["price"], currency),
        discount_price=None if discount is None else Money(discount, currency),
        category_ids=category_ids,
        images=[product_image(image) for image in images],
        weight_per_unit=None if weight is None else str(weight),
        # The old backend kept what was sent, an object too.
        allergens=list(allergens.values()) if isinstance(allergens, dict) else list(allergens),
        moderated_at=optional_moment(row["moderated_at"]),
        created_at=wire_moment(row["created_at"]),
        updated_at=wire_moment(row["updated_at"]),
    )
