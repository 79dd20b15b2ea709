"""All SQL of the accounts, their tokens, sessions and one-time secrets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from api.kit.ids import next_id
from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.identity.rules import Device
    from api.kit.db import Database, UnitOfWork

AUTHENTICATE: Final = "SELECT * FROM authenticate($1, $2, $3)"
REMEMBER_CREDENTIAL: Final = "SELECT remember_credential($2, $3, $4) WHERE $1::uuid IS NOT NULL"
FORGET_CREDENTIAL: Final = "SELECT forget_credential($2) WHERE $1::uuid IS NOT NULL"

_ACCOUNT: Final = """
SELECT a.id, a.name, a.email, a.password_hash, a.role, a.email_verified_at, a.is_seed,
       a.anonymized_at, a.created_at, a.updated_at, a.phone, a.language,
       b.status AS business_status,
       b.company_name, b.business_type
FROM accounts a
LEFT JOIN businesses b ON b.tenant_id = a.tenant_id AND b.account_id = a.id
"""
ACCOUNT_BY_EMAIL: Final = f"{_ACCOUNT} WHERE a.tenant_id = $1 AND a.email_key = lower($2)"
ACCOUNT_BY_ID: Final = f"{_ACCOUNT} WHERE a.tenant_id = $1 AND a.id = $2"
FIRST_ADMINISTRATOR: Final = """
SELECT id FROM accounts WHERE tenant_id = $1 AND role = 'admin' ORDER BY id LIMIT 1
"""
INSERT_ACCOUNT: Final = """
INSERT INTO accounts
    (tenant_id, id, name, email, password_hash, role, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
"""
LOCK_ACCOUNT: Final = locking("accounts", "id", "email, password_hash, email_verified_at")
# A better hash of the same password is no change of the account.
IMPROVE_PASSWORD_HASH: Final = """
UPDATE accounts SET password_hash = $3 WHERE tenant_id = $1 AND id = $2
"""
CHANGE_PASSWORD: Final = """
UPDATE accounts SET password_hash = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2
"""
CONFIRM_EMAIL: Final = """
UPDATE accounts SET email = $3, email_verified_at = $4, updated_at = $4
WHERE tenant_id = $1 AND id = $2
"""
KEEP_SECRET: Final = """
INSERT INTO one_time_secrets
    (tenant_id, account_id, purpose, email, secret_hash, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (tenant_id, account_id, purpose) DO UPDATE
SET email = excluded.email, secret_hash = excluded.secret_hash,
    created_at = excluded.created_at, expires_at = excluded.expires_at
"""
# What was sent to an address that the account has left since opens nothing any more.
SECRETS_SENT_TO: Final = """
SELECT s.account_id, s.purpose, s.email, s.secret_hash, s.expires_at
FROM one_time_secrets s JOIN accounts a ON a.tenant_id = s.tenant_id AND a.id = s.account_id
WHERE s.tenant_id = $1 AND s.email_key = lower($2) AND s.purpose = ANY($3::text[])
  AND (s.purpose = 'email_change' OR a.email_key = s.email_key)
ORDER BY s.account_id, s.purpose
"""
TAKE_SECRET: Final = """
DELETE FROM one_time_secrets
WHERE tenant_id = $1 AND account_id = $2 AND purpose = $3 AND secret_hash = $4
"""
INSERT_TOKEN: Final = """
INSERT INTO access_tokens
    (tenant_id, id, account_id, name, token_hash, created_at, user_agent, network)
VALUES ($1, $2, $3, 'auth-token', $4, $5, $6, $7)
"""
DELETE_TOKENS: Final = """
DELETE FROM access_tokens
WHERE tenant_id = $1 AND account_id = $2 AND id IS DISTINCT FROM $3::bigint
RETURNING token_hash
"""
DELETE_SESSIONS: Final = """
DELETE FROM sessions
WHERE tenant_id = $1 AND account_id = $2 AND id IS DISTINCT FROM $3::bigint
RETURNING session_hash
"""
DELETE_TOKEN: Final = """
DELETE FROM access_tokens WHERE tenant_id = $1 AND id = $2 AND account_id = $3
RETURNING token_hash
"""
TOUCH_TOKEN: Final = """
UPDATE access_tokens SET last_used_at = $3, user_agent = $4, network = $5
WHERE tenant_id = $1 AND id = $2
"""
INSERT_SESSION: Final = """
INSERT INTO sessions
    (tenant_id, id, account_id, session_hash, last_used_at, expires_at, created_at, user_agent,
     network)
VALUES ($1, $2, $3, $4, $5, $6, $5, $7, $8)
"""
DELETE_SESSION: Final = """
DELETE FROM sessions WHERE tenant_id = $1 AND id = $2 AND account_id = $3
RETURNING session_hash
"""
TOUCH_SESSION: Final = """
UPDATE sessions SET last_used_at = $3, expires_at = $4, user_agent = $5, network = $6
WHERE tenant_id = $1 AND id = $2
"""


async def authenticate(
    database: Database, kind: str, credential_hash: bytes, moment: datetime
) -> Record | None:
    """The account behind a credential that is still valid, in one round trip."""
    return await database.knock(AUTHENTICATE, kind, credential_hash, moment)


async def account_by_email(uow: UnitOfWork, email: str) -> Record | None:
    return await uow.row(ACCOUNT_BY_EMAIL, email)


async def account_by_id(uow: UnitOfWork, account_id: int) -> Record | None:
    return await uow.row(ACCOUNT_BY_ID, account_id)


async def first_administrator(uow: UnitOfWork) -> int | None:
    """The administrator with the lowest id."""
    account_id: int | None = await uow.value(FIRST_ADMINISTRATOR)
    return account_id


async def insert_account(
    uow: UnitOfWork, *, name: str, email: str, password_hash: str, role: str
) -> int:
    account_id = await next_id(uow, "accounts")
    await uow.run(INSERT_ACCOUNT, account_id, name, email, password_hash, role, uow.moment)
    return account_id


async def lock_account(uow: UnitOfWork, account_id: int) -> Record | None:
    """Address, hash and when it was verified; nobody else changes them until we are done."""
    return await uow.row(LOCK_ACCOUNT, [account_id])


async def improve_password_hash(uow: UnitOfWork, account_id: int, password_hash: str) -> None:
    await uow.run(IMPROVE_PASSWORD_HASH, account_id, password_hash)


async def change_password(uow: UnitOfWork, account_id: int, password_hash: str) -> None:
    await uow.run(CHANGE_PASSWORD, account_id, password_hash, uow.moment)


async def confirm_email(uow: UnitOfWork, account_id: int, email: str) -> None:
    """The account's address from now on, verified at this moment."""
    await uow.run(CONFIRM_EMAIL, account_id, email, uow.moment)


async def keep_secret(
    uow: UnitOfWork,
    account_id: int,
    purpose: str,
    *,
    email: str,
    secret_hash: str,
    lifetime: timedelta,
) -> None:
    """Keep a secret in place of the one that was sent for the same purpose before."""
    await uow.run(
        KEEP_SECRET, account_id, purpose, email, secret_hash, uow.moment, uow.moment + lifetime
    )


async def secrets_sent_to(uow: UnitOfWork, email: str, purposes: tuple[str, ...]) -> list[Record]:
    """What was sent to an address and not used yet, over or not."""
    return await uow.rows(SECRETS_SENT_TO, email, list(purposes))


async def take_secret(uow: UnitOfWork, account_id: int, purpose: str, secret_hash: str) -> bool:
    """Whether it was still there; of rivals one takes it, the others wait and find it gone."""
    return await uow.run(TAKE_SECRET, account_id, purpose, secret_hash) == 1


async def insert_token(uow: UnitOfWork, account_id: int, token_hash: bytes, device: Device) -> int:
    token_id = await next_id(uow, "access_tokens")
    await uow.run(
        INSERT_TOKEN,
        token_id,
        account_id,
        token_hash,
        uow.moment,
        device.user_agent,
        device.network,
    )
    await uow.run(REMEMBER_CREDENTIAL, "token", token_hash, token_id)
    return token_id


async def delete_token(uow: UnitOfWork, token_id: int, account_id: int) -> bool:
    token_hash = await uow.value(DELETE_TOKEN, token_id, account_id)
    if token_hash is not None:
        await uow.run(FORGET_CREDENTIAL, token_hash)
    return token_hash is not None


async def delete_tokens(uow: UnitOfWork, account_id: int, *, but: int | None = None) -> int:
    """Make all tokens of an account useless but one; how many there were."""
    rows = await uow.rows(DELETE_TOKENS, account_id, but)
    await uow.run_many(FORGET_CREDENTIAL, [(row["token_hash"],) for row in rows])
    return len(rows)


async def delete_sessions(uow: UnitOfWork, account_id: int, *, but: int | None = None) -> int:
    """Make all sessions of an account useless but one; how many there were."""
    rows = await uow.rows(DELETE_SESSIONS, account_id, but)
    await uow.run_many(FORGET_CREDENTIAL, [(row["session_hash"],) for row in rows])
    return len(rows)


async def insert_session(
    uow: UnitOfWork, account_id: int, session_hash: bytes, lifetime: timedelta, device: Device
) -> int:
    session_id = await next_id(uow, "sessions")
    await uow.run(
        INSERT_SESSION,
        session_id,
        account_id,
        session_hash,
        uow.moment,
        uow.moment + lifetime,
        device.user_agent,
        device.network,
    )
    await uow.run(REMEMBER_CREDENTIAL, "session", session_hash, session_id)
    return session_id


async def delete_session(uow: UnitOfWork, session_id: int, account_id: int) -> bool:
    session_hash = await uow.value(DELETE_SESSION, session_id, account_id)
    if session_hash is not None:
        await uow.run(FORGET_CREDENTIAL, session_hash)
    return session_hash is not None


async def touch_token(uow: UnitOfWork, token_id: int, device: Device) -> None:
    await uow.run(TOUCH_TOKEN, token_id, uow.moment, device.user_agent, device.network)


async def touch_session(
    uow: UnitOfWork, session_id: int, lifetime: timedelta, device: Device
) -> None:
    await uow.run(
        TOUCH_SESSION,
        session_id,
        uow.moment,
        uow.moment + lifetime,
        device.user_agent,
        device.network,
    )
