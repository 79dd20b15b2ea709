"""All SQL of the accounts, their tokens, sessions and one-time secrets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from api.kit.authz import visible
from api.kit.ids import next_id
from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.identity.rules import Device
    from api.identity.sign_ins import Place
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
# In the order in which the statements bind them.
ADDRESS_COLUMNS: Final = (
    *("type", "name", "line1", "line2", "city", "postal_code", "country", "phone"),
    "is_default",
)
_ADDRESS: Final = """
SELECT id, account_id, type, name, line1, line2, city, postal_code, country, phone, is_default,
       created_at, updated_at
FROM addresses
"""
# The chosen one, else the oldest, as the old shop took it.
SHIPPING_ADDRESS: Final = f"""
{_ADDRESS} WHERE tenant_id = $1 AND account_id = $2 AND type = 'shipping'
ORDER BY is_default DESC, id LIMIT 1
"""
ADDRESS_BY_ID: Final = f"{_ADDRESS} WHERE tenant_id = $1 AND id = $2"
INSERT_ADDRESS: Final = """
INSERT INTO addresses
    (tenant_id, id, account_id, type, name, line1, line2, city, postal_code, country, phone,
     is_default, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
"""
CHANGE_ADDRESS: Final = """
UPDATE addresses
SET type = $3, name = $4, line1 = $5, line2 = $6, city = $7, postal_code = $8, country = $9,
    phone = $10, is_default = $11, updated_at = $12
WHERE tenant_id = $1 AND id = $2
"""
DELETE_ADDRESS: Final = "DELETE FROM addresses WHERE tenant_id = $1 AND id = $2"
UNCHOOSE_ADDRESSES: Final = """
UPDATE addresses SET is_default = false
WHERE tenant_id = $1 AND account_id = $2 AND type = $3 AND is_default
"""
CHOOSE_OLDEST_ADDRESS: Final = """
UPDATE addresses SET is_default = true
WHERE tenant_id = $1 AND id = (
    SELECT min(id) FROM addresses WHERE tenant_id = $1 AND account_id = $2 AND type = $3)
"""
CHANGE_ACCOUNT: Final = """
UPDATE accounts SET name = $3, phone = $4, language = $5, updated_at = $6
WHERE tenant_id = $1 AND id = $2
"""
AWAITED_EMAIL: Final = """
SELECT email FROM one_time_secrets
WHERE tenant_id = $1 AND account_id = $2 AND purpose = 'email_change' AND expires_at >= $3
"""
_SIGN_INS: Final = """
SELECT kind, id, account_id, name, user_agent, network, created_at, last_used_at, expires_at,
       coalesce(last_used_at, created_at) AS seen_at
FROM (
    SELECT 'session' AS kind, s.tenant_id, s.id, s.account_id, NULL AS name, s.user_agent,
           s.network, s.created_at, s.last_used_at, s.expires_at
    FROM sessions s WHERE s.tenant_id = $1
    UNION ALL
    SELECT 'token', t.tenant_id, t.id, t.account_id, t.name, t.user_agent, t.network,
           t.created_at, t.last_used_at, t.expires_at
    FROM access_tokens t WHERE t.tenant_id = $1
) AS sign_ins
"""
SIGN_IN: Final = f"{_SIGN_INS} WHERE tenant_id = $1 AND kind = $2 AND id = $3"
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


async def own_addresses(uow: UnitOfWork) -> list[Record]:
    """The addresses that the caller may call its own, the chosen ones first."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "list_own", "address", arguments)
    return await uow.rows(
        f"{_ADDRESS} WHERE tenant_id = $1 AND {mine} ORDER BY is_default DESC, id", *arguments[1:]
    )


async def address_by_id(uow: UnitOfWork, address_id: int) -> Record | None:
    return await uow.row(ADDRESS_BY_ID, address_id)


async def insert_address(uow: UnitOfWork, account_id: int, values: Mapping[str, object]) -> int:
    address_id = await next_id(uow, "addresses")
    columns = [values.get(name) for name in ADDRESS_COLUMNS]
    await uow.run(INSERT_ADDRESS, address_id, account_id, *columns, uow.moment)
    return address_id


async def change_address(uow: UnitOfWork, address_id: int, values: Mapping[str, object]) -> None:
    columns = [values.get(name) for name in ADDRESS_COLUMNS]
    await uow.run(CHANGE_ADDRESS, address_id, *columns, uow.moment)


async def delete_address(uow: UnitOfWork, address_id: int) -> None:
    await uow.run(DELETE_ADDRESS, address_id)


async def unchoose_addresses(uow: UnitOfWork, account_id: int, kind: str) -> None:
    """Leave an account without a chosen address of this type."""
    await uow.run(UNCHOOSE_ADDRESSES, account_id, kind)


async def choose_oldest_address(uow: UnitOfWork, account_id: int, kind: str) -> None:
    """Choose the oldest address of this type, if there is one."""
    await uow.run(CHOOSE_OLDEST_ADDRESS, account_id, kind)


async def change_account(uow: UnitOfWork, account_id: int, values: Mapping[str, object]) -> None:
    await uow.run(
        CHANGE_ACCOUNT,
        account_id,
        values["name"],
        values["phone"],
        values["language"],
        uow.moment,
    )


async def awaited_email(uow: UnitOfWork, account_id: int) -> str | None:
    """The new address that an account asked for and may still prove."""
    email: str | None = await uow.value(AWAITED_EMAIL, account_id, uow.moment)
    return email


async def sign_in(uow: UnitOfWork, kind: str, credential_id: int) -> Record | None:
    return await uow.row(SIGN_IN, kind, credential_id)


async def own_sign_ins(uow: UnitOfWork, *, after: Place | None, limit: int) -> list[Record]:
    """Some of the sessions and tokens that the caller may call its own and that still count."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "list_own", "sign_in", arguments)
    arguments += [uow.moment, limit]
    here = len(arguments)
    begins = ""
    if after is not None:
        arguments += [after.seen_at, after.kind, after.id]
        begins = (
            f"AND (coalesce(last_used_at, created_at), kind, id) "
            f"< (${here + 1}, ${here + 2}, ${here + 3})"
        )
    return await uow.rows(
        f"{_SIGN_INS} WHERE tenant_id = $1 AND {mine} "
        f"AND (expires_at IS NULL OR expires_at > ${here - 1}) {begins} "
        f"ORDER BY coalesce(last_used_at, created_at) DESC, kind DESC, id DESC LIMIT ${here}",
        *arguments[1:],
    )


async def shipping_address(uow: UnitOfWork, account_id: int) -> Record | None:
    """Where an account's orders go unless it says otherwise."""
    return await uow.row(SHIPPING_ADDRESS, account_id)


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
