"""One's own account: what may be changed by oneself, and what asks for the password first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from api.identity import letters, service
from api.identity import queries as accounts
from api.identity.account import queries
from api.identity.errors import NoLetters, WrongPassword
from api.identity.hashing import PASSWORDS
from api.identity.rules import verify_password
from api.identity.sign_ins.service import end_others
from api.kit import audit
from api.kit.authz import require
from api.kit.errors import Unauthenticated

if TYPE_CHECKING:
    from api.identity.service import Account
    from api.kit.db import UnitOfWork


async def new_email(uow: UnitOfWork) -> str | None:
    """The address that the caller asked for and did not prove yet."""
    return await queries.awaited_email(uow, _own_id(uow))


async def change(uow: UnitOfWork, values: Mapping[str, Any]) -> Account:
    """Change name, phone or language; what is not named stays as it is."""
    before = await service.own_account(uow)
    require(uow.principal, "change_self", "account", {"account_id": before.id})
    kept = {name: getattr(before, name) for name in ("name", "phone", "language")}
    changed = {name: value for name, value in values.items() if kept[name] != value}
    if not changed:
        return before
    await queries.change_account(uow, before.id, {**kept, **changed})
    await audit.record(
        uow,
        "change",
        "account",
        before.id,
        before={name: kept[name] for name in changed},
        after=changed,
    )
    return await service.own_account(uow)


async def check_password(kept_hash: str, password: str) -> None:
    """Raises ``WrongPassword``. No transaction may be open."""
    fits, _ = await PASSWORDS.run(verify_password, password, kept_hash)
    if not fits:
        raise WrongPassword


async def own_hash(uow: UnitOfWork) -> str:
    """What ``check_password`` compares with."""
    row = await accounts.account_by_id(uow, _own_id(uow))
    if row is None:
        raise Unauthenticated
    password_hash: str = row["password_hash"]
    return password_hash


async def change_password(uow: UnitOfWork, compared_hash: str, password_hash: str) -> int:
    """Set a new password and end all sign-ins but this one; how many.

    Emits ``password_changed``. Raises ``WrongPassword`` when the password was changed since it was
    compared.
    """
    account_id = _own_id(uow)
    require(uow.principal, "change_password", "account", {"account_id": account_id})
    if not await service.still_fits(uow, account_id, compared_hash, None):
        raise WrongPassword
    await accounts.change_password(uow, account_id, password_hash)
    await audit.record(
        uow,
        "change_password",
        "account",
        account_id,
        before={"password_hash": compared_hash},
        after={"password_hash": password_hash},
    )
    await letters.tell_password_changed(uow, account_id)
    return await end_others(uow)


async def ask_for_email(
    uow: UnitOfWork, compared_hash: str, email: str, secret: str, *, letters_go_out: bool
) -> None:
    """Send a link to a new address; it becomes the account's when the link is used.

    An address that somebody has is asked for like any other: nobody learns whose it is. Raises
    ``NoLetters`` where the shop sends none, ``WrongPassword`` as ``change_password`` does.
    """
    if not letters_go_out:
        raise NoLetters
    account = await service.own_account(uow)
    require(uow.principal, "change_email", "account", {"account_id": account.id})
    if not await service.still_fits(uow, account.id, compared_hash, None):
        raise WrongPassword
    taken = await service.account_of_email(uow, email)
    free = taken is None or taken.id == account.id
    await letters.send_secret(uow, account, "email_change", email=email, secret=secret, letter=free)
    await audit.record(uow, "ask_for_email", "account", account.id, after={"email": email})


def _own_id(uow: UnitOfWork) -> int:
    if uow.principal.account_id is None:
        raise Unauthenticated
    return uow.principal.account_id
