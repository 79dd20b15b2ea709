"""Use cases of the producers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.kit import audit
from api.kit.text import slugify
from api.producers import queries

if TYPE_CHECKING:
    from asyncpg import Record

    from api.identity.service import Registration
    from api.kit.db import UnitOfWork


async def open_profile(uow: UnitOfWork, account_id: int, registration: Registration) -> None:
    """Give a new producer account its profile: pending and hidden until an admin approves it.

    The slug is the name's with the account's id behind it (contract: POST /auth/register).
    """
    slug = f"{slugify(registration.name)}-{account_id}".lstrip("-")
    producer_id = await queries.insert_pending_producer(
        uow,
        account_id=account_id,
        name=registration.name,
        slug=slug,
        phone=registration.phone,
        tax_id=registration.tax_id,
        tax_office=registration.tax_office,
    )
    await audit.record(
        uow,
        "create",
        "producer",
        producer_id,
        after={"name": registration.name, "slug": slug, "status": "pending"},
    )


async def own_producer(uow: UnitOfWork) -> Record | None:
    """The caller's own producer profile, or none."""
    if uow.principal.producer_id is None:
        return None
    return await queries.producer_by_id(uow, uow.principal.producer_id)
