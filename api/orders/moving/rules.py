"""Pure rules of an order's way. Source: contract, domain.md section 2.2.

An order has one share per producer (a fulfilment). An admin moves the order and with it all its
shares; a producer moves its own share, and the order follows from its shares.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Literal

STATUSES: Final = ("pending", "confirmed", "processing", "shipped", "delivered", "cancelled")
"""What an order can be brought into. ``completed`` is how the old shop once called an end."""

_BY_ADMINS: Final[Mapping[str, tuple[str, ...]]] = {
    "pending": ("confirmed", "processing", "cancelled"),
    "confirmed": ("processing", "shipped", "cancelled"),
    "processing": ("shipped", "cancelled"),
    "shipped": ("delivered",),
}
_BY_PRODUCERS: Final[Mapping[str, tuple[str, ...]]] = {
    "pending": ("processing",),
    "confirmed": ("processing",),
    "processing": ("shipped",),
    "shipped": ("delivered",),
}
_ROAD: Final = ("pending", "confirmed", "processing", "shipped", "delivered")

StockEffect = Literal["none", "give_back", "take_again"]


def next_for_admins(status: str) -> tuple[str, ...]:
    """Where an admin may bring an order without force; nowhere from an end."""
    return _BY_ADMINS.get(status, ())


def next_for_producers(status: str) -> tuple[str, ...]:
    """Where a producer may bring its share: one step on, never to an end that is not reached."""
    return _BY_PRODUCERS.get(status, ())


def share_status(order_status: str, status: str) -> str:
    """A share's status as its producer sees it: a completed order has nothing left to move."""
    return order_status if order_status == "completed" else status


def order_status(shares: Collection[str]) -> str:
    """The status of an order whose shares have these statuses; there is at least one.

    Cancelled shares count only when all are. An order is as far as its slowest share, except that
    it is in the works as soon as one share is: ``processing`` stands between "nobody has begun"
    and "everything has left". An order of one share is where its share is.
    """
    going = {_ROAD.index(share) for share in shares if share != "cancelled"}
    if not going:
        return "cancelled"
    begun = _ROAD.index("processing")
    slowest, furthest = min(going), max(going)
    return _ROAD[max(slowest, begun) if furthest >= begun else slowest]


def stock_effect(before: str, after: str) -> StockEffect:
    """What a move means for the stock: an order holds its goods exactly while it is not cancelled.

    So cancelling twice gives them back once (D14), and an order that is forced out of
    ``cancelled`` takes them again.
    """
    if before == after or "cancelled" not in (before, after):
        return "none"
    return "give_back" if after == "cancelled" else "take_again"
