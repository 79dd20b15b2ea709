"""POST /api/v1/public/shipping/quote: the price that the zone table tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.support.another import another_client
from tests.support.inspect import change

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls

PATH = "/api/v1/public/shipping/quote"
FALLBACK = {"zone_name": None, "method": "HOME", "free_shipping": False, "source": "fallback"}


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def rates(client: httpx.AsyncClient, owner: Connection) -> None:
    """Attica at home: 3.50 up to 5 kg, 6.00 up to 30 kg; nothing elsewhere."""
    columns = "tenant_id, id, zone_id, method, currency, minimum_grams, maximum_grams, price"
    await change(
        owner,
        "agora",
        f"INSERT INTO shipping_rates ({columns}, created_at, updated_at) "
        "SELECT current_tenant(), r.*, '2026-01-01', '2026-01-01' FROM (VALUES "
        "(1, 1, 'HOME', 'EUR', 0, 5000, 350), (2, 1, 'HOME', 'EUR', 5000, 30000, 600)) AS r",
    )


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (
            {"postal_code": "10563", "method": "HOME", "weight_kg": 2, "subtotal": 10},
            {
                "price_eur": 3.5,
                "zone_name": "Attica",
                "zone_id": 1,
                "method": "HOME",
                "weight_kg": 2,
                "free_shipping": False,
                "source": "zone",
            },
        ),
        (
            {"postal_code": "10563", "method": "HOME", "weight_kg": "5.5"},
            {
                "price_eur": 6.0,
                "zone_name": "Attica",
                "zone_id": 1,
                "method": "HOME",
                "weight_kg": "5.5",
                "free_shipping": False,
                "source": "zone",
            },
        ),
        (
            {"postal_code": "10563", "method": "HOME", "weight_kg": None},
            {
                "price_eur": 3.5,
                "zone_name": "Attica",
                "zone_id": 1,
                "method": "HOME",
                "weight_kg": 1,
                "free_shipping": False,
                "source": "zone",
            },
        ),
        (
            {"postal_code": "10563", "method": "HOME", "subtotal": 35},
            {
                "price_eur": 0.0,
                "zone_name": None,
                "method": "HOME",
                "free_shipping": True,
                "free_shipping_reason": "threshold",
                "threshold": 35.0,
                "source": "threshold",
            },
        ),
        ({"postal_code": "99999", "method": "HOME"}, {"price_eur": 3.5, **FALLBACK}),
        # Nothing in the table carries more than 30 kg, and no courier goes there.
        (
            {"postal_code": "10563", "method": "HOME", "weight_kg": 31},
            {"price_eur": 3.5, **FALLBACK},
        ),
        (
            {"postal_code": "10563", "method": "COURIER"},
            {"price_eur": 4.5, **FALLBACK, "method": "COURIER"},
        ),
        (
            {"postal_code": "10563", "method": "PICKUP", "subtotal": 50},
            {
                "price_eur": 0.0,
                "zone_name": None,
                "method": "PICKUP",
                "free_shipping": True,
                "source": "pickup",
            },
        ),
    ],
)
async def test_the_table_the_threshold_or_the_fallback_decides(
    client: httpx.AsyncClient, body: dict[str, object], answer: dict[str, object]
) -> None:
    assert (await client.post(PATH, json=body)).json() == answer


async def test_a_shop_s_own_fallback_counts(owner: Connection, database_urls: DatabaseUrls) -> None:
    await owner.execute(
        'UPDATE tenants SET settings = \'{"fallback_shipping": {"HOME": "7.25"}}\' '
        "WHERE slug = 'hedgerow'"
    )
    hedgerow = {"host": "hedgerow.test"}
    home = {"postal_code": "99999", "method": "HOME"}
    courier = {"postal_code": "99999", "method": "COURIER"}
    async with another_client(database_urls) as visitor:
        prices = [
            (await visitor.post(PATH, json=body, headers=hedgerow)).json()["price_eur"]
            for body in (home, courier)
        ]
    assert prices == [7.25, 4.5]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"postal_code": "1056"}, "postal_code"),
        ({"method": "DRONE"}, "method"),
        ({"weight_kg": 101}, "weight_kg"),
        ({"weight_kg": "heavy"}, "weight_kg"),
        ({"subtotal": -1}, "subtotal"),
    ],
)
async def test_wrong_input_names_its_field(
    client: httpx.AsyncClient, changes: dict[str, object], field: str
) -> None:
    answer = await client.post(PATH, json={"postal_code": "10563", "method": "HOME", **changes})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


async def test_a_british_shop_takes_british_postcodes(
    owner: Connection, database_urls: DatabaseUrls
) -> None:
    await owner.execute("UPDATE tenants SET country = 'GB' WHERE slug = 'hedgerow'")
    hedgerow = {"host": "hedgerow.test"}
    async with another_client(database_urls) as visitor:
        answers = [
            await visitor.post(PATH, json={"postal_code": code, "method": "HOME"}, headers=hedgerow)
            for code in ("HR1 2AA", "iv23ab", "10563")
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 422]
