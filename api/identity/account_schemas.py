"""The shapes of one's own account in Stoa's dialect, and the rules of changing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.identity.rules import normal_postal_code
from api.laravel.postal_codes import postal_code_rule
from api.laravel.rules import Rules
from api.stoa.paginate import cursor_of

if TYPE_CHECKING:
    from api.identity.addresses import Address
    from api.identity.service import Account
    from api.identity.sign_ins import SignIn

CHANGE_ACCOUNT: Final = Rules(
    {
        "name": "sometimes|required|string|max:255",
        "phone": "sometimes|nullable|string|max:20",
        "language": "sometimes|nullable|string|in:el,en",
    }
)
CHANGE_PASSWORD: Final = Rules(
    {
        "current_password": "required|string|max:1024",
        "password": "required|string|min:8|max:1024|confirmed",
    }
)
CHANGE_EMAIL: Final = Rules(
    {"email": "required|string|email|max:255", "password": "required|string|max:1024"}
)
COUNTRY: Final = "regex:/^[A-Z]{2}$/"


@cache
def address_rules(country: str) -> Rules:
    """The rules of an address in this country (ISO 3166)."""
    return Rules(
        {
            "type": "sometimes|required|string|in:shipping,billing",
            "name": "required|string|max:255",
            "line1": "required|string|max:255",
            "line2": "nullable|string|max:255",
            "city": "required|string|max:255",
            "postal_code": ["required", "string", postal_code_rule(country)],
            "country": ["sometimes", "required", "string", COUNTRY],
            "phone": "nullable|string|max:20",
            "is_default": "boolean",
        }
    )


# What the document shows: the country of the address decides about its postal code.
ADDRESS: Final = address_rules("")


class ChangePasswordForm(msgspec.Struct, frozen=True, kw_only=True):
    """PUT /account/password after its rules."""

    current_password: str
    password: str


class ChangeEmailForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /account/email after its rules."""

    email: str
    password: str


class OwnAccount(msgspec.Struct, frozen=True, kw_only=True):
    """GET /account. ``language`` None follows the shop; ``new_email`` waits to be proved."""

    id: int
    name: str
    email: str
    email_verified_at: datetime | None
    new_email: str | None
    role: str
    phone: str | None
    language: str | None
    created_at: datetime
    updated_at: datetime


class EmailAsked(msgspec.Struct, frozen=True):
    """POST /account/email: where the letter went."""

    new_email: str


class AddressShown(msgspec.Struct, frozen=True, kw_only=True):
    """An address of the caller."""

    id: int
    type: str
    name: str
    line1: str
    line2: str | None
    city: str
    postal_code: str
    country: str
    phone: str | None
    is_default: bool
    created_at: datetime
    updated_at: datetime


class Addresses(msgspec.Struct, frozen=True):
    """GET /addresses: all of them, at most twenty."""

    data: list[AddressShown]


class SignInShown(msgspec.Struct, frozen=True, kw_only=True):
    """Where the caller is signed in: a browser's session or a program's token."""

    kind: str
    id: int
    name: str | None
    user_agent: str | None
    network: str | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    current: bool


class SignIns(msgspec.Struct, frozen=True):
    """GET /sign-ins"""

    data: list[SignInShown]
    next_cursor: str | None


class Ended(msgspec.Struct, frozen=True):
    """DELETE /sign-ins: how many were ended."""

    ended: int


def own_account(account: Account, new_email: str | None) -> OwnAccount:
    """The caller's account."""
    own = {
        name: getattr(account, name) for name in OwnAccount.__struct_fields__ if name != "new_email"
    }
    return OwnAccount(new_email=new_email, **own)


def address_values(sent: Mapping[str, Any], country: str) -> dict[str, Any]:
    """What the address rules are asked about: the shop's country unless another is sent."""
    values = {"type": "shipping", "country": country, **sent}
    named, code = values["country"], values.get("postal_code")
    if isinstance(named, str) and isinstance(code, str):
        values["postal_code"] = normal_postal_code(named, code)
    return values


def checked_address(values: Mapping[str, Any]) -> dict[str, Any]:
    """An address after the rules of its country. Raises ``Invalid``."""
    country = values.get("country")
    rules = address_rules(country if isinstance(country, str) else "")
    return rules.check(values)


def address(kept: Address) -> AddressShown:
    """An address on the wire."""
    return msgspec.convert(kept, AddressShown, from_attributes=True)


def sign_ins(shown: Sequence[SignIn], *, more: bool) -> SignIns:
    """One page; with ``more``, its last row is where the next one begins."""
    data = [msgspec.convert(each, SignInShown, from_attributes=True) for each in shown]
    return SignIns(data, cursor_of(shown[-1].place) if more else None)
