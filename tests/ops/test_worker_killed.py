"""`kill -9` of a real `stoa worker` at every step: no letter is lost, and none goes out twice.

A letter passes these steps: event emitted, event carried, job claimed, letter written, EHLO, MAIL,
RCPT, DATA, text sent, hand-over marked, dot sent, answer read, job settled. The mail server and
locks in the database hold a worker at each of them until it is killed; then the next one starts,
after the leases ran out. What this cannot show: a mail server that delivers a letter whose end
never came, or that answers yes and loses it.
"""

from __future__ import annotations

from collections import Counter
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from api.kit.jobs import AT_ONCE
from api.notifications.digest_letters import DIGEST_LETTER
from api.notifications.order_letters import ESCALATE_UNACCEPTED
from tests.ops.stage import WORK, kill
from tests.support.inspect import change, count, snapshot

if TYPE_CHECKING:
    from tests.ops.stage import Stage

# The same worker without its guard: the hand-over is never written down.
CARELESS = (
    "import api.kit.jobs as jobs\n"
    "async def nothing(self): pass\n"
    "jobs._Attempt._hand_over = nothing\n" + WORK
)


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
    assert (
        await count(stage.owner, "agora", "jobs", "kind LIKE 'letter%' AND status = 'waiting'") == 7
    )
    assert await count(stage.owner, "agora", "jobs", "handed_over_at IS NOT NULL") == 2
    stage.let_leases_run_out()
    worker = stage.start()
    await stage.until_rows(0, "jobs", "kind LIKE 'letter%' AND status = 'waiting'")
    kill(worker)
    about = [f"{name} <{name}@example.com>" for name in map(str.lower, steps)]
    assert stage.received() == Counter([*about, "admin@example.com", "admin@example.com"])
    assert len({letter["message-id"] for letter in stage.office.letters}) == 7
    assert await count(stage.owner, "agora", "jobs", "status = 'done'") == 5
    uncertain = await snapshot(stage.owner, "agora", "jobs", "status = 'uncertain'")
    assert sorted(job["kind"] for job in uncertain) == ["letter.account", "letter.order"]
    assert all("not known" in job["last_error"] for job in uncertain)
    assert await count(stage.owner, "agora", "outbox_events", "attempts = 1") == 5


async def test_a_worker_killed_once_a_digest_is_out_leaves_it_to_a_person(stage: Stage) -> None:
    await stage.enqueue(DIGEST_LETTER, {"producer_id": 1, "period_start": "2026-01-05"})
    async with stage.locked("LOCK TABLE producer_digests IN EXCLUSIVE MODE"):
        worker = stage.start(STOA_PRODUCER_DIGEST="on")
        await stage.until_waiting_for_locks(1)
        kill(worker)
    stage.let_leases_run_out()
    worker = stage.start(STOA_PRODUCER_DIGEST="on")
    await stage.until_rows(1, "jobs", "status = 'uncertain'")
    kill(worker)
    assert sum(stage.received().values()) == 1
    assert await count(stage.owner, "agora", "producer_digests") == 0


async def test_a_worker_killed_while_it_looks_for_waiting_orders_leaves_the_round_whole(
    stage: Stage,
) -> None:
    # The world's first order is a day old; now it waits for an hour.
    await change(
        stage.owner,
        "agora",
        "UPDATE orders SET created_at = created_at + interval '23 hours' WHERE id = 1",
    )
    await stage.enqueue(ESCALATE_UNACCEPTED, {})
    async with stage.locked("LOCK TABLE fulfilments"):
        worker = stage.start()
        await stage.until_waiting_for_locks(1)
        kill(worker)
    assert await count(stage.owner, "agora", "jobs", "kind = 'letter.order'") == 0
    stage.let_leases_run_out()
    worker = stage.start()
    await stage.until_rows(1, "jobs", "kind = 'letter.order' AND status = 'done'")
    kill(worker)
    assert stage.received() == {"admin@example.com": 1}


async def test_twin_a_worker_without_the_mark_sends_a_letter_twice(stage: Stage) -> None:
    stage.office.plan = ["DOT"]
    await stage.write_letters("dot")
    worker = stage.start(CARELESS)
    await stage.until("the dot was not reached", lambda: stage.office.stalled == ["DOT"])
    kill(worker)
    stage.let_leases_run_out()
    worker = stage.start(CARELESS)
    await stage.until_rows(0, "jobs", "kind LIKE 'letter%' AND status = 'waiting'")
    kill(worker)
    assert stage.received() == {"dot <dot@example.com>": 2}
