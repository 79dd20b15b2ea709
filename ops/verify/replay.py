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
from frontend_contract import runner
from frontend_contract.settings import RECORDED_SETTINGS
from ops.data.laravel.importing import NewTenant, import_installation
from ops.data.laravel.source import read_source
from ops.data.prepare import prepare
from ops.data.pristine import keep_pristine
from ops.home import CHECKOUT, make_home
from ops.refusal import Refusal
from ops.serve.embedded import start
from ops.serve.place import binaries

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE: Final = "STOA_EXCHANGES"
# A checkout of the people who keep the recordings has them here.
BESIDE_CHECKOUT: Final = CHECKOUT.parent / "shared" / "contract" / "exchanges"
ROWS: Final = "laravel-data.json"
STORIES: Final = "scenarios"
TENANT: Final = NewTenant(slug="recorded", name="Recorded", hosts=("dixis.test",))
HOST: Final = "dixis.test"
SESSION_COOKIE: Final = "dixis_session"
MOMENT: Final = "2026-01-15T12:00:00Z"


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
            script.write_text(asyncio.run(keep_pristine(owner, TENANT.slug)))
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
