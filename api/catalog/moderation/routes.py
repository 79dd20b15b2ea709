"""Moderation on the wire. Contract: /api/v1/admin/products/pending and …/{product}/moderate."""

from __future__ import annotations

from typing import Any, Final

from litestar import Controller, get, patch

from api.catalog.moderation import schemas, service
from api.catalog.moderation.schemas import MODERATE, ModerateForm
from api.catalog.moderation.service import Verdict
from api.catalog.service import find_product
from api.kit.errors import NotFound
from api.laravel.paginate import raw_paginator, read_page
from api.laravel.request import StoaRequest
from api.laravel.route import described, route
from api.laravel.throttle import Throttle

PER_PAGE: Final = 10


class ModerationController(Controller):
    """/api/v1/admin/products: for the shop's operators."""

    path = "/api/v1/admin/products"
    tags = ("Moderation",)

    @get(
        "/pending",
        operation_id="ListPendingProducts",
        opt=route("product", "moderate", throttle=Throttle(60), operator=True),
        responses=described(200, schemas.PendingProducts),
    )
    async def pending(self, request: StoaRequest) -> dict[str, Any]:
        """The products that wait for approval, oldest first."""
        page = read_page(await request.input(), PER_PAGE)
        async with request.unit_of_work(read_only=True) as uow:
            waiting, total = await service.list_pending(uow, limit=page.limit, offset=page.offset)
        items = [schemas.moderated_product(each) for each in waiting]
        return raw_paginator(items, page, total, request.page_path)

    @patch(
        "/pending",
        operation_id="UpdateProductNamedPending",
        opt=route("product", "update", throttle=Throttle(30), operator=True),
    )
    async def no_product(self, request: StoaRequest) -> None:
        """No product has this id; the old router took the word for one (contract: its 405)."""
        raise NotFound

    @patch(
        "/{product:str}/moderate",
        operation_id="ModerateProduct",
        opt=route("product", "moderate", throttle=Throttle(30), body=MODERATE, operator=True),
        responses=described(200, schemas.ModeratedAnswer),
    )
    async def moderate(self, request: StoaRequest) -> dict[str, Any]:
        """Approve a product, or reject it with a reason of at least ten letters."""
        product_id = request.path_id("product")
        async with request.unit_of_work() as uow:
            await find_product(uow, product_id)
            form = await request.validated(MODERATE, ModerateForm)
            verdict = Verdict(
                approved=form.action == "approve",
                reason=form.reason,
                gates=request.tenant.moderation,
            )
            moderated = await service.moderate(uow, product_id, verdict)
        done = "approved" if verdict.approved else "rejected"
        return {
            "message": f"Product {done} successfully",
            "product": schemas.moderated_product(moderated),
        }
