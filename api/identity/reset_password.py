"""A forgotten password: the letter that is asked for, and the new password that it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.identity import letters, queries, service
from api.identity.errors import BadSecret, SecretExpired
from api.kit import audit

if TYPE_CHECKING:
    from api.identity.letters import Sent
    from api.kit.db import UnitOfWork

KIND: Final = "reset"


async def request_reset(uow: UnitOfWork, email: str, secret: str, *, letter: bool) -> None:
    """Send a link to the address if an account has it; nobody is told whether one does."""
    account = await service.account_of_email(uow, email)
    if account is None:
        return
    await letters.send_secret(
        uow, account, "password_reset", email=account.email, secret=secret, letter=letter
    )
    await audit.record(uow, "request_password_reset", "account", account.id)


async def find_request(uow: UnitOfWork, email: str) -> list[Sent]:
    """What ``check`` compares with."""
    return await letters.sent_to(uow, email, "password_reset")


async def check(sent: list[Sent], secret: str) -> Sent:
    """The request that this secret belongs to, over or not. Raises ``BadSecret``.

    No transaction may be open.
    """
    found = await letters.that_fits(sent, secret)
    if found is None:
        raise BadSecret(KIND)
    return found


async def reset(uow: UnitOfWork, request: Sent, password_hash: str) -> SecretExpired | None:
    """Set a new password and sign the account out everywhere, on all devices.

    Emits ``password_changed``. Returns the failure of a request that is over, whose row is gone
    with this transaction. Raises ``BadSecret`` when somebody else used the secret first.
    """
    # The account first, then what hangs on it: a sign-in holds the account as well.
    await queries.lock_account(uow, request.account_id)
    if not await letters.take(uow, request):
        raise BadSecret(KIND)
    if uow.moment > request.expires_at:
        return SecretExpired(KIND)
    await queries.change_password(uow, request.account_id, password_hash)
    ended = await queries.delete_tokens(uow, request.account_id)
    ended += await queries.delete_sessions(uow, request.account_id)
    await audit.record(
        uow,
        "reset_password",
        "account",
        request.account_id,
        before={"signed_in": ended},
        after={"password_hash": password_hash},
    )
    await letters.tell_password_changed(uow, request.account_id)
    return None
