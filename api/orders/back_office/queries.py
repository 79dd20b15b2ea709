"""All SQL of the back office's view of orders."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from api.kit.authz import visible
from api.orders.queries import BUYER, LINES, RAW_ORDER

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

_SELECT: Final = f"SELECT {RAW_ORDER}, {LINES.format(only='')} FROM orders o {BUYER}"
ORDER: Final = f"{_SELECT} WHERE o.tenant_id = $1 AND o.id = $2"


class OrderFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the shop's orders, and in which order. Days are UTC, both ends included.

    ``words`` are part of the order's number, or of the buyer's name or address as they are
    spelled.
    """

    status: str | None = None
    words: str | None = None
    from_day: date | None = None
    to_day: date | None = None
    oldest_first: bool = False
    limit: int
    offset: int


async def order_by_id(uow: UnitOfWork, order_id: int) -> Record | None:
    return await uow.row(ORDER, order_id)


async def list_all(uow: UnitOfWork, filters: OrderFilters) -> tuple[list[Record], int]:
    """One page of the shop's orders that the caller may see, and how many there are in all."""
    arguments: list[object] = [uow.tenant_id]
    where = _where(uow, filters, arguments)
    total: int = await uow.value(
        f"SELECT count(*) FROM orders o {BUYER} WHERE {where}", *arguments[1:]
    )
    way = "ASC" if filters.oldest_first else "DESC"
    limit, offset = len(arguments) + 1, len(arguments) + 2
    rows = await uow.rows(
        f"{_SELECT} WHERE {where} ORDER BY o.created_at {way}, o.id {way} "
        f"LIMIT ${limit} OFFSET ${offset}",
        *arguments[1:],
        filters.limit,
        filters.offset,
    )
    return rows, total


async def count_by_status(uow: UnitOfWork) -> dict[str, int]:
    """How many orders of each status there are in the shop."""
    arguments: list[object] = [uow.tenant_id]
    seen = visible(uow.principal, "list_all", "order", arguments, "o")
    rows = await uow.rows(
        f"SELECT o.status, count(*) AS orders FROM orders o WHERE o.tenant_id = $1 AND {seen} "
        "GROUP BY o.status",
        *arguments[1:],
    )
    return {row["status"]: row["orders"] for row in rows}


def _where(uow: UnitOfWork, filters: OrderFilters, arguments: list[object]) -> str:
    seen = visible(uow.principal, "list_all", "order", arguments, "o")
    clauses = ["o.tenant_id = $1", seen]
    if filters.status is not None:
        arguments.append(filters.status)
        clauses.append(f"o.status = ${len(arguments)}")
    if filters.words is not None:
        arguments.append(f"%{filters.words}%")
        place = f"LIKE ${len(arguments)}"
        clauses.append(f"(o.id::text {place} OR a.email {place} OR a.name {place})")
    if filters.from_day is not None:
        arguments.append(filters.from_day)
        clauses.append(f"o.created_at >= ${len(arguments)}::date::timestamp AT TIME ZONE 'UTC'")
    if filters.to_day is not None:
        arguments.append(filters.to_day)
        clauses.append(
            f"o.created_at < (${len(arguments)}::date + 1)::timestamp AT TIME ZONE 'UTC'"
        )
    return " AND ".join(clauses)
