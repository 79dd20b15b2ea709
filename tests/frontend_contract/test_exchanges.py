"""Every record of ours, played against the real application from the world it was written in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import httpx
import msgspec
import pytest

from frontend_contract.player import Player
from frontend_contract.records import OWN_EXCHANGES, Record, read_records, read_tokens
from tests.support.world import HOSTS, MOMENT, World, build_world

if TYPE_CHECKING:
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

    async def set_clock(self, moment: str) -> None:
        self._clock.moment = datetime.fromisoformat(moment)


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
    player = Player(client, stage=stage, tokens=read_tokens(OWN_EXCHANGES))
    outcome = await player.play(record)
    assert outcome.differences == []
    assert outcome.not_run is None


def test_the_tokens_beside_the_records_are_those_of_the_world(world: World) -> None:
    assert read_tokens(OWN_EXCHANGES) == world.tokens["agora"]


def test_every_record_starts_at_the_moment_of_the_world() -> None:
    moments = {
        record.clock for records in read_records(OWN_EXCHANGES).values() for record in records
    }
    assert [datetime.fromisoformat(moment) for moment in moments] == [MOMENT]


async def test_a_rule_replaces_equality_where_a_difference_is_wanted(
    client: httpx.AsyncClient, stage: WorldStage
) -> None:
    (unknown, *_) = read_records(OWN_EXCHANGES)["framework"]
    old = msgspec.structs.replace(unknown.response, status=500)
    record = msgspec.structs.replace(unknown, deviation="D1", response=old)
    assert (await Player(client, stage=stage).play(record)).is_as_promised
    assert (await Player(client, stage=stage, rules={}).play(record)).not_run == "D1 has no rule"


async def test_a_record_of_other_settings_is_not_run(
    client: httpx.AsyncClient, stage: WorldStage
) -> None:
    (unknown, *_) = read_records(OWN_EXCHANGES)["framework"]
    record = msgspec.structs.replace(unknown, env={"PAYMENTS_CARD_FLAG": "true"})
    outcome = await Player(client, stage=stage).play(record)
    assert outcome.not_run == "needs a server with PAYMENTS_CARD_FLAG"
    served = Player(client, stage=stage, settings={"STOA_CARD_ENABLED": "true"})
    assert (await served.play(record)).is_as_promised
