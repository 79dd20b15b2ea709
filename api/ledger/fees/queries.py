"""All SQL of fees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

FEE_RULES: Final = """
SELECT id, producer_id, category_id, channel, rate_basis_points, vat_basis_points, priority,
       effective_from, effective_to, is_active
FROM fee_rules WHERE tenant_id = $1 AND is_active ORDER BY id LIMIT 1000
"""


async def fee_rules(uow: UnitOfWork) -> list[Record]:
    """The rules that are in use, at this time or another."""
    return await uow.rows(FEE_RULES)
