"""Compares a migrated database with every domain's ``tables.py``, both ways."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import TYPE_CHECKING

from piccolo.table import Table

from api.schema.catalogue import ColumnShape, TableShape, read_tables
from api.schema.column_types import sql_type
from api.schema.connect import connected
from api.schema.domains import DOMAINS, module_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


async def drift(owner_url: str) -> list[str]:
    """One sentence per difference; empty when database and ``tables.py`` agree.

    Compared are tables, columns, types with lengths, nullability, keys, and the names of
    constraints and unique indexes.
    """
    async with connected(owner_url) as connection:
        database = await read_tables(connection)
    return differences(database, mapped_tables())


def mapped_tables() -> dict[str, TableShape]:
    """What the ``tables.py`` of all domains say, by table name."""
    return {shape.name: shape for domain in DOMAINS for shape in _shapes(domain)}


def differences(database: dict[str, TableShape], mapped: dict[str, TableShape]) -> list[str]:
    """Sentences about what one side has and the other has not, sorted by table."""
    found: list[str] = []
    for name in sorted({*database, *mapped}):
        if name not in mapped:
            found.append(f"{name}: no tables.py maps this table of the database.")
        elif name not in database:
            found.append(f"{name}: tables.py maps it, and the database has no such table.")
        else:
            found += _table_differences(database[name], mapped[name])
    return found


def _table_differences(database: TableShape, mapped: TableShape) -> Iterator[str]:
    here = {column.name: column for column in database.columns}
    there = {column.name: column for column in mapped.columns}
    for name in [*here, *(name for name in there if name not in here)]:
        if name not in there:
            yield f"{database.name}.{name}: tables.py lacks this column."
        elif name not in here:
            yield f"{database.name}.{name}: the database lacks this column."
        elif here[name] != there[name]:
            yield (
                f"{database.name}.{name}: the database has {_described(here[name])}, "
                f"tables.py {_described(there[name])}."
            )
    if database.key[-1:] != mapped.key:
        yield f"{database.name}: the key ends in {database.key[-1:]}, tables.py says {mapped.key}."
    yield from _missing(database.name, "tables.py", database.constraints, mapped.constraints)
    yield from _missing(database.name, "the database", mapped.constraints, database.constraints)


def _missing(table: str, side: str, those: Iterable[str], present: Iterable[str]) -> Iterator[str]:
    for name in sorted(set(those) - set(present)):
        yield f"{table}: {side} lacks the constraint {name}."


def _described(column: ColumnShape) -> str:
    return f"{column.type}{'' if column.nullable else ' not null'}"


def _shapes(domain: str) -> Iterator[TableShape]:
    module_name = module_of(domain)
    package = module_name.rpartition(".")[0]
    if find_spec(package) is None or find_spec(module_name) is None:
        return
    module = importlib.import_module(module_name)
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Table) and value.__module__ == module_name:
            yield _shape(value)


def _shape(table: type[Table]) -> TableShape:
    return TableShape(
        table._meta.tablename,
        tuple(
            ColumnShape(column._meta.db_column_name, sql_type(column), column._meta.null)
            for column in table._meta.columns
        ),
        (table._meta.primary_key._meta.db_column_name,),
        tuple(getattr(table, "_constraints", ())),
    )
