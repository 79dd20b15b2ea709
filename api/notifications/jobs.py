"""Which events the notifications hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from api.notifications.service import notify_producers

if TYPE_CHECKING:
    from api.kit.outbox import Consumer

CONSUMERS: Final[Mapping[str, tuple[Consumer, ...]]] = {"order.placed": (notify_producers,)}
"""Consumers by topic; the dispatcher calls them in the transaction that marks the event."""
