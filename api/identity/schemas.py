"""The wire shapes of accounts, and the rules that signing up and in must satisfy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from api.laravel.rules import Rules
from api.laravel.values import optional_moment, wire_moment

if TYPE_CHECKING:
    from api.identity.addresses.service import Address
    from api.identity.service import Account

REGISTER: Final = Rules(
    {
        "name": "required|string|max:255",
        "email": "required|string|email|max:255",
        "password": "required|string|min:8|confirmed",
        "role": "required|string|in:consumer,producer,business",
        "company_name": "required_if:role,business|string|max:255",
        "business_type": "nullable|string|in:restaurant,hotel,deli,catering,other",
        "tax_id": "nullable|string|size:9",
        "tax_office": "nullable|string|max:255",
        "phone": "nullable|string|max:20",
    },
    summary="Validation failed",
)
LOGIN: Final = Rules({"email": "required|email", "password": "required|string|max:1024"})
EMAIL_ONLY: Final = Rules({"email": "required|email"})
RESET: Final = Rules(
    {
        "token": "required|string",
        "email": "required|email",
        "password": "required|string|min:8|confirmed",
    }
)
TEST_LOGIN: Final = Rules({"role": "required|in:consumer,producer,admin"})
VERIFY: Final = Rules({"token": "required|string", "email": "required|email"})


class RegisterForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /auth/register after its rules."""

    name: str
    email: str
    password: str
    role: str
    company_name: str | None = None
    business_type: str | None = None
    tax_id: str | None = None
    tax_office: str | None = None
    phone: str | None = None


class LoginForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /auth/login after its rules."""

    email: str
    password: str


class EmailForm(msgspec.Struct, frozen=True):
    """POST /auth/password/forgot and /auth/email/resend after their rules."""

    email: str


class ResetForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /auth/password/reset after its rules."""

    token: str
    email: str
    password: str


class TestLoginForm(msgspec.Struct, frozen=True):
    """POST /test/login after its rules."""

    role: str


class VerifyForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /auth/email/verify after its rules."""

    token: str
    email: str


class User(msgspec.Struct, frozen=True, kw_only=True):
    """The account as sign-up, sign-in and profile show it."""

    id: int
    name: str
    email: str
    role: str
    email_verified_at: str | None
    created_at: str
    updated_at: str
    business_status: str | msgspec.UnsetType | None = msgspec.UNSET


class Business(msgspec.Struct, frozen=True, kw_only=True):
    """The business profile within a profile."""

    company_name: str
    business_type: str
    status: str


class ProfileUser(User, frozen=True, kw_only=True):
    """The account in the profile: with its business, if it has that role."""

    business: Business | msgspec.UnsetType | None = msgspec.UNSET


class AddressLines(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order goes; the address of an earlier order has one line."""

    name: str
    line1: str
    line2: str | msgspec.UnsetType | None = msgspec.UNSET
    city: str
    postal_code: str
    country: str
    phone: str | None


class Profile(msgspec.Struct, frozen=True):
    """GET /auth/profile."""

    user: ProfileUser
    shipping_address: AddressLines | None = None


class ShippingAddress(msgspec.Struct, frozen=True, kw_only=True):
    """GET /auth/shipping-address."""

    address: AddressLines | None
    source: Literal["saved_address", "last_order"] | None


class RawUser(msgspec.Struct, frozen=True, kw_only=True):
    """GET /api/user: the row as the old front end's server reads it."""

    id: int
    name: str
    email: str
    email_verified_at: str | None
    created_at: str
    updated_at: str
    role: str
    is_seed: bool
    anonymized_at: str | None


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to signing in."""

    message: str
    user: User
    token: str
    token_type: str = "Bearer"


class Registered(SignedIn, frozen=True, kw_only=True):
    """The answer to signing up."""

    verification_sent: bool = False


class TestUser(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a test suite is signed in as; ``role`` is the one that it asked for."""

    id: int
    name: str
    email: str
    role: str


class TestLogin(msgspec.Struct, frozen=True, kw_only=True):
    """POST /test/login"""

    user: TestUser
    token: str
    type: str = "Bearer"
    success: bool = True


class Message(msgspec.Struct, frozen=True):
    """A sentence and nothing else."""

    message: str


RESET_ASKED: Final = Message(
    "If an account exists with this email, you will receive a password reset link."
)
RESET_DONE: Final = Message(
    "Password has been reset successfully. Please log in with your new password."
)
VERIFICATION_ASKED: Final = Message(
    "If an account exists with this email and is not yet verified, "
    "you will receive a verification link."
)
VERIFIED: Final = {
    "verified": Message("Email verified successfully. You can now log in."),
    "known": Message("Email is already verified."),
}
_OPENED: Final = "User registered successfully"
_ASKED: Final = "Please check your email to verify your account."


def signed_in(account: Account, token: str) -> SignedIn:
    """The answer to signing in."""
    return SignedIn(message="Login successful", user=user(account), token=token)


def test_login(account: Account, role: str, token: str) -> TestLogin:
    """The answer to a test suite's sign-in."""
    user = TestUser(id=account.id, name=account.name, email=account.email, role=role)
    return TestLogin(user=user, token=token)


def registered(account: Account, token: str, *, asked: bool) -> Registered:
    """The answer to signing up; ``asked`` if a letter went out to prove the address."""
    return Registered(
        message=f"{_OPENED} {_ASKED}" if asked else _OPENED,
        user=user(account),
        token=token,
        verification_sent=asked,
    )


def user(account: Account) -> User:
    """The account on the wire."""
    is_business = account.role == "business"
    return User(
        id=account.id,
        name=account.name,
        email=account.email,
        role=account.role,
        email_verified_at=optional_moment(account.email_verified_at),
        created_at=wire_moment(account.created_at),
        updated_at=wire_moment(account.updated_at),
        business_status=account.business_status if is_business else msgspec.UNSET,
    )


def profile(account: Account, address: Address | None) -> Profile:
    """The account with what the profile adds."""
    business: Business | msgspec.UnsetType | None = msgspec.UNSET
    if account.role == "business":
        business = None
        if account.company_name is not None:
            business = Business(
                company_name=account.company_name,
                business_type=account.business_type or "restaurant",
                status=account.business_status or "pending",
            )
    return Profile(
        ProfileUser(**msgspec.structs.asdict(user(account)), business=business),
        None if address is None else _lines(address),
    )


def saved_address(address: Address) -> ShippingAddress:
    """The address that the account keeps."""
    return ShippingAddress(address=_lines(address), source="saved_address")


def used_address(account: Account, used: Mapping[str, Any] | None) -> ShippingAddress:
    """The address that an order went to, as its buyer wrote it; none without such an order."""
    if used is None:
        return ShippingAddress(address=None, source=None)
    lines = AddressLines(
        name=used.get("name") or account.name,
        line1=used.get("line1") or "",
        city=used.get("city") or "",
        postal_code=used.get("postal_code") or "",
        country=used.get("country") or "GR",
        phone=used.get("phone") or "",
    )
    return ShippingAddress(address=lines, source="last_order")


def _lines(address: Address) -> AddressLines:
    return AddressLines(**{name: getattr(address, name) for name in AddressLines.__struct_fields__})


def raw_user(account: Account) -> RawUser:
    """The row on the wire, without its secrets."""
    return RawUser(
        id=account.id,
        name=account.name,
        email=account.email,
        email_verified_at=optional_moment(account.email_verified_at),
        created_at=wire_moment(account.created_at),
        updated_at=wire_moment(account.updated_at),
        role=account.role,
        is_seed=account.is_seed,
        anonymized_at=optional_moment(account.anonymized_at),
    )
