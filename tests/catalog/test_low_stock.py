"""Telling a producer that few are left: event, notification, and when there is none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from api.catalog.service import remind_low_stock
from tests.kit.scopes import work
from tests.support.inspect import change, count, snapshot
from tests.support.world import CHEESE, HONEY, OLIVES, PRODUCER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.db import Database
    from tests.support.world import World


async def low_stock(owner: Connection) -> list[tuple[int, dict[str, Any]]]:
    """Who was told what in the app: nobody carries events here, it is there with the change."""
    rows = await snapshot(owner, "agora", "notifications", "type = 'low_stock'")
    return [(row["account_id"], json.loads(row["payload"])) for row in rows]


async def set_stock(client: httpx.AsyncClient, world: World, stock: int) -> None:
    answer = await client.patch(
        f"/api/v1/producer/products/{OLIVES}/stock",
        headers=world.bearer("admin"),
        json={"stock": stock},
    )
    assert answer.status_code == 200


async def buy(client: httpx.AsyncClient, *lines: tuple[int, int]) -> None:
    answer = await client.post(
        "/api/v1/public/orders",
        json={
            "items": [{"product_id": product, "quantity": many} for product, many in lines],
            "currency": "EUR",
            "shipping_method": "PICKUP",
        },
    )
    assert answer.status_code == 201, answer.text


async def test_setting_few_tells_the_producer_once(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
) -> None:
    await set_stock(client, world, 3)
    told = [
        (
            PRODUCER,
            {
                "product_id": OLIVES,
                "product_name": "Ελιές Καλαμών",
                "stock": 3,
                "threshold": 5,
                "context": "order_stock_deduction",
            },
        )
    ]
    assert await low_stock(owner) == told
    assert await low_stock(owner) == told


@pytest.mark.parametrize(
    ("steps", "told"),
    [((6,), []), ((5,), [5]), ((0,), [0]), ((5, 4), [5]), ((5, 6, 5), [5, 5]), ((99999,), [])],
)
async def test_only_going_from_enough_to_few_is_told(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    steps: tuple[int, ...],
    told: list[int],
) -> None:
    for stock in steps:
        await set_stock(client, world, stock)
    found = await low_stock(owner)
    assert [payload["stock"] for _, payload in found] == told


async def test_every_order_that_leaves_few_is_told_and_one_that_leaves_none_is_not(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
) -> None:
    await buy(client, (HONEY, 1))  # 5 of 6 are left
    await buy(client, (HONEY, 1), (HONEY, 1), (CHEESE, 1))
    await buy(client, (HONEY, 3))
    found = await low_stock(owner)
    assert [(who, payload["stock"]) for who, payload in found] == [(PRODUCER, 5), (PRODUCER, 3)]


async def test_a_refused_change_tells_nobody(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
) -> None:
    answer = await client.patch(
        f"/api/v1/producer/products/{OLIVES}/stock",
        headers=world.bearer("other_producer"),
        json={"stock": 1},
    )
    assert answer.status_code == 403
    assert await count(owner, "agora", "outbox_events") == 0


async def test_a_producer_without_an_account_is_left_out(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
) -> None:
    await change(owner, "agora", "UPDATE producers SET account_id = NULL WHERE id = 1")
    await set_stock(client, world, 2)
    assert await low_stock(owner) == []


async def test_every_morning_tells_again_of_what_is_running_out(
    world: World, owner: Connection, database: Database
) -> None:
    await change(owner, "agora", "UPDATE stock_levels SET on_hand = 4 WHERE variant_id IN (1, 4)")
    for day in (1, 2):
        async with work(database) as uow:
            await remind_low_stock(uow)
        # The hidden product and the one that is sold out are no news.
        found = await low_stock(owner)
        assert [payload["product_id"] for _, payload in found] == [OLIVES] * day


class TestAsTyped:
    async def test_a_change_gives_numbers_back_as_they_were_typed(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        path, headers = f"/api/v1/products/{OLIVES}", world.bearer("producer")
        answer = await client.patch(path, headers=headers, json={"stock": "7"})
        assert answer.json()["data"]["stock"] == "7"
        answer = await client.patch(path, headers=headers, json={"weight_per_unit": 750})
        assert answer.json()["data"]["weight_per_unit"] == 750
        shown = (await client.get(path)).json()["data"]
        assert (shown["stock"], shown["weight_per_unit"]) == (7, "750.000")


class TestAsOperator:
    async def test_the_back_office_changes_any_product(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await client.patch(
            f"/api/v1/admin/products/{CHEESE}",
            headers=world.operator(),
            json={"price": "7.5", "producer_id": 1},
        )
        assert answer.status_code == 200
        assert answer.json()["data"]["price"] == "7.50"
        assert answer.json()["data"]["producer"]["id"] == 1
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert entry["account_id"] == 1

    @pytest.mark.parametrize("person", [None, "admin", "producer"])
    async def test_no_other_credential_opens_it(
        self, client: httpx.AsyncClient, world: World, owner: Connection, person: str | None
    ) -> None:
        before = await snapshot(owner, "agora", "products")
        answer = await client.patch(
            f"/api/v1/admin/products/{CHEESE}", headers=world.bearer(person), json={"price": 1}
        )
        assert answer.status_code == 401
        assert await snapshot(owner, "agora", "products") == before
