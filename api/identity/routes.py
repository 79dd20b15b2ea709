"""Signing up, in and out, and who one is. Contract: /api/v1/auth/*, /api/user."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import msgspec
from litestar import Controller, Response, get, post

from api.identity import schemas, service
from api.identity.errors import EmailTaken
from api.identity.schemas import LOGIN, REGISTER, LoginForm, RegisterForm
from api.identity.service import Account, Registration
from api.kit.db import UnitOfWork
from api.kit.errors import Unauthenticated
from api.laravel import tokens
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle

REGISTER_THROTTLE: Final = Throttle(5, per="address", name="auth-register")
LOGIN_THROTTLE: Final = Throttle(10, per=("address", "email"), name="auth-login")


class AuthController(Controller):
    """/api/v1/auth"""

    path = "/api/v1/auth"
    tags = ("Accounts",)

    @post(
        "/register",
        operation_id="Register",
        status_code=201,
        opt=route("account", "register", throttle=REGISTER_THROTTLE, body=REGISTER),
    )
    async def register(self, request: StoaRequest) -> schemas.Registered:
        """Open an account; returns a bearer token and, for a page of the shop, signs it in."""
        examination = REGISTER.examine(await request.input())
        form = await request.validated(REGISTER, RegisterForm)
        password_hash = await service.hash_in_background(form.password)
        registration = Registration(
            **{name: getattr(form, name) for name in Registration.__struct_fields__}
        )
        try:
            async with request.unit_of_work() as uow:
                account = await service.register(
                    uow, registration, password_hash, request.app.state.open_profile
                )
                token = await _sign_in(request, uow, account)
        except EmailTaken:
            examination.note("email", "unique")
            examination.settle()
            raise
        return schemas.Registered(
            message="User registered successfully", user=schemas.user(account), token=token
        )

    @post(
        "/login",
        operation_id="Login",
        status_code=200,
        opt={
            **route("account", "login", throttle=LOGIN_THROTTLE, body=LOGIN),
            "also": (401, 403),
        },
    )
    async def login(self, request: StoaRequest) -> schemas.SignedIn:
        """Prove who one is with the password; every sign-in makes a token of its own."""
        form = msgspec.convert(LOGIN.check(_spelled(await request.input())), LoginForm)
        async with request.unit_of_work(read_only=True) as uow:
            row = await service.find_for_login(uow, form.email)
        account, better = await service.check_credentials(row, form.password)
        async with request.unit_of_work() as uow:
            await service.improve_password_hash(uow, account.id, better)
            token = await _sign_in(request, uow, account)
        return schemas.SignedIn(message="Login successful", user=schemas.user(account), token=token)

    @post("/logout", operation_id="Logout", status_code=200, opt=route("account", "logout"))
    async def logout(self, request: StoaRequest) -> schemas.Message:
        """Make this token or session useless."""
        async with request.unit_of_work() as uow:
            await service.log_out(uow)
        request.forget_session()
        return schemas.Message("Logged out successfully")

    @get("/profile", operation_id="ShowProfile", opt=route("account", "view_self"))
    async def profile(self, request: StoaRequest) -> schemas.Profile:
        """The signed-in account."""
        return schemas.profile(await _own_account(request))


class UserController(Controller):
    """/api/user"""

    path = "/api/user"
    tags = ("Accounts",)

    @get(operation_id="ShowUser", opt=route("account", "view_self"))
    async def user(self, request: StoaRequest) -> schemas.RawUser:
        """The signed-in account's row."""
        return schemas.raw_user(await _own_account(request))


class SessionController(Controller):
    """/sanctum/csrf-cookie"""

    path = "/sanctum/csrf-cookie"
    tags = ("Accounts",)

    @get(
        operation_id="StartSession",
        status_code=204,
        opt=route("session", "start"),
    )
    async def csrf_cookie(self, request: StoaRequest) -> Response[None]:
        """Give a page its anti-forgery cookie and a session cookie (Sanctum's SPA mode)."""
        assert request.csrf_token  # making the token sets both cookies
        return Response(None, status_code=204)


def _spelled(sent: Mapping[str, Any]) -> dict[str, Any]:
    """A password sent as a number is read as its digits (contract: POST /auth/login)."""
    password = sent.get("password")
    is_number = isinstance(password, int | float) and not isinstance(password, bool)
    return {**sent, "password": str(password)} if is_number else dict(sent)


async def _own_account(request: StoaRequest) -> Account:
    account_id = request.principal.account_id
    if account_id is None:
        raise Unauthenticated
    async with request.unit_of_work(read_only=True) as uow:
        return await service.current_account(uow, account_id)


async def _sign_in(request: StoaRequest, uow: UnitOfWork, account: Account) -> str:
    """A bearer token, and a cookie session when a page of the shop asks."""
    secret = tokens.new_secret()
    token_id = await service.issue_token(uow, account.id, secret)
    if request.uses_cookie_session:
        lifetime = timedelta(minutes=request.app.state.settings.session_minutes)
        await service.open_session(uow, account.id, request.start_session(), lifetime)
    return tokens.plain_text(token_id, secret)
