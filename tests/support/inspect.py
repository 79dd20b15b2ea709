"""Looking behind the application, with the owner's connection bound to one shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.world import SHOPS, recount

if TYPE_CHECKING:
    from asyncpg import Connection, Record


async def snapshot(owner: Connection, shop: str, table: str, where: str = "true") -> list[Record]:
    """The rows of a table in one shop, in the order of their keys.

    The shop is named besides: before PostgreSQL 16 a role cannot be a member of another without
    inheriting from it, so there the owner also reads through the search role's policies.
    """
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS[shop]}'")
        return list(
            await owner.fetch(
                f'SELECT * FROM "{table}" WHERE tenant_id = $1 AND ({where}) ORDER BY 1, 2',
                SHOPS[shop],
            )
        )


async def count(owner: Connection, shop: str, table: str, where: str = "true") -> int:
    """How many rows of a table one shop has."""
    return len(await snapshot(owner, shop, table, where))


async def stock_of(owner: Connection, shop: str, product_id: int) -> int:
    """What is left to sell of a product."""
    rows = await snapshot(owner, shop, "stock_levels", f"variant_id = {product_id}")
    return int(rows[0]["on_hand"]) - int(rows[0]["held"])


async def change(owner: Connection, shop: str, statement: str) -> None:
    """Run a statement in one shop, whose rows are the only ones it can reach."""
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS[shop]}'")
        await owner.execute(statement)
        if "product" in statement:
            await recount(owner, shop)
