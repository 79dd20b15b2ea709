"""One's own account in Stoa's dialect: /api/stoa/v1/account, /addresses, /sign-ins."""

from __future__ import annotations

from typing import Any, Final, get_args

from litestar import Controller, Response, delete, get, patch, post, put

from api.identity import account, addresses, service, sign_ins
from api.identity import account_schemas as schemas
from api.identity.account_schemas import (
    ADDRESS,
    CHANGE_ACCOUNT,
    CHANGE_EMAIL,
    CHANGE_PASSWORD,
    ChangeEmailForm,
    ChangePasswordForm,
)
from api.identity.letters import goes_out
from api.identity.rules import SECRET_LENGTH
from api.identity.sign_ins import Kind, Place
from api.kit.errors import NotFound
from api.kit.ids import random_text
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.stoa.paginate import read_cursor, read_limit

# Each try compares a password; ten a minute are more than anybody mistypes.
PASSWORD_TRIES: Final = Throttle(10, name="account-password")


class AccountController(Controller):
    """/api/stoa/v1/account"""

    path = "/api/stoa/v1/account"
    tags = ("Accounts",)

    @get(operation_id="ShowOwnAccount", opt=route("account", "view_self"))
    async def show(self, request: StoaRequest) -> schemas.OwnAccount:
        """The caller's account."""
        async with request.unit_of_work(read_only=True) as uow:
            own = await service.own_account(uow)
            return schemas.own_account(own, await account.new_email(uow))

    @patch(
        operation_id="ChangeOwnAccount", opt=route("account", "change_self", body=CHANGE_ACCOUNT)
    )
    async def change(self, request: StoaRequest) -> schemas.OwnAccount:
        """Change name, phone or language; what is not sent stays as it is."""
        values = CHANGE_ACCOUNT.check(await request.input())
        async with request.unit_of_work() as uow:
            own = await account.change(uow, values)
            return schemas.own_account(own, await account.new_email(uow))

    @put(
        "/password",
        operation_id="ChangePassword",
        status_code=200,
        opt=route("account", "change_password", throttle=PASSWORD_TRIES, body=CHANGE_PASSWORD),
    )
    async def change_password(self, request: StoaRequest) -> schemas.Ended:
        """Set a new password by showing the old one; all other sign-ins end."""
        form = await request.validated(CHANGE_PASSWORD, ChangePasswordForm)
        compared = await _compared(request, form.current_password)
        password_hash = await service.hash_in_background(form.password)
        async with request.unit_of_work() as uow:
            return schemas.Ended(await account.change_password(uow, compared, password_hash))

    @post(
        "/email",
        operation_id="ChangeEmail",
        status_code=202,
        opt={
            **route("account", "change_email", throttle=PASSWORD_TRIES, body=CHANGE_EMAIL),
            "also": (409,),
        },
    )
    async def change_email(self, request: StoaRequest) -> schemas.EmailAsked:
        """Send a link to a new address; using it (auth/email/verify) makes it the account's."""
        form = await request.validated(CHANGE_EMAIL, ChangeEmailForm)
        compared = await _compared(request, form.password)
        platform = request.app.state.settings.mail_enabled
        async with request.unit_of_work() as uow:
            await account.ask_for_email(
                uow,
                compared,
                form.email,
                random_text(SECRET_LENGTH),
                letters_go_out=goes_out(request.tenant.mail_enabled, platform=platform),
            )
        return schemas.EmailAsked(form.email)


class AddressController(Controller):
    """/api/stoa/v1/addresses"""

    path = "/api/stoa/v1/addresses"
    tags = ("Accounts",)

    @get(operation_id="ListAddresses", opt=route("address", "list_own"))
    async def list(self, request: StoaRequest) -> schemas.Addresses:
        """All addresses of the caller, the chosen ones first."""
        async with request.unit_of_work(read_only=True) as uow:
            kept = await addresses.list_own(uow)
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
            return schemas.address(await addresses.add(uow, values))

    @get("/{address:str}", operation_id="ShowAddress", opt=route("address", "list_own"))
    async def show(self, request: StoaRequest) -> schemas.AddressShown:
        """One address of the caller."""
        address_id = request.path_id("address")
        async with request.unit_of_work(read_only=True) as uow:
            return schemas.address(await addresses.find(uow, address_id))

    @put(
        "/{address:str}",
        operation_id="ChangeAddress",
        opt=route("address", "change", body=ADDRESS),
    )
    async def change(self, request: StoaRequest) -> schemas.AddressShown:
        """Replace an address of the caller as a whole."""
        address_id = request.path_id("address")
        async with request.unit_of_work() as uow:
            await addresses.find(uow, address_id)
            sent = schemas.address_values(await request.input(), request.tenant.country)
            values = schemas.checked_address(sent)
            return schemas.address(await addresses.change(uow, address_id, values))

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
            await addresses.delete(uow, address_id)


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
            shown, more = await sign_ins.list_own(uow, after=after, limit=limit)
        return schemas.sign_ins(shown, more=more)

    @delete(operation_id="EndOtherSignIns", status_code=200, opt=route("sign_in", "end"))
    async def end_others(self, request: StoaRequest) -> schemas.Ended:
        """End all of the caller's sessions and tokens but the one in use."""
        async with request.unit_of_work() as uow:
            return schemas.Ended(await sign_ins.end_others(uow))

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
            current = await sign_ins.end(uow, kind, credential_id)
        if current and kind == "session":
            request.forget_session()
        return Response(None, status_code=204)


async def _compared(request: StoaRequest, password: str) -> str:
    """The hash that the caller's password was compared with. Raises ``WrongPassword``."""
    async with request.unit_of_work(read_only=True) as uow:
        kept = await account.own_hash(uow)
    await account.check_password(kept, password)
    return kept
