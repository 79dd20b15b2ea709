"""Deciding about producers. Contract: /api/v1/admin/producers."""

from __future__ import annotations

from typing import Any, Final

from litestar import Controller, delete, get, patch

from api.kit.errors import Conflict
from api.laravel.paginate import last_page
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.laravel.values import wire_offset_moment
from api.producers import deletion, moderation, schemas, shapes
from api.producers.errors import AlreadyAnonymized
from api.producers.routes import checked_page
from api.producers.schemas import DELETE, EDIT, LIST_FOR_ADMINS, REJECT

PER_PAGE: Final = 20
_GONE: Final = {"also": (409,)}


def _changes(action: str, **more: Any) -> dict[str, object]:
    """What a route that changes a producer declares."""
    return {**route("producer", action, throttle=Throttle(30), operator=True, **more), **_GONE}


class AdminProducerController(Controller):
    """/api/v1/admin/producers: for the shop's operators."""

    path = "/api/v1/admin/producers"
    tags = ("Producers",)

    @get(
        operation_id="ListAllProducers",
        opt=route(
            "producer", "list_all", throttle=Throttle(60), query=LIST_FOR_ADMINS, operator=True
        ),
    )
    async def list(self, request: StoaRequest) -> shapes.AdminProducers:
        """The shop's producers with their owners, newest first; ``status`` narrows."""
        values = LIST_FOR_ADMINS.check(await request.input())
        page = checked_page(values, default=PER_PAGE)
        status = values.get("status")
        async with request.unit_of_work(read_only=True) as uow:
            rows, total = await moderation.list_producers(
                uow,
                status=str(status) if status not in (None, "all") else None,
                page=page.number,
                per_page=page.size,
            )
        return shapes.AdminProducers(
            data=[schemas.owned_producer(row, request.tenant.currency) for row in rows],
            current_page=page.number,
            per_page=page.size,
            total=total,
            last_page=last_page(total, page.size),
        )

    @patch("/{producer:str}/approve", operation_id="ApproveProducer", opt=_changes("decide"))
    async def approve(self, request: StoaRequest) -> shapes.ProducerDecided:
        """Let a producer sell."""
        producer_id = request.path_id("producer")
        async with request.unit_of_work() as uow:
            row = await moderation.approve_producer(uow, producer_id)
        return shapes.ProducerDecided(
            message="Producer approved successfully",
            producer=schemas.admin_producer(row, request.tenant.currency),
        )

    @patch(
        "/{producer:str}/reject",
        operation_id="RejectProducer",
        opt=_changes("decide", body=REJECT),
    )
    async def reject(self, request: StoaRequest) -> shapes.ProducerDecided:
        """Refuse a producer and say why; that it exists is settled before the reason is read."""
        producer_id = request.path_id("producer")
        async with request.unit_of_work() as uow:
            await moderation.find_producer(uow, producer_id)
            reason = str(REJECT.check(await request.input())["rejection_reason"])
            row = await moderation.reject_producer(uow, producer_id, reason)
        return shapes.ProducerDecided(
            message="Producer rejected",
            producer=schemas.admin_producer(row, request.tenant.currency),
        )

    @patch("/{producer:str}", operation_id="EditProducer", opt=_changes("edit", body=EDIT))
    async def edit(self, request: StoaRequest) -> shapes.ProducerDecided:
        """Set where a producer is on the map, and its picture."""
        producer_id = request.path_id("producer")
        currency = request.tenant.currency
        async with request.unit_of_work() as uow:
            await moderation.find_producer(uow, producer_id)
            values = schemas.profile_values(EDIT.check(await request.input()), currency)
            row = await moderation.edit_producer(uow, producer_id, values)
        return shapes.ProducerDecided(
            message="Ενημερώθηκε", producer=schemas.admin_producer(row, currency)
        )

    @get(
        "/{producer:str}/deletion-preview",
        operation_id="PreviewProducerDeletion",
        opt={**route("producer", "delete", throttle=Throttle(60), operator=True), **_GONE},
    )
    async def preview(self, request: StoaRequest) -> shapes.DeletionPreview:
        """What deleting the producer would do."""
        producer_id = request.path_id("producer")
        neighbours = request.app.state.producer_neighbours
        try:
            async with request.unit_of_work(read_only=True) as uow:
                preview = await deletion.preview_deletion(uow, producer_id, neighbours)
        except AlreadyAnonymized as reason:
            since = wire_offset_moment(reason.since)
            raise Conflict(reason.sentence, already_anonymized_at=since) from reason
        return schemas.deletion_preview(preview)

    @delete(
        "/{producer:str}",
        operation_id="DeleteProducer",
        status_code=200,
        opt=_changes("delete", body=DELETE),
    )
    async def delete(self, request: StoaRequest) -> shapes.ProducerDeleted:
        """Anonymise a producer whom orders name; remove one whom nothing names."""
        producer_id = request.path_id("producer")
        neighbours = request.app.state.producer_neighbours
        async with request.unit_of_work() as uow:
            await moderation.find_producer(uow, producer_id)
            reason = DELETE.check(await request.input()).get("reason")
            done = await deletion.delete_producer(
                uow, producer_id, None if reason is None else str(reason), neighbours
            )
        return schemas.deleted(done)
