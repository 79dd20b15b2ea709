"""`stoa jobs`: an operator sees what was set aside in any shop, and settles it."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import pytest
from click.testing import CliRunner

from ops.cli import stoa
from ops.refusal import Refusal
from tests.support.database import copy_database, drop_database, run_apart
from tests.support.inspect import change, snapshot
from tests.support.world import MOMENT, build_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asyncpg import Record

    from ops.data.provision import DatabaseUrls
    from tests.support.database import Server

NOW = MOMENT + timedelta(hours=1)
WORK = f"""
INSERT INTO jobs (tenant_id, id, kind, payload, status, attempts, due_at, lease, handed_over_at,
                  last_error, created_at, settled_at)
SELECT current_tenant(), n, 'letter.account', '{{"email": "a@b.gr", "secret": "sesame"}}', s, 3,
       timestamptz '{MOMENT.isoformat()}' + d, CASE WHEN s = 'waiting' AND n = 3 THEN
       '00000000-0000-4000-8000-0000000000ff'::uuid END,
       CASE s WHEN 'uncertain' THEN timestamptz '{MOMENT.isoformat()}' END,
       CASE WHEN s IN ('dead', 'uncertain') THEN 'mail.test answered 550 5.1.1 No such mailbox' END,
       timestamptz '{MOMENT.isoformat()}' + n * interval '1 second',
       CASE WHEN s <> 'waiting' THEN timestamptz '{MOMENT.isoformat()}' END
FROM (VALUES (1, 'waiting', interval '0'), (2, 'waiting', interval '1 day'),
             (3, 'waiting', interval '61 minutes'), (4, 'dead', interval '0'),
             (5, 'uncertain', interval '0'), (6, 'done', interval '0'),
             (7, 'dead', interval '0')) AS v (n, s, d)
"""
DEAD_EVENT = f"""
INSERT INTO outbox_events (tenant_id, id, topic, payload, attempts, due_at, failed_at, last_error,
                           created_at)
SELECT current_tenant(), 9, 'order.placed', '{{"secret": "sesame"}}', 10, m, m, 'LookupError()', m
FROM (SELECT timestamptz '{MOMENT.isoformat()}' AS m) AS v
"""


class Operator:
    """Runs the command as an operator does."""

    def __init__(self, urls: DatabaseUrls) -> None:
        self.urls = urls

    def run(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        environment = {"STOA_APP_DATABASE_URL": self.urls.app, "STOA_CLOCK": NOW.isoformat()}
        result = CliRunner().invoke(stoa, ["jobs", *arguments], input=typed, env=environment)
        if isinstance(result.exception, Refusal):
            return 1, result.exception.sentence
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result.exit_code, result.output

    def names(self, *arguments: str) -> list[str]:
        code, said = self.run("list", *arguments)
        assert code == 0
        return [f"{name} {state}" for name, state in re.findall(NAMED, said)]

    def row(self, table: str, number: int) -> Record:
        async def look() -> Record:
            owner = await asyncpg.connect(self.urls.owner)
            try:
                [found] = await snapshot(owner, "agora", table, f"id = {number}")
                return found
            finally:
                await owner.close()

        found: Record = run_apart(look())
        return found


NAMED = re.compile(
    r"(\w+/(?:job|event)-\d+) +[\w.]+ +(due|later|running|dead|uncertain|done|discarded) "
)


@pytest.fixture(scope="module")
def urls(database_server: Server) -> Iterator[DatabaseUrls]:
    """A database that only this file's commands work on."""
    copied = run_apart(copy_database(database_server, secrets.token_hex(4)))
    yield copied
    run_apart(drop_database(database_server, copied.database))


@pytest.fixture
def operator(urls: DatabaseUrls) -> Operator:
    async def fill() -> None:
        await build_world(urls.owner)
        owner = await asyncpg.connect(urls.owner)
        await change(owner, "agora", WORK)
        await change(owner, "agora", DEAD_EVENT)
        await change(owner, "hedgerow", DEAD_EVENT)
        await owner.close()

    run_apart(fill())
    return Operator(urls)


def test_the_list_shows_every_shop_s_work_and_narrows_it(operator: Operator) -> None:
    dead = ["agora/job-7 dead", "agora/job-5 uncertain", "agora/job-4 dead"]
    events = ["agora/event-9 dead", "hedgerow/event-9 dead"]
    assert operator.names() == [*dead, "agora/job-3 running", "agora/job-1 due", *events]
    assert operator.names("--failed") == [*dead, *events]
    assert operator.names("--due") == ["agora/job-1 due"]
    assert operator.names("--running") == ["agora/job-3 running"]
    assert operator.names("--later") == ["agora/job-2 later"]
    assert operator.names("--failed", "--tenant", "hedgerow") == ["hedgerow/event-9 dead"]
    code, said = operator.run("list", "--running", "--tenant", "hedgerow")
    assert (code, said.splitlines()[0]) == (0, "Nothing runs.")
    assert "No worker is connected. `stoa worker` starts one." in said
    assert operator.run("list", "--tenant", "nowhere") == (
        1,
        "No shop is called 'nowhere'. There are: agora, hedgerow.",
    )


def test_one_is_shown_with_its_reason_and_without_its_secret(operator: Operator) -> None:
    code, said = operator.run("show", "agora/job-5")
    assert code == 0
    assert "mail.test answered 550 5.1.1 No such mailbox" in said
    assert "5.00000000-0000-4000-8000-00000000000a" in said
    assert "stoa jobs retry agora/job-5" in said
    assert "a@b.gr" in said
    assert "sesame" not in said
    assert "not known" not in operator.run("show", "agora/job-4")[1]
    for unknown in ("agora/job-99", "agora/event-99"):
        assert operator.run("show", unknown)[0] == 1
    for nonsense in ("job-5", "agora/tree-5", "agora/job-x", "agora/job-" + "9" * 30):
        assert operator.run("show", nonsense)[0] == 1


def test_what_was_set_aside_is_due_again_with_all_its_attempts(operator: Operator) -> None:
    for table, name in (("jobs", "job-5"), ("outbox_events", "event-9")):
        assert operator.run("retry", f"agora/{name}") == (0, f"agora/{name} is due again.\n")
        row = operator.row(table, int(name.partition("-")[2]))
        assert (row["attempts"], row["due_at"]) == (0, NOW)
        assert "sesame" in row["payload"]
    job = operator.row("jobs", 5)
    assert (job["status"], job["handed_over_at"], job["lease"]) == ("waiting", None, None)
    assert operator.names("--failed", "--tenant", "agora") == [
        "agora/job-7 dead",
        "agora/job-4 dead",
    ]


def test_all_that_died_is_run_again_but_nothing_that_may_have_gone_out(operator: Operator) -> None:
    code, said = operator.run("retry", "--all")
    assert code == 0
    assert sorted(said.split(" is due again.\n")) == [
        "",
        "agora/event-9",
        "agora/job-4",
        "agora/job-7",
        "hedgerow/event-9",
    ]
    assert operator.names("--failed") == ["agora/job-5 uncertain"]
    assert operator.run("retry", "--all") == (0, "Nothing was set aside.\n")


def test_giving_up_is_asked_about_forgets_the_secret_and_is_written_down(
    operator: Operator,
) -> None:
    code, said = operator.run("discard", "agora/job-4", typed="n\n")
    assert (code, operator.row("jobs", 4)["status"]) == (1, "dead")
    assert "Give up agora/job-4 (letter.account, dead) for good?" in said
    assert operator.run("discard", "agora/job-4", typed="y\n")[0] == 0
    assert operator.run("discard", "agora/event-9", "--yes")[0] == 0
    job, event = operator.row("jobs", 4), operator.row("outbox_events", 9)
    assert (job["status"], event["handled_at"], event["failed_at"]) == ("discarded", NOW, None)
    assert "sesame" not in job["payload"] + event["payload"]
    audited = [operator.row("audit_entries", number) for number in (1, 2)]
    assert [(row["action"], row["resource"], row["resource_id"]) for row in audited] == [
        ("discard", "job", 4),
        ("discard", "event", 9),
    ]


def test_what_was_not_set_aside_is_left_alone(operator: Operator) -> None:
    waiting, done = "agora/job-1", "agora/job-6"
    before = [dict(operator.row("jobs", number)) for number in (1, 6)]
    for name, *action in ((waiting, "retry"), (done, "discard", "--yes")):
        told = f"{name} was not set aside, so there is nothing to {action[0]}."
        assert operator.run(action[0], name, *action[1:]) == (1, told)
    assert [dict(operator.row("jobs", number)) for number in (1, 6)] == before


def test_retry_needs_a_name_or_all(operator: Operator) -> None:
    assert operator.run("retry")[0] == 2
    assert operator.run("retry", "agora/job-4", "--all")[0] == 2
    assert operator.row("jobs", 4)["status"] == "dead"
