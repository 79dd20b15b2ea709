"""Reviews in Stoa's dialect: one's own, and deciding about all (/api/stoa/v1)."""

from __future__ import annotations

from litestar import Controller, delete, get, patch, post

from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.reviews import service, stoa_schemas
from api.reviews.stoa_schemas import EDIT_REVIEW, HIDE_REVIEW, LIST_REVIEWS
from api.stoa.paginate import read_cursor, read_limit


class OwnReviewController(Controller):
    """/api/stoa/v1/account/reviews: what the caller has written."""

    path = "/api/stoa/v1/account/reviews"
    tags = ("Reviews",)

    @get(operation_id="ListOwnReviews", opt=route("review", "list_own"))
    async def list(self, request: StoaRequest) -> stoa_schemas.OwnReviews:
        """The caller's reviews, newest first, waiting and hidden ones too."""
        query = await request.input()
        before, limit = read_cursor(query, int), read_limit(query)
        async with request.unit_of_work(read_only=True) as uow:
            rows = await service.own_reviews(uow, before=before, limit=limit + 1)
        return stoa_schemas.own_reviews(rows, limit)

    @patch(
        "/{review:str}",
        operation_id="EditOwnReview",
        opt={**route("review", "update", body=EDIT_REVIEW), "also": (409,)},
    )
    async def edit(self, request: StoaRequest) -> stoa_schemas.OwnReview:
        """Change what is sent; in a shop that reads reviews first, it waits again."""
        review_id = request.path_id("review")
        async with request.unit_of_work() as uow:
            await service.find_own_review(uow, review_id)
            values = EDIT_REVIEW.check(await request.input())
            row = await service.edit_review(
                uow, review_id, values, waits=request.tenant.reviews_wait
            )
        return stoa_schemas.own_review(row)

    @delete(
        "/{review:str}",
        operation_id="DeleteOwnReview",
        status_code=204,
        opt={**route("review", "delete"), "also": (409,)},
    )
    async def delete(self, request: StoaRequest) -> None:
        """Take a review away for good; the product may be reviewed anew."""
        review_id = request.path_id("review")
        async with request.unit_of_work() as uow:
            await service.delete_review(uow, review_id)


class JudgedReviewController(Controller):
    """/api/stoa/v1/reviews: for the shop's admins."""

    path = "/api/stoa/v1/reviews"
    tags = ("Reviews",)

    @get(
        operation_id="ListJudgedReviews",
        opt=route("review", "list_all", query=LIST_REVIEWS),
    )
    async def list(self, request: StoaRequest) -> stoa_schemas.JudgedReviews:
        """The shop's reviews, newest first; ``status`` narrows."""
        query = await request.input()
        status = LIST_REVIEWS.check(query).get("status")
        before, limit = read_cursor(query, int), read_limit(query)
        async with request.unit_of_work(read_only=True) as uow:
            rows = await service.reviews_by_status(
                uow,
                status=None if status is None else str(status),
                before=before,
                limit=limit + 1,
            )
        return stoa_schemas.judged_reviews(rows, limit)

    @post(
        "/{review:str}/hide",
        operation_id="HideReview",
        status_code=200,
        opt=route("review", "moderate", body=HIDE_REVIEW),
    )
    async def hide(self, request: StoaRequest) -> stoa_schemas.JudgedReview:
        """Take a review out of sight and say why; its stars no longer count."""
        review_id = request.path_id("review")
        async with request.unit_of_work() as uow:
            await service.find_review(uow, review_id)
            reason = str(HIDE_REVIEW.check(await request.input())["reason"])
            row = await service.hide_review(uow, review_id, reason)
        return stoa_schemas.judged_review(row)

    @post(
        "/{review:str}/approve",
        operation_id="ApproveReview",
        status_code=200,
        opt=route("review", "moderate"),
    )
    async def approve(self, request: StoaRequest) -> stoa_schemas.JudgedReview:
        """Show a review that waits or was hidden."""
        review_id = request.path_id("review")
        async with request.unit_of_work() as uow:
            row = await service.approve_review(uow, review_id)
        return stoa_schemas.judged_review(row)
