"""What the shop's operators see of its orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from api.catalog.service import whole_products
from api.kit.authz import require
from api.kit.errors import NotFound
from api.orders.back_office import queries
from api.orders.back_office.queries import OrderFilters

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


class OrderWithProducts(msgspec.Struct, frozen=True):
    """An order with what its products are now, by their ids."""

    order: Record
    products: Mapping[int, Record]


async def list_orders(
    uow: UnitOfWork, filters: OrderFilters
) -> tuple[list[Record], int, dict[str, int]]:
    """One page of the shop's orders, their number in all, and the whole shop's by status."""
    require(uow.principal, "list_all", "order")
    rows, total = await queries.list_all(uow, filters)
    return rows, total, await queries.count_by_status(uow)


async def find_order(uow: UnitOfWork, order_id: int) -> OrderWithProducts:
    """One order of the shop. Raises ``NotFound``."""
    require(uow.principal, "list_all", "order")
    order = await queries.order_by_id(uow, order_id)
    if order is None:
        raise NotFound
    products = await whole_products(uow, {line["product_id"] for line in order["lines"]})
    return OrderWithProducts(order, products)
