"""All SQL of operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

# The old shop let several have a telephone and showed one of them.
OPERATOR_BY_PHONE: Final = """
SELECT email, is_active FROM operators WHERE tenant_id = $1 AND phone = $2 ORDER BY id LIMIT 1
"""


async def operator_by_phone(uow: UnitOfWork, phone: str) -> Record | None:
    return await uow.row(OPERATOR_BY_PHONE, phone)
