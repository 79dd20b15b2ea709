"""All SQL of the producers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.kit.ids import next_id

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

PRODUCER_BY_ID: Final = "SELECT * FROM producers WHERE tenant_id = $1 AND id = $2"
INSERT_PRODUCER: Final = """
INSERT INTO producers
    (tenant_id, id, account_id, name, slug, phone, tax_id, tax_office, status, is_active,
     created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', false, $9, $9)
"""


async def producer_by_id(uow: UnitOfWork, producer_id: int) -> Record | None:
    return await uow.row(PRODUCER_BY_ID, producer_id)


async def insert_pending_producer(
    uow: UnitOfWork,
    *,
    account_id: int,
    name: str,
    slug: str,
    phone: str | None,
    tax_id: str | None,
    tax_office: str | None,
) -> int:
    producer_id = await next_id(uow, "producers")
    await uow.run(
        INSERT_PRODUCER, producer_id, account_id, name, slug, phone, tax_id, tax_office, uow.moment
    )
    return producer_id
