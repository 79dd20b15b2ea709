"""Kept addresses in Stoa's dialect: /api/stoa/v1/addresses."""

from __future__ import annotations

from litestar import Controller, delete, get, post, put

from api.identity.addresses import schemas, service
from api.identity.addresses.schemas import ADDRESS
from api.laravel.request import StoaRequest
from api.laravel.route import route


class AddressController(Controller):
    """/api/stoa/v1/addresses"""

    path = "/api/stoa/v1/addresses"
    tags = ("Accounts",)

    @get(operation_id="ListAddresses", opt=route("address", "list_own"))
    async def list(self, request: StoaRequest) -> schemas.Addresses:
        """All addresses of the caller, the chosen ones first."""
        async with request.unit_of_work(read_only=True) as uow:
            kept = await service.list_own(uow)
        return schemas.Addresses([schemas.address(each) for each in kept])

    @post(
        operation_id="AddAddress",
        status_code=201,
        opt={**route("address", "create", body=ADDRESS), "also": (409,)},
    )
    async def add(self, request: StoaRequest) -> schemas.AddressShown:
        """Keep another address, at most twenty; without a country it is the shop's."""
        sent = schemas.address_values(await request.input(), request.tenant.country)
        values = schemas.checked_address(sent)
        async with request.unit_of_work() as uow:
            return schemas.address(await service.add(uow, values))

    @get("/{address:str}", operation_id="ShowAddress", opt=route("address", "list_own"))
    async def show(self, request: StoaRequest) -> schemas.AddressShown:
        """One address of the caller."""
        address_id = request.path_id("address")
        async with request.unit_of_work(read_only=True) as uow:
            return schemas.address(await service.find(uow, address_id))

    @put(
        "/{address:str}",
        operation_id="ChangeAddress",
        opt=route("address", "change", body=ADDRESS),
    )
    async def change(self, request: StoaRequest) -> schemas.AddressShown:
        """Replace an address of the caller as a whole."""
        address_id = request.path_id("address")
        async with request.unit_of_work() as uow:
            await service.find(uow, address_id)
            sent = schemas.address_values(await request.input(), request.tenant.country)
            values = schemas.checked_address(sent)
            return schemas.address(await service.change(uow, address_id, values))

    @delete(
        "/{address:str}",
        operation_id="DeleteAddress",
        status_code=204,
        opt=route("address", "delete"),
    )
    async def delete(self, request: StoaRequest) -> None:
        """Forget an address of the caller; orders keep theirs."""
        address_id = request.path_id("address")
        async with request.unit_of_work() as uow:
            await service.delete(uow, address_id)
