"""The wire shapes of reviews, and what writing one must satisfy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.laravel.paginate import Page, last_page
from api.laravel.rules import Rules
from api.laravel.values import wire_moment

if TYPE_CHECKING:
    from api.catalog.ratings import Rating

WRITE_REVIEW: Final = Rules(
    {
        "rating": "required|integer|min:1|max:5",
        "title": "nullable|string|max:150",
        "comment": "nullable|string|max:2000",
        "order_id": "nullable|integer|exists:orders,id",
    }
)


class Author(msgspec.Struct, frozen=True):
    """Who wrote a review."""

    name: str


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A review as everybody sees it."""

    id: int
    rating: int
    title: str | None
    comment: str | None
    is_verified_purchase: bool
    created_at: str
    user: Author


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """POST /products/{productId}/reviews"""

    data: Review
    message: str = "Review submitted successfully."


class ReviewsMeta(msgspec.Struct, frozen=True, kw_only=True):
    """How many reviews there are, their average with one decimal, and which page this is."""

    total: int
    avg_rating: float | None
    current_page: int
    last_page: int


class Reviews(msgspec.Struct, frozen=True, kw_only=True):
    """GET /public/products/{productId}/reviews"""

    data: list[Review]
    meta: ReviewsMeta


class Distribution(msgspec.Struct, frozen=True, rename={f"stars_{n}": str(n) for n in range(1, 6)}):
    """How many reviews gave each number of stars."""

    stars_5: int
    stars_4: int
    stars_3: int
    stars_2: int
    stars_1: int


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The stars of a product."""

    total: int
    avg_rating: float | None
    distribution: Distribution


class SummaryAnswer(msgspec.Struct, frozen=True):
    """GET /public/products/{productId}/reviews/summary"""

    data: Summary


def review(row: Mapping[str, Any]) -> Review:
    """A row of ``reviews`` with its author's name."""
    return Review(
        id=row["id"],
        rating=row["rating"],
        title=row["title"],
        comment=row["comment"],
        is_verified_purchase=row["is_verified_purchase"],
        created_at=wire_moment(row["created_at"]),
        user=Author(row["author_name"]),
    )


def reviews(rows: Sequence[Mapping[str, Any]], rating: Rating, page: Page) -> Reviews:
    """One page of a product's reviews."""
    meta = ReviewsMeta(
        total=rating.count,
        avg_rating=rating.average,
        current_page=page.number,
        last_page=last_page(rating.count, page.size),
    )
    return Reviews(data=[review(row) for row in rows], meta=meta)


def summary(rating: Rating) -> SummaryAnswer:
    """A product's stars."""
    return SummaryAnswer(
        Summary(
            total=rating.count,
            avg_rating=rating.average,
            distribution=Distribution(*reversed(rating.stars)),
        )
    )
