"""Setting and taking stock. Every change leaves a movement; no row ever goes below zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from api.stock import queries

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork


async def open_stock(uow: UnitOfWork, variant_id: int, quantity: int) -> None:
    """Give a new variant its stock."""
    await queries.insert_level(uow, variant_id, quantity)
    if quantity:
        await queries.insert_movements(uow, {variant_id: quantity}, "opening", None)


async def set_stock(uow: UnitOfWork, variant_id: int, quantity: int) -> int:
    """Make this many free to sell, beside what is held; returns how many were free before."""
    before = (await queries.lock_free(uow, [variant_id])).get(variant_id, 0)
    if quantity != before:
        await queries.set_free(uow, variant_id, quantity)
        await queries.insert_movements(uow, {variant_id: quantity - before}, "set", None)
    return before


async def lock_stock(uow: UnitOfWork, variant_ids: Iterable[int]) -> dict[int, int]:
    """Lock these variants in key order until the unit of work ends; what is free of each.

    A variant that does not exist is not in the answer.
    """
    return await queries.lock_free(uow, variant_ids)


async def take_stock(uow: UnitOfWork, quantities: Mapping[int, int], order_id: int | None) -> None:
    """Take the sum per variant for an order, after ``lock_stock`` has shown that it is free."""
    queries.subtract(uow, quantities)
    changes = {variant_id: -quantity for variant_id, quantity in quantities.items()}
    await queries.insert_movements(uow, changes, "order", order_id)


async def give_stock_back(uow: UnitOfWork, quantities: Mapping[int, int], order_id: int) -> None:
    """Put back what an order held, after ``lock_stock``; the caller answers for doing it once."""
    queries.add(uow, quantities)
    await queries.insert_movements(uow, quantities, "cancellation", order_id)
