"""Reviews in Stoa's dialect: what their authors and the shop's admins see and say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from api.laravel.rules import Rules
from api.laravel.values import optional_moment, wire_moment
from api.stoa.paginate import cursor_of

EDIT_REVIEW: Final = Rules(
    {
        "rating": "sometimes|required|integer|min:1|max:5",
        "title": "nullable|string|max:150",
        "comment": "nullable|string|max:2000",
    }
)
HIDE_REVIEW: Final = Rules({"reason": "required|string|max:1000"})
LIST_REVIEWS: Final = Rules(
    {"status": "nullable|in:pending,approved,hidden", "limit": "nullable", "cursor": "nullable"}
)


class OwnReview(msgspec.Struct, frozen=True, kw_only=True):
    """A review as its author sees it, waiting or hidden ones too."""

    id: int
    product_id: int
    rating: int
    title: str | None
    comment: str | None
    is_verified_purchase: bool
    status: str
    created_at: str
    updated_at: str


class OwnReviews(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/account/reviews"""

    data: list[OwnReview]
    next_cursor: str | None


class JudgedReview(OwnReview, frozen=True, kw_only=True):
    """A review as the shop's admins see it: with its author and what was decided."""

    account_id: int
    author: str
    hidden_reason: str | None
    moderated_by: int | None
    moderated_at: str | None


class JudgedReviews(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/reviews"""

    data: list[JudgedReview]
    next_cursor: str | None


def own_review(row: Mapping[str, Any]) -> OwnReview:
    """A row of ``reviews`` for its author."""
    return OwnReview(**_columns(row))


def own_reviews(rows: Sequence[Mapping[str, Any]], limit: int) -> OwnReviews:
    """One page; one row more than ``limit`` was read to know whether there is another."""
    return OwnReviews([own_review(row) for row in rows[:limit]], _next(rows, limit))


def judged_review(row: Mapping[str, Any]) -> JudgedReview:
    """A row of ``reviews`` with its author's name, for admins."""
    return JudgedReview(
        **_columns(row),
        account_id=row["account_id"],
        author=row["author_name"],
        hidden_reason=row["hidden_reason"],
        moderated_by=row["moderated_by"],
        moderated_at=optional_moment(row["moderated_at"]),
    )


def judged_reviews(rows: Sequence[Mapping[str, Any]], limit: int) -> JudgedReviews:
    """One page; one row more than ``limit`` was read to know whether there is another."""
    return JudgedReviews([judged_review(row) for row in rows[:limit]], _next(rows, limit))


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: row[name] for name in OwnReview.__struct_fields__}
    for name in ("created_at", "updated_at"):
        columns[name] = wire_moment(columns[name])
    return columns


def _next(rows: Sequence[Mapping[str, Any]], limit: int) -> str | None:
    return cursor_of(rows[limit - 1]["id"]) if len(rows) > limit else None
