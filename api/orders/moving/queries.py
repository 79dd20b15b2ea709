"""All SQL of moving orders. Every change begins with the order's lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from api.kit.ids import next_id
from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

LOCK_ORDER: Final = locking(
    "orders", "id", "id, account_id, status, payment_status, payment_method, payment_reference"
)
SHARES: Final = """
SELECT id, producer_id, status FROM fulfilments
WHERE tenant_id = $1 AND order_id = $2 ORDER BY id
"""
BOUGHT: Final = """
SELECT variant_id, max(product_name) AS name, sum(quantity)::bigint AS quantity FROM order_lines
WHERE tenant_id = $1 AND order_id = $2 GROUP BY variant_id ORDER BY variant_id
"""
MOVE_ORDER: Final = """
UPDATE orders SET status = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2
"""
# A share that goes back to where nothing has left forgets that it had.
MOVE_SHARES: Final = """
UPDATE fulfilments SET status = $3,
    shipped_at = CASE WHEN $3 = 'shipped' THEN coalesce(shipped_at, $4)
                      WHEN $3 IN ('pending', 'confirmed', 'processing') THEN NULL
                      ELSE shipped_at END,
    delivered_at = CASE WHEN $3 = 'delivered' THEN coalesce(delivered_at, $4) END
WHERE tenant_id = $1 AND id = ANY($2::bigint[])
"""
INSERT_MOVE: Final = """
INSERT INTO order_events (tenant_id, id, order_id, producer_id, old_status, new_status, account_id,
    note, is_public, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
CONFIRM_PAYMENT: Final = """
UPDATE orders SET payment_status = 'completed', payment_reference = $3, updated_at = $4
WHERE tenant_id = $1 AND id = $2
"""


async def lock_order(uow: UnitOfWork, order_id: int) -> Record | None:
    return await uow.row(LOCK_ORDER, [order_id])


async def shares(uow: UnitOfWork, order_id: int) -> list[Record]:
    return await uow.rows(SHARES, order_id)


async def bought(uow: UnitOfWork, order_id: int) -> list[Record]:
    """How many of each variant the order holds, in key order, and what the first is called."""
    return await uow.rows(BOUGHT, order_id)


def move_order(uow: UnitOfWork, order_id: int, status: str) -> None:
    uow.later(MOVE_ORDER, order_id, status, uow.moment)


def move_shares(uow: UnitOfWork, share_ids: Sequence[int], status: str) -> None:
    uow.later(MOVE_SHARES, list(share_ids), status, uow.moment)


async def insert_move(
    uow: UnitOfWork,
    order_id: int,
    before: str,
    after: str,
    *,
    producer_id: int | None,
    note: str | None,
    is_public: bool,
) -> None:
    """One row of the order's history; ``producer_id`` says whose share, none the whole order."""
    uow.later(
        INSERT_MOVE,
        *(await next_id(uow, "order_events"), order_id, producer_id, before, after),
        *(uow.principal.account_id, note, is_public, uow.moment),
    )


def confirm_payment(uow: UnitOfWork, order_id: int, reference: str) -> None:
    uow.later(CONFIRM_PAYMENT, order_id, reference, uow.moment)
