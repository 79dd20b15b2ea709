"""Tables as the database's own catalogue describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from api.schema.domains import BOOKKEEPING

if TYPE_CHECKING:
    from asyncpg import Connection


class ColumnShape(msgspec.Struct, frozen=True):
    """One column: its SQL type with length or precision, and whether it may be null."""

    name: str
    type: str
    nullable: bool


class TableShape(msgspec.Struct, frozen=True):
    """One table: columns in order, key columns, names of constraints and unique indexes (sorted).

    Generated columns are left out: nobody writes them, and queries that search name them in SQL.
    """

    name: str
    columns: tuple[ColumnShape, ...]
    key: tuple[str, ...]
    constraints: tuple[str, ...]


COLUMNS = """
SELECT c.relname AS table_name, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       NOT a.attnotnull AS nullable
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> $1
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY c.relname, a.attnum
"""

KEYS = """
SELECT c.relname AS table_name,
       array_agg(a.attname::text ORDER BY array_position(i.indkey::int2[], a.attnum)) AS key
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace
GROUP BY c.relname
"""

# PostgreSQL 18 lists NOT NULL among the constraints (type n); older ones do not.
CONSTRAINTS = """
SELECT c.relname AS table_name, k.conname AS name
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f', 'c', 'x')
UNION
SELECT c.relname, x.relname
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique
"""


async def read_tables(connection: Connection) -> dict[str, TableShape]:
    """Every table of schema ``public`` by name, without the runner's bookkeeping."""
    columns: dict[str, list[ColumnShape]] = {}
    for row in await connection.fetch(COLUMNS, BOOKKEEPING):
        shape = ColumnShape(row["name"], row["type"], row["nullable"])
        columns.setdefault(row["table_name"], []).append(shape)
    keys = {row["table_name"]: tuple(row["key"]) for row in await connection.fetch(KEYS)}
    constraints: dict[str, list[str]] = {}
    for row in await connection.fetch(CONSTRAINTS):
        constraints.setdefault(row["table_name"], []).append(row["name"])
    return {
        name: TableShape(
            name, tuple(shapes), keys.get(name, ()), tuple(sorted(constraints.get(name, ())))
        )
        for name, shapes in columns.items()
    }
