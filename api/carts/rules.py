"""Pure rules of the cart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

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


class MergedLine(msgspec.Struct, frozen=True):
    """What became of a product that was to be added: pieces wanted, in the cart before and now.

    ``free`` is None where the product is not sold.
    """

    product_id: int
    wanted: int
    before: int
    holds: int
    free: int | None

    @property
    def added(self) -> int:
        return self.holds - self.before


ChangeKind = Literal["gone", "stock", "price"]


class WatchedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line with what its buyer saw and what is so now; prices of one, in minor units."""

    id: int
    product_id: int
    name: str
    quantity: int
    seen_price: int | None
    seen_currency: str | None
    price: int
    discount_price: int | None
    currency: str
    free: int
    is_sold: bool

    @property
    def charged(self) -> int:
        return charged_price(self.price, self.discount_price)


class LineChange(msgspec.Struct, frozen=True):
    """One thing that is no longer as its buyer saw it."""

    kind: ChangeKind
    line: WatchedLine


def changes(lines: Iterable[WatchedLine]) -> list[LineChange]:
    """What changed since the buyer looked: what is gone needs no further word."""
    found: list[LineChange] = []
    for line in lines:
        if not line.is_sold:
            found.append(LineChange("gone", line))
            continue
        if line.quantity > line.free:
            found.append(LineChange("stock", line))
        if line.seen_price is not None and line.seen_price != line.charged:
            found.append(LineChange("price", line))
    return found
