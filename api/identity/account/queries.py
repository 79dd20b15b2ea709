"""All SQL of one's own account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

CHANGE_ACCOUNT: Final = """
UPDATE accounts SET name = $3, phone = $4, language = $5, updated_at = $6
WHERE tenant_id = $1 AND id = $2
"""
AWAITED_EMAIL: Final = """
SELECT email FROM one_time_secrets
WHERE tenant_id = $1 AND account_id = $2 AND purpose = 'email_change' AND expires_at >= $3
"""


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
