"""GET /api/v1/shipping/lockers/search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.support.another import another_client
from tests.support.inspect import change

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

PATH = "/api/v1/shipping/lockers/search"


@pytest_asyncio.fixture(loop_scope="session")
async def sender(world: World, database_urls: DatabaseUrls) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of a server that sends to lockers."""
    async with another_client(database_urls, lockers_enabled=True) as visitor:
        yield visitor


async def test_a_shop_that_sends_to_no_locker_says_so_first(client: httpx.AsyncClient) -> None:
    answer = await client.get(PATH, params={"postal_code": "nonsense"})
    assert answer.status_code == 404
    assert answer.json() == {"success": False, "message": "Lockers are not available"}


async def test_the_lockers_of_the_area_are_shown(sender: httpx.AsyncClient) -> None:
    answer = await sender.get(PATH, params={"postal_code": "10564"})
    assert answer.json() == {
        "success": True,
        "data": [
            {
                "id": "BOX_1",
                "name": "Box Kolonaki",
                "address": "Skoufa 12",
                "provider": "BoxNow",
                "lat": 37.9777,
                "lng": 23.7442,
                "postal_code": "10673",
                "distance": 0.5,
                "operating_hours": None,
                "notes": None,
            }
        ],
    }


async def test_at_most_five_are_shown_nearby_and_three_where_there_is_none(
    sender: httpx.AsyncClient, owner: Connection
) -> None:
    await change(
        owner,
        "agora",
        "INSERT INTO pickup_lockers (tenant_id, id, code, name, address, provider, latitude, "
        "longitude, postal_code) SELECT current_tenant(), n, 'M' || n, 'More', 'Street', 'BoxNow', "
        "38, 23, '10999' FROM generate_series(10, 16) AS n",
    )
    near = (await sender.get(PATH, params={"postal_code": "10564"})).json()["data"]
    assert [each["id"] for each in near] == ["BOX_1", "M10", "M11", "M12", "M13"]
    nowhere = (await sender.get(PATH, params={"postal_code": "99999"})).json()["data"]
    assert [each["id"] for each in nowhere] == ["BOX_1", "BOX_2", "M10"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({}, "The postal code field is required."),
        ({"postal_code": "1234"}, "The postal code field format is invalid."),
    ],
)
async def test_a_wrong_postal_code_is_named(
    sender: httpx.AsyncClient, query: dict[str, str], sentence: str
) -> None:
    answer = await sender.get(PATH, params=query)
    body = answer.json()
    assert (answer.status_code, body["success"]) == (422, False)
    assert body["message"] == "Invalid postal code format"
    assert body["errors"] == {"postal_code": [sentence]}


async def test_a_shop_s_own_word_wins_over_the_platform_s(
    sender: httpx.AsyncClient, owner: Connection
) -> None:
    await owner.execute(
        "UPDATE tenants SET settings = '{\"lockers_enabled\": false}' WHERE slug = 'hedgerow'"
    )
    answer = await sender.get(
        PATH, params={"postal_code": "10564"}, headers={"host": "hedgerow.test"}
    )
    assert answer.status_code == 404
