"""Writes ``tables.py`` of every domain from a migrated database (``stoa schema tables``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from piccolo.table import Table

from api.schema.catalogue import ColumnShape, TableShape, read_tables
from api.schema.column_types import UnmappedType, piccolo_column
from api.schema.connect import connected
from api.schema.domains import DOMAINS, KIT, file_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HEAD = '''"""Tables of {owner}, as the migrated database has them.

Written by `stoa schema tables`; do not edit. Keys lead with the tenant, which Piccolo cannot say:
the last key column is marked as primary. Generated columns are left out.
"""

from __future__ import annotations
'''


class UnownedTable(Exception):
    """A table is in no domain's list; add it to ``api/schema/domains.py``."""


async def render_tables(owner_url: str, root: Path) -> dict[Path, str]:
    """The text of every domain's ``tables.py`` by path, for the database at ``owner_url``.

    Stable: equal databases give equal bytes. Raises UnownedTable or
    ``column_types.UnmappedType``.
    """
    async with connected(owner_url) as connection:
        tables = await read_tables(connection)
    unowned = set(tables) - {name for names in DOMAINS.values() for name in names}
    if unowned:
        raise UnownedTable(f"api/schema/domains.py names no owner of {', '.join(sorted(unowned))}.")
    return {
        file_of(domain, root): _module(domain, [tables[name] for name in names if name in tables])
        for domain, names in DOMAINS.items()
        if any(name in tables for name in names)
    }


async def write_tables(owner_url: str, root: Path) -> list[Path]:
    """Write what ``render_tables`` says; tells which files changed."""
    changed = []
    for path, text in (await render_tables(owner_url, root)).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def class_name(table: str) -> str:
    """``stock_levels`` is mapped by ``StockLevels``: the same word, nothing to guess."""
    return "".join(part.capitalize() for part in table.split("_"))


def _module(domain: str, tables: list[TableShape]) -> str:
    scoped = [table for table in tables if _is_scoped(table)]
    used = {piccolo_column(c.type)[0] for table in tables for c in table.columns}
    kit = ["ENGINE", "TenantTable"] if scoped else ["ENGINE"]
    lines = [
        HEAD.format(owner="kit's guarantees" if domain == KIT else domain),
        _import("piccolo.columns", used),
    ]
    if len(scoped) < len(tables):
        lines.append("from piccolo.table import Table")
    lines += ["", f"from api.kit.tables import {', '.join(kit)}"]
    for table in tables:
        lines += ["", "", *_class(table)]
    return "\n".join(lines) + "\n"


def _import(module: str, names: Iterable[str]) -> str:
    # As ruff sorts: constants before classes.
    ordered = sorted(names, key=lambda name: (not name.isupper(), name))
    line = f"from {module} import {', '.join(ordered)}"
    if len(line) <= 100:
        return line
    return f"from {module} import (\n    " + ",\n    ".join(ordered) + ",\n)"


def _is_scoped(table: TableShape) -> bool:
    return table.key[:1] == ("tenant_id",)


def _class(table: TableShape) -> list[str]:
    base = "TenantTable" if _is_scoped(table) else "Table"
    key = ", ".join(table.key)
    return [
        f'class {class_name(table.name)}({base}, tablename="{table.name}", db=ENGINE):',
        f'    """Key: ({key})."""',
        "",
        *(f"    {_column(table, column)}" for column in table.columns),
        "",
        "    _constraints = (",
        *(f'        "{name}",' for name in table.constraints),
        "    )",
    ]


def _column(table: TableShape, column: ColumnShape) -> str:
    if hasattr(Table, column.name):
        raise UnmappedType(f"{table.name}.{column.name} would hide Piccolo's own {column.name}")
    name, arguments = piccolo_column(column.type)
    if table.key and column.name == table.key[-1]:
        arguments += "primary_key=True, "
    if column.nullable:
        arguments += "null=True, "
    return f"{column.name} = {name}({arguments}default=None)"
