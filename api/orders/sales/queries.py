"""All SQL of sold orders. Who may see which is the policy's condition as a WHERE clause."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from api.kit.authz import visible
from api.orders.queries import BUYER, LINES, RAW_ORDER

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

LIST_MOST: Final = 1000
# The producer's own share, not the order, is what it moves and filters by. A completed order is
# an end of the old shop that shares do not know.
_STATUS: Final = "CASE WHEN o.status = 'completed' THEN o.status ELSE f.status END"
_SHARES: Final = "JOIN fulfilments f ON f.tenant_id = o.tenant_id AND f.order_id = o.id"


async def list_sold(uow: UnitOfWork, *, status: str | None) -> list[Record]:
    """Orders with lines that the caller sells, newest first, with those lines only."""
    arguments: list[object] = [uow.tenant_id]
    select = _select(uow, "list_sold", arguments)
    if status is not None:
        arguments.append(status)
        select += f" AND {_STATUS} = ${len(arguments)}"
    return await uow.rows(
        f"{select} ORDER BY o.created_at DESC, o.id DESC LIMIT {LIST_MOST}", *arguments[1:]
    )


async def sold_order(uow: UnitOfWork, order_id: int) -> Record | None:
    """One order with the lines that the caller sells, or none when it sells none of it."""
    arguments: list[object] = [uow.tenant_id]
    select = _select(uow, "view_sold", arguments)
    arguments.append(order_id)
    return await uow.row(f"{select} AND o.id = ${len(arguments)}", *arguments[1:])


async def sold_since(
    uow: UnitOfWork, since: datetime, *, before: tuple[datetime, int] | None, most: int
) -> list[Record]:
    """The next orders of an export, newest first, from ``before`` (placed at, id) backwards."""
    arguments: list[object] = [uow.tenant_id]
    select = _select(uow, "export_sold", arguments)
    arguments.append(since)
    select += f" AND o.created_at >= ${len(arguments)}"
    if before is not None:
        arguments += before
        select += f" AND (o.created_at, o.id) < (${len(arguments) - 1}, ${len(arguments)})"
    return await uow.rows(
        f"{select} ORDER BY o.created_at DESC, o.id DESC LIMIT ${len(arguments) + 1}",
        *arguments[1:],
        most,
    )


async def count_sold(uow: UnitOfWork) -> dict[str, int]:
    """How many orders with lines of the caller's there are, by the status of the own share."""
    arguments: list[object] = [uow.tenant_id]
    sold = visible(uow.principal, "list_sold", "order", arguments, "f")
    rows = await uow.rows(
        f"SELECT {_STATUS} AS status, count(*) AS orders FROM orders o {_SHARES} "
        f"WHERE o.tenant_id = $1 AND {sold} GROUP BY 1",
        *arguments[1:],
    )
    return {row["status"]: row["orders"] for row in rows}


def _select(uow: UnitOfWork, action: str, arguments: list[object]) -> str:
    """Orders of which the caller may do ``action`` to a share, with those shares' lines."""
    sold = visible(uow.principal, action, "order", arguments, "f")
    own_lines = visible(uow.principal, action, "order", arguments, "l")
    lines = LINES.format(only=f" AND {own_lines}")
    return (
        f"SELECT {RAW_ORDER}, {lines}, {_STATUS} AS share_status FROM orders o {_SHARES} {BUYER} "
        f"WHERE o.tenant_id = $1 AND {sold}"
    )
