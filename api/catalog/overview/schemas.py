"""The wire shapes of a producer's figures, in Stoa's own dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from api.catalog.overview.service import Shelf


class RunningOut(msgspec.Struct, frozen=True, kw_only=True):
    """A product for sale of which few or none are left; ``stock`` counts pieces."""

    id: int
    name: str
    slug: str
    image_url: str | None
    unit: str
    stock: int


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """How many products the caller has, and of what kind.

    ``waiting`` and ``rejected`` are about approval; ``low`` and ``sold_out`` about products for
    sale. ``low_from`` is the number from which on few are left.
    """

    products: int
    on_sale: int
    waiting: int
    rejected: int
    low: int
    sold_out: int
    low_from: int
    running_out: list[RunningOut]


class OverviewAnswer(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/producer/overview"""

    data: Overview


class ProducerRating(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/producers/{producer}/rating; ``average`` is null where nobody rated."""

    reviews: int
    average: float | None


class RatingAnswer(msgspec.Struct, frozen=True):
    """How a producer's products are rated."""

    data: ProducerRating


def overview(shelf: Shelf, low_from: int) -> Overview:
    return Overview(
        **dict(shelf.counts),
        low_from=low_from,
        running_out=[RunningOut(**dict(row)) for row in shelf.running_out],
    )
