"""GET /api/v1/shipping/tracking/{trackingCode}: where a parcel is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inspect import change

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/v1/shipping/tracking"
UNKNOWN = {"success": False, "message": "Δεν βρέθηκε αποστολή με αυτόν τον κωδικό"}


@pytest.mark.parametrize("person", [None, "consumer", "other_consumer", "producer", "admin"])
async def test_whoever_knows_the_code_sees_where_the_parcel_is(
    client: httpx.AsyncClient, world: World, person: str | None
) -> None:
    answer = await client.get(f"{PATH}/ELTA0000000001", headers=world.bearer(person))
    assert answer.json() == {
        "success": True,
        "data": {
            "tracking_code": "ELTA0000000001",
            "status": "in_transit",
            "carrier_code": "ELTA",
            "shipped_at": "2026-01-15T10:00:00.000000Z",
            "delivered_at": None,
            "estimated_delivery": "2026-01-16T10:00:00.000000Z",
            "events": [],
        },
    }


@pytest.mark.parametrize("code", ["elta0000000001", "999999", "1.5", "x" * 500])
async def test_a_code_that_no_parcel_bears_is_unknown(client: httpx.AsyncClient, code: str) -> None:
    answer = await client.get(f"{PATH}/{code}")
    assert (answer.status_code, answer.json()) == (404, UNKNOWN)


async def test_a_parcel_of_another_shop_is_unknown(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    rename = "UPDATE shipments SET tracking_code = 'ELTA0000000002'"
    await change(owner, "hedgerow", rename)
    assert (await client.get(f"{PATH}/ELTA0000000002")).json() == UNKNOWN


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("shipped_at = NULL", None),
        ("tariff_code = NULL", "2026-01-18T10:00:00.000000Z"),
        ("tariff_code = 'GR_REMOTE'", "2026-01-21T10:00:00.000000Z"),
    ],
)
async def test_delivery_is_expected_by_the_tariff_s_days_else_after_three(
    client: httpx.AsyncClient, owner: Connection, columns: str, expected: str | None
) -> None:
    await change(owner, "agora", f"UPDATE shipments SET {columns}")
    data = (await client.get(f"{PATH}/ELTA0000000001")).json()["data"]
    assert data["estimated_delivery"] == expected
