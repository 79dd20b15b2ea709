"""Pure rules of reviews: when one is shown, and what it counts."""

from __future__ import annotations

from typing import Final, Literal

Status = Literal["pending", "approved", "hidden"]

PER_PAGE: Final = 20
"""Reviews on a page (contract)."""


def status_of_new(*, waits: bool) -> Status:
    """What a review is after its author wrote or changed it, by the shop's setting."""
    return "pending" if waits else "approved"


def counted(status: str, rating: int) -> int | None:
    """The stars that a review adds to its product; none while it is not shown."""
    return rating if status == "approved" else None
