"""Reviews on the wire. Contract: /public/products/{productId}/reviews, /products/…/reviews."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import Controller, get, post

from api.kit.errors import NotFound
from api.laravel.paginate import Page, page_number
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.laravel.values import numeric_id
from api.reviews import schemas, service
from api.reviews.errors import NoSuchOrder
from api.reviews.rules import PER_PAGE
from api.reviews.schemas import WRITE_REVIEW
from api.reviews.service import NewReview, Purchases

READS: Final = Throttle(120)


class PublicReviewController(Controller):
    """/api/v1/public/products/{productId}/reviews: what buyers said."""

    path = "/api/v1/public/products/{productId:str}/reviews"
    tags = ("Reviews",)

    @get(operation_id="ListReviews", opt=route("review", "list", throttle=READS))
    async def list(self, request: StoaRequest) -> schemas.Reviews:
        """Approved reviews of a product, newest first, twenty a page."""
        page = Page(page_number((await request.input()).get("page")), PER_PAGE)
        async with request.unit_of_work(read_only=True) as uow:
            rows, rating = await service.shown_reviews(
                uow, _product_id(request), limit=page.limit, offset=page.offset
            )
        return schemas.reviews(rows, rating, page)

    @get("/summary", operation_id="SummarizeReviews", opt=route("review", "list", throttle=READS))
    async def summary(self, request: StoaRequest) -> schemas.SummaryAnswer:
        """How many reviews a product has, their average, and how many gave which stars."""
        async with request.unit_of_work(read_only=True) as uow:
            rating = await service.product_rating(uow, _product_id(request))
        return schemas.summary(rating)


class ReviewController(Controller):
    """/api/v1/products/{productId}/reviews: saying something."""

    path = "/api/v1/products/{productId:str}/reviews"
    tags = ("Reviews",)

    @post(
        operation_id="WriteReview",
        status_code=201,
        opt=route("review", "create", throttle=Throttle(10), body=WRITE_REVIEW),
    )
    async def write(self, request: StoaRequest) -> schemas.Written:
        """Review a product, once per account; having bought it is not asked, but shown."""
        product_id = _product_id(request)
        purchases: Purchases = request.app.state.purchases
        async with request.unit_of_work() as uow:
            await service.product_rating(uow, product_id)
            examination = WRITE_REVIEW.examine(await request.input())
            review = msgspec.convert(examination.settle(), NewReview)
            try:
                row = await service.write_review(
                    uow, product_id, review, purchases, waits=request.tenant.reviews_wait
                )
            except NoSuchOrder:
                examination.note("order_id", "exists")
                examination.settle()
                raise
        return schemas.Written(data=schemas.review(row))


def _product_id(request: StoaRequest) -> int:
    """The product of the path, read as PHP reads a number: 1.5 is 1 (contract, D1)."""
    product_id = numeric_id(str(request.path_params["productId"]))
    if product_id is None:
        raise NotFound
    return product_id
