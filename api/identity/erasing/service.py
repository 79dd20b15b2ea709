"""Taking what is personal out of an account; the row stays for the orders that refer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.identity.erasing import queries
from api.kit import audit
from api.kit.ids import random_uuid4

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

ERASED_NAME: Final = "Διαγραφημένος Χρήστης"
"""What is shown where the person's name stood (contract)."""


async def anonymize_account(uow: UnitOfWork, account_id: int) -> None:
    """Take name, address, phone and password out of an account and end all its credentials.

    The e-mail address becomes one that nobody has, so the old one may sign up again.
    """
    ended = await queries.end_credentials(uow, account_id)
    await queries.delete_belongings(uow, account_id)
    await queries.erase_account(
        uow, account_id, name=ERASED_NAME, email=f"deleted-{random_uuid4()}@dixis.local"
    )
    # What was personal is not written down once more.
    await audit.record(uow, "anonymize", "account", account_id, after={"ended": ended})
