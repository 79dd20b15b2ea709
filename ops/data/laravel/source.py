"""Where an import comes from: a snapshot file, or the old installation's own PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import asyncpg
import msgspec

from api.schema.connect import connected
from ops.refusal import Refusal

if TYPE_CHECKING:
    from asyncpg import Connection

# What only the old framework itself reads. Sessions are among it: visitors sign in once more.
FRAMEWORK_TABLES: Final = frozenset(
    {
        *("migrations", "cache", "cache_locks", "jobs", "job_batches", "failed_jobs", "sessions"),
        *("telescope_entries", "telescope_entries_tags", "telescope_monitoring"),
    }
)
NEEDED_TABLES: Final = ("users", "products", "orders")

TABLES: Final = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name
"""
SEQUENCES: Final = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
_SEQUENCE: Final = re.compile(r"(?P<table>.+)_id_seq")

Row = dict[str, Any]


class Source(msgspec.Struct, frozen=True):
    """The rows of the old installation by table, numbers with decimals as ``Decimal``.

    ``last_ids`` is the last number each table's sequence handed out; deleted rows count.
    """

    tables: Mapping[str, list[Row]]
    last_ids: Mapping[str, int]


async def read_source(named: str) -> Source:
    """A snapshot file, or a ``postgresql://`` address. Raises Refusal with the remedy."""
    if named.startswith(("postgresql://", "postgres://")):
        source = await _read_database(named)
    else:
        source = _read_snapshot(Path(named))
    missing = [table for table in NEEDED_TABLES if table not in source.tables]
    if missing:
        raise Refusal(
            f"{_shown(named)} holds no table {', '.join(missing)}: it is not an installation of "
            "the old shop. Name its database or a snapshot of it."
        )
    return source


def _read_snapshot(path: Path) -> Source:
    """``{"tables": {name: [row, …]}, "sequences": {name_id_seq: number or null}}``."""
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise Refusal(f"{path} cannot be read: {reason.strerror}.") from reason
    try:
        # Money passes through no float on its way.
        decoder = msgspec.json.Decoder(_Snapshot, float_hook=Decimal)
        snapshot = decoder.decode(content)
    except msgspec.DecodeError as reason:
        raise Refusal(f"{path} is no snapshot of an old shop: {reason}.") from reason
    return _source(snapshot.tables, snapshot.sequences)


class _Snapshot(msgspec.Struct):
    tables: dict[str, list[Row]]
    sequences: dict[str, int | None] = {}


async def _read_database(address: str) -> Source:
    try:
        async with connected(address) as connection:
            return await _read_tables(connection)
    except (asyncpg.PostgresError, OSError, TimeoutError) as reason:
        raise Refusal(
            f"The old installation's database {_shown(address)} cannot be read: {reason}."
        ) from reason


async def _read_tables(connection: Connection) -> Source:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind, schema="pg_catalog", encoder=str, decoder=_decode_json
        )
    # One moment for all tables: the old shop may still be selling.
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        names = [row["table_name"] for row in await connection.fetch(TABLES)]
        tables = {
            name: [
                {column: _plain(value) for column, value in row.items()}
                for row in await connection.fetch(f'SELECT * FROM "{name}"')
            ]
            for name in names
            if name not in FRAMEWORK_TABLES
        }
        sequences = {row[0]: row[1] for row in await connection.fetch(SEQUENCES)}
    return _source(tables, sequences)


def _source(tables: Mapping[str, list[Row]], sequences: Mapping[str, int | None]) -> Source:
    last_ids = {
        match["table"]: last
        for name, last in sequences.items()
        if last is not None and (match := _SEQUENCE.fullmatch(name))
    }
    kept = {name: rows for name, rows in tables.items() if name not in FRAMEWORK_TABLES}
    return Source(kept, last_ids)


def _plain(value: Any) -> Any:
    """As the snapshot writes it: moments, days and UUIDs as text."""
    if value is None or isinstance(value, bool | int | str | Decimal | list | dict):
        return value
    if isinstance(value, float):
        return Decimal(str(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _decode_json(text: str) -> Any:
    return msgspec.json.decode(text)


def _shown(named: str) -> str:
    """Without the password that an address may bear."""
    return re.sub(r"//([^:@/]+):[^@/]+@", r"//\1:…@", named)
