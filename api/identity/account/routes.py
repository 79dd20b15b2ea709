"""One's own account in Stoa's dialect: /api/stoa/v1/account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litestar import Controller, get, patch, post, put

from api.identity.account import schemas, service
from api.identity.account.schemas import (
    CHANGE_ACCOUNT,
    CHANGE_EMAIL,
    CHANGE_PASSWORD,
    ChangeEmailForm,
    ChangePasswordForm,
)
from api.identity.letters import goes_out
from api.identity.rules import SECRET_LENGTH
from api.identity.service import hash_in_background, own_account
from api.identity.sign_ins.schemas import Ended
from api.kit.ids import random_text
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

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
            return await _shown(request, uow)

    @patch(
        operation_id="ChangeOwnAccount", opt=route("account", "change_self", body=CHANGE_ACCOUNT)
    )
    async def change(self, request: StoaRequest) -> schemas.OwnAccount:
        """Change name, phone or language; what is not sent stays as it is."""
        values = CHANGE_ACCOUNT.check(await request.input())
        async with request.unit_of_work() as uow:
            await service.change(uow, values)
            return await _shown(request, uow)

    @put(
        "/password",
        operation_id="ChangePassword",
        status_code=200,
        opt=route("account", "change_password", throttle=PASSWORD_TRIES, body=CHANGE_PASSWORD),
    )
    async def change_password(self, request: StoaRequest) -> Ended:
        """Set a new password by showing the old one; all other sign-ins end."""
        form = await request.validated(CHANGE_PASSWORD, ChangePasswordForm)
        compared = await _compared(request, form.current_password)
        password_hash = await hash_in_background(form.password)
        async with request.unit_of_work() as uow:
            return Ended(await service.change_password(uow, compared, password_hash))

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
            await service.ask_for_email(
                uow,
                compared,
                form.email,
                random_text(SECRET_LENGTH),
                letters_go_out=goes_out(request.tenant.mail_enabled, platform=platform),
            )
        return schemas.EmailAsked(form.email)


async def _shown(request: StoaRequest, uow: UnitOfWork) -> schemas.OwnAccount:
    """The caller's account; what waits to be read rides along, since pages say it everywhere."""
    own = await own_account(uow)
    unread = await request.app.state.count_unread_notifications(uow)
    return schemas.own_account(own, await service.new_email(uow), unread)


async def _compared(request: StoaRequest, password: str) -> str:
    """The hash that the caller's password was compared with. Raises ``WrongPassword``."""
    async with request.unit_of_work(read_only=True) as uow:
        kept = await service.own_hash(uow)
    await service.check_password(kept, password)
    return kept
