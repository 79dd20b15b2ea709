"""Every record of ours, played against the real application from the demo market."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from frontend_contract.document import read_snapshot
from frontend_contract.player import Player
from frontend_contract.recording import read_drafts, rendered, route_of, routes_of
from frontend_contract.records import MOMENT, Record
from ops.data.examples import read_fixtures
from tests.frontend_contract.own import AREAS, FILES, recorded

if TYPE_CHECKING:
    from pathlib import Path

    from tests.frontend_contract.conftest import Market

pytestmark = pytest.mark.contract

RECORDS = [
    pytest.param(record, id=f"{area}-{record.id}")
    for area, records in AREAS.items()
    for record in records
]


@pytest.mark.parametrize("record", RECORDS)
async def test_the_answer_is_the_recorded_one(player: Player, record: Record) -> None:
    outcome = await player.play(record)
    assert outcome.not_run is None
    assert outcome.differences == [], (
        "If that is meant: python3 -m ops contract --record FILE --anew"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_as_the_recorder_writes_it(path: Path) -> None:
    drafts = read_drafts(path)
    assert all(draft.response is not None for draft in drafts), f"--record {path.name} is missing"
    assert path.read_bytes() == rendered(drafts)
    assert {draft.clock for draft in drafts} == {MOMENT}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_record_bears_the_route_that_its_request_means(path: Path) -> None:
    routes = routes_of(read_snapshot())
    drafts = read_drafts(path)
    named = [draft for draft in drafts if draft.route != route_of(draft.request, routes)]
    assert named == []


def test_every_role_holds_a_token_of_its_account() -> None:
    fixtures = read_fixtures()
    roles = {record.role for records in AREAS.values() for record in records}
    assert fixtures.tokens.keys() == fixtures.accounts.keys()
    assert roles - {"guest", "operator"} == fixtures.accounts.keys()


async def test_a_rule_replaces_equality_where_a_difference_is_wanted(
    market: Market, player: Player
) -> None:
    unknown = recorded("catalogue", "show-product-unknown")
    old = msgspec.structs.replace(unknown.response, status=500)
    record = msgspec.structs.replace(unknown, deviation="D1", response=old)
    assert (await player.play(record)).is_as_promised
    ruleless = market.player(rules={})
    assert (await ruleless.play(record)).not_run == "D1 has no rule"


async def test_a_record_of_other_settings_is_not_run(market: Market, player: Player) -> None:
    unknown = recorded("catalogue", "show-product-unknown")
    record = msgspec.structs.replace(unknown, env={"PAYMENTS_CARD_FLAG": "true"})
    assert (await player.play(record)).not_run == "needs a server with PAYMENTS_CARD_FLAG"
    served = market.player(settings={"STOA_CARD_ENABLED": "true"})
    assert (await served.play(record)).is_as_promised
