"""Producers on the wire. Contract: /public/producers, /producers, /producer/me and /profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Controller, delete, get, patch, post

from api.kit.errors import NotFound
from api.laravel.paginate import Page, raw_paginator, read_page, resource_collection
from api.laravel.request import StoaRequest, invalid
from api.laravel.route import Refusal, described, route
from api.laravel.throttle import Throttle
from api.laravel.values import numeric_id
from api.pictures.errors import PictureRefused
from api.pictures.rules import LARGEST_UPLOAD
from api.pictures.service import keep_picture
from api.producers import picture, schemas, service, shapes
from api.producers.queries import SORTS, ShownFilters
from api.producers.schemas import LIST_PRODUCERS, UPDATE_PROFILE, UPLOAD
from api.producers.service import Neighbours

READS: Final = Throttle(120)
UPLOADS: Final = Throttle(60)
FIELD: Final = "image"
NO_PROFILE: Final = Refusal({"message": "Producer profile not found"})


class PublicProducerController(Controller):
    """/api/v1/public/producers: who sells in the shop."""

    path = "/api/v1/public/producers"
    tags = ("Producers",)

    @get(
        operation_id="ListPublicProducers",
        opt=route("producer", "list", throttle=READS),
        responses=described(200, shapes.PublicProducers),
    )
    async def list(self, request: StoaRequest) -> dict[str, Any]:
        """Who sells in the shop, with how many products; odd filters are ignored, never errors."""
        query = await request.input()
        page = read_page(query, default=20)
        neighbours: Neighbours = request.app.state.producer_neighbours
        async with request.unit_of_work(read_only=True) as uow:
            rows, total = await service.list_shown(uow, _public_filters(request, query, page))
            counts = await neighbours.count_shown(uow, [row["id"] for row in rows])
        items = [schemas.listed(row, counts.get(row["id"], 0)) for row in rows]
        return raw_paginator(items, page, total, request.page_path)

    @get(
        "/{id:str}",
        operation_id="ShowPublicProducer",
        opt=route("producer", "view", throttle=READS),
    )
    async def show(self, request: StoaRequest) -> shapes.PublicProducer:
        """A producer by id or slug, with the products that everybody sees, by name."""
        reference = str(request.path_params["id"])
        producer_id = numeric_id(reference)
        neighbours: Neighbours = request.app.state.producer_neighbours
        async with request.unit_of_work(read_only=True) as uow:
            if producer_id is not None:
                row = await service.find_shown(uow, producer_id)
            elif "\0" in reference:
                raise NotFound
            else:
                row = await service.find_shown_by_slug(uow, reference)
            products = await neighbours.shown_products(uow, row["id"])
        return schemas.public_producer(row, products)


class ProducerController(Controller):
    """/api/v1/producers: the validated list."""

    path = "/api/v1/producers"
    tags = ("Producers",)

    @get(
        operation_id="ListProducers",
        opt=route("producer", "list", throttle=READS, query=LIST_PRODUCERS),
        responses=described(200, shapes.ProducerResources),
    )
    async def list(self, request: StoaRequest) -> dict[str, Any]:
        """Who sells in the shop, newest first, with a filter that is checked."""
        values = LIST_PRODUCERS.check(await request.input())
        page = checked_page(values, default=15)
        filters = ShownFilters(
            text=text_of(values.get("q")),
            sort="created_at",
            descending=True,
            page=page.number,
            per_page=page.size,
        )
        async with request.unit_of_work(read_only=True) as uow:
            rows, total = await service.list_shown(uow, filters)
        items = [schemas.resource(row) for row in rows]
        return resource_collection(items, page, total, request.page_path)

    @get(
        "/{producer:str}",
        operation_id="ShowProducer",
        opt=route("producer", "view", throttle=READS),
    )
    async def show(self, request: StoaRequest) -> shapes.ProducerAnswer:
        """A producer that everybody sees, by its id."""
        producer_id = request.path_id("producer")
        async with request.unit_of_work(read_only=True) as uow:
            row = await service.find_shown(uow, producer_id)
        return shapes.ProducerAnswer(schemas.resource(row))


class ProducerDeskController(Controller):
    """/api/v1/producer: what a producer sees and says of itself."""

    path = "/api/v1/producer"
    tags = ("Producer",)

    @get("/me", operation_id="ShowOwnProducer", opt=route("producer", "view_own"))
    async def me(self, request: StoaRequest) -> shapes.Desk:
        """The caller's own profile; whoever has none is told so, not refused."""
        async with request.unit_of_work(read_only=True) as uow:
            row = await service.own_producer(uow)
        return schemas.desk(row, request.tenant.currency)

    @patch(
        "/profile",
        operation_id="UpdateOwnProducer",
        opt=route(
            "producer",
            "update_own",
            body=UPDATE_PROFILE,
            refusal=NO_PROFILE,
            after_validation=True,
        ),
    )
    async def update(self, request: StoaRequest) -> shapes.ProfileUpdated:
        """Change what is sent; the rest stays. Only admins decide status and verification."""
        examination = UPDATE_PROFILE.examine(await request.input())
        currency = request.tenant.currency
        async with request.unit_of_work(despite_refusal=True) as uow:
            for field, rule in await service.contradictions(uow, examination.values):
                examination.note(field, rule)
            values = examination.settle()
            request.raise_pending_refusal()
            row = await service.update_profile(uow, schemas.profile_values(values, currency))
        return shapes.ProfileUpdated(producer=schemas.profile(row, currency))


class OwnProducerController(Controller):
    """/api/stoa/v1/producer: what the old dialect does not tell a producer, and its picture."""

    path = "/api/stoa/v1/producer"
    tags = ("Producer",)

    @get("/standing", operation_id="ShowOwnStanding", opt=route("producer", "view_own"))
    async def standing(self, request: StoaRequest) -> shapes.StandingAnswer:
        """Whether the caller's profile is shown, why not, and what the shop still wants to know."""
        async with request.unit_of_work(read_only=True) as uow:
            row = await service.own_producer(uow)
        return shapes.StandingAnswer(None if row is None else schemas.standing(row))

    @post(
        "/picture",
        operation_id="UploadOwnPicture",
        status_code=201,
        opt=route(
            "producer",
            "update_own",
            throttle=UPLOADS,
            body=UPLOAD,
            refusal=NO_PROFILE,
            file=FIELD,
            largest_body=LARGEST_UPLOAD,
        ),
    )
    async def upload(self, request: StoaRequest) -> shapes.StandingAnswer:
        """Show a picture on the caller's profile: a multipart form with the file ``image``.

        JPEG, PNG, WebP and AVIF of at most 10 MB and 40 million points, told by their content.
        """
        try:
            async with request.unit_of_work() as uow:
                picture_id = await picture.prepare_picture(uow)
            content = await request.upload(FIELD)
            kept = await keep_picture(request.storage, request.tenant.id, picture_id, content)
            async with request.unit_of_work() as uow:
                row = await picture.show_picture(uow, kept)
        except PictureRefused as reason:
            raise invalid(FIELD, reason) from reason
        return shapes.StandingAnswer(schemas.standing(row))

    @delete(
        "/picture",
        operation_id="DeleteOwnPicture",
        status_code=200,
        opt=route("producer", "update_own", refusal=NO_PROFILE),
    )
    async def remove(self, request: StoaRequest) -> shapes.StandingAnswer:
        """Show no picture on the caller's profile."""
        async with request.unit_of_work() as uow:
            row = await picture.remove_picture(uow)
        return shapes.StandingAnswer(schemas.standing(row))


@get(
    "/api/stoa/v1/producers/regions",
    operation_id="ListProducerRegions",
    opt=route("producer", "list", throttle=READS),
    tags=("Producers",),
)
async def list_regions(request: StoaRequest) -> shapes.Regions:
    """Where the producers come from whom everybody sees, and how many from each region."""
    async with request.unit_of_work(read_only=True) as uow:
        counted = await service.regions(uow)
    return shapes.Regions([shapes.Region(name, producers) for name, producers in counted])


def checked_page(values: Mapping[str, Any], *, default: int) -> Page:
    """The page that validated input asks for."""
    return Page(values.get("page") or 1, values.get("per_page") or default)


def text_of(value: object) -> str | None:
    """A text to look for. PostgreSQL keeps no NUL, so text with one can be no part of anything."""
    return value if isinstance(value, str) and value and "\0" not in value else None


def _public_filters(request: StoaRequest, query: Mapping[str, Any], page: Page) -> ShownFilters:
    sort = query.get("sort")
    return ShownFilters(
        search=text_of(query.get("search")),
        folded=request.tenant.search == "folded",
        region=text_of(query.get("region")),
        sort=sort if isinstance(sort, str) and sort in SORTS else "name",
        descending=query.get("dir") == "desc",
        page=page.number,
        per_page=page.size,
    )
