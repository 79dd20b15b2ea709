"""The wire shapes of notifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from api.laravel.paginate import Page, first_row, last_page, last_row
from api.laravel.rules import Rules
from api.laravel.values import optional_moment, wire_moment

LATEST: Final = Rules({"limit": "nullable|integer"})
_TRUTHS: Final = ("1", "true", "on", "yes")


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """What one person was told. ``payload`` depends on ``type``."""

    id: int
    user_id: int
    type: str
    payload: dict[str, Any]
    read_at: str | None
    created_at: str
    updated_at: str


class Pagination(msgspec.Struct, frozen=True, kw_only=True):
    """Which slice of the list is shown."""

    current_page: int
    last_page: int
    per_page: int
    total: int
    from_: int | None = msgspec.field(name="from")
    to: int | None


class NotificationPage(msgspec.Struct, frozen=True, kw_only=True):
    """GET /notifications"""

    notifications: list[Notification]
    pagination: Pagination
    success: bool = True


class LatestNotifications(msgspec.Struct, frozen=True, kw_only=True):
    """GET /notifications/latest: the newest unread ones."""

    notifications: list[Notification]
    unread_count: int
    success: bool = True


class UnreadCount(msgspec.Struct, frozen=True, kw_only=True):
    """GET /notifications/unread-count"""

    unread_count: int
    success: bool = True


class MarkedRead(msgspec.Struct, frozen=True, kw_only=True):
    """PATCH /notifications/…"""

    message: str
    success: bool = True


ONE_READ: Final = MarkedRead(message="Η ειδοποίηση επισημάνθηκε ως αναγνωσμένη")
ALL_READ: Final = MarkedRead(message="Όλες οι ειδοποιήσεις επισημάνθηκαν ως αναγνωσμένες")


def notification(row: Mapping[str, Any]) -> Notification:
    return Notification(
        id=row["id"],
        user_id=row["account_id"],
        type=row["type"],
        payload=row["payload"],
        read_at=optional_moment(row["read_at"]),
        created_at=wire_moment(row["created_at"]),
        updated_at=wire_moment(row["updated_at"]),
    )


def notification_page(
    rows: Sequence[Mapping[str, Any]], page: Page, total: int
) -> NotificationPage:
    """One page of a list of ``total``."""
    return NotificationPage(
        notifications=[notification(row) for row in rows],
        pagination=Pagination(
            current_page=page.number,
            last_page=last_page(total, page.size),
            per_page=page.size,
            total=total,
            from_=first_row(page, len(rows)),
            to=last_row(page, len(rows)),
        ),
    )


def wants_unread_only(query: Mapping[str, Any]) -> bool:
    """``show_read`` as the contract reads it: missing, 1, true, on and yes mean that both show."""
    return str(query.get("show_read", "1")).lower() not in _TRUTHS
