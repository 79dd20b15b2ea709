"""Proving an e-mail address: the first one of an account, or the one it changes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from api.identity import letters, queries, service
from api.identity.errors import BadSecret, EmailTaken, SecretExpired
from api.kit import audit
from api.kit.db import UniqueViolation

if TYPE_CHECKING:
    from api.identity.letters import Sent
    from api.identity.service import Account
    from api.kit.db import UnitOfWork

KIND: Final = "verification"

Outcome = Literal["verified", "known"] | SecretExpired


async def ask_new_account(uow: UnitOfWork, account: Account, secret: str) -> None:
    """Ask an account that was just opened to prove its address."""
    await letters.send_secret(
        uow, account, "email_verification", email=account.email, secret=secret, letter=True
    )


async def request_again(uow: UnitOfWork, email: str, secret: str, *, letter: bool) -> None:
    """Send another link if an account has this address and did not prove it yet."""
    account = await service.account_of_email(uow, email)
    if account is None or account.email_verified_at is not None:
        return
    await letters.send_secret(
        uow, account, "email_verification", email=account.email, secret=secret, letter=letter
    )
    await audit.record(uow, "request_verification", "account", account.id)


async def find_requests(uow: UnitOfWork, email: str) -> list[Sent]:
    """What ``check`` compares with."""
    return await letters.sent_to(uow, email, "email_verification", "email_change")


async def check(sent: list[Sent], secret: str) -> Sent:
    """The request that this secret belongs to, over or not. Raises ``BadSecret``.

    No transaction may be open.
    """
    found = await letters.that_fits(sent, secret)
    if found is None:
        raise BadSecret(KIND)
    return found


async def verify(uow: UnitOfWork, request: Sent) -> Outcome:
    """Take the address for proved, and for the account's own if it is a new one.

    ``known`` says that it was proved before. The failure of a request that is over is returned,
    not raised: its row is gone with this transaction. Raises ``BadSecret`` when somebody else used
    the secret first, ``EmailTaken`` when another account took the new address meanwhile.
    """
    account = await queries.lock_account(uow, request.account_id)
    if account is None or not await letters.take(uow, request):
        raise BadSecret(KIND)
    if uow.moment > request.expires_at:
        return SecretExpired(KIND)
    if request.purpose == "email_verification":
        if account["email"].lower() != request.email.lower():
            raise BadSecret(KIND)
        if account["email_verified_at"] is not None:
            return "known"
    try:
        async with uow.savepoint():
            await queries.confirm_email(uow, request.account_id, request.email)
    except UniqueViolation as reason:
        raise EmailTaken("Another account uses this address by now.") from reason
    await audit.record(
        uow,
        "verify_email",
        "account",
        request.account_id,
        before={"email": account["email"]},
        after={"email": request.email, "email_verified_at": uow.moment.isoformat()},
    )
    return "verified"
