"""Parcels to lockers: one discount in quote, choices and order, and the locker's own address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.support.another import another_client
from tests.support.inspect import count, snapshot
from tests.support.world import OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

ORDERS = "/api/v1/public/orders"
QUOTE = "/api/v1/public/shipping/quote-cart"
CHOICES = "/api/stoa/v1/checkout"
BUYER = {"name": "Cora", "phone": "6900000000", "email": "cora@example.com"}
ITEMS = [{"product_id": OLIVES, "quantity": 1}]


def order(**more: object) -> dict[str, Any]:
    return {
        "items": ITEMS,
        "currency": "EUR",
        "shipping_method": "LOCKER",
        "shipping_address": {**BUYER, "line1": "Elsewhere 1", "postal_code": "84001"},
        "payment_method": "COD",
        **more,
    }


async def quoted(visitor: httpx.AsyncClient, method: str) -> Any:
    body = {"postal_code": "10673", "method": method, "items": ITEMS, "payment_method": "COD"}
    answer = await visitor.post(QUOTE, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["total_shipping"]


@pytest.mark.parametrize(
    ("settings", "platform", "discount"),
    [
        ("{}", "0.00", 0.0),
        ("{}", "0.50", 0.5),
        ('{"locker_discount": "1.25"}', "0.50", 1.25),
        ("{}", "100.00", 100.0),
    ],
)
async def test_quote_and_order_are_the_discount_cheaper_and_never_below_nothing(
    world: World,
    owner: Connection,
    database_urls: DatabaseUrls,
    settings: str,
    platform: str,
    discount: float,
) -> None:
    await owner.execute(f"UPDATE tenants SET settings = '{settings}' WHERE slug = 'agora'")
    async with another_client(
        database_urls, lockers_enabled=True, locker_discount=platform
    ) as visitor:
        home, locker = await quoted(visitor, "HOME"), await quoted(visitor, "LOCKER")
        assert home > 0
        assert locker == max(0, round(home - discount, 2))
        methods = (await visitor.get(CHOICES)).json()["shipping_methods"]
        assert methods == [
            {"method": "HOME", "discount": {"amount": 0, "currency": "EUR"}},
            {"method": "LOCKER", "discount": {"amount": discount * 100, "currency": "EUR"}},
        ]
        answer = await visitor.post(ORDERS, json=order(locker_id="BOX_1", quoted_shipping=locker))
    assert answer.status_code == 201, answer.text
    placed = answer.json()["data"]
    assert float(placed["shipping_cost"]) == locker
    assert placed["shipping_method_label"] == "Παραλαβή από θυρίδα"
    (row,) = await snapshot(owner, "agora", "orders", f"id = {placed['id']}")
    assert msgspec.json.decode(row["shipping_address"]) == {
        **BUYER,
        "line1": "Box Kolonaki",
        "line2": "Skoufa 12",
        "city": None,
        "postal_code": "10673",
        "locker_id": "BOX_1",
    }


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, "locker_id"),
        ({"locker_id": None}, "locker_id"),
        ({"locker_id": "BOX_9"}, "locker_id"),
        ({"locker_id": ["BOX_1"]}, "locker_id"),
        ({"locker_id": "BOX_1", "shipping_method": "ROCKET"}, "shipping_method"),
    ],
)
async def test_an_order_to_no_known_locker_is_told_so_and_stores_nothing(
    world: World,
    owner: Connection,
    database_urls: DatabaseUrls,
    more: dict[str, Any],
    field: str,
) -> None:
    async with another_client(database_urls, lockers_enabled=True) as visitor:
        answer = await visitor.post(ORDERS, json=order(**more))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert await count(owner, "agora", "orders") == 2


async def test_a_shop_without_lockers_sends_to_none(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    placed = await client.post(
        ORDERS, json=order(locker_id="BOX_1"), headers=world.bearer(None, "agora")
    )
    assert list(placed.json()["errors"]) == ["shipping_method"]
    assert await count(owner, "agora", "orders") == 2
    choices = (await client.get(CHOICES, headers=world.bearer(None, "agora"))).json()
    assert [one["method"] for one in choices["shipping_methods"]] == ["HOME"]
