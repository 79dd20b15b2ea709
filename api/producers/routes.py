"""Producers on the wire. Contract: /api/v1/producer/me."""

from __future__ import annotations

from litestar import Controller, get

from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.producers import schemas, service


class ProducerDeskController(Controller):
    """/api/v1/producer: what a producer sees of itself."""

    path = "/api/v1/producer"
    tags = ("Producer",)

    @get("/me", operation_id="ShowOwnProducer", opt=route("producer", "view_own"))
    async def me(self, request: StoaRequest) -> schemas.Desk:
        """The caller's own profile; whoever has none is told so, not refused."""
        async with request.unit_of_work(read_only=True) as uow:
            row = await service.own_producer(uow)
        return schemas.desk(row, request.tenant.currency)
