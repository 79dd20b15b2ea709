"""Which events the notifications hear, and which jobs they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from api.notifications.account_letters import (
    ACCOUNT_LETTER,
    ACCOUNT_LETTERS,
    AccountLetters,
    post_account_letter,
)
from api.notifications.order_letters import ORDER_LETTER, OrderLetters, post_placed_letters
from api.notifications.service import notify_low_stock, notify_producers

if TYPE_CHECKING:
    from api.kit.jobs import Handler
    from api.kit.mail import Mailer
    from api.kit.outbox import Consumer
    from api.notifications.write_letter import LetterSettings

CONSUMERS: Final[Mapping[str, tuple[Consumer, ...]]] = {
    "order.placed": (notify_producers, post_placed_letters),
    "stock.low": (notify_low_stock,),
    **dict.fromkeys(ACCOUNT_LETTERS, (post_account_letter,)),
}
"""Consumers by topic; the dispatcher calls them in the transaction that marks the event."""


def handlers(mailer: Mailer, settings: LetterSettings) -> Mapping[str, Handler]:
    """What does the jobs of this domain, by kind."""
    return {
        ACCOUNT_LETTER: AccountLetters(mailer, settings).handler(),
        ORDER_LETTER: OrderLetters(mailer, settings).handler(),
    }
