"""All SQL of the notifications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from api.kit.authz import visible
from api.kit.ids import next_id, next_ids

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork
    from api.notifications.digest_letters import Digest, WrittenDigest
    from api.notifications.order_letters import OrderLetter

_COLUMNS: Final = "id, account_id, type, payload, read_at, created_at, updated_at"

NOTIFICATION_BY_ID: Final = f"SELECT {_COLUMNS} FROM notifications WHERE tenant_id = $1 AND id = $2"
MARK_READ: Final = """
UPDATE notifications SET read_at = $3, updated_at = $3
WHERE tenant_id = $1 AND id = $2 AND read_at IS NULL
"""
# The event's id makes a repeated delivery harmless: an account is told once of one event.
INSERT_NOTIFICATIONS: Final = """
INSERT INTO notifications
    (tenant_id, id, account_id, event_id, type, payload, created_at, updated_at)
SELECT $1, n.id, n.account_id, $2, $3, n.payload, $4, $4
FROM unnest($5::bigint[], $6::bigint[], $7::jsonb[]) AS n (id, account_id, payload)
ON CONFLICT (tenant_id, event_id, account_id) DO NOTHING
"""

TOLD_OF_ORDER: Final = """
SELECT id FROM order_notifications
WHERE tenant_id = $1 AND order_id = $2 AND recipient_type = $3
  AND recipient_id IS NOT DISTINCT FROM $4 AND event = $5
"""
INSERT_ORDER_NOTIFICATION: Final = """
INSERT INTO order_notifications
    (tenant_id, id, order_id, recipient_type, recipient_id, event, recipient_email, sent_at,
     created_at, updated_at)
VALUES ($1, $6, $2, $3, $4, $5, $7, $8, $8, $8)
ON CONFLICT (tenant_id, order_id, recipient_type, recipient_id, event) DO NOTHING
"""
HAD_DIGEST: Final = """
SELECT id FROM producer_digests WHERE tenant_id = $1 AND producer_id = $2 AND period_start = $3
"""
INSERT_DIGEST: Final = """
INSERT INTO producer_digests
    (tenant_id, id, producer_id, period_start, period_end, recipient_email, orders_count,
     gross_revenue, currency, sent_at, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10)
ON CONFLICT (tenant_id, producer_id, period_start) DO NOTHING
"""


async def notification_by_id(uow: UnitOfWork, notification_id: int) -> Record | None:
    return await uow.row(NOTIFICATION_BY_ID, notification_id)


async def list_own(uow: UnitOfWork, *, unread_only: bool, limit: int, offset: int) -> list[Record]:
    """Some of the notifications that the caller may call its own, newest first."""
    arguments, where = _own(uow, unread_only=unread_only)
    place = len(arguments)
    return await uow.rows(
        f"SELECT {_COLUMNS} FROM notifications WHERE {where} "
        f"ORDER BY created_at DESC, id DESC LIMIT ${place + 1} OFFSET ${place + 2}",
        *arguments[1:],
        limit,
        offset,
    )


async def count_own(uow: UnitOfWork, *, unread_only: bool) -> int:
    arguments, where = _own(uow, unread_only=unread_only)
    count: int = await uow.value(
        f"SELECT count(*) FROM notifications WHERE {where}", *arguments[1:]
    )
    return count


async def mark_read(uow: UnitOfWork, notification_id: int) -> bool:
    """Whether it was unread until now."""
    return await uow.run(MARK_READ, notification_id, uow.moment) == 1


async def mark_all_read(uow: UnitOfWork) -> list[int]:
    """The ids of those that were unread until now."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "mark_read", "notification", arguments)
    place = len(arguments) + 1
    rows = await uow.rows(
        f"UPDATE notifications SET read_at = ${place}, updated_at = ${place} "
        f"WHERE tenant_id = $1 AND {mine} AND read_at IS NULL RETURNING id",
        *arguments[1:],
        uow.moment,
    )
    return sorted(row["id"] for row in rows)


async def insert_notifications(
    uow: UnitOfWork, event_id: int, kind: str, told: Sequence[tuple[int, object]]
) -> None:
    """One notification for each account and payload, unless the account has heard of the event."""
    await uow.run(
        INSERT_NOTIFICATIONS,
        event_id,
        kind,
        uow.moment,
        await next_ids(uow, "notifications", len(told)),
        [account_id for account_id, _ in told],
        [payload for _, payload in told],
    )


def _own(uow: UnitOfWork, *, unread_only: bool) -> tuple[list[object], str]:
    """What a list binds, and its WHERE."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "list_own", "notification", arguments)
    unread = " AND read_at IS NULL" if unread_only else ""
    return arguments, f"tenant_id = $1 AND {mine}{unread}"


async def was_told_of_order(uow: UnitOfWork, about: OrderLetter) -> bool:
    """Whether the book of letters holds this one."""
    return await uow.value(TOLD_OF_ORDER, *_key(about)) is not None


async def insert_order_notification(uow: UnitOfWork, about: OrderLetter, address: str) -> None:
    """Write down that this letter went out just now, unless it is written down."""
    letter_id = await next_id(uow, "order_notifications")
    await uow.run(INSERT_ORDER_NOTIFICATION, *_key(about), letter_id, address, uow.moment)


async def had_digest(uow: UnitOfWork, digest: Digest) -> bool:
    """Whether the book of letters holds this one."""
    return await uow.value(HAD_DIGEST, digest.producer_id, digest.period_start) is not None


async def insert_digest(uow: UnitOfWork, written: WrittenDigest) -> None:
    """Write down that this letter went out just now, unless it is written down."""
    await uow.run(
        INSERT_DIGEST,
        await next_id(uow, "producer_digests"),
        written.digest.producer_id,
        written.digest.period_start,
        written.digest.period_end,
        written.letter.to_address,
        written.sales.orders_count,
        written.sales.revenue,
        written.currency,
        uow.moment,
    )


def _key(about: OrderLetter) -> tuple[object, ...]:
    return (about.order_id, about.recipient_type, about.recipient_id, about.event)
