"""Buying again on the wire: what became of an earlier order's products in the cart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from api.orders.service import Reordered


class ReorderedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A product of the order. ``outcome`` is why fewer were added than were wanted.

    ``added``: all of it. ``partly``: the stock allowed no more. ``full``: the cart already holds
    as many as can be had. ``sold_out`` and ``gone``: none.
    """

    product_id: int
    name: str
    wanted: int
    added: int
    outcome: str


class ReorderAnswer(msgspec.Struct, frozen=True):
    """POST /api/stoa/v1/orders/{id}/reorder"""

    data: list[ReorderedLine]


def reordered(lines: Sequence[Reordered]) -> ReorderAnswer:
    """What became of each product."""
    return ReorderAnswer(
        [
            ReorderedLine(
                product_id=each.line.product_id,
                name=each.name,
                wanted=each.line.wanted,
                added=each.line.added,
                outcome=each.outcome,
            )
            for each in lines
        ]
    )
