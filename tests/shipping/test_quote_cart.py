"""POST /api/v1/public/shipping/quote-cart: what the parcels of a cart cost."""

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

PATH = "/api/v1/public/shipping/quote-cart"


def cart(*lines: tuple[int, int], **more: object) -> dict[str, Any]:
    items = [{"product_id": product, "quantity": quantity} for product, quantity in lines]
    return {"postal_code": "10564", "method": "HOME", "items": items, **more}


async def test_each_producer_s_parcel_is_priced_for_itself(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATH, json=cart((OLIVES, 2), (CHEESE, 1), (HONEY, 1)))
    assert answer.status_code == 200
    assert answer.json() == {
        "producers": [
            {
                "producer_id": 1,
                "producer_name": "Grove",
                "subtotal": 18.4,
                "shipping_cost": 2.9,
                "is_free": False,
                "free_reason": None,
                "threshold_eur": 50.0,
                "zone": "Attica",
                "weight_grams": 1500,
            },
            {
                "producer_id": 2,
                "producer_name": "Dairy",
                "subtotal": 8.0,
                "shipping_cost": 2.9,
                "is_free": False,
                "free_reason": None,
                "threshold_eur": 35.0,
                "zone": "Attica",
                "weight_grams": 500,
            },
        ],
        "total_shipping": 5.8,
        "cod_fee": 0.0,
        "payment_method": "COD",
        "quoted_at": "2026-01-15T12:00:00+00:00",
        "currency": "EUR",
        "zone_name": "Attica",
        "method": "HOME",
    }


@pytest.mark.parametrize(
    ("changes", "cost", "free_reason", "zone"),
    [
        ({"postal_code": "71201"}, 7.13, None, None),
        ({"postal_code": "70001"}, 7.13, None, "Islands"),
        ({"postal_code": "84001"}, 13.63, None, "Islands"),
        ({"postal_code": "60100"}, 4.8, None, None),
        ({"method": "PICKUP"}, 0.0, "pickup", None),
        ({"method": "COURIER"}, 2.9, None, "Attica"),
        ({"items": [{"product_id": HONEY, "quantity": 5}]}, 0.0, "threshold", "Attica"),
        ({"items": [{"product_id": OLIVES, "quantity": 7}]}, 4.25, None, "Attica"),
    ],
)
async def test_zone_weight_method_and_threshold_decide(
    client: httpx.AsyncClient,
    changes: dict[str, object],
    cost: float,
    free_reason: str | None,
    zone: str | None,
) -> None:
    [parcel] = (await client.post(PATH, json={**cart((OLIVES, 1)), **changes})).json()["producers"]
    assert (parcel["shipping_cost"], parcel["free_reason"], parcel["zone"]) == (
        cost,
        free_reason,
        zone,
    )
    assert parcel["is_free"] is (free_reason is not None)


async def test_what_is_quoted_is_what_an_order_charges(client: httpx.AsyncClient) -> None:
    for code in ("10564", "71201", "84001", "60100"):
        lines = ((OLIVES, 7), (CHEESE, 3))
        quote = (await client.post(PATH, json=cart(*lines, postal_code=code))).json()
        order = {
            "items": cart(*lines)["items"],
            "currency": "EUR",
            "shipping_method": "HOME",
            "shipping_address": {"postal_code": code},
            "quoted_shipping": quote["total_shipping"],
            "quoted_at": quote["quoted_at"],
        }
        placed = await client.post("/api/v1/public/orders", json=order)
        assert placed.status_code == 201, placed.text
        assert float(placed.json()["data"]["shipping_total"]) == quote["total_shipping"]


async def test_quoting_stores_nothing_and_takes_no_numbers(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await client.post(PATH, json=cart((OLIVES, 1)))
    assert await count(owner, "agora", "orders") == 2
    [row] = await owner.fetch("SELECT count(*) AS audits FROM audit_entries")
    assert row["audits"] == 0
    assert await count(owner, "agora", "id_counters", "entity = 'orders' AND next_id = 3") == 1


@pytest.mark.parametrize(("lines", "missing"), [(((HIDDEN, 1), (OLIVES, 1), (999, 1)), [4, 999])])
async def test_what_is_not_sold_is_listed(
    client: httpx.AsyncClient, lines: tuple[tuple[int, int], ...], missing: list[int]
) -> None:
    answer = await client.post(PATH, json=cart(*lines))
    assert answer.status_code == 400
    body = answer.json()
    assert (body["error"], body["missing_product_ids"]) == ("PRODUCTS_NOT_FOUND", missing)


async def test_a_parcel_that_no_tariff_takes_is_refused(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE producers SET free_shipping_threshold = 10000000")
    answer = await client.post(PATH, json=cart((OLIVES, 61)))
    assert (answer.status_code, answer.json()["error"]) == (422, "ZONE_UNAVAILABLE")
    assert answer.json()["unavailable_producers"] == ["Grove"]
    assert (await client.post(PATH, json=cart((OLIVES, 60)))).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"postal_code": None}, "postal_code"),
        ({"postal_code": "1056"}, "postal_code"),
        ({"postal_code": "1056a"}, "postal_code"),
        ({"method": "LOCKER"}, "method"),
        ({"items": []}, "items"),
        ({"items": "1"}, "items"),
        ({"items": [{"product_id": 1, "quantity": 0}]}, "items.0.quantity"),
        ({"items": [{"product_id": "x", "quantity": 1}]}, "items.0.product_id"),
        ({"payment_method": "GOLD"}, "payment_method"),
    ],
)
async def test_wrong_input_names_its_field(
    client: httpx.AsyncClient, changes: dict[str, object], field: str
) -> None:
    answer = await client.post(PATH, json={**cart((OLIVES, 1)), **changes})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


async def test_paying_at_the_door_costs_what_platform_or_shop_say(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    async def fee(visitor: httpx.AsyncClient, method: str, host: str = "agora.test") -> float:
        body = cart((OLIVES, 1), payment_method=method)
        if host != "agora.test":
            body["postal_code"] = "10564"
        answer = await visitor.post(PATH, json=body, headers={"host": host})
        return float(answer.json()["cod_fee"])

    await owner.execute(
        "UPDATE tenants SET settings = '{\"cod_fee\": \"2.50\"}' WHERE slug = 'hedgerow'"
    )
    async with another_client(database_urls, cod_fee_enabled=True) as visitor:
        assert await fee(visitor, "COD") == 4.0
        assert await fee(visitor, "CARD") == 0.0
        assert await fee(visitor, "COD", "hedgerow.test") == 2.5
        order = {
            "items": cart((OLIVES, 1), (CHEESE, 1))["items"],
            "currency": "EUR",
            "shipping_method": "PICKUP",
            "payment_method": "COD",
        }
        session = (await visitor.post("/api/v1/orders", json=order)).json()["data"]
    assert [each["cod_fee"] for each in session["orders"]] == ["4.00", "0.00"]
    assert (session["cod_fee"], session["total"]) == ("4.00", "16.20")
