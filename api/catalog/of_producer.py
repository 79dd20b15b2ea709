"""What the catalogue tells about a producer, handed to the producers' domain by ``app.py``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from api.catalog import queries
from api.catalog.counting import queries as counting

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


async def count_shown(uow: UnitOfWork, producer_ids: Sequence[int]) -> Mapping[int, int]:
    """How many products of each producer everybody sees; who has none is left out."""
    rows = await counting.shown_of_producers(uow, producer_ids)
    return {row["producer_id"]: row["products"] for row in rows}


async def shown_products(uow: UnitOfWork, producer_id: int) -> list[Record]:
    """The producer's active products by name, wholesale ones too, at most a thousand (contract)."""
    return await queries.shown_products(uow, producer_id)


async def archive_products(uow: UnitOfWork, producer_id: int) -> int:
    """Take all products of the producer out of the shop; returns how many there were."""
    return await queries.archive_products(uow, producer_id)
