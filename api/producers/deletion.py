"""Taking a producer out of the shop: what was ordered stays, what is personal goes.

A producer that orders or settlements name is anonymised and kept. One that nothing names is
removed: nobody sees it any more, its products are taken out of the shop, and its slug and tax id
are free again. Its row stays empty behind that, because stock movements and the audit refer to it
and are never deleted (docs/decisions/0015).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from api.identity.erasing.service import anonymize_account
from api.kit import audit
from api.kit.authz import require
from api.kit.outbox import emit
from api.pictures.service import use_pictures
from api.producers import queries, rules
from api.producers.errors import AlreadyAnonymized
from api.producers.moderation import find_producer
from api.producers.rules import Mode
from api.producers.service import RESOURCE, Neighbours, References, hold_producer, owned

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What deleting a producer would do."""

    mode: Mode
    references: References
    user_will_be_deleted: bool
    has_stripe_connect: bool
    documents: list[str]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What a producer was, without what is personal."""

    id: int
    name: str
    business_name: str | None
    email_domain: str | None
    has_email: bool
    has_phone: bool
    has_iban: bool
    has_tax_id: bool
    has_stripe_connect: bool
    documents: int
    created_at: datetime
    status: str
    is_active: bool


class Deletion(msgspec.Struct, frozen=True, kw_only=True):
    """What was done. ``account_kept``: the owner's account stays, anonymised, for its orders."""

    preview: Preview
    account_id: int | None
    account_kept: bool
    snapshot: Snapshot


async def preview_deletion(uow: UnitOfWork, producer_id: int, neighbours: Neighbours) -> Preview:
    """What ``delete_producer`` would do. Raises ``NotFound`` and ``AlreadyAnonymized``."""
    return await _preview(uow, await find_producer(uow, producer_id), neighbours)


async def delete_producer(
    uow: UnitOfWork, producer_id: int, reason: str | None, neighbours: Neighbours
) -> Deletion:
    """Anonymise or remove a producer with its owner's account; every credential of it ends.

    An admin's account stays as it is. Emits ``producer_deleted`` with what must be cleaned
    outside: papers, the account at the payment provider. Raises ``NotFound`` and
    ``AlreadyAnonymized``.
    """
    producer = await hold_producer(uow, producer_id)
    preview = await _preview(uow, producer, neighbours)
    require(uow.principal, "delete", "producer", owned(producer))
    values = {**rules.erasure(), "anonymized_at": uow.moment, "deletion_reason": reason}
    if preview.mode == "hard":
        await neighbours.archive_products(uow, producer_id)
        values |= rules.removal(producer_id, uow.moment)
    await queries.update_producer(uow, producer_id, values)
    await use_pictures(uow, RESOURCE, producer_id, [])
    account_id = producer["account_id"]
    if _owner_goes(producer):
        await anonymize_account(uow, account_id)
    await _tell(uow, producer, preview, reason)
    return Deletion(
        preview=preview,
        account_id=account_id,
        account_kept=_owner_goes(producer) and not preview.user_will_be_deleted,
        snapshot=_snapshot(producer),
    )


async def _preview(uow: UnitOfWork, producer: Record, neighbours: Neighbours) -> Preview:
    if producer["anonymized_at"] is not None:
        raise AlreadyAnonymized(producer["anonymized_at"])
    references = await neighbours.references(uow, producer["id"])
    mode = rules.deletion_mode(references.total)
    goes = mode == "hard" and _owner_goes(producer)
    return Preview(
        mode=mode,
        references=references,
        user_will_be_deleted=goes and not await neighbours.has_orders(uow, producer["account_id"]),
        has_stripe_connect=producer["stripe_connect_id"] is not None,
        documents=rules.documents(producer),
    )


def _owner_goes(producer: Record) -> bool:
    """Whether the owner's account goes with the producer: there is one, and it runs no shop."""
    return producer["account_id"] is not None and producer["owner_role"] != "admin"


async def _tell(uow: UnitOfWork, producer: Record, preview: Preview, reason: str | None) -> None:
    """Note the deletion without what was personal, and say what is left to clean."""
    await audit.record(
        uow,
        "delete",
        "producer",
        producer["id"],
        before={"status": producer["status"], "is_active": producer["is_active"]},
        after={"mode": preview.mode, "reason": reason},
    )
    await emit(
        uow,
        "producer_deleted",
        {
            "producer_id": producer["id"],
            "mode": preview.mode,
            "documents": preview.documents,
            "stripe_connect_id": producer["stripe_connect_id"],
        },
    )


def _snapshot(producer: Record) -> Snapshot:
    email = producer["email"]
    return Snapshot(
        id=producer["id"],
        name=producer["name"],
        business_name=producer["business_name"],
        email_domain=email.rpartition("@")[2] if email else None,
        has_email=bool(email),
        has_phone=bool(producer["phone"]),
        has_iban=bool(producer["iban"]),
        has_tax_id=bool(producer["tax_id"]),
        has_stripe_connect=producer["stripe_connect_id"] is not None,
        documents=len(rules.documents(producer)),
        created_at=producer["created_at"],
        status=producer["status"],
        is_active=producer["is_active"],
    )
