"""What the back office sees of shipping. Contract: /api/v1/admin/shipping."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from litestar import Controller, get

from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.shipping import admin_schemas, service
from api.shipping.admin_schemas import Scenario

SCENARIOS: Final = (
    Scenario("Athens - Light package (1kg)", "10551", Decimal(1), (20, 15, 10)),
    Scenario("Thessaloniki - Medium package (3kg)", "54621", Decimal(3), (30, 25, 15)),
    Scenario("Crete - Heavy package (8kg)", "71201", Decimal(8), (40, 30, 25)),
    Scenario("Remote area - Kythira (2kg)", "19007", Decimal(2), (25, 20, 12)),
)
"""The parcels that the contract tries the tariffs with."""


class AdminShippingController(Controller):
    """/api/v1/admin/shipping: for the shop's operators."""

    path = "/api/v1/admin/shipping"
    tags = ("Shipping",)

    @get(
        "/rates",
        operation_id="ShowShippingRates",
        opt=route("shipping", "inspect", throttle=Throttle(60), operator=True),
    )
    async def rates(self, request: StoaRequest) -> admin_schemas.Rates:
        """What parcels cost in each zone of the shop."""
        async with request.unit_of_work(read_only=True) as uow:
            tariffs = await service.tariffs_of(uow)
        return admin_schemas.rates(tariffs, request.tenant.currency, request.moment)

    @get(
        "/zones",
        operation_id="ShowShippingZones",
        opt=route("shipping", "inspect", throttle=Throttle(60), operator=True),
    )
    async def zones(self, request: StoaRequest) -> admin_schemas.Zones:
        """The zones by which parcels are priced."""
        async with request.unit_of_work(read_only=True) as uow:
            tariffs = await service.tariffs_of(uow)
        return admin_schemas.zones(tariffs, request.tenant.currency)

    @get(
        "/simulate",
        operation_id="SimulateShipping",
        opt=route("shipping", "inspect", throttle=Throttle(30), operator=True),
    )
    async def simulate(self, request: StoaRequest) -> admin_schemas.Simulation:
        """What four usual parcels cost by the shop's tariffs."""
        currency = request.tenant.currency
        async with request.unit_of_work(read_only=True) as uow:
            tried = [
                admin_schemas.tried(
                    scenario,
                    await service.price_to(
                        uow, scenario.postal_code, scenario.grams, scenario.volumetric_kg
                    ),
                    currency,
                )
                for scenario in SCENARIOS
            ]
        return admin_schemas.simulation(tried, request.moment)
