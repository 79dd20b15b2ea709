"""POST /api/v1/shipping/quote: one parcel by weight and volume, and of what its price is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.another import another_client
from tests.support.inspect import change, count
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

PATH = "/api/v1/shipping/quote"


def parcel(*lines: tuple[int, int], **more: object) -> dict[str, Any]:
    items = [{"product_id": product, "quantity": quantity} for product, quantity in lines]
    return {"postal_code": "10564", "items": items, **more}


async def test_the_quote_tells_its_parts(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATH, json=parcel((OLIVES, 20)))
    assert answer.json() == {
        "success": True,
        "data": {
            "cost_cents": 910,
            "cost_eur": 9.1,
            "zone_code": "GR_ATTICA",
            "zone_name": "GR_ATTICA",
            "carrier_code": "ELTA",
            "estimated_delivery_days": 1,
            "delivery_method": "HOME",
            "payment_method": "CARD",
            "breakdown": {
                "base_rate": 2.9,
                "extra_weight_kg": 8.0,
                "extra_cost": 6.2,
                "island_multiplier": 1.0,
                "remote_surcharge": 0.0,
                "billable_weight_kg": 10.0,
                "locker_discount_cents": 0,
                "cod_fee_cents": 0,
                "payment_method": "CARD",
                "actual_weight_kg": 10.0,
                "volumetric_weight_kg": 0.0,
                "postal_code": "10564",
                "profile_applied": None,
            },
        },
    }


async def test_a_zone_is_called_by_its_name(client: httpx.AsyncClient, owner: Connection) -> None:
    await change(owner, "agora", "UPDATE shipping_tariffs SET name = 'Αττική' WHERE id = 1")
    answer = await client.post(PATH, json=parcel((OLIVES, 1)))
    assert answer.json()["data"]["zone_name"] == "Αττική"


async def test_what_is_large_is_billed_by_its_volume(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    sides = "length_cm = 30, width_cm = 20, height_cm = 15.5"
    await change(owner, "agora", f"UPDATE products SET {sides} WHERE id = {OLIVES}")
    data = (await client.post(PATH, json=parcel((OLIVES, 2), (CHEESE, 1)))).json()["data"]
    weights = {key: value for key, value in data["breakdown"].items() if key.endswith("weight_kg")}
    # 30 x 20 x 15.5 / 5000 is 1.86 kg each; two jars of 500 g and a cheese of unknown weight.
    assert weights == {
        "actual_weight_kg": 1.5,
        "volumetric_weight_kg": 3.72,
        "billable_weight_kg": 3.72,
        "extra_weight_kg": 1.72,
    }
    assert data["cost_cents"] == 290 + round(1.72 * 90)


@pytest.mark.parametrize(
    ("profile", "lines", "cents", "number"),
    [
        (None, ((OLIVES, 20),), 910, 9.1),
        ("flat_rate", ((OLIVES, 17),), 805, 8.05),
        ("flat_rate", ((OLIVES, 18),), 0, 0.0),
        ("free_shipping", ((OLIVES, 1),), 0, 0.0),
        ("premium_producer", ((OLIVES, 1),), 247, 2.9 * 0.85),
        ("premium_producer", ((OLIVES, 10),), 0, 0.0),
        ("local_producer", ((OLIVES, 5),), 335, 3.35),
        ("local_producer", ((OLIVES, 6),), 0, 0.0),
    ],
)
async def test_a_profile_changes_the_cost(
    client: httpx.AsyncClient,
    profile: str | None,
    lines: tuple[tuple[int, int], ...],
    cents: int,
    number: float,
) -> None:
    answer = await client.post(PATH, json=parcel(*lines, producer_profile=profile))
    data = answer.json()["data"]
    assert (data["cost_cents"], data["cost_eur"]) == (cents, number)
    assert data["breakdown"]["profile_applied"] == profile


async def test_paying_at_the_door_adds_the_fee(world: World, database_urls: DatabaseUrls) -> None:
    async with another_client(database_urls, cod_fee_enabled=True) as visitor:
        cash = (await visitor.post(PATH, json=parcel((HONEY, 1), payment_method="COD"))).json()
        card = (await visitor.post(PATH, json=parcel((HONEY, 1)))).json()
    assert (cash["data"]["cost_cents"], cash["data"]["breakdown"]["cod_fee_cents"]) == (690, 400)
    assert (card["data"]["cost_cents"], card["data"]["breakdown"]["cod_fee_cents"]) == (290, 0)


async def test_what_is_not_sold_at_the_moment_is_quoted_and_what_never_was_is_not(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    assert (await client.post(PATH, json=parcel((HIDDEN, 1)))).status_code == 200
    answer = await client.post(PATH, json=parcel((OLIVES, 1), (999, 1)))
    sentence = "The selected items.1.product_id is invalid."
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"items.1.product_id": [sentence]}
    assert await count(owner, "agora", "orders") == 2


async def test_a_parcel_too_heavy_for_its_zone_is_refused_in_the_contract_s_words(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.post(PATH, json=parcel((OLIVES, 60)))).status_code == 200
    answer = await client.post(PATH, json=parcel((OLIVES, 61)))
    body = answer.json()
    assert (answer.status_code, body["success"]) == (422, False)
    assert (body["message"], body["error"]) == (
        "Αποτυχία υπολογισμού μεταφορικών",
        "ZONE_UNAVAILABLE",
    )
