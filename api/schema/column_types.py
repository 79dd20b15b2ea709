"""SQL types and the Piccolo columns that map them, both ways."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from piccolo.columns import Numeric, Varchar

if TYPE_CHECKING:
    from piccolo.columns import Column

PLAIN = {
    "bigint": "BigInt",
    "integer": "Integer",
    "smallint": "SmallInt",
    "text": "Text",
    "uuid": "UUID",
    "boolean": "Boolean",
    "timestamp with time zone": "Timestamptz",
    "date": "Date",
    "bytea": "Bytea",
    "jsonb": "JSONB",
    "double precision": "DoublePrecision",
    "real": "Real",
}
SQL_OF = {column: sql for sql, column in PLAIN.items()}
VARCHAR = re.compile(r"character varying\((\d+)\)")
NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")


class UnmappedType(Exception):
    """A column has a type that no Piccolo column stands for; add it to ``column_types.py``."""


def piccolo_column(sql_type: str) -> tuple[str, str]:
    """The Piccolo class for a SQL type, and its arguments as source text.

    Raises UnmappedType.
    """
    if sql_type in PLAIN:
        return PLAIN[sql_type], ""
    if match := VARCHAR.fullmatch(sql_type):
        return "Varchar", f"length={match[1]}, "
    if match := NUMERIC.fullmatch(sql_type):
        return "Numeric", f"digits=({match[1]}, {match[2]}), "
    raise UnmappedType(f"no Piccolo column stands for {sql_type!r}")


def sql_type(column: Column) -> str:
    """The SQL type a Piccolo column stands for, as the catalogue writes it."""
    if isinstance(column, Varchar):
        return f"character varying({column.length})"
    if isinstance(column, Numeric) and column.digits is not None:
        precision, scale = column.digits
        return f"numeric({precision},{scale})"
    name = type(column).__name__
    return SQL_OF.get(name, name)
