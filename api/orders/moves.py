"""An order's history on the wire, for its buyer: the moves of the order and of its shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from api.laravel.values import wire_moment


class Mover(msgspec.Struct, frozen=True):
    """The producer whose part of the order moved."""

    id: int
    name: str


class ListedMove(msgspec.Struct, frozen=True, kw_only=True):
    """A status that the order came into, or one producer's part of it when ``producer`` says so.

    ``before`` is null for the first, when the order was placed.
    """

    status: str
    before: str | None
    changed_at: str
    note: str | None
    producer: Mover | None


class Moves(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/orders/{id}/moves"""

    data: list[ListedMove]


def moves(rows: Sequence[Mapping[str, Any]]) -> Moves:
    """The history as it is stored."""
    return Moves(
        [
            ListedMove(
                status=row["new_status"],
                before=row["old_status"],
                changed_at=wire_moment(row["created_at"]),
                note=row["note"],
                producer=None
                if row["producer_id"] is None
                else Mover(row["producer_id"], row["producer_name"]),
            )
            for row in rows
        ]
    )
