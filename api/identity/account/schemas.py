"""The shapes of one's own account in Stoa's dialect, and the rules of changing it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from api.laravel.rules import Rules

if TYPE_CHECKING:
    from api.identity.service import Account

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
    unread_notifications: int
    created_at: datetime
    updated_at: datetime


class EmailAsked(msgspec.Struct, frozen=True):
    """POST /account/email: where the letter went."""

    new_email: str


def own_account(account: Account, new_email: str | None, unread: int) -> OwnAccount:
    """The caller's account."""
    beside = ("new_email", "unread_notifications")
    own = {
        name: getattr(account, name) for name in OwnAccount.__struct_fields__ if name not in beside
    }
    return OwnAccount(new_email=new_email, unread_notifications=unread, **own)
