"""What orders tell about buyers and producers, handed to domains below by ``app.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.orders import queries
from api.producers.service import References

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork


async def has_received(uow: UnitOfWork, account_id: int, product_id: int) -> bool:
    """Whether an order of the account's with the product has arrived."""
    return await queries.has_received(uow, account_id, product_id)


async def owner_of(uow: UnitOfWork, order_id: int) -> tuple[int | None] | None:
    """Whose order this is, as ``(account_id,)``, a guest's as ``(None,)``; none for no order."""
    row = await queries.order_owner(uow, order_id)
    return None if row is None else (row["account_id"],)


async def has_orders(uow: UnitOfWork, account_id: int) -> bool:
    """Whether the account has ever ordered."""
    return await queries.has_orders(uow, account_id)


async def references_of(uow: UnitOfWork, producer_id: int) -> References:
    """How often order lines and shares of orders name the producer."""
    row = await queries.producer_references(uow, producer_id)
    return References(order_items=row["lines"], order_shipping_lines=row["shares"])
