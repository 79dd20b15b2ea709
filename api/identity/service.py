"""Signing up, in and out; and who a credential belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.identity import queries
from api.identity.errors import AccountDisabled, EmailTaken, WrongCredentials
from api.identity.hashing import PASSWORDS
from api.identity.rules import hash_password, verify_password
from api.kit import audit
from api.kit.authz import Principal
from api.kit.db import UniqueViolation
from api.kit.errors import Unauthenticated
from api.kit.ids import LARGEST_ID

if TYPE_CHECKING:
    from asyncpg import Record

    from api.identity.rules import Device
    from api.kit.db import Database, UnitOfWork

TOUCH_AFTER: Final = timedelta(minutes=1)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person who signs in to one shop. Moments are UTC."""

    id: int
    name: str
    email: str
    role: str
    email_verified_at: datetime | None
    is_seed: bool
    anonymized_at: datetime | None
    created_at: datetime
    updated_at: datetime
    phone: str | None
    language: str | None
    business_status: str | None
    company_name: str | None
    business_type: str | None


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody signs up with; the profile fields matter to producers and businesses."""

    name: str
    email: str
    password: str
    role: str
    company_name: str | None = None
    business_type: str | None = None
    tax_id: str | None = None
    tax_office: str | None = None
    phone: str | None = None


# Opens the profile that a role needs (a producer's, a business's) in the registering transaction.
OpenProfile = Callable[["UnitOfWork", int, Registration], Awaitable[None]]


class Holder(msgspec.Struct, frozen=True):
    """Whom a credential belongs to, and in which tenant it counts."""

    tenant_slug: str
    principal: Principal
    last_used_at: datetime | None
    expires_at: datetime | None


async def holder_of(
    database: Database, kind: str, credential_hash: bytes, moment: datetime
) -> Holder | None:
    """The principal behind a token's or session's SHA-256, or none when it opens nothing.

    ``kind`` is ``token`` or ``session``; an expired credential opens nothing.
    """
    row = await queries.authenticate(database, kind, credential_hash, moment)
    if row is None:
        return None
    principal = Principal(
        tenant_id=row["tenant_id"],
        account_id=row["account_id"],
        roles=(row["role"],),
        producer_id=row["producer_id"],
        producer_active=row["producer_status"] == "active",
        business_active=row["business_status"] == "active",
        policy_version=row["policy_version"],
        credential=kind,
        credential_id=row["credential_id"],
    )
    return Holder(row["tenant_slug"], principal, row["last_used_at"], row["expires_at"])


async def register(
    uow: UnitOfWork,
    registration: Registration,
    password_hash: str,
    open_profile: Mapping[str, OpenProfile],
) -> Account:
    """Open an account (and the profile its role needs). Raises ``EmailTaken``."""
    try:
        async with uow.savepoint():
            account_id = await queries.insert_account(
                uow,
                name=registration.name,
                email=registration.email,
                password_hash=password_hash,
                role=registration.role,
            )
    except UniqueViolation as reason:
        raise EmailTaken from reason
    if registration.role in open_profile:
        await open_profile[registration.role](uow, account_id, registration)
    account = await current_account(uow, account_id)
    await audit.record(
        uow,
        "register",
        "account",
        account_id,
        after={"name": account.name, "email": account.email, "role": account.role},
    )
    return account


async def account_for_tests(uow: UnitOfWork, role: str, password_hash: str) -> Account:
    """The account ``<role>@example.com``, opened if there is none (contract: test/login).

    Raises ``EmailTaken`` when a rival opens it at the same moment.
    """
    email = f"{role}@example.com"
    registration = Registration(
        name=f"{role.capitalize()} User", email=email, password="", role="consumer"
    )
    known = await account_of_email(uow, email)
    return known or await register(uow, registration, password_hash, {})


async def find_for_login(uow: UnitOfWork, email: str) -> Record | None:
    """What ``check_credentials`` compares with; the case of the address does not count (D10)."""
    return await queries.account_by_email(uow, email)


async def check_credentials(row: Record | None, password: str) -> tuple[Account, str | None]:
    """The account if the password fits, with a better hash to keep where the old one is weak.

    No transaction may be open: hashing takes tens of milliseconds. Raises ``WrongCredentials``,
    ``AccountDisabled`` (checked after the password, as the contract has it) and ``TooManySignIns``.
    """
    kept = None if row is None else row["password_hash"]
    fits, better = await PASSWORDS.run(verify_password, password, kept)
    if row is None or not fits:
        raise WrongCredentials
    if row["is_seed"]:
        raise AccountDisabled
    return _account(row), better


async def hash_in_background(password: str) -> str:
    """The hash to keep, made beside the event loop. Raises ``TooManySignIns``."""
    return await PASSWORDS.run(hash_password, password)


async def still_fits(
    uow: UnitOfWork, account_id: int, compared_hash: str, better: str | None
) -> bool:
    """Whether the hash that the password was compared with is still the account's.

    Between the comparison and this transaction the password may have been changed; what was
    compared then proves nothing, and a better hash of it must not come back. Keeps the better hash
    and holds the account until the transaction ends, so a change waits for the sign-in.
    """
    account = await queries.lock_account(uow, account_id)
    if account is None or account["password_hash"] != compared_hash:
        return False
    if better is not None:
        await queries.improve_password_hash(uow, account_id, better)
    return True


async def issue_token(uow: UnitOfWork, account_id: int, secret: str, device: Device) -> int:
    """Keep the SHA-256 of a new bearer secret; returns the token's id. Old tokens stay valid."""
    token_hash = hashlib.sha256(secret.encode()).digest()
    token_id = await queries.insert_token(uow, account_id, token_hash, device)
    await audit.record(
        uow, "issue_token", "account", account_id, after={"access_token_id": token_id}
    )
    return token_id


async def open_session(
    uow: UnitOfWork, account_id: int, session_hash: bytes, lifetime: timedelta, device: Device
) -> None:
    """Sign a browser session in; the session's value itself is never stored."""
    await queries.insert_session(uow, account_id, session_hash, lifetime, device)


async def log_out(uow: UnitOfWork) -> None:
    """Make the credential that this request came with useless."""
    principal = uow.principal
    if principal.account_id is None or principal.credential_id is None:
        return
    forget = queries.delete_token if principal.credential == "token" else queries.delete_session
    await forget(uow, principal.credential_id, principal.account_id)
    await audit.record(
        uow,
        "logout",
        "account",
        principal.account_id,
        before={principal.credential: principal.credential_id},
    )


async def log_out_everywhere(uow: UnitOfWork) -> None:
    """Make all tokens of the caller useless; a browser session stays (contract: logout-all)."""
    account_id = uow.principal.account_id
    if account_id is None:
        return
    ended = await queries.delete_tokens(uow, account_id)
    await audit.record(uow, "logout_all", "account", account_id, before={"signed_in": ended})


async def touch_credential(uow: UnitOfWork, session_lifetime: timedelta, device: Device) -> None:
    """Remember where the caller's credential was used; a session lives on from here."""
    principal = uow.principal
    if principal.credential_id is None:
        return
    if principal.credential == "token":
        await queries.touch_token(uow, principal.credential_id, device)
    else:
        await queries.touch_session(uow, principal.credential_id, session_lifetime, device)


async def account_of_email(uow: UnitOfWork, email: str) -> Account | None:
    """The account that signs in with this address, in any case (D10)."""
    row = await queries.account_by_email(uow, email)
    return None if row is None else _account(row)


async def own_account(uow: UnitOfWork) -> Account:
    """The caller's own account. Raises ``Unauthenticated`` for a guest."""
    if uow.principal.account_id is None:
        raise Unauthenticated
    return await current_account(uow, uow.principal.account_id)


async def current_account(uow: UnitOfWork, account_id: int) -> Account:
    """The account itself."""
    row = await queries.account_by_id(uow, account_id)
    if row is None:
        raise WrongCredentials
    return _account(row)


async def find_account(uow: UnitOfWork, account_id: int) -> Account | None:
    """An account that is there and was not erased. For work behind the scenes: asks no policy."""
    row = await queries.account_by_id(uow, account_id)
    return None if row is None or row["anonymized_at"] is not None else _account(row)


async def account_exists(uow: UnitOfWork, account_id: int) -> bool:
    """Whether this shop has such an account."""
    if not 0 < account_id <= LARGEST_ID:
        return False
    return await queries.account_by_id(uow, account_id) is not None


def _account(row: Mapping[str, Any]) -> Account:
    return Account(**{field: row[field] for field in Account.__struct_fields__})
