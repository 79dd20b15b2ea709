"""Pure rules of the stock."""

from __future__ import annotations

from typing import Final

LOW: Final = 5
"""So few or fewer, and the producer is told (contract: domain, section 7)."""


def falls_low(before: int, after: int) -> bool:
    """Whether somebody who sets the stock goes from enough to few, or to none."""
    return before > LOW >= after


def runs_low(left: int) -> bool:
    """Whether an order leaves few; none at all is no news, the product shows as sold out."""
    return 0 < left <= LOW
