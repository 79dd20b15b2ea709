"""Use cases of reviews. Every change counts the product's stars in its own transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from api.catalog.ratings import Rating, rating_of, record_rating
from api.kit import audit
from api.kit.authz import require
from api.kit.errors import NotFound, Unauthenticated
from api.kit.ids import LARGEST_ID
from api.reviews import queries, rules
from api.reviews.errors import AlreadyReviewed, HiddenByShop, NoSuchOrder

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


class Purchases(msgspec.Struct, frozen=True, kw_only=True):
    """What orders know about buyers; imports point down, so ``app.py`` hands it in.

    ``has_received``: whether the account has an order with the product that arrived.
    ``owner_of``: whose order this is, as ``(account_id,)``; none for one that does not exist.
    """

    has_received: Callable[[UnitOfWork, int, int], Awaitable[bool]]
    owner_of: Callable[[UnitOfWork, int], Awaitable[tuple[int | None] | None]]


class NewReview(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says about a product: 1 to 5 stars, and words if they like."""

    rating: int
    title: str | None = None
    comment: str | None = None
    order_id: int | None = None


class WrittenReview(msgspec.Struct, frozen=True):
    """What the policy looks at: whose review it is."""

    id: int
    account_id: int


async def product_rating(uow: UnitOfWork, product_id: int) -> Rating:
    """The stars of a product, shown or not. Raises ``NotFound``."""
    return await rating_of(uow, product_id)


async def shown_reviews(
    uow: UnitOfWork, product_id: int, *, limit: int, offset: int
) -> tuple[list[Record], Rating]:
    """Approved reviews of a product, newest first, and its stars in all. Raises ``NotFound``."""
    rating = await rating_of(uow, product_id)
    if offset >= rating.count:
        return [], rating
    return await queries.shown_reviews(uow, product_id, limit=limit, offset=offset), rating


async def own_reviews(uow: UnitOfWork, *, before: int | None, limit: int) -> list[Record]:
    """The caller's own reviews, newest first, from below the id ``before``."""
    return await queries.own_reviews(uow, before=before, limit=limit)


async def reviews_by_status(
    uow: UnitOfWork, *, status: str | None, before: int | None, limit: int
) -> list[Record]:
    """The shop's reviews for its admins, newest first, from below the id ``before``."""
    return await queries.reviews_by_status(uow, status=status, before=before, limit=limit)


async def write_review(
    uow: UnitOfWork, product_id: int, review: NewReview, purchases: Purchases, *, waits: bool
) -> Record:
    """Say something about an existing product, once per account; returns the stored review.

    It counts as a verified purchase when an order of the caller's with the product has arrived.
    An order that is named must exist and is kept only if it is the caller's. ``waits`` is the
    shop's setting. Raises ``NoSuchOrder`` and ``AlreadyReviewed``.
    """
    account_id = uow.principal.account_id
    if account_id is None:
        raise Unauthenticated
    order_id = await _own_order(uow, account_id, review.order_id, purchases)
    status = rules.status_of_new(waits=waits)
    review_id = await queries.insert_review(
        uow,
        account_id=account_id,
        product_id=product_id,
        order_id=order_id,
        rating=review.rating,
        title=review.title,
        comment=review.comment,
        is_verified_purchase=await purchases.has_received(uow, account_id, product_id),
        status=status,
    )
    if review_id is None:
        raise AlreadyReviewed
    await record_rating(uow, product_id, before=None, after=rules.counted(status, review.rating))
    after = {"product_id": product_id, "status": status, **_words(review)}
    await audit.record(uow, "create", "review", review_id, after=after)
    return await _find(uow, review_id)


async def edit_review(
    uow: UnitOfWork, review_id: int, values: Mapping[str, object], *, waits: bool
) -> Record:
    """Change the caller's own stars or words; what is not named stays. Returns it as stored.

    In a shop where reviews wait, a changed one waits again. Raises ``NotFound``, ``Refused`` and
    ``HiddenByShop``.
    """
    review = await _hold(uow, review_id, "update")
    if review["status"] == "hidden":
        raise HiddenByShop
    return await _store(
        uow, "update", review, {**values, "status": rules.status_of_new(waits=waits)}
    )


async def delete_review(uow: UnitOfWork, review_id: int) -> None:
    """Take the caller's own review away for good. Raises as ``edit_review`` does."""
    review = await _hold(uow, review_id, "delete")
    if review["status"] == "hidden":
        raise HiddenByShop
    await queries.delete_review(uow, review_id)
    counted = rules.counted(review["status"], review["rating"])
    await record_rating(uow, review["product_id"], before=counted, after=None)
    before = {column: review[column] for column in ("product_id", "rating", "title", "comment")}
    await audit.record(uow, "delete", "review", review_id, before=before)


async def hide_review(uow: UnitOfWork, review_id: int, reason: str) -> Record:
    """Take a review out of sight; the reason is for the shop's admins. Raises ``NotFound``."""
    review = await _hold(uow, review_id, "moderate")
    return await _store(
        uow, "hide", review, {"status": "hidden", "hidden_reason": reason, **_moderator(uow)}
    )


async def approve_review(uow: UnitOfWork, review_id: int) -> Record:
    """Show a review that waits or was hidden. Raises ``NotFound``."""
    review = await _hold(uow, review_id, "moderate")
    if review["status"] == "approved":
        return review
    return await _store(
        uow, "approve", review, {"status": "approved", "hidden_reason": None, **_moderator(uow)}
    )


async def find_review(uow: UnitOfWork, review_id: int) -> Record:
    """A review with its author's name, whatever its status. Raises ``NotFound``."""
    return await _find(uow, review_id)


async def find_own_review(uow: UnitOfWork, review_id: int) -> Record:
    """One of the caller's own reviews. Raises ``NotFound``, and ``Refused`` for another's."""
    review = await _find(uow, review_id)
    require(uow.principal, "update", "review", WrittenReview(review["id"], review["account_id"]))
    return review


async def _own_order(
    uow: UnitOfWork, account_id: int, order_id: int | None, purchases: Purchases
) -> int | None:
    if order_id is None:
        return None
    known = await purchases.owner_of(uow, order_id) if 0 < order_id <= LARGEST_ID else None
    if known is None:
        raise NoSuchOrder
    return order_id if known == (account_id,) else None


async def _find(uow: UnitOfWork, review_id: int) -> Record:
    row = await queries.review_by_id(uow, review_id) if 0 < review_id <= LARGEST_ID else None
    if row is None:
        raise NotFound
    return row


async def _hold(uow: UnitOfWork, review_id: int, action: str) -> Record:
    """The review, held until the unit of work ends; whether the caller may is asked here."""
    if 0 < review_id <= LARGEST_ID:
        await queries.lock_review(uow, review_id)
    review = await _find(uow, review_id)
    require(uow.principal, action, "review", WrittenReview(review["id"], review["account_id"]))
    return review


async def _store(
    uow: UnitOfWork, action: str, review: Record, values: Mapping[str, object]
) -> Record:
    """Write what differs from a held review, count its stars anew, note it in the audit."""
    after = {column: value for column, value in values.items() if review[column] != value}
    if not after:
        return review
    await queries.update_review(uow, review["id"], after)
    stored = await _find(uow, review["id"])
    await record_rating(
        uow,
        review["product_id"],
        before=rules.counted(review["status"], review["rating"]),
        after=rules.counted(stored["status"], stored["rating"]),
    )
    before = {column: review[column] for column in after}
    await audit.record(uow, action, "review", review["id"], before=before, after=after)
    return stored


def _moderator(uow: UnitOfWork) -> dict[str, object]:
    return {"moderated_by": uow.principal.account_id, "moderated_at": uow.moment}


def _words(review: NewReview) -> dict[str, object]:
    return {"rating": review.rating, "title": review.title, "comment": review.comment}
