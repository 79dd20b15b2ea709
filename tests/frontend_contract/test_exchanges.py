"""Every record of ours, played against the real application from the world it was written in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import httpx
import msgspec
import pytest

from frontend_contract.records import OWN_EXCHANGES, Record, read_records, read_tokens
from frontend_contract.runner import Runner, play_folder
from tests.support.world import HOSTS, MOMENT, World, build_world

if TYPE_CHECKING:
    from pathlib import Path

    from api.kit.clock import HeldClock
    from api.laravel.wire import Wire
    from ops.data.provision import DatabaseUrls

pytestmark = pytest.mark.contract

RECORDS = [
    pytest.param(record, id=f"{area}-{record.id}")
    for area, records in read_records(OWN_EXCHANGES).items()
    for record in records
]


class WorldStage:
    """The two shops of the tests, made anew, at the record's moment."""

    def __init__(self, owner_url: str, clock: HeldClock) -> None:
        self._owner_url = owner_url
        self._clock = clock

    async def prepare(self, record: Record) -> None:
        self._clock.moment = datetime.fromisoformat(record.clock)
        await build_world(self._owner_url)


@pytest.fixture
def client(application: Wire) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=f"http://{HOSTS['agora']}")


@pytest.fixture
def stage(database_urls: DatabaseUrls, clock: HeldClock) -> WorldStage:
    return WorldStage(database_urls.owner, clock)


@pytest.mark.parametrize("record", RECORDS)
async def test_the_answer_is_the_recorded_one(
    client: httpx.AsyncClient, stage: WorldStage, record: Record
) -> None:
    runner = Runner(client, stage=stage, tokens=read_tokens(OWN_EXCHANGES))
    outcome = await runner.play(record)
    assert outcome.differences == []
    assert outcome.undecided is None


def test_the_tokens_beside_the_records_are_those_of_the_world(world: World) -> None:
    assert read_tokens(OWN_EXCHANGES) == world.tokens["agora"]


def test_every_record_starts_at_the_moment_of_the_world() -> None:
    moments = {
        record.clock for records in read_records(OWN_EXCHANGES).values() for record in records
    }
    assert [datetime.fromisoformat(moment) for moment in moments] == [MOMENT]


async def test_a_folder_tells_what_differs_and_what_nobody_decided(
    client: httpx.AsyncClient, stage: WorldStage, tmp_path: Path
) -> None:
    (unknown, *_) = read_records(OWN_EXCHANGES)["framework"]
    wrong = msgspec.structs.replace(unknown.response, status=500)
    other = [
        unknown,
        msgspec.structs.replace(unknown, id="wrong", response=wrong),
        msgspec.structs.replace(unknown, id="wanted", deviation="D99"),
        msgspec.structs.replace(unknown, id="elsewhere", env={"STOA_CARD_ENABLED": "on"}),
    ]
    (tmp_path / "exchanges").mkdir()
    (tmp_path / "exchanges" / "some.json").write_bytes(msgspec.json.encode(other))
    said: list[str] = []
    runner = Runner(client, stage=stage)

    assert not await play_folder(runner, tmp_path / "exchanges", [], said.append)
    assert said == [
        "some wrong: status 404 instead of 500",
        "1 equal, 1 different, 2 undecided of 4 records.",
    ]


async def test_a_rule_replaces_equality_where_a_difference_is_wanted(
    client: httpx.AsyncClient, stage: WorldStage
) -> None:
    (unknown, *_) = read_records(OWN_EXCHANGES)["framework"]
    old = msgspec.structs.replace(unknown.response, status=500)
    record = msgspec.structs.replace(unknown, deviation="D1", response=old)
    rules = {"D1": lambda _, answer: [] if answer.status < 500 else ["still a 5xx"]}

    assert (await Runner(client, stage=stage, rules=rules).play(record)).is_equal
