"""`kill -9` of a real `stoa worker` at every step: no letter is lost, and none goes out twice.

A letter passes these steps: event emitted, event carried, job claimed, letter written, EHLO, MAIL,
RCPT, DATA, text sent, hand-over marked, dot sent, answer read, job settled. The mail server and
locks in the database hold a worker at each of them until it is killed; then the next one starts,
after the leases ran out. What this cannot show: a mail server that delivers a letter whose end
never came, or that answers yes and loses it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import pytest_asyncio

from api.kit.db import Database
from api.kit.jobs import AT_ONCE, LEASE, enqueue
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
# The same worker without its guard: the hand-over is never written down.
CARELESS = (
    "import api.kit.jobs as jobs\n"
    "async def nothing(self): pass\n"
    "jobs._Attempt._hand_over = nothing\n" + WORK
)


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

    def start(self, code: str = WORK) -> subprocess.Popen[bytes]:
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
        about = {"order_id": order_id, "recipient_type": "admin", "recipient_id": None}
        database = await Database.open(self.urls.app, pool_size=2)
        try:
            async with work(database) as uow:
                await enqueue(uow, ORDER_LETTER, {**about, "event": "order_placed"})
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


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database_server: Server, tmp_path: Path) -> AsyncIterator[Stage]:
    async with copied_database(database_server) as urls:
        await build_world(urls.owner)
        owner = await asyncpg.connect(urls.owner)
        try:
            async with open_office(PostOffice()) as office:
                yield Stage(urls, owner, office, tmp_path)
        finally:
            await owner.close()


async def test_a_worker_killed_while_it_carries_an_event_leaves_it_to_the_next(
    stage: Stage,
) -> None:
    await stage.write_letters("carried")
    async with stage.locked("LOCK TABLE jobs IN SHARE ROW EXCLUSIVE MODE"):
        worker = stage.start()
        await stage.until_waiting_for_locks(1)
        kill(worker)
    assert await count(stage.owner, "agora", "outbox_events", "handled_at IS NULL") == 1
    worker = stage.start()
    await stage.until_rows(1, "jobs", "status = 'done'")
    kill(worker)
    assert stage.received() == {"carried <carried@example.com>": 1}
    assert await count(stage.owner, "agora", "outbox_events", "attempts = 1") == 1


async def test_a_worker_killed_at_any_step_of_a_letter_loses_none_and_sends_none_twice(
    stage: Stage,
) -> None:
    steps = ["EHLO", "MAIL", "RCPT", "DATA", "DOT"]
    stage.office.plan = list(steps)
    await stage.write_letters(*map(str.lower, steps))
    assert len(steps) + 2 < AT_ONCE
    worker = stage.start()
    await stage.until("not all steps reached", lambda: len(stage.office.stalled) == len(steps))
    assert sorted(stage.office.stalled) == sorted(steps)
    async with AsyncExitStack() as held:
        # A letter that is out, and whose job cannot be settled.
        await held.enter_async_context(
            stage.locked("LOCK TABLE order_notifications IN EXCLUSIVE MODE")
        )
        await stage.write_about_order(1)
        await stage.until_waiting_for_locks(1)
        # A job that is claimed, and whose letter cannot be written.
        await held.enter_async_context(stage.locked("LOCK TABLE orders"))
        await stage.write_about_order(2)
        await stage.until_waiting_for_locks(2)
        # One goes on from DATA: its text is sent, and the mark before the dot waits for a row.
        await held.enter_async_context(stage.locked("SELECT id FROM jobs FOR UPDATE"))
        stage.office.resumed.set()
        await stage.until_waiting_for_locks(3)
        kill(worker)
    assert len(stage.office.letters) == 2
    assert await count(stage.owner, "agora", "jobs", "status = 'waiting'") == 7
    assert await count(stage.owner, "agora", "jobs", "handed_over_at IS NOT NULL") == 2
    stage.let_leases_run_out()
    worker = stage.start()
    await stage.until_rows(0, "jobs", "status = 'waiting'")
    kill(worker)
    about = [f"{name} <{name}@example.com>" for name in map(str.lower, steps)]
    assert stage.received() == Counter([*about, "admin@example.com", "admin@example.com"])
    assert len({letter["message-id"] for letter in stage.office.letters}) == 7
    assert await count(stage.owner, "agora", "jobs", "status = 'done'") == 5
    uncertain = await snapshot(stage.owner, "agora", "jobs", "status = 'uncertain'")
    assert sorted(job["kind"] for job in uncertain) == ["letter.account", "letter.order"]
    assert all("not known" in job["last_error"] for job in uncertain)
    assert await count(stage.owner, "agora", "outbox_events", "attempts = 1") == 5


async def test_twin_a_worker_without_the_mark_sends_a_letter_twice(stage: Stage) -> None:
    stage.office.plan = ["DOT"]
    await stage.write_letters("dot")
    worker = stage.start(CARELESS)
    await stage.until("the dot was not reached", lambda: stage.office.stalled == ["DOT"])
    kill(worker)
    stage.let_leases_run_out()
    worker = stage.start(CARELESS)
    await stage.until_rows(0, "jobs", "status = 'waiting'")
    kill(worker)
    assert stage.received() == {"dot <dot@example.com>": 2}
