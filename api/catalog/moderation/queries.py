"""All SQL of the moderation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.catalog.queries import JOINED, SHOWN_COLUMNS

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

_ALIVE: Final = "p.tenant_id = $1 AND p.archived_at IS NULL"
# The contract shows the words that search reads, which the index keeps in another form.
_SELECT: Final = f"""
SELECT {SHOWN_COLUMNS},
       to_tsvector('simple', p.name || ' ' || coalesce(p.description, ''))::text AS search_vector
FROM products p {JOINED}
"""
MODERATED_PRODUCT: Final = f"{_SELECT} WHERE {_ALIVE} AND p.id = $2"
PENDING_PRODUCTS: Final = f"""
{_SELECT} WHERE {_ALIVE} AND p.approval_status = 'pending'
ORDER BY p.created_at, p.id LIMIT $2 OFFSET $3
"""
COUNT_PENDING: Final = f"""
SELECT count(*) FROM products p WHERE {_ALIVE} AND p.approval_status = 'pending'
"""


async def moderated_product(uow: UnitOfWork, product_id: int) -> Record | None:
    return await uow.row(MODERATED_PRODUCT, product_id)


async def pending_products(uow: UnitOfWork, *, limit: int, offset: int) -> tuple[list[Record], int]:
    """Some of the products that wait for approval, oldest first, and how many wait in all."""
    total: int = await uow.value(COUNT_PENDING)
    return await uow.rows(PENDING_PRODUCTS, limit, offset), total
