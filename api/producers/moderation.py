"""What the shop's admins decide about producers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from api.kit.authz import require
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID
from api.kit.outbox import emit
from api.producers import queries, rules
from api.producers.errors import AlreadyAnonymized
from api.producers.service import hold_producer, owned, store

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


async def find_producer(uow: UnitOfWork, producer_id: int) -> Record:
    """A producer with its owner's account, shown or hidden. Raises ``NotFound``."""
    require(uow.principal, "list_all", "producer")
    known = 0 < producer_id <= LARGEST_ID
    row = await queries.producer_with_owner(uow, producer_id) if known else None
    if row is None:
        raise NotFound
    return row


async def list_producers(
    uow: UnitOfWork, *, status: str | None, page: int, per_page: int
) -> tuple[list[Record], int]:
    """One page of all producers with their owners, newest first, and their number in all."""
    require(uow.principal, "list_all", "producer")
    return await queries.list_all(uow, status=status, page=page, per_page=per_page)


async def approve_producer(uow: UnitOfWork, producer_id: int) -> Record:
    """Let a producer sell; a reason to refuse it is forgotten.

    Emits ``producer_approved`` unless it was so already. Raises ``NotFound``, and
    ``AlreadyAnonymized`` for one who is gone.
    """
    return await _decide(uow, producer_id, "approve", rules.approval(), "producer_approved")


async def reject_producer(uow: UnitOfWork, producer_id: int, reason: str) -> Record:
    """Take a producer out of sight, also one that was approved, and say why; its products stay.

    Emits ``producer_rejected`` unless it was so already. Raises as ``approve_producer`` does.
    """
    return await _decide(uow, producer_id, "reject", rules.rejection(reason), "producer_rejected")


async def edit_producer(uow: UnitOfWork, producer_id: int, values: Mapping[str, object]) -> Record:
    """Set place and picture of a producer. Raises as ``approve_producer`` does."""
    producer = await _hold_present(uow, producer_id)
    require(uow.principal, "edit", "producer", owned(producer))
    return await store(uow, "edit", producer, values)


async def _decide(
    uow: UnitOfWork, producer_id: int, action: str, decided: Mapping[str, object], topic: str
) -> Record:
    producer = await _hold_present(uow, producer_id)
    require(uow.principal, "decide", "producer", owned(producer))
    stored = await store(uow, action, producer, decided)
    if stored is not producer:
        await emit(
            uow,
            topic,
            {
                "producer_id": producer_id,
                "account_id": stored["account_id"],
                "email": stored["owner_email"] or stored["email"],
                "name": stored["name"],
                "language": stored["owner_language"],
                "reason": stored["rejection_reason"],
            },
        )
    return stored


async def _hold_present(uow: UnitOfWork, producer_id: int) -> Record:
    producer = await hold_producer(uow, producer_id)
    if producer["anonymized_at"] is not None:
        raise AlreadyAnonymized(producer["anonymized_at"])
    return producer
