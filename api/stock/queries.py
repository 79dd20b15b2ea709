"""All SQL of the stock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from api.kit.ids import next_ids
from api.kit.locks import locking

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

LOCK_STOCK_LEVELS: Final = locking("stock_levels", "variant_id", "variant_id, on_hand, held")
INSERT_STOCK_LEVEL: Final = """
INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at) VALUES ($1, $2, $3, $4)
"""
SET_ON_HAND: Final = """
UPDATE stock_levels SET on_hand = held + $3, updated_at = $4
WHERE tenant_id = $1 AND variant_id = $2
"""
TAKE_STOCK: Final = """
UPDATE stock_levels s SET on_hand = s.on_hand - t.quantity, updated_at = $4
FROM unnest($2::bigint[], $3::bigint[]) AS t (variant_id, quantity)
WHERE s.tenant_id = $1 AND s.variant_id = t.variant_id
"""
ADD_STOCK: Final = """
UPDATE stock_levels s SET on_hand = s.on_hand + t.quantity, updated_at = $4
FROM unnest($2::bigint[], $3::bigint[]) AS t (variant_id, quantity)
WHERE s.tenant_id = $1 AND s.variant_id = t.variant_id
"""
INSERT_MOVEMENTS: Final = """
INSERT INTO stock_movements (tenant_id, id, variant_id, change, reason, order_id, created_at)
SELECT $1, m.id, m.variant_id, m.change, $5, $6, $7
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS m (id, variant_id, change)
"""


async def lock_free(uow: UnitOfWork, variant_ids: Iterable[int]) -> dict[int, int]:
    """Lock these variants in key order; what is free of each (on hand less held)."""
    rows = await uow.rows(LOCK_STOCK_LEVELS, sorted(set(variant_ids)))
    return {row["variant_id"]: row["on_hand"] - row["held"] for row in rows}


async def insert_level(uow: UnitOfWork, variant_id: int, on_hand: int) -> None:
    await uow.run(INSERT_STOCK_LEVEL, variant_id, on_hand, uow.moment)


async def set_free(uow: UnitOfWork, variant_id: int, free: int) -> None:
    await uow.run(SET_ON_HAND, variant_id, free, uow.moment)


def subtract(uow: UnitOfWork, quantities: Mapping[int, int]) -> None:
    uow.later(TAKE_STOCK, list(quantities), list(quantities.values()), uow.moment)


def add(uow: UnitOfWork, quantities: Mapping[int, int]) -> None:
    uow.later(ADD_STOCK, list(quantities), list(quantities.values()), uow.moment)


async def insert_movements(
    uow: UnitOfWork, changes: Mapping[int, int], reason: str, order_id: int | None
) -> None:
    ids = await next_ids(uow, "stock_movements", len(changes))
    uow.later(
        INSERT_MOVEMENTS,
        ids,
        list(changes),
        list(changes.values()),
        reason,
        order_id,
        uow.moment,
    )
