"""Signing up, in and out, and who one is. Contract: /api/v1/auth/*, /api/user."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, Protocol

import msgspec
from litestar import Controller, Response, get, post

from api.identity import reset_password, schemas, service, verify_email
from api.identity.addresses import service as addresses
from api.identity.errors import EmailTaken, SecretExpired, WrongCredentials
from api.identity.hashing import evenly
from api.identity.letters import goes_out
from api.identity.rules import SECRET_LENGTH, Device, device_of
from api.identity.schemas import (
    EMAIL_ONLY,
    LOGIN,
    REGISTER,
    RESET,
    TEST_LOGIN,
    VERIFY,
    EmailForm,
    LoginForm,
    RegisterForm,
    ResetForm,
    TestLoginForm,
    VerifyForm,
)
from api.identity.service import Account, Registration
from api.kit.db import UnitOfWork
from api.kit.ids import random_text
from api.laravel import tokens
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle

REGISTER_THROTTLE: Final = Throttle(5, per="address", name="auth-register")
LOGIN_THROTTLE: Final = Throttle(10, per=("address", "email"), name="auth-login")
# A password that changes while it is compared is compared again, this often at most.
COMPARISONS: Final = 3


class SendSecret(Protocol):
    """Writes a letter with a secret to whoever has this address, or to nobody."""

    async def __call__(
        self, uow: UnitOfWork, email: str, secret: str, /, *, letter: bool
    ) -> None: ...


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
        asked = _asks_new_accounts(request)
        try:
            async with request.unit_of_work() as uow:
                account = await service.register(
                    uow, registration, password_hash, request.app.state.open_profile
                )
                if asked:
                    secret = random_text(SECRET_LENGTH)
                    await verify_email.ask_new_account(uow, account, secret)
                token = await _sign_in(request, uow, account)
        except EmailTaken:
            examination.note("email", "unique")
            examination.settle()
            raise
        return schemas.registered(account, token, asked=asked)

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
        async with evenly(_milliseconds(request), WrongCredentials):
            for _ in range(COMPARISONS):
                async with request.unit_of_work(read_only=True) as uow:
                    row = await service.find_for_login(uow, form.email)
                account, better = await service.check_credentials(row, form.password)
                assert row is not None
                async with request.unit_of_work() as uow:
                    kept = row["password_hash"]
                    if await service.still_fits(uow, account.id, kept, better):
                        token = await _sign_in(request, uow, account)
                        return schemas.signed_in(account, token)
            raise WrongCredentials

    @post("/logout", operation_id="Logout", status_code=200, opt=route("account", "logout"))
    async def logout(self, request: StoaRequest) -> schemas.Message:
        """Make this token or session useless."""
        async with request.unit_of_work() as uow:
            await service.log_out(uow)
        request.forget_session()
        return schemas.Message("Logged out successfully")

    @post("/logout-all", operation_id="LogoutAll", status_code=200, opt=route("account", "logout"))
    async def logout_all(self, request: StoaRequest) -> schemas.Message:
        """Make all tokens useless; a browser session stays."""
        async with request.unit_of_work() as uow:
            await service.log_out_everywhere(uow)
        return schemas.Message("Logged out from all devices successfully")

    @get("/profile", operation_id="ShowProfile", opt=route("account", "view_self"))
    async def profile(self, request: StoaRequest) -> schemas.Profile:
        """The signed-in account and where its orders go."""
        async with request.unit_of_work(read_only=True) as uow:
            account = await service.own_account(uow)
            address = await addresses.shipping_address(uow)
        return schemas.profile(account, address)

    @get(
        "/shipping-address",
        operation_id="ShowShippingAddress",
        opt=route("address", "list_own"),
    )
    async def shipping_address(self, request: StoaRequest) -> schemas.ShippingAddress:
        """What a checkout is filled in with: the saved address, else the newest order's."""
        async with request.unit_of_work(read_only=True) as uow:
            address = await addresses.shipping_address(uow)
            if address is not None:
                return schemas.saved_address(address)
            account = await service.own_account(uow)
            used = await request.app.state.newest_order_address(uow, account.id)
        return schemas.used_address(account, used)

    @post(
        "/password/forgot",
        operation_id="ForgotPassword",
        status_code=200,
        opt=route("account", "recover", throttle=Throttle(5), body=EMAIL_ONLY),
    )
    async def forgot_password(self, request: StoaRequest) -> schemas.Message:
        """Send a link to set a new password; whether the address has an account stays unsaid."""
        await _send_secret(request, reset_password.request_reset)
        return schemas.RESET_ASKED

    @post(
        "/password/reset",
        operation_id="ResetPassword",
        status_code=200,
        opt=route("account", "recover", throttle=Throttle(5), body=RESET),
    )
    async def reset_password(self, request: StoaRequest) -> schemas.Message:
        """Set a new password by the secret of the letter; signs the account out everywhere."""
        form = await request.validated(RESET, ResetForm)
        async with request.unit_of_work(read_only=True) as uow:
            sent = await reset_password.find_request(uow, form.email)
        found = await reset_password.check(sent, form.token)
        password_hash = await service.hash_in_background(form.password)
        async with request.unit_of_work() as uow:
            over = await reset_password.reset(uow, found, password_hash)
        if over is not None:
            raise over
        return schemas.RESET_DONE

    @post(
        "/email/verify",
        operation_id="VerifyEmail",
        status_code=200,
        opt=route("account", "verify_email", throttle=Throttle(10), body=VERIFY),
    )
    async def verify_email(self, request: StoaRequest) -> schemas.Message:
        """Prove an address by the secret of the letter; a new one becomes the account's."""
        form = await request.validated(VERIFY, VerifyForm)
        async with request.unit_of_work(read_only=True) as uow:
            sent = await verify_email.find_requests(uow, form.email)
        found = await verify_email.check(sent, form.token)
        async with request.unit_of_work() as uow:
            outcome = await verify_email.verify(uow, found)
        if isinstance(outcome, SecretExpired):
            raise outcome
        return schemas.VERIFIED[outcome]

    @post(
        "/email/resend",
        operation_id="ResendVerification",
        status_code=200,
        opt=route("account", "verify_email", throttle=Throttle(3), body=EMAIL_ONLY),
    )
    async def resend_verification(self, request: StoaRequest) -> schemas.Message:
        """Send another link to an address that is not proved; whether it is one stays unsaid."""
        await _send_secret(request, verify_email.request_again)
        return schemas.VERIFICATION_ASKED


class UserController(Controller):
    """/api/user"""

    path = "/api/user"
    tags = ("Accounts",)

    @get(operation_id="ShowUser", opt=route("account", "view_self"))
    async def user(self, request: StoaRequest) -> schemas.RawUser:
        """The signed-in account's row."""
        async with request.unit_of_work(read_only=True) as uow:
            return schemas.raw_user(await service.own_account(uow))


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


@post(
    "/api/v1/test/login",
    operation_id="LoginByRole",
    status_code=200,
    tags=("Accounts",),
    opt=route("account", "login", throttle=Throttle(30), body=TEST_LOGIN),
)
async def login_by_role(request: StoaRequest) -> schemas.TestLogin:
    """A token of ``<role>@example.com`` without a password, for test suites outside production.

    The account is opened if there is none; it is a consumer then, whatever the role (contract).
    """
    form = await request.validated(TEST_LOGIN, TestLoginForm)
    password_hash = await service.hash_in_background(random_text(SECRET_LENGTH))
    async with request.unit_of_work() as uow:
        account = await service.account_for_tests(uow, form.role, password_hash)
        secret = tokens.new_secret()
        token_id = await service.issue_token(uow, account.id, secret, _device(request))
    return schemas.test_login(account, form.role, tokens.plain_text(token_id, secret))


def _spelled(sent: Mapping[str, Any]) -> dict[str, Any]:
    """A password sent as a number is read as its digits (contract: POST /auth/login)."""
    password = sent.get("password")
    is_number = isinstance(password, int | float) and not isinstance(password, bool)
    return {**sent, "password": str(password)} if is_number else dict(sent)


async def _sign_in(request: StoaRequest, uow: UnitOfWork, account: Account) -> str:
    """A bearer token, and a cookie session when a page of the shop asks."""
    secret, device = tokens.new_secret(), _device(request)
    token_id = await service.issue_token(uow, account.id, secret, device)
    if request.uses_cookie_session:
        lifetime = timedelta(minutes=request.app.state.settings.session_minutes)
        await service.open_session(uow, account.id, request.start_session(), lifetime, device)
    return tokens.plain_text(token_id, secret)


async def _send_secret(request: StoaRequest, send: SendSecret) -> None:
    """Send a link to the address in the body; the answer takes as long when nobody has it."""
    form = await request.validated(EMAIL_ONLY, EmailForm)
    async with evenly(_milliseconds(request)), request.unit_of_work() as uow:
        await send(uow, form.email, random_text(SECRET_LENGTH), letter=_writes_letters(request))


def _device(request: StoaRequest) -> Device:
    return device_of(request.headers.get("user-agent"), request.client_address)


def _milliseconds(request: StoaRequest) -> int:
    milliseconds: int = request.app.state.settings.even_answer_ms
    return milliseconds


def _writes_letters(request: StoaRequest) -> bool:
    platform: bool = request.app.state.settings.mail_enabled
    return goes_out(request.tenant.mail_enabled, platform=platform)


def _asks_new_accounts(request: StoaRequest) -> bool:
    """Whether a new account gets a letter to prove its address (contract: register)."""
    own = request.tenant.email_verification_required
    platform: bool = request.app.state.settings.email_verification_required
    return _writes_letters(request) and (platform if own is None else own)
