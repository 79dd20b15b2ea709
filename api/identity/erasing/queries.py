"""All SQL of erasing an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

# The directory of credentials forgets each one that goes.
END_TOKENS: Final = """
WITH ended AS (
    DELETE FROM access_tokens WHERE tenant_id = $1 AND account_id = $2 RETURNING token_hash)
SELECT forget_credential(token_hash) FROM ended
"""
END_SESSIONS: Final = """
WITH ended AS (
    DELETE FROM sessions WHERE tenant_id = $1 AND account_id = $2 RETURNING session_hash)
SELECT forget_credential(session_hash) FROM ended
"""
DELETE_ADDRESSES: Final = "DELETE FROM addresses WHERE tenant_id = $1 AND account_id = $2"
DELETE_SECRETS: Final = "DELETE FROM one_time_secrets WHERE tenant_id = $1 AND account_id = $2"
# No text of this form is a hash, so no password fits.
NO_PASSWORD: Final = "erased"
ERASE_ACCOUNT: Final = """
UPDATE accounts
SET name = $3, email = $4, password_hash = $5, phone = NULL, email_verified_at = NULL,
    anonymized_at = $6, updated_at = $6
WHERE tenant_id = $1 AND id = $2
"""


async def end_credentials(uow: UnitOfWork, account_id: int) -> int:
    """Delete every token and session; how many there were."""
    tokens = await uow.rows(END_TOKENS, account_id)
    sessions = await uow.rows(END_SESSIONS, account_id)
    return len(tokens) + len(sessions)


async def delete_belongings(uow: UnitOfWork, account_id: int) -> None:
    """Delete the addresses, and the secrets that letters carry."""
    await uow.run(DELETE_ADDRESSES, account_id)
    await uow.run(DELETE_SECRETS, account_id)


async def erase_account(uow: UnitOfWork, account_id: int, *, name: str, email: str) -> None:
    await uow.run(ERASE_ACCOUNT, account_id, name, email, NO_PASSWORD, uow.moment)
