"""Replaying exchanges on a private server: our own, and those recorded of an old shop.

Ours start from the demo market. The old shop's are in STOA_EXCHANGES; beside the folder lie the
rows that they start from, to be imported. Either way the rows are copied aside, and one SQL script
puts the copies back between records; a server is started for each group of settings.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import socket
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from api.kit.clock import clock_from
from api.kit.db import Database
from frontend_contract import runner
from frontend_contract.player import DEFAULT_SESSION_COOKIE
from frontend_contract.records import MOMENT, OWN_EXCHANGES
from frontend_contract.settings import RECORDED_SETTINGS
from ops.data import examples
from ops.data.beside import store_beside
from ops.data.laravel.importing import NewTenant, import_installation
from ops.data.laravel.source import read_source
from ops.data.prepare import prepare
from ops.data.pristine import keep_pristine
from ops.home import CHECKOUT, make_home
from ops.refusal import Refusal
from ops.serve.embedded import start
from ops.serve.place import binaries
from ops.verify.shoppers import shopping

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE: Final = "STOA_EXCHANGES"
# A checkout of the people who keep the recordings has them here.
BESIDE_CHECKOUT: Final = CHECKOUT.parent / "shared" / "contract" / "exchanges"
ROWS: Final = "laravel-data.json"
STORIES: Final = "scenarios"
TENANT: Final = NewTenant(slug="recorded", name="Recorded", hosts=("dixis.test",))


def recordings() -> Path | None:
    """The folder of recorded exchanges: STOA_EXCHANGES, else the one beside the checkout."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named)
    return BESIDE_CHECKOUT if BESIDE_CHECKOUT.is_dir() else None


def replay(folder: Path, arguments: list[str]) -> int:
    """Replay a folder of recordings and the stories beside it; 1 when an answer differs.

    ``arguments`` go to the runner, for example ``--only cart``; ``--beside 8`` lets eight others
    shop in another shop of the server all the while. Raises Refusal when the rows that the records
    start from are not beside them.
    """
    rows = folder.parent / ROWS
    if not rows.is_file():
        raise Refusal(
            f"{rows} is missing: without the rows that the records start from, nothing "
            "can be compared."
        )
    stories = folder.parent / STORIES
    told = ["--scenarios", str(stories)] if stories.is_dir() else []
    return _play(RecordedShop(rows), ["--exchanges", str(folder), *told], arguments)


def replay_own(arguments: list[str]) -> int:
    """Replay our own records, or record some (``--record FILE``); 1 when an answer differs."""
    return _play(OwnShop(), ["--exchanges", str(OWN_EXCHANGES)], arguments)


def _play(shop: Shop, options: list[str], arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--beside", type=int, default=0)
    asked, rest = parser.parse_known_args(arguments)
    with (
        _stage(shop, asked.beside) as stage,
        shopping(stage.base_url, stage.shoppers) as traffic,
    ):
        code = runner.main([*options, *stage.options, *rest])
    if asked.beside:
        print(traffic.told(), flush=True)
    return code or int(traffic.faults > 0)


class Shop(Protocol):
    """A shop that records start from."""

    slug: str
    host: str
    session_cookie: str

    async def fill(self, database: Database, owner_url: str) -> None:
        """Store it in an empty installation."""


class RecordedShop:
    """The old shop, imported from its rows."""

    slug = TENANT.slug
    host = "dixis.test"
    session_cookie = "dixis_session"

    def __init__(self, rows: Path) -> None:
        self._rows = rows

    async def fill(self, database: Database, owner_url: str) -> None:
        source = await read_source(str(self._rows))
        moment = clock_from(MOMENT).now()
        await import_installation(database, owner_url, source, TENANT, moment)


class OwnShop:
    """The demo shop that our own records are of."""

    slug = examples.SHOP
    host = examples.HOST
    session_cookie = DEFAULT_SESSION_COOKIE

    async def fill(self, database: Database, owner_url: str) -> None:
        await examples.store_examples(database, owner_url)


class Stage(NamedTuple):
    """Where the server will answer, how the runner serves and restores it, who shops beside."""

    base_url: str
    options: list[str]
    shoppers: list[str]


@contextmanager
def _stage(shop: Shop, shoppers: int) -> Iterator[Stage]:
    """A private database with the shop, and another shop for others to shop in."""
    with tempfile.TemporaryDirectory(prefix="stoa-replay-") as folder:
        # The database server runs as another user when this runs as root.
        Path(folder).chmod(0o711)
        home = make_home(Path(folder) / "home")
        clock = Path(folder) / "clock"
        clock.write_text(MOMENT)
        with start(home, durable=False) as server:
            app, owner, tokens = asyncio.run(_fill(server.admin_url, home, shop, shoppers))
            script = Path(folder) / "reset.sql"
            script.write_text(asyncio.run(keep_pristine(owner, shop.slug)))
            psql = binaries(server.place) / "psql"
            os.environ.update(
                RECORDED_SETTINGS,
                STOA_APP_DATABASE_URL=app,
                STOA_HOME=str(home),
                STOA_CLOCK=str(clock),
                STOA_DEFAULT_TENANT=shop.slug,
                STOA_SESSION_COOKIE=shop.session_cookie,
                STOA_ENV="local",
            )
            port = _free_port()
            serve = [sys.executable, "-c", "from ops.cli import main; main()", "serve"]
            reset = [str(psql), "-qX", "-v", "ON_ERROR_STOP=1", "-f", str(script), owner]
            base_url = f"http://127.0.0.1:{port}"
            options = [
                *("--base-url", base_url, "--host", shop.host),
                *("--serve", shlex.join([*serve, "--port", str(port)])),
                *("--reset", shlex.join(reset), "--clock-file", str(clock)),
                *("--session-cookie", shop.session_cookie),
            ]
            yield Stage(base_url, options, tokens)


async def _fill(
    admin_url: str, home: Path, shop: Shop, shoppers: int
) -> tuple[str, str, list[str]]:
    """Roles, schema and rows; the application's address, the owner's, the shoppers' tokens."""
    prepared = await prepare(admin_url, home, None, demo=False, say=lambda sentence: None)
    # Numbers that are drawn in blocks would skip in the records.
    database = await Database.open(prepared.app, pool_size=2, id_block=1)
    try:
        await shop.fill(database, prepared.owner)
        tokens = await store_beside(database, prepared.owner, shoppers) if shoppers else []
    finally:
        await database.close()
    return prepared.app, prepared.owner, tokens


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
