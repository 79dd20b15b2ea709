"""A producer's figures on the wire: /producer/overview, /producers/{producer}/rating."""

from __future__ import annotations

from typing import Final

from litestar import get

from api.catalog.overview import schemas, service
from api.laravel.request import StoaRequest
from api.laravel.route import Refusal, route
from api.laravel.throttle import Throttle
from api.stock.rules import LOW

READS: Final = Throttle(120)
NO_PROFILE: Final = Refusal({"message": "Producer profile not found"})


@get(
    "/api/stoa/v1/producer/overview",
    operation_id="ShowOwnShelf",
    tags=["Producer"],
    opt=route("product", "list_own", refusal=NO_PROFILE),
)
async def show_overview(request: StoaRequest) -> schemas.OverviewAnswer:
    """How many products the caller has, on sale, waiting, running out; and which to fill up."""
    async with request.unit_of_work(read_only=True) as uow:
        shelf = await service.own_shelf(uow)
    return schemas.OverviewAnswer(schemas.overview(shelf, LOW))


@get(
    "/api/stoa/v1/producers/{producer:str}/rating",
    operation_id="ShowProducerRating",
    tags=["Producers"],
    opt=route("producer", "view", throttle=READS),
)
async def show_rating(request: StoaRequest) -> schemas.RatingAnswer:
    """How all products of a producer are rated together, as far as everybody finds them."""
    producer_id = request.path_id("producer")
    async with request.unit_of_work(read_only=True) as uow:
        stars = await service.stars_of_producer(uow, producer_id)
    return schemas.RatingAnswer(schemas.ProducerRating(stars.count, stars.average))
