"""What an operator sees of shipping: /api/v1/admin/shipping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.world import HOSTS, operator_token

if TYPE_CHECKING:
    import httpx

    from tests.support.world import World

PATH = "/api/v1/admin/shipping"


def operator() -> dict[str, str]:
    return {"host": HOSTS["agora"], "authorization": f"Bearer {operator_token('agora')}"}


async def test_the_usual_parcels_are_tried_with_the_shop_s_tariffs(
    client: httpx.AsyncClient,
) -> None:
    body = (await client.get(f"{PATH}/simulate", headers=operator())).json()
    tried = {
        each["input"]["postal_code"]: (each["result"]["zone_code"], each["result"]["cost_cents"])
        for each in body["test_scenarios"]
    }
    assert tried == {
        "10551": ("GR_ATTICA", 290),
        "54621": ("GR_MAINLAND", 630),
        "71201": ("GR_CRETE", 1852),
        "19007": ("GR_MAINLAND", 480),
    }
    crete = body["test_scenarios"][2]
    assert crete["calculation"] == {
        "volumetric_weight_kg": 6.0,
        "billable_weight_kg": 8.0,
        "zone_code": "GR_CRETE",
    }
    parts = crete["result"]["breakdown"]
    assert (parts["base_cost_cents"], parts["weight_adjustment_cents"]) == (620, 990)
    assert body["timestamp"] == "2026-01-15T12:00:00.000000Z"


async def test_rates_and_zones_are_those_of_the_shop(client: httpx.AsyncClient) -> None:
    rates = (await client.get(f"{PATH}/rates", headers=operator())).json()
    assert list(rates["rates"]) == ["GR_ATTICA", "GR_CRETE", "GR_REMOTE", "GR_MAINLAND"]
    assert rates["remote_postal_codes"] == {"GR_REMOTE": ["84001"]}
    zones = (await client.get(f"{PATH}/zones", headers=operator())).json()
    assert (zones["volumetric_factor"], zones["weight_unit"]) == (5000, "kg")
    assert zones["zones"]["GR_CRETE"]["postal_prefixes"] == ["70", "71"]


@pytest.mark.parametrize("route", ["rates", "zones", "simulate"])
async def test_an_administrator_s_access_token_is_no_operator_s(
    client: httpx.AsyncClient, world: World, route: str
) -> None:
    answer = await client.get(f"{PATH}/{route}", headers=world.bearer("admin"))
    assert answer.status_code == 401
    assert (await client.get(f"{PATH}/{route}")).status_code == 401
