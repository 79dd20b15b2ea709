"""All SQL of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from api.kit.locks import locking

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

LIST_MOST: Final = 1000

_COLUMNS: Final = (
    "id, scope_channel, scope_category_id, scope_producer_id, rate_basis_points, fixed_fee, "
    "tier_minimum, tier_maximum, currency, vat_mode, rounding_mode, effective_from, effective_to, "
    "priority, active, created_at, updated_at"
)
LIST_RULES: Final = f"""
SELECT {_COLUMNS} FROM commission_rules
WHERE tenant_id = $1 ORDER BY priority DESC, id LIMIT {LIST_MOST}
"""
LOCK_RULE: Final = locking("commission_rules", "id", _COLUMNS)
INSERT_RULE: Final = f"""
INSERT INTO commission_rules
    (tenant_id, id, scope_channel, scope_category_id, scope_producer_id, rate_basis_points,
     fixed_fee, tier_minimum, tier_maximum, currency, vat_mode, rounding_mode, effective_from,
     effective_to, priority, active, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)
RETURNING {_COLUMNS}
"""
UPDATE_RULE: Final = f"""
UPDATE commission_rules
SET scope_channel = $3, scope_category_id = $4, scope_producer_id = $5, rate_basis_points = $6,
    fixed_fee = $7, tier_minimum = $8, tier_maximum = $9, currency = $10, vat_mode = $11,
    rounding_mode = $12, effective_from = $13, effective_to = $14, priority = $15, active = $16,
    updated_at = $17
WHERE tenant_id = $1 AND id = $2
RETURNING {_COLUMNS}
"""
# In the order of both statements above.
CHANGEABLE: Final = (
    *("scope_channel", "scope_category_id", "scope_producer_id", "rate_basis_points", "fixed_fee"),
    *("tier_minimum", "tier_maximum", "currency", "vat_mode", "rounding_mode", "effective_from"),
    *("effective_to", "priority", "active"),
)
SWITCH: Final = "SELECT enabled FROM commission_switches WHERE tenant_id = $1"
SET_SWITCH: Final = """
INSERT INTO commission_switches (tenant_id, enabled, updated_at) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id) DO UPDATE SET enabled = EXCLUDED.enabled, updated_at = EXCLUDED.updated_at
"""


async def list_rules(uow: UnitOfWork) -> list[Record]:
    """All rules, the highest priority first."""
    return await uow.rows(LIST_RULES)


async def lock_rule(uow: UnitOfWork, rule_id: int) -> Record | None:
    return await uow.row(LOCK_RULE, [rule_id])


async def insert_rule(uow: UnitOfWork, rule_id: int, rule: Mapping[str, Any]) -> Record:
    values = (rule[name] for name in CHANGEABLE)
    return (await uow.rows(INSERT_RULE, rule_id, *values, uow.moment))[0]


async def update_rule(uow: UnitOfWork, rule_id: int, rule: Mapping[str, Any]) -> Record:
    values = (rule[name] for name in CHANGEABLE)
    return (await uow.rows(UPDATE_RULE, rule_id, *values, uow.moment))[0]


async def switch(uow: UnitOfWork) -> bool | None:
    """What the shop has switched to, none before it ever did."""
    enabled: bool | None = await uow.value(SWITCH)
    return enabled


async def set_switch(uow: UnitOfWork, *, enabled: bool) -> None:
    await uow.run(SET_SWITCH, enabled, uow.moment)
