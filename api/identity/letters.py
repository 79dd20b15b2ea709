"""What identity asks letters for, and the secrets that some carry: sent once, found when used.

The letter itself is the notifications' work: they hear of the event, write it in the account's
language and forget the secret. Only its hash is kept here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from api.identity import queries
from api.identity.hashing import PASSWORDS
from api.identity.rules import (
    RESET_LIFETIME,
    VERIFICATION_LIFETIME,
    fits_secret,
    hash_secret,
)
from api.kit.outbox import emit

if TYPE_CHECKING:
    from api.identity.service import Account
    from api.kit.db import UnitOfWork

Purpose = Literal["password_reset", "email_verification", "email_change"]

LIFETIMES: Final[dict[Purpose, timedelta]] = {
    "password_reset": RESET_LIFETIME,
    "email_verification": VERIFICATION_LIFETIME,
    "email_change": VERIFICATION_LIFETIME,
}
# A new address is verified by the same letter and the same page as the first one.
TOPICS: Final[dict[Purpose, str]] = {
    "password_reset": "password_reset_requested",
    "email_verification": "email_verification_requested",
    "email_change": "email_verification_requested",
}

PASSWORD_CHANGED: Final = "password_changed"


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that was sent and not used yet; ``email`` is where."""

    account_id: int
    purpose: Purpose
    email: str
    secret_hash: str
    expires_at: datetime


def goes_out(own: bool | None, *, platform: bool) -> bool:
    """Whether a shop writes letters; where none do, no secret is handed to anybody."""
    return platform if own is None else own


async def send_secret(
    uow: UnitOfWork, account: Account, purpose: Purpose, *, email: str, secret: str, letter: bool
) -> None:
    """Keep a secret in place of an older one and, with ``letter``, ask for the letter."""
    await queries.keep_secret(
        uow,
        account.id,
        purpose,
        email=email,
        secret_hash=hash_secret(secret),
        lifetime=LIFETIMES[purpose],
    )
    if letter:
        await emit(
            uow,
            TOPICS[purpose],
            {
                "account_id": account.id,
                "email": email,
                "name": account.name,
                "language": account.language,
                "secret": secret,
            },
        )


async def tell_password_changed(uow: UnitOfWork, account_id: int) -> None:
    """Have it written to the account; whoever did not do it should hear of it."""
    told = {"account_id": account_id, "happened_at": uow.moment.isoformat()}
    await emit(uow, PASSWORD_CHANGED, told)


async def sent_to(uow: UnitOfWork, email: str, *purposes: Purpose) -> list[Sent]:
    """What was sent to an address for these purposes, over or not."""
    rows = await queries.secrets_sent_to(uow, email, purposes)
    return [msgspec.convert(dict(row), Sent) for row in rows]


async def that_fits(sent: Sequence[Sent], secret: str) -> Sent | None:
    """The one that holds this secret. No transaction may be open: an imported hash takes long."""
    for each in sent:
        if await PASSWORDS.run(fits_secret, secret, each.secret_hash):
            return each
    return None


async def take(uow: UnitOfWork, sent: Sent) -> bool:
    """Use a secret up; false for all but one of those who come with it."""
    return await queries.take_secret(uow, sent.account_id, sent.purpose, sent.secret_hash)
