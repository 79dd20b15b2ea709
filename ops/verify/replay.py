"""Replaying recorded exchanges of the old shop: its rows imported, a server for each setting.

The folder is STOA_EXCHANGES; beside it lie the rows that the records start from. The rows are
imported once and copied aside; one SQL script puts the copies back between records.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import socket
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.kit.clock import clock_from
from api.kit.db import Database
from api.schema.connect import connected
from frontend_contract import runner
from frontend_contract.settings import RECORDED_SETTINGS
from ops.data.laravel.importing import NewTenant, import_installation
from ops.data.laravel.source import read_source
from ops.data.prepare import prepare
from ops.home import CHECKOUT, make_home
from ops.refusal import Refusal
from ops.serve.embedded import start
from ops.serve.place import binaries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from asyncpg import Connection

VARIABLE: Final = "STOA_EXCHANGES"
# A checkout of the people who keep the recordings has them here.
BESIDE_CHECKOUT: Final = CHECKOUT.parent / "shared" / "contract" / "exchanges"
ROWS: Final = "laravel-data.json"
STORIES: Final = "scenarios"
TENANT: Final = NewTenant(slug="recorded", name="Recorded", hosts=("dixis.test",))
HOST: Final = "dixis.test"
SESSION_COOKIE: Final = "dixis_session"
MOMENT: Final = "2026-01-15T12:00:00Z"

TENANT_TABLES: Final = """
SELECT c.relname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""
REFERENCES: Final = """
SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid
"""
STORED_COLUMNS: Final = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
FIND_TENANT: Final = "SELECT id FROM tenants WHERE slug = $1"


def recordings() -> Path | None:
    """The folder of recorded exchanges: STOA_EXCHANGES, else the one beside the checkout."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named)
    return BESIDE_CHECKOUT if BESIDE_CHECKOUT.is_dir() else None


def replay(folder: Path, arguments: list[str]) -> int:
    """Replay the folder and the stories beside it; 1 when an answer differs.

    ``arguments`` go to the runner, for example ``--only cart``. Raises Refusal when the rows that
    the records start from are not beside them.
    """
    rows = folder.parent / ROWS
    if not rows.is_file():
        raise Refusal(
            f"{rows} is missing: without the rows that the records start from, nothing "
            "can be compared."
        )
    with _stage(rows) as options:
        stories = folder.parent / STORIES
        told = ["--scenarios", str(stories)] if stories.is_dir() else []
        return runner.main(["--exchanges", str(folder), *told, *options, *arguments])


@contextmanager
def _stage(rows: Path) -> Iterator[list[str]]:
    """A private database with the rows, and the runner's options to serve and to restore it."""
    with tempfile.TemporaryDirectory(prefix="stoa-replay-") as folder:
        # The database server runs as another user when this runs as root.
        Path(folder).chmod(0o711)
        home = make_home(Path(folder) / "home")
        clock = Path(folder) / "clock"
        clock.write_text(MOMENT)
        with start(home, durable=False) as server:
            app, owner = asyncio.run(_fill(server.admin_url, home, rows))
            script = Path(folder) / "reset.sql"
            script.write_text(asyncio.run(_restoring(owner)))
            psql = binaries(server.place) / "psql"
            os.environ.update(
                RECORDED_SETTINGS,
                STOA_APP_DATABASE_URL=app,
                STOA_HOME=str(home),
                STOA_CLOCK=str(clock),
                STOA_DEFAULT_TENANT=TENANT.slug,
                STOA_SESSION_COOKIE=SESSION_COOKIE,
                STOA_ENV="local",
            )
            port = _free_port()
            serve = [sys.executable, "-c", "from ops.cli import main; main()", "serve"]
            reset = [str(psql), "-qX", "-v", "ON_ERROR_STOP=1", "-f", str(script), owner]
            yield [
                *("--base-url", f"http://127.0.0.1:{port}", "--host", HOST),
                *("--serve", shlex.join([*serve, "--port", str(port)])),
                *("--reset", shlex.join(reset), "--clock-file", str(clock)),
                *("--session-cookie", SESSION_COOKIE),
            ]


async def _fill(admin_url: str, home: Path, rows: Path) -> tuple[str, str]:
    """Roles, schema and the imported rows; the application's address and the owner's."""
    prepared = await prepare(admin_url, home, None, demo=False, say=lambda sentence: None)
    database = await Database.open(prepared.app, pool_size=2)
    try:
        source = await read_source(str(rows))
        moment = clock_from(MOMENT).now()
        await import_installation(database, prepared.owner, source, TENANT, moment)
    finally:
        await database.close()
    return prepared.app, prepared.owner


async def _restoring(owner_url: str) -> str:
    """Copy the tenant's rows aside; the script that puts them back, and nothing else's."""
    async with connected(owner_url) as owner:
        tenant_id = await owner.fetchval(FIND_TENANT, TENANT.slug)
        tables = await _parents_first(owner)
        await owner.execute("CREATE SCHEMA pristine")
        bind = f"SET LOCAL app.tenant_id = '{tenant_id}'"
        async with owner.transaction():
            await owner.execute(bind)
            for table in tables:
                await _copy_aside(owner, table, tenant_id)
        statements = ["BEGIN", bind, "SET LOCAL synchronous_commit = off"]
        mine = f"WHERE tenant_id = '{tenant_id}'"
        statements += [f"DELETE FROM {table} {mine}" for table in reversed(tables)]
        for table in tables:
            columns = await owner.fetchval(STORED_COLUMNS, table)
            statements.append(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM pristine.{table}"
            )
        return ";\n".join([*statements, "COMMIT"]) + ";\n"


async def _copy_aside(owner: Connection, table: str, tenant_id: UUID) -> None:
    await owner.execute(
        f"CREATE TABLE pristine.{table} AS SELECT * FROM {table} WHERE tenant_id = '{tenant_id}'"
    )
    # Rows that the application may only add must go here too; this database serves nobody else.
    await owner.execute(
        f"CREATE POLICY replay_restores ON {table} FOR DELETE TO CURRENT_USER "
        "USING (tenant_id = current_tenant())"
    )


async def _parents_first(owner: Connection) -> list[str]:
    """The tenant tables, each after those it refers to."""
    waiting = [row["relname"] for row in await owner.fetch(TENANT_TABLES)]
    parents: dict[str, set[str]] = {table: set() for table in waiting}
    for child, parent in await owner.fetch(REFERENCES):
        if child in parents and parent in parents:
            parents[child].add(parent)
    ordered: list[str] = []
    while waiting:
        ready = [table for table in waiting if parents[table] <= set(ordered)]
        ordered += ready
        waiting = [table for table in waiting if table not in ready]
        if not ready:
            raise Refusal(f"Tables refer to each other in a circle: {', '.join(waiting)}.")
    return ordered


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
