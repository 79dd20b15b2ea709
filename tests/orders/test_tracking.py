"""How far an order has come: by its token for anybody, with its parcel for its buyer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inspect import change
from tests.support.statements import counted
from tests.support.world import CHEESE, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

TRACK = "/api/v1/public/orders/track"
TOKEN = "00000000-0000-4000-8000-000000000001"
OTHER_TOKEN = "00000000-0000-4000-8000-000000000002"
SHIPMENT = "/api/v1/orders/1/shipment"


async def test_tracking_shows_state_moves_and_parcel(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await change(
        owner,
        "agora",
        "INSERT INTO order_events (tenant_id, id, order_id, old_status, new_status, note, "
        "created_at) VALUES "
        "(current_tenant(), 1, 1, NULL, 'pending', NULL, '2026-01-14 12:00Z'), "
        "(current_tenant(), 2, 1, 'pending', 'processing', NULL, '2026-01-14 13:00Z'), "
        "(current_tenant(), 3, 1, 'processing', 'shipped', 'With ELTA', '2026-01-15 10:00Z')",
    )
    answer = await client.get(f"{TRACK}/{TOKEN}")
    assert answer.json() == {
        "ok": True,
        "order": {
            "id": 1,
            "status": "pending",
            "payment_status": "pending",
            "created_at": "2026-01-14T12:00:00.000000Z",
            "updated_at": "2026-01-15T12:00:00.000000Z",
            "items_count": 1,
            "total": 11.3,
            "shipment": {
                "status": "in_transit",
                "carrier_code": "ELTA",
                "tracking_code": "ELTA0000000001",
                "tracking_url": "https://www.elta-courier.gr/track/?code=ELTA0000000001",
                "shipped_at": "2026-01-15T10:00:00.000000Z",
                "delivered_at": None,
                "estimated_delivery": "2026-01-16T10:00:00.000000Z",
            },
            "status_history": [
                {
                    "status": "processing",
                    "changed_at": "2026-01-14T13:00:00.000000Z",
                    "note": None,
                },
                {
                    "status": "shipped",
                    "changed_at": "2026-01-15T10:00:00.000000Z",
                    "note": "With ELTA",
                },
            ],
        },
    }


async def test_an_order_without_a_parcel_has_no_such_key(client: httpx.AsyncClient) -> None:
    order = (await client.get(f"{TRACK}/{OTHER_TOKEN}")).json()["order"]
    assert "shipment" not in order
    assert order["status_history"] == []


@pytest.mark.parametrize(
    ("token", "status", "body"),
    [
        ("abc", 400, {"error": "Invalid token format"}),
        ("00000000-0000-1000-8000-000000000001", 400, {"error": "Invalid token format"}),
        ("00000000-0000-4000-8000-00000000FFFF", 404, {"error": "Order not found"}),
    ],
)
async def test_a_token_that_opens_nothing(
    client: httpx.AsyncClient, token: str, status: int, body: dict[str, str]
) -> None:
    answer = await client.get(f"{TRACK}/{token}")
    shown = {key: value for key, value in answer.json().items() if key != "request_id"}
    assert (answer.status_code, shown) == (status, body)


async def test_orders_of_a_purchase_are_tracked_one_by_one(client: httpx.AsyncClient) -> None:
    order = {
        "items": [{"product_id": OLIVES, "quantity": 1}, {"product_id": CHEESE, "quantity": 1}],
        "currency": "EUR",
        "shipping_method": "HOME",
    }
    placed = (await client.post("/api/v1/public/orders", json=order)).json()["data"]
    assert (await client.get(f"{TRACK}/{placed['public_token']}")).status_code == 404
    for child in placed["orders"]:
        tracked = (await client.get(f"{TRACK}/{child['public_token']}")).json()["order"]
        assert (tracked["id"], tracked["status_history"]) == (child["id"], [])


async def test_a_buyer_and_an_admin_see_the_parcel(client: httpx.AsyncClient, world: World) -> None:
    shown = {
        "id": 1,
        "tracking_code": "ELTA0000000001",
        "carrier_code": "ELTA",
        "status": "in_transit",
        "zone_code": "GR_ATTICA",
        "shipping_cost_eur": "2.90",
        "shipped_at": "2026-01-15T10:00:00.000000Z",
        "delivered_at": None,
        "estimated_delivery": "2026-01-16T10:00:00.000000Z",
        "is_trackable": True,
        "is_completed": False,
    }
    for person in ("consumer", "admin"):
        answer = await client.get(SHIPMENT, headers=world.bearer(person))
        assert answer.json() == {"success": True, "data": shown}


async def test_nobody_else_sees_it(client: httpx.AsyncClient, world: World) -> None:
    guest = await client.get(SHIPMENT)
    assert guest.status_code == 401
    for person in ("other_consumer", "producer", "business"):
        answer = await client.get(SHIPMENT, headers=world.bearer(person))
        assert answer.status_code == 403
        assert answer.json()["message"] == "This action is unauthorized."
        assert "ELTA" not in answer.text


async def test_before_there_is_a_parcel_that_is_said_and_an_unknown_order_is_unknown(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = world.bearer("other_consumer")
    none_yet = await client.get("/api/v1/orders/2/shipment", headers=headers)
    assert none_yet.status_code == 404
    assert none_yet.json() == {"success": False, "message": "Δεν βρέθηκαν στοιχεία αποστολής"}
    for unknown in ("999", "0", "-1", "abc", "99999999999999999999"):
        answer = await client.get(f"/api/v1/orders/{unknown}/shipment", headers=headers)
        assert answer.json() == {"error": "not_found", "message": "Route not found."}


async def test_tracking_takes_two_questions(client: httpx.AsyncClient) -> None:
    async with counted() as sent:
        await client.get(f"{TRACK}/{TOKEN}")
    assert len([each for each in sent if not each.startswith(("BEGIN", "COMMIT"))]) == 2
