"""All SQL of the accounts, their tokens and sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from api.kit.ids import next_id

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import Database, UnitOfWork

AUTHENTICATE: Final = "SELECT * FROM authenticate($1, $2, $3)"
REMEMBER_CREDENTIAL: Final = "SELECT remember_credential($2, $3, $4) WHERE $1::uuid IS NOT NULL"
FORGET_CREDENTIAL: Final = "SELECT forget_credential($2) WHERE $1::uuid IS NOT NULL"

_ACCOUNT: Final = """
SELECT a.id, a.name, a.email, a.password_hash, a.role, a.email_verified_at, a.is_seed,
       a.anonymized_at, a.created_at, a.updated_at, b.status AS business_status,
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
REPLACE_PASSWORD_HASH: Final = """
UPDATE accounts SET password_hash = $3 WHERE tenant_id = $1 AND id = $2
"""
INSERT_TOKEN: Final = """
INSERT INTO access_tokens (tenant_id, id, account_id, name, token_hash, created_at)
VALUES ($1, $2, $3, 'auth-token', $4, $5)
"""
DELETE_TOKEN: Final = """
DELETE FROM access_tokens WHERE tenant_id = $1 AND id = $2 AND account_id = $3
RETURNING token_hash
"""
TOUCH_TOKEN: Final = """
UPDATE access_tokens SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2
"""
INSERT_SESSION: Final = """
INSERT INTO sessions
    (tenant_id, id, account_id, session_hash, last_used_at, expires_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $5)
"""
DELETE_SESSION: Final = """
DELETE FROM sessions WHERE tenant_id = $1 AND id = $2 AND account_id = $3
RETURNING session_hash
"""
TOUCH_SESSION: Final = """
UPDATE sessions SET last_used_at = $3, expires_at = $4 WHERE tenant_id = $1 AND id = $2
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


async def replace_password_hash(uow: UnitOfWork, account_id: int, password_hash: str) -> None:
    await uow.run(REPLACE_PASSWORD_HASH, account_id, password_hash)


async def insert_token(uow: UnitOfWork, account_id: int, token_hash: bytes) -> int:
    token_id = await next_id(uow, "access_tokens")
    await uow.run(INSERT_TOKEN, token_id, account_id, token_hash, uow.moment)
    await uow.run(REMEMBER_CREDENTIAL, "token", token_hash, token_id)
    return token_id


async def delete_token(uow: UnitOfWork, token_id: int, account_id: int) -> bool:
    token_hash = await uow.value(DELETE_TOKEN, token_id, account_id)
    if token_hash is not None:
        await uow.run(FORGET_CREDENTIAL, token_hash)
    return token_hash is not None


async def insert_session(
    uow: UnitOfWork, account_id: int, session_hash: bytes, lifetime: timedelta
) -> int:
    session_id = await next_id(uow, "sessions")
    await uow.run(
        INSERT_SESSION, session_id, account_id, session_hash, uow.moment, uow.moment + lifetime
    )
    await uow.run(REMEMBER_CREDENTIAL, "session", session_hash, session_id)
    return session_id


async def delete_session(uow: UnitOfWork, session_id: int, account_id: int) -> bool:
    session_hash = await uow.value(DELETE_SESSION, session_id, account_id)
    if session_hash is not None:
        await uow.run(FORGET_CREDENTIAL, session_hash)
    return session_hash is not None


async def touch_token(uow: UnitOfWork, token_id: int) -> None:
    await uow.run(TOUCH_TOKEN, token_id, uow.moment)


async def touch_session(uow: UnitOfWork, session_id: int, lifetime: timedelta) -> None:
    await uow.run(TOUCH_SESSION, session_id, uow.moment, uow.moment + lifetime)
