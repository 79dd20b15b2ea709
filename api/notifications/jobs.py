"""Which events the notifications hear, and which jobs they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from api.kit.jobs import Inside
from api.notifications.account_letters import (
    ACCOUNT_LETTER,
    ACCOUNT_LETTERS,
    AccountLetters,
    post_account_letter,
)
from api.notifications.digest_letters import DIGEST_LETTER, POST_DIGESTS, Digests
from api.notifications.order_letters import (
    ESCALATE_UNACCEPTED,
    ORDER_LETTER,
    ORDER_MOVES,
    OrderLetters,
    escalate_unaccepted,
    post_moved_letters,
    post_placed_letters,
)
from api.notifications.service import (
    notify_buyer_of_placing,
    notify_buyer_of_shipping,
    notify_low_stock,
    notify_producers,
)

if TYPE_CHECKING:
    from api.kit.jobs import Handler
    from api.kit.mail import Mailer
    from api.kit.outbox import Consumer
    from api.notifications.write_letter import LetterSettings

CONSUMERS: Final[Mapping[str, tuple[Consumer, ...]]] = {
    **dict.fromkeys(ACCOUNT_LETTERS, (post_account_letter,)),
    **dict.fromkeys(ORDER_MOVES, (post_moved_letters,)),
    "order.placed": (notify_producers, notify_buyer_of_placing, post_placed_letters),
    "order_shipped": (notify_buyer_of_shipping, post_moved_letters),
    "stock.low": (post_account_letter,),
}
"""Consumers by topic; the dispatcher calls them in the transaction that marks the event."""
HEARD_AT_ONCE: Final[Mapping[str, tuple[Consumer, ...]]] = {"stock.low": (notify_low_stock,)}
"""Consumers that work in the transaction that emits: the contract's alert is there at once."""


def handlers(mailer: Mailer, settings: LetterSettings) -> Mapping[str, Handler]:
    """What does the jobs of this domain, by kind."""
    digests = Digests(mailer, settings)
    return {
        ACCOUNT_LETTER: AccountLetters(mailer, settings).handler(),
        ORDER_LETTER: OrderLetters(mailer, settings).handler(),
        DIGEST_LETTER: digests.handler(),
        POST_DIGESTS: Inside(digests.post),
        ESCALATE_UNACCEPTED: Inside(escalate_unaccepted),
    }
