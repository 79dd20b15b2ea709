"""Whom the old installation told of what, so that nobody is told twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ops.data.laravel.installation import Installation, Placed
    from ops.data.laravel.old_row import OldRow


def place_notification(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "notifications",
        {
            **row.same("id", "type", "payload", "read_at", "created_at", "updated_at"),
            "account_id": old.checked("users", row.value("user_id")),
        },
    )


def place_order_notification(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "order_notifications",
        {
            **row.same("id", "recipient_type", "recipient_id", "recipient_email", "event"),
            "order_id": old.checked("orders", row.value("order_id")),
            **_moments(row),
        },
    )


def place_producer_digest(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "producer_digests",
        {
            **row.same("id", "recipient_email", "orders_count"),
            "producer_id": old.checked("producers", row.value("producer_id")),
            "period_start": date.fromisoformat(row.value("period_start")),
            "period_end": date.fromisoformat(row.value("period_end")),
            "gross_revenue": row.money("gross_revenue", old.currency),
            "currency": old.currency,
            **_moments(row),
        },
    )


def _moments(row: OldRow) -> dict[str, object]:
    """When a letter went out; where its row does not say when it was written, then."""
    sent = row.moment("sent_at")
    return {
        "sent_at": sent,
        "created_at": row.moment("created_at") or sent,
        "updated_at": row.moment("updated_at") or sent,
    }
