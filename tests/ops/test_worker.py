"""`stoa worker` as operators run it: several at once, stopped while at work, heard of."""

from __future__ import annotations

import signal
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from api.kit.clock import SystemClock
from ops.data.set_aside import open_desk
from tests.support.inspect import count

if TYPE_CHECKING:
    from tests.ops.stage import Stage


async def test_two_workers_send_each_letter_once_and_are_heard_of(stage: Stage) -> None:
    names = [f"reader{number}" for number in range(20)]
    workers = [stage.start(), stage.start()]
    await stage.write_letters(*names)
    await stage.until_rows(20, "jobs", "status = 'done'")
    async with open_desk(stage.urls.app, SystemClock()) as desk:
        heard = await desk.workers()
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(timeout=20) for worker in workers] == [0, 0]
    assert stage.received() == {f"{name} <{name}@example.com>": 1 for name in names}
    assert await count(stage.owner, "agora", "jobs", "attempts = 1") == 20
    assert sorted(int(name.rpartition(":")[2]) for name, _ in heard) == sorted(
        worker.pid for worker in workers
    )
    assert all(ago < timedelta(seconds=10) for _, ago in heard)
    async with open_desk(stage.urls.app, SystemClock()) as desk:
        assert await desk.workers() == []


async def test_a_worker_that_is_stopped_brings_its_letter_to_the_end(stage: Stage) -> None:
    stage.office.plan = ["DATA"]
    await stage.write_letters("begun")
    worker = stage.start()
    await stage.until("the letter was not begun", lambda: stage.office.stalled == ["DATA"])
    worker.send_signal(signal.SIGTERM)
    await stage.write_letters("later")
    time.sleep(1.0)  # noqa: ASYNC251 - whether it waits is the question
    assert worker.poll() is None
    stage.office.resumed.set()
    await stage.until("it did not end", lambda: worker.poll() is not None)
    assert worker.returncode == 0
    assert stage.received() == {"begun <begun@example.com>": 1}
    assert await count(stage.owner, "agora", "jobs", "status = 'done'") == 1
    assert await count(stage.owner, "agora", "outbox_events", "handled_at IS NULL") == 1
