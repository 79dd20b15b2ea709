"""Where one is signed in, in Stoa's dialect: /api/stoa/v1/sign-ins."""

from __future__ import annotations

from typing import Any, get_args

from litestar import Controller, Response, delete, get

from api.identity.sign_ins import schemas, service
from api.identity.sign_ins.service import Kind, Place
from api.kit.errors import NotFound
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.stoa.paginate import read_cursor, read_limit


class SignInController(Controller):
    """/api/stoa/v1/sign-ins: where the caller is signed in."""

    path = "/api/stoa/v1/sign-ins"
    tags = ("Accounts",)

    @get(operation_id="ListSignIns", opt=route("sign_in", "list_own"))
    async def list(self, request: StoaRequest) -> schemas.SignIns:
        """Sessions and tokens of the caller, the most recently used first."""
        query = await request.input()
        after, limit = read_cursor(query, Place), read_limit(query)
        async with request.unit_of_work(read_only=True) as uow:
            shown, more = await service.list_own(uow, after=after, limit=limit)
        return schemas.sign_ins(shown, more=more)

    @delete(operation_id="EndOtherSignIns", status_code=200, opt=route("sign_in", "end"))
    async def end_others(self, request: StoaRequest) -> schemas.Ended:
        """End all of the caller's sessions and tokens but the one in use."""
        async with request.unit_of_work() as uow:
            return schemas.Ended(await service.end_others(uow))

    @delete(
        "/{kind:str}/{sign_in:str}",
        operation_id="EndSignIn",
        status_code=204,
        opt=route("sign_in", "end"),
    )
    async def end(self, request: StoaRequest) -> Response[None]:
        """End one of the caller's sessions or tokens; the one in use may be ended too."""
        credential_id = request.path_id("sign_in")
        kind: Any = request.path_params["kind"]
        if kind not in get_args(Kind):
            raise NotFound
        async with request.unit_of_work() as uow:
            current = await service.end(uow, kind, credential_id)
        if current and kind == "session":
            request.forget_session()
        return Response(None, status_code=204)
