"""All SQL of kept addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from api.kit.authz import visible
from api.kit.ids import next_id

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

# In the order in which the statements bind them.
ADDRESS_COLUMNS: Final = (
    *("type", "name", "line1", "line2", "city", "postal_code", "country", "phone"),
    "is_default",
)
_ADDRESS: Final = """
SELECT id, account_id, type, name, line1, line2, city, postal_code, country, phone, is_default,
       created_at, updated_at
FROM addresses
"""
# The chosen one, else the oldest, as the old shop took it.
SHIPPING_ADDRESS: Final = f"""
{_ADDRESS} WHERE tenant_id = $1 AND account_id = $2 AND type = 'shipping'
ORDER BY is_default DESC, id LIMIT 1
"""
ADDRESS_BY_ID: Final = f"{_ADDRESS} WHERE tenant_id = $1 AND id = $2"
INSERT_ADDRESS: Final = """
INSERT INTO addresses
    (tenant_id, id, account_id, type, name, line1, line2, city, postal_code, country, phone,
     is_default, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
"""
CHANGE_ADDRESS: Final = """
UPDATE addresses
SET type = $3, name = $4, line1 = $5, line2 = $6, city = $7, postal_code = $8, country = $9,
    phone = $10, is_default = $11, updated_at = $12
WHERE tenant_id = $1 AND id = $2
"""
DELETE_ADDRESS: Final = "DELETE FROM addresses WHERE tenant_id = $1 AND id = $2"
UNCHOOSE_ADDRESSES: Final = """
UPDATE addresses SET is_default = false
WHERE tenant_id = $1 AND account_id = $2 AND type = $3 AND is_default
"""
CHOOSE_OLDEST_ADDRESS: Final = """
UPDATE addresses SET is_default = true
WHERE tenant_id = $1 AND id = (
    SELECT min(id) FROM addresses WHERE tenant_id = $1 AND account_id = $2 AND type = $3)
"""


async def shipping_address(uow: UnitOfWork, account_id: int) -> Record | None:
    """Where an account's orders go unless it says otherwise."""
    return await uow.row(SHIPPING_ADDRESS, account_id)


async def own_addresses(uow: UnitOfWork) -> list[Record]:
    """The addresses that the caller may call its own, the chosen ones first."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "list_own", "address", arguments)
    return await uow.rows(
        f"{_ADDRESS} WHERE tenant_id = $1 AND {mine} ORDER BY is_default DESC, id", *arguments[1:]
    )


async def address_by_id(uow: UnitOfWork, address_id: int) -> Record | None:
    return await uow.row(ADDRESS_BY_ID, address_id)


async def insert_address(uow: UnitOfWork, account_id: int, values: Mapping[str, object]) -> int:
    address_id = await next_id(uow, "addresses")
    columns = [values.get(name) for name in ADDRESS_COLUMNS]
    await uow.run(INSERT_ADDRESS, address_id, account_id, *columns, uow.moment)
    return address_id


async def change_address(uow: UnitOfWork, address_id: int, values: Mapping[str, object]) -> None:
    columns = [values.get(name) for name in ADDRESS_COLUMNS]
    await uow.run(CHANGE_ADDRESS, address_id, *columns, uow.moment)


async def delete_address(uow: UnitOfWork, address_id: int) -> None:
    await uow.run(DELETE_ADDRESS, address_id)


async def unchoose_addresses(uow: UnitOfWork, account_id: int, kind: str) -> None:
    """Leave an account without a chosen address of this type."""
    await uow.run(UNCHOOSE_ADDRESSES, account_id, kind)


async def choose_oldest_address(uow: UnitOfWork, account_id: int, kind: str) -> None:
    """Choose the oldest address of this type, if there is one."""
    await uow.run(CHOOSE_OLDEST_ADDRESS, account_id, kind)
