"""Approving businesses. Contract: /api/v1/admin/businesses."""

from __future__ import annotations

from typing import Final

from litestar import Controller, get, patch

from api.businesses import schemas, service
from api.businesses.schemas import LIST, REJECT, RejectForm
from api.businesses.service import Listing
from api.laravel.paginate import read_page
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle

PER_PAGE: Final = 20


class AdminBusinessController(Controller):
    """/api/v1/admin/businesses: for the shop's operators."""

    path = "/api/v1/admin/businesses"
    tags = ("Businesses",)

    @get(
        operation_id="ListBusinesses",
        opt=route("business", "list", throttle=Throttle(60), query=LIST, operator=True),
    )
    async def list(self, request: StoaRequest) -> schemas.AdminBusinesses:
        """The shop's businesses, newest first; ``status`` narrows, ``all`` is all of them."""
        query = await request.input()
        page = read_page(query, PER_PAGE)
        wanted = Listing(
            status=schemas.wanted_status(LIST.check(query)), limit=page.limit, offset=page.offset
        )
        async with request.unit_of_work(read_only=True) as uow:
            rows, total = await service.list_businesses(uow, wanted)
        return schemas.admin_businesses(rows, page, total)

    @get(
        "/{business:str}",
        operation_id="ShowBusiness",
        opt=route("business", "view", throttle=Throttle(60), operator=True),
    )
    async def show(self, request: StoaRequest) -> schemas.ShownBusiness:
        """One business with its account."""
        business_id = request.path_id("business")
        async with request.unit_of_work(read_only=True) as uow:
            row = await service.find_business(uow, business_id)
        return schemas.ShownBusiness(schemas.admin_business(row, dated=True))

    @patch(
        "/{business:str}/approve",
        operation_id="ApproveBusiness",
        opt=route("business", "approve", throttle=Throttle(30), operator=True),
    )
    async def approve(self, request: StoaRequest) -> schemas.SettledBusiness:
        """Let a business buy as one."""
        business_id = request.path_id("business")
        async with request.unit_of_work() as uow:
            row = await service.approve_business(uow, business_id)
        return schemas.SettledBusiness(
            "Business approved", schemas.admin_business(row, dated=False)
        )

    @patch(
        "/{business:str}/reject",
        operation_id="RejectBusiness",
        opt=route("business", "reject", throttle=Throttle(30), body=REJECT, operator=True),
    )
    async def reject(self, request: StoaRequest) -> schemas.SettledBusiness:
        """Refuse a business and say why; that it exists is settled before the reason is read."""
        business_id = request.path_id("business")
        async with request.unit_of_work() as uow:
            await service.find_business(uow, business_id)
            form = await request.validated(REJECT, RejectForm)
            row = await service.reject_business(uow, business_id, form.rejection_reason)
        return schemas.SettledBusiness(
            "Business rejected", schemas.admin_business(row, dated=False)
        )
