"""A database with letters to write, a mail server, a clock, and real workers to start and end."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg

from api.kit.db import Database
from api.kit.jobs import LEASE, enqueue
from api.kit.outbox import emit
from api.notifications.order_letters import ORDER_LETTER
from ops.home import CHECKOUT
from tests.kit.scopes import work
from tests.support.database import copied_database
from tests.support.inspect import count, snapshot
from tests.support.smtp import HOST, PostOffice, open_office
from tests.support.world import MOMENT, SHOPS, build_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.database import Server

PATIENCE_SECONDS = 40.0
WORK = "from ops.cli import main; main()"


class Stage:
    """A database with letters to write, a mail server, a clock, and workers to kill."""

    def __init__(
        self, urls: DatabaseUrls, owner: Connection, office: PostOffice, folder: Path
    ) -> None:
        self.urls = urls
        self.owner = owner
        self.office = office
        self._folder = folder
        self._clock = folder / "clock"
        self._clock.write_text(MOMENT.isoformat())

    def let_leases_run_out(self) -> None:
        self._clock.write_text((MOMENT + LEASE + timedelta(seconds=1)).isoformat())

    def start(self, code: str = WORK, **settings: str) -> subprocess.Popen[bytes]:
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("STOA_") and name != "DATABASE_URL"
        }
        environment |= {
            "STOA_HOME": str(self._folder / "home"),
            "STOA_APP_DATABASE_URL": self.urls.app,
            "STOA_CLOCK": str(self._clock),
            "STOA_SMTP_HOST": HOST,
            "STOA_SMTP_PORT": str(self.office.port),
            "STOA_SMTP_TLS": "none",
            "STOA_MAIL_ADMIN": "admin@example.com",
            **settings,
        }
        with (self._folder / "output").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-c", code, "worker"],
                cwd=CHECKOUT,
                env=environment,
                stdout=output,
                stderr=output,
            )

    async def until(self, what: str, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"{what}\n{(self._folder / 'output').read_text()}")
            await asyncio.sleep(0.02)

    async def until_rows(self, rows: int, table: str, where: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while await count(self.owner, "agora", table, where) != rows:
            if time.monotonic() > deadline:
                found = await snapshot(self.owner, "agora", table)
                raise AssertionError(f"{found}\n{(self._folder / 'output').read_text()}")
            await asyncio.sleep(0.02)

    async def until_waiting_for_locks(self, sessions: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        question = (
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN "
            "(SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        )
        while await self.owner.fetchval(question) < sessions:
            if time.monotonic() > deadline:
                raise AssertionError((self._folder / "output").read_text())
            await asyncio.sleep(0.02)

    async def write_letters(self, *names: str) -> None:
        database = await Database.open(self.urls.app, pool_size=2)
        try:
            for name in names:
                async with work(database) as uow:
                    payload = {"account_id": 2, "email": f"{name}@example.com", "name": name}
                    await emit(uow, "password_reset_requested", {**payload, "secret": f"s-{name}"})
        finally:
            await database.close()

    async def write_about_order(self, order_id: int) -> None:
        about: dict[str, object] = {"order_id": order_id, "recipient_type": "admin"}
        about["recipient_id"] = None
        await self.enqueue(ORDER_LETTER, {**about, "event": "order_placed"})

    async def enqueue(self, kind: str, payload: dict[str, object]) -> None:
        database = await Database.open(self.urls.app, pool_size=2)
        try:
            async with work(database) as uow:
                await enqueue(uow, kind, payload)
        finally:
            await database.close()

    @asynccontextmanager
    async def locked(self, lock: str) -> AsyncIterator[None]:
        """Hold a lock on a table or a row until the block ends."""
        holder = await asyncpg.connect(self.urls.owner)
        try:
            await holder.execute(f"BEGIN; SET LOCAL app.tenant_id = '{SHOPS['agora']}'")
            await holder.execute(lock)
            yield
        finally:
            await holder.close()

    def received(self) -> Counter[str]:
        return Counter(str(letter["to"]) for letter in self.office.letters)


def kill(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()


@asynccontextmanager
async def open_stage(database_server: Server, folder: Path) -> AsyncIterator[Stage]:
    """A copy of the template with the world in it, and the mail server, until the block ends."""
    async with copied_database(database_server) as urls:
        await build_world(urls.owner)
        owner = await asyncpg.connect(urls.owner)
        try:
            async with open_office(PostOffice()) as office:
                yield Stage(urls, owner, office, folder)
        finally:
            await owner.close()
