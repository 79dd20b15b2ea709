"""The back office's mailer looks up to whom a code goes. Contract: GET /api/admin-user-lookup."""

from __future__ import annotations

from litestar import Response, get

from api.identity.operators import schemas, service
from api.identity.operators.errors import InternalOnly, PhoneMissing
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle


@get(
    "/api/admin-user-lookup",
    operation_id="LookUpOperator",
    tags=["Accounts"],
    opt=route("operator", "look_up", throttle=Throttle(30)),
)
async def look_up_operator(
    request: StoaRequest,
) -> Response[schemas.Operator | schemas.Nobody]:
    """The address of the operator with this ``phone``, for programs on this machine alone.

    An empty object and 404 where nobody has it.
    """
    passed_on = request.edge.all_headers(b"x-forwarded-for")
    if not service.is_from_this_machine(request.client_address, passed_on):
        raise InternalOnly
    phone = (await request.input()).get("phone")
    if phone is None:
        raise PhoneMissing
    async with request.unit_of_work(read_only=True) as uow:
        row = await service.find_operator(uow, str(phone))
    return Response(schemas.operator(row), status_code=200 if row else 404)
