"""Use cases: what a producer finds on its desk, and how its products are rated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from api.catalog.overview import queries
from api.catalog.rules import average_rating
from api.producers.service import find_shown
from api.stock.rules import LOW

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

# A desk shows what to fill up first; the rest is in the list of products.
RUNNING_OUT_MOST: Final = 12


class Shelf(msgspec.Struct, frozen=True):
    """The figures of a producer's products, and which of them run out, the fewest first."""

    counts: Record
    running_out: list[Record]


class Stars(msgspec.Struct, frozen=True):
    """Approved reviews of all products that everybody finds, and their stars on average."""

    count: int
    average: float | None


async def own_shelf(uow: UnitOfWork) -> Shelf:
    """The caller's own shelf; an empty one for a caller without a profile."""
    producer_id = uow.principal.producer_id or 0
    counts = await queries.count_shelf(uow, producer_id, LOW)
    return Shelf(counts, await queries.running_out(uow, producer_id, LOW, RUNNING_OUT_MOST))


async def stars_of_producer(uow: UnitOfWork, producer_id: int) -> Stars:
    """How the products of a producer are rated. Raises ``NotFound``, also for a hidden one."""
    await find_shown(uow, producer_id)
    row = await queries.stars_of(uow, producer_id)
    return Stars(row["rating_count"], average_rating(row["rating_sum"], row["rating_count"]))
