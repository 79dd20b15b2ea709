"""The stars of a product: counted by whoever writes a review, read wherever a product is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from api.catalog import queries
from api.catalog.rules import average_rating
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork


class Rating(msgspec.Struct, frozen=True):
    """How many approved reviews gave 1, 2, 3, 4 and 5 stars."""

    stars: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def count(self) -> int:
        """All approved reviews."""
        return sum(self.stars)

    @property
    def average(self) -> float | None:
        """Stars on average, one decimal; none where nobody has rated."""
        total = sum(number * count for number, count in enumerate(self.stars, start=1))
        return average_rating(total, self.count)


async def rating_of(uow: UnitOfWork, product_id: int) -> Rating:
    """The stars of a product, shown or not; all zero where nobody rated. Raises ``NotFound``."""
    row = await queries.rating_of(uow, product_id) if 0 < product_id <= LARGEST_ID else None
    if row is None:
        raise NotFound
    if row["product_id"] is None:
        return Rating()
    return Rating((row["stars_1"], row["stars_2"], row["stars_3"], row["stars_4"], row["stars_5"]))


async def record_rating(
    uow: UnitOfWork, product_id: int, *, before: int | None, after: int | None
) -> None:
    """Count a review that came, changed or went, in the review's own transaction.

    ``before`` and ``after`` are its stars, none while it is not shown. The product's row is held
    until the unit of work ends, so rivals count one after the other.
    """
    if before == after:
        return
    if before is not None:
        await queries.take_stars(uow, product_id, before)
    if after is not None:
        await queries.add_stars(uow, product_id, after)
