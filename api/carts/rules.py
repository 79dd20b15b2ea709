"""Pure rules of the cart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from api.catalog.rules import charged_price

MOST_PER_LINE: Final = 100
"""The most that merging leaves on a line (contract: POST /cart/sync)."""


def line_total(price: int, discount_price: int | None, quantity: int) -> int:
    """What a line costs in minor units: the discount price counts where there is one (D27)."""
    return charged_price(price, discount_price) * quantity


def wanted_sums(wanted: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Quantities by product in order of first mention; a quantity below 1 asks for nothing."""
    sums: dict[int, int] = {}
    for product_id, quantity in wanted:
        if quantity > 0:
            sums[product_id] = sums.get(product_id, 0) + quantity
    return sums


def merged_quantity(in_cart: int, wanted: int, free: int) -> int:
    """What a line holds after merging: the sum, cut to the stock and to ``MOST_PER_LINE``."""
    return min(in_cart + wanted, free, MOST_PER_LINE)
