"""All SQL of the reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from api.kit.authz import visible
from api.kit.ids import next_id
from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

_REVIEW: Final = """
SELECT v.*, a.name AS author_name
FROM reviews v
JOIN accounts a ON a.tenant_id = v.tenant_id AND a.id = v.account_id
"""
REVIEW_BY_ID: Final = f"{_REVIEW} WHERE v.tenant_id = $1 AND v.id = $2"
SHOWN_REVIEWS: Final = (
    f"{_REVIEW} WHERE v.tenant_id = $1 AND v.product_id = $2 AND v.status = 'approved' "
    "ORDER BY v.created_at DESC, v.id DESC LIMIT $3 OFFSET $4"
)
LOCK_REVIEW: Final = locking("reviews", "id", "id")
# A rival's equal review is waited for; once it is stored, this one is not.
INSERT_REVIEW: Final = """
INSERT INTO reviews
    (tenant_id, id, account_id, product_id, order_id, rating, title, comment,
     is_verified_purchase, status, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
ON CONFLICT (tenant_id, account_id, product_id) DO NOTHING
"""
DELETE_REVIEW: Final = "DELETE FROM reviews WHERE tenant_id = $1 AND id = $2"
WRITABLE: Final = (
    *("rating", "title", "comment", "status", "hidden_reason", "moderated_by", "moderated_at"),
)


async def review_by_id(uow: UnitOfWork, review_id: int) -> Record | None:
    return await uow.row(REVIEW_BY_ID, review_id)


async def shown_reviews(
    uow: UnitOfWork, product_id: int, *, limit: int, offset: int
) -> list[Record]:
    return await uow.rows(SHOWN_REVIEWS, product_id, limit, offset)


async def own_reviews(uow: UnitOfWork, *, before: int | None, limit: int) -> list[Record]:
    """The reviews that the caller may call their own, newest first, below the id ``before``."""
    arguments: list[object] = [uow.tenant_id]
    where = ["v.tenant_id = $1", visible(uow.principal, "list_own", "review", arguments, "v")]
    return await _newest(uow, where, arguments, before, limit)


async def reviews_by_status(
    uow: UnitOfWork, *, status: str | None, before: int | None, limit: int
) -> list[Record]:
    """All reviews of the shop, or those of one status, newest first, below the id ``before``."""
    arguments: list[object] = [uow.tenant_id]
    where = ["v.tenant_id = $1"]
    if status is not None:
        arguments.append(status)
        where.append(f"v.status = ${len(arguments)}")
    return await _newest(uow, where, arguments, before, limit)


async def _newest(
    uow: UnitOfWork, where: list[str], arguments: list[object], before: int | None, limit: int
) -> list[Record]:
    if before is not None:
        arguments.append(before)
        where.append(f"v.id < ${len(arguments)}")
    condition = " AND ".join(where)
    return await uow.rows(
        f"{_REVIEW} WHERE {condition} ORDER BY v.id DESC LIMIT ${len(arguments) + 1}",
        *arguments[1:],
        limit,
    )


async def lock_review(uow: UnitOfWork, review_id: int) -> None:
    """Hold the review's row until the unit of work ends; nothing happens if there is none."""
    await uow.row(LOCK_REVIEW, [review_id])


async def insert_review(
    uow: UnitOfWork,
    *,
    account_id: int,
    product_id: int,
    order_id: int | None,
    rating: int,
    title: str | None,
    comment: str | None,
    is_verified_purchase: bool,
    status: str,
) -> int | None:
    """The new review's id; none when the account has reviewed the product already."""
    review_id = await next_id(uow, "reviews")
    stored = await uow.run(
        INSERT_REVIEW,
        review_id,
        account_id,
        product_id,
        order_id,
        rating,
        title,
        comment,
        is_verified_purchase,
        status,
        uow.moment,
    )
    return review_id if stored else None


async def update_review(uow: UnitOfWork, review_id: int, values: Mapping[str, object]) -> None:
    columns = [name for name in WRITABLE if name in values]
    changes = "".join(f", {name} = ${position}" for position, name in enumerate(columns, start=4))
    await uow.run(
        f"UPDATE reviews SET updated_at = $3{changes} WHERE tenant_id = $1 AND id = $2",
        review_id,
        uow.moment,
        *(values[name] for name in columns),
    )


async def delete_review(uow: UnitOfWork, review_id: int) -> None:
    await uow.run(DELETE_REVIEW, review_id)
