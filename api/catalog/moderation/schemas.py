"""The wire shapes of the moderation. Contract: /api/v1/admin/products/pending, …/moderate."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from api.catalog.moderation.service import Moderated
from api.catalog.schemas import own_product, shelves_and_pictures
from api.catalog.shapes import OwnProduct, ProductCategory, StoredPicture
from api.laravel.paginate import RawPage
from api.laravel.rules import Rules
from api.producers.schemas import admin_producer
from api.producers.shapes import AdminProducer

MODERATE: Final = Rules(
    {
        "action": "required|in:approve,reject",
        "reason": "required_if:action,reject|nullable|string|min:10|max:65535",
    }
)


class ModerateForm(msgspec.Struct, frozen=True):
    """PATCH /admin/products/{product}/moderate after its rules."""

    action: Literal["approve", "reject"]
    reason: str | None = None


class ModeratedProduct(OwnProduct, frozen=True, kw_only=True):
    """A product as whoever moderates it sees it."""

    producer: AdminProducer
    categories: list[ProductCategory]
    images: list[StoredPicture]


class PendingProducts(RawPage, frozen=True, kw_only=True):
    """GET /admin/products/pending"""

    data: list[ModeratedProduct]


class ModeratedAnswer(msgspec.Struct, frozen=True):
    """What was decided, and the product now."""

    message: str
    product: ModeratedProduct


def moderated_product(moderated: Moderated) -> dict[str, object]:
    row = moderated.product
    return {
        **own_product(row),
        "producer": admin_producer(moderated.producer, row["currency"]),
        **shelves_and_pictures(row),
    }
