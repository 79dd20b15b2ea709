"""Attacks on tables, by reflection: what the application role of one shop can do to another's rows.

Each attempt is one statement in its own transaction as the application role, bound to the
attacker's shop. It must be refused by PostgreSQL or touch no row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import asyncpg
import msgspec

from tests.support.marked_world import ONLY
from tests.support.world import SHOPS

if TYPE_CHECKING:
    from asyncpg import Connection

REFUSALS: Final = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.ForeignKeyViolationError,
    asyncpg.InvalidTextRepresentationError,
)
# What else must be set so that nothing but the foreign key stands in the way.
BESIDES: Final = {"variants": ', "is_default" = false'}
COLUMNS: Final = """
SELECT a.attname AS name, a.attgenerated <> '' AS generated, a.attname = ANY(
           SELECT k.attname FROM pg_index i JOIN pg_attribute k ON k.attrelid = i.indrelid
           AND k.attnum = ANY(i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary) AS key
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = $1 AND a.attnum > 0
  AND NOT a.attisdropped ORDER BY a.attnum
"""
REFERENCES: Final = """
SELECT k.conname AS name, k.confrelid::regclass::text AS parent,
       ARRAY(SELECT a.attname FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number
             ORDER BY u.place)::text[] AS columns
FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = $1::regclass
  AND k.confrelid <> 'tenants'::regclass ORDER BY 1
"""


class Table(msgspec.Struct, frozen=True):
    """A tenant table: its columns that can be written, its key after the tenant, its references."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, tuple[str, ...]], ...]

    @property
    def listed(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


class Attempt(msgspec.Struct, frozen=True):
    """One statement and what it is meant to do. ``bound`` is what ``app.tenant_id`` is set to."""

    deed: str
    sql: str
    bound: str | None


async def tenant_tables(owner: Connection) -> list[Table]:
    """Every table with a tenant that a policy guards, by reflection."""
    rows = await owner.fetch(
        "SELECT c.relname AS name FROM pg_class c WHERE c.relrowsecurity "
        "AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1"
    )
    return [await _table(owner, row["name"]) for row in rows]


async def _table(owner: Connection, name: str) -> Table:
    columns = await owner.fetch(COLUMNS, name)
    references = await owner.fetch(REFERENCES, name)
    return Table(
        name,
        tuple(row["name"] for row in columns if not row["generated"]),
        tuple(row["name"] for row in columns if row["key"] and row["name"] != "tenant_id"),
        tuple((row["name"], row["parent"], tuple(row["columns"])) for row in references),
    )


def attempts(table: Table, attacker: str, victim: str) -> list[Attempt]:
    """Everything that somebody bound to one shop may try on the rows of the other."""
    mine, theirs = SHOPS[attacker], SHOPS[victim]
    name, of_theirs = f'"{table.name}"', f"tenant_id = '{theirs}'"
    column = table.columns[-1]
    copied = table.listed.replace('"tenant_id"', f"'{theirs}'::uuid")
    key = ", ".join(f'"{each}"' for each in ("tenant_id", *table.key))
    insert = f"INSERT INTO {name} ({table.listed}) SELECT {copied} FROM {name} LIMIT 1"
    return [
        Attempt("read", f"SELECT 1 FROM {name} WHERE {of_theirs}", str(mine)),
        Attempt(
            "read all but mine", f"SELECT 1 FROM {name} WHERE tenant_id <> '{mine}'", str(mine)
        ),
        Attempt("count", f"SELECT 1 FROM {name} GROUP BY tenant_id OFFSET 1", str(mine)),
        Attempt("lock", f"SELECT 1 FROM {name} WHERE {of_theirs} FOR UPDATE", str(mine)),
        Attempt(
            "change",
            f'UPDATE {name} SET "{column}" = "{column}" WHERE {of_theirs} RETURNING 1',
            str(mine),
        ),
        Attempt("delete", f"DELETE FROM {name} WHERE {of_theirs} RETURNING 1", str(mine)),
        Attempt("give away", f"UPDATE {name} SET tenant_id = '{theirs}' RETURNING 1", str(mine)),
        Attempt("insert", f"{insert} RETURNING 1", str(mine)),
        Attempt("probe a unique value", f"{insert} ON CONFLICT DO NOTHING RETURNING 1", str(mine)),
        Attempt(
            "upsert",
            f"{insert} ON CONFLICT ({key}) DO UPDATE "
            f'SET "{column}" = excluded."{column}" RETURNING 1',
            str(mine),
        ),
        Attempt("truncate", f"TRUNCATE {name} CASCADE", str(mine)),
        Attempt("drop", f"DROP TABLE {name} CASCADE", str(mine)),
        Attempt("open", f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY", str(mine)),
        Attempt("read with no tenant bound", f"SELECT 1 FROM {name}", None),
        Attempt("read with an empty tenant", f"SELECT 1 FROM {name}", ""),
        Attempt("read with a tenant that is none", f"SELECT 1 FROM {name}", "' OR true --"),
        Attempt("read as the zero tenant", f"SELECT 1 FROM {name}", str(SHOPS[victim])[:-1] + "f"),
        *(_reference(table, number, attacker, victim) for number in range(len(table.references))),
    ]


def _reference(table: Table, number: int, attacker: str, victim: str) -> Attempt:
    """Point an own row at a row that only the other shop has."""
    constraint, parent, columns = table.references[number]
    pointing = columns[-1]
    return Attempt(
        f"refer by {constraint} to {parent}",
        f'UPDATE "{table.name}" SET "{pointing}" = {ONLY[victim]}{BESIDES.get(table.name, "")} '
        f'WHERE ctid = (SELECT ctid FROM "{table.name}" LIMIT 1) RETURNING 1',
        str(SHOPS[attacker]),
    )


async def outcome(app: Connection, attempt: Attempt) -> str | None:
    """None when the attempt failed as it must, else what it achieved. Always undone."""
    transaction = app.transaction()
    await transaction.start()
    try:
        if attempt.bound is not None:
            await app.execute("SELECT set_config('app.tenant_id', $1, true)", attempt.bound)
        rows = await app.fetch(attempt.sql)
    except REFUSALS:
        return None
    except asyncpg.UniqueViolationError as told:
        return f"told that a value is taken: {told.constraint_name}"
    finally:
        await transaction.rollback()
    if rows or attempt.deed in ("truncate", "drop", "open"):
        return f"succeeded with {len(rows)} rows"
    return None
