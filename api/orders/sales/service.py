"""Reading what the caller's own producer has sold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from api.kit.authz import require
from api.kit.ids import LARGEST_ID
from api.orders.sales import queries

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

EXPORTED: Final = timedelta(days=30)
EXPORTED_AT_ONCE: Final = 500


async def list_sold_orders(
    uow: UnitOfWork, *, status: str | None
) -> tuple[list[Record], dict[str, int]]:
    """The orders with lines of the caller's, those lines only; and how many by status."""
    require(uow.principal, "list_sold", "order")
    rows = await queries.list_sold(uow, status=status)
    return rows, await queries.count_sold(uow)


async def find_sold_order(uow: UnitOfWork, order_id: int) -> Record | None:
    """An order with the caller's lines, or none when it holds none of them."""
    require(uow.principal, "view_sold", "order")
    if not 0 < order_id <= LARGEST_ID:
        return None
    return await queries.sold_order(uow, order_id)


async def export_sold_orders(
    reading: Callable[[], AbstractAsyncContextManager[UnitOfWork]],
) -> AsyncIterator[list[Record]]:
    """The orders of the last 30 days with the caller's lines, newest first, some at a time.

    Each portion is read in a unit of work of its own, which ``reading`` opens: however long
    somebody takes to receive the file, no transaction waits for it.
    """
    before = None
    while True:
        async with reading() as uow:
            require(uow.principal, "export_sold", "order")
            since = uow.moment - EXPORTED
            rows = await queries.sold_since(uow, since, before=before, most=EXPORTED_AT_ONCE)
        yield rows
        if len(rows) < EXPORTED_AT_ONCE:
            return
        before = rows[-1]["created_at"], rows[-1]["id"]
