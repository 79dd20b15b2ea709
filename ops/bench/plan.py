"""What is measured: rows, ways, sizes and targets."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Row = Literal["list", "detail", "own_orders", "placement"]
SearchRow = Literal[
    "search", "filter", "category", "suggestions", "large_list", "large_far", "large_search"
]
Way = Literal["http", "plain", "merged", "bare"]

ROWS: Final[tuple[Row, ...]] = ("list", "detail", "own_orders", "placement")
SEARCH_ROWS: Final[tuple[SearchRow, ...]] = (
    "search",
    "filter",
    "category",
    "suggestions",
    "large_list",
    "large_far",
    "large_search",
)
"""Over HTTP only: what is asked differs with every request, which pgbench could not repeat."""
WAYS: Final[tuple[Way, ...]] = ("http", "plain", "merged", "bare")
"""``plain``: pgbench with the named sequence, each statement a round trip of its own: authenticate,
BEGIN, SET LOCAL, each statement of the request, COMMIT. ``merged``: pgbench with the very round
trips that the application makes of it.
"""
TITLES: Final[dict[str, str]] = {
    "list": "product list, 20 of 10,000",
    "detail": "product detail",
    "own_orders": "own orders",
    "placement": "placement, 3 lines, 2 producers",
    "placement, events carried": "placement, events carried too",
    "search": "search, 20 of 10,000",
    "filter": "filter by price or cultivation",
    "category": "one category",
    "suggestions": "suggestions while typing",
    "large_list": "product list, 20 of 300,000",
    "large_far": "its pages up to the last",
    "large_search": "search in 300,000, 1,500 hits, 4 connections",
}
METHODS: Final[dict[Row | SearchRow, Literal["GET", "POST"]]] = {
    "list": "GET",
    "detail": "GET",
    "own_orders": "GET",
    "placement": "POST",
    "search": "GET",
    "filter": "GET",
    "category": "GET",
    "suggestions": "GET",
    "large_list": "GET",
    "large_far": "GET",
    "large_search": "GET",
}

WORKERS: Final = 2
CONNECTIONS: Final = 16
FEW_CONNECTIONS: Final[dict[str, int]] = {"large_search": 4}
LINES: Final = 3
ORDERS_OF_A_PLACEMENT: Final = 2

TO_PGBENCH: Final[dict[str, float]] = {"list": 0.5, "detail": 0.5, "placement": 0.7}
"""At least this part of what pgbench reaches with the plain sequence of the same effects."""
READ_P95_MS: Final = 50.0
LARGE_SEARCH_P95_MS: Final = 80.0
READS: Final = ("list", "detail", "own_orders")
WORKER_MEGABYTES: Final = 150.0
DECISION_MICROSECONDS: Final = 20.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes of one run. Of a shop's buyers the first half reads and the second half places, so that
    reading one's orders costs the same in every round.
    """

    shops: int = 10
    products: int = 10_000
    large_products: int = 300_000
    buyers: int = 402
    orders_of_a_reader: int = 5
    rounds: int = 3
    seconds: float = 4.0
    warm_up_seconds: float = 1.0
    rows: tuple[Row, ...] = ROWS
    search_rows: tuple[SearchRow, ...] = SEARCH_ROWS

    @property
    def whole(self) -> bool:
        """Whether it measures all there is, as long as the figures of ``make bench`` need."""
        return self == Plan()

    @property
    def readers(self) -> int:
        """Accounts 1 to this number of every shop read."""
        return self.buyers // 2
