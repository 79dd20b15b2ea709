"""Labels on the wire. Contract: /api/v1/shipping/labels."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Controller, Response, get, post

from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.shipping.labels import carriers, schemas, service
from api.shipping.labels.rules import LabelText
from api.shipping.labels.service import Consignments, PrintedLabel, ReadyLabel
from api.tenants.profile import CarrierAccount, Tenant

MEDIA_TYPE: Final = "application/pdf"
# What a carrier's refusals may answer besides a label.
_CARRIER: Final = {"also": (422, 503)}


def _label(limit: int) -> dict[str, Any]:
    return route("shipping", "label", throttle=Throttle(limit), operator=True, csrf=False)


class LabelController(Controller):
    """/api/v1/shipping/labels: for the shop's operators."""

    path = "/api/v1/shipping/labels"
    tags = ("Shipping",)

    @post(
        "/{order:str}",
        operation_id="MakeLabel",
        status_code=200,
        opt={**_label(10), **_CARRIER},
    )
    async def make(self, request: StoaRequest) -> schemas.LabelAnswer:
        """Make the label of an order's parcel, or show the one that there is."""
        order_id, tenant = request.path_id("order"), request.tenant
        consignments: Consignments = request.app.state.consignments
        account = _carrier_of(request)
        async with request.unit_of_work() as uow:
            made = await service.prepare_label(uow, tenant, order_id, consignments, account)
        if isinstance(made, ReadyLabel):
            return schemas.label(made.parcel)
        answer = await carriers.order_label(
            made,
            service.sender_of(tenant, made.consignment),
            seconds=request.app.state.settings.courier_timeout,
        )
        async with request.unit_of_work() as uow:
            parcel = await service.settle_label(uow, made, answer, consignments)
        return schemas.label(parcel)

    @get(
        "/{order:str}/download",
        operation_id="DownloadLabel",
        media_type=MEDIA_TYPE,
        opt=_label(30),
    )
    async def download(self, request: StoaRequest) -> Response[bytes]:
        """The label as a PDF, in the shop's language."""
        order_id = request.path_id("order")
        async with request.unit_of_work(read_only=True) as uow:
            found = await service.find_label(uow, order_id, request.app.state.consignments)
        text = _text_of(request, found)
        return Response(
            await asyncio.to_thread(_drawn, text),
            media_type=MEDIA_TYPE,
            headers={"content-disposition": f'attachment; filename="label-{order_id}.pdf"'},
        )


def _text_of(request: StoaRequest, found: PrintedLabel) -> LabelText:
    tenant: Tenant = request.tenant
    consignment, parcel = found.consignment, found.parcel
    return LabelText(
        shop=tenant.name,
        language=tenant.locale,
        order_id=consignment.order_id,
        tracking_code=parcel["tracking_code"],
        carrier_code=parcel["carrier_code"],
        sender=service.sender_of(tenant, consignment),
        addressee=consignment.addressee,
        picked_up=consignment.picked_up,
        grams=parcel["billable_grams"] or consignment.grams,
        cash=consignment.cash,
        currency=consignment.currency,
        moment=request.moment,
    )


def _drawn(text: LabelText) -> bytes:
    from api.shipping.labels.drawing import draw_label  # heavy, see there

    return draw_label(text)


def _carrier_of(request: StoaRequest) -> CarrierAccount | None:
    """The shop's account at a carrier; the variables' is the default tenant's and no other's."""
    settings, tenant = request.app.state.settings, request.tenant
    if tenant.carrier is not None:
        return tenant.carrier
    whole = settings.acs_url and settings.acs_api_key and settings.acs_client_id
    if settings.courier_provider != "acs" or tenant.slug != settings.default_tenant or not whole:
        return None
    return CarrierAccount(
        url=settings.acs_url,
        api_key=settings.acs_api_key,
        client_id=settings.acs_client_id,
        client_secret=settings.acs_client_secret or "",
    )
