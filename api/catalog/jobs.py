"""The job of this domain: telling producers every morning of what is running out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.catalog.service import remind_low_stock
from api.kit.jobs import Inside

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork
    from api.kit.jobs import Job

REMIND_LOW_STOCK: Final = "catalog.remind_low_stock"


async def _remind(uow: UnitOfWork, job: Job) -> None:
    await remind_low_stock(uow)


HANDLERS: Final = {REMIND_LOW_STOCK: Inside(_remind)}
"""What does the jobs of this domain, by kind."""
