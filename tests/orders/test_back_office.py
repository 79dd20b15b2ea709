"""/api/v1/admin/orders: the shop's operators see all orders and steer each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, snapshot, stock_of
from tests.support.world import ADMIN, CONSUMER, OLIVES

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

ORDERS = "/api/v1/admin/orders"
STATUS = f"{ORDERS}/1/status"
CONFIRM = f"{ORDERS}/1/payment/confirm"
TRACK = "/api/v1/public/orders/track/00000000-0000-4000-8000-000000000001"


def told(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    return {key: body[key] for key in body if key not in ("request_id", "decision_id")}


async def put(owner: Connection, status: str) -> None:
    """Order 1 as if it had come into this status."""
    await change(
        owner,
        "agora",
        f"UPDATE orders SET status = '{status}' WHERE id = 1; "
        f"UPDATE fulfilments SET status = '{status}' WHERE order_id = 1",
    )


async def events(owner: Connection) -> list[tuple[str, dict[str, Any]]]:
    rows = await snapshot(owner, "agora", "outbox_events", "topic LIKE 'order\\_%'")
    return [(row["topic"], json.loads(row["payload"])) for row in rows]


class TestList:
    async def test_it_shows_every_order_of_the_shop_with_buyer_and_lines(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        body = (await client.get(ORDERS, headers=world.operator())).json()
        assert body["success"] is True
        assert [order["id"] for order in body["orders"]] == [2, 1]
        assert body["meta"] == {"current_page": 1, "last_page": 1, "per_page": 20, "total": 2}
        assert body["stats"] == {"pending": 2}
        order = body["orders"][1]
        assert (order["total"], order["total_cents"], order["user"]["id"]) == (
            "11.30",
            1130,
            CONSUMER,
        )
        [line] = order["order_items"]
        assert (line["product_id"], line["total_price"]) == (OLIVES, "8.40")
        assert "product" not in line
        assert "password" not in str(body)

    @pytest.mark.parametrize(
        ("query", "orders"),
        [
            ("status=pending", [2, 1]),
            ("status=shipped", []),
            ("status=", [2, 1]),
            ("q=2", [2]),
            ("q=consumer%40", [1]),
            ("q=CONSUMER%40", []),
            ("q=Otto", [2]),
            ("from_date=2026-01-14", [2, 1]),
            ("from_date=2026-01-15", []),
            ("from_date=2026-01-14T23:00:00Z", [2, 1]),
            ("to_date=2026-01-13", []),
            ("to_date=2026-01-14", [2, 1]),
            ("to_date=9999-12-31", [2, 1]),
            ("sort=created_at", [1, 2]),
            ("sort=-created_at", [2, 1]),
            ("per_page=1&page=2", [1]),
            ("page=99", []),
            ("page=9223372036854775807&per_page=100", []),
        ],
    )
    async def test_it_filters_sorts_and_pages_and_still_counts_the_shop(
        self, client: httpx.AsyncClient, world: World, query: str, orders: list[int]
    ) -> None:
        body = (await client.get(f"{ORDERS}?{query}", headers=world.operator())).json()
        assert [order["id"] for order in body["orders"]] == orders
        assert body["stats"] == {"pending": 2}

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("status=completed", "status"),
            ("q=" + "x" * 101, "q"),
            ("q=a%00b", "q"),
            ("from_date=yesterday", "from_date"),
            ("to_date=15/01/2026", "to_date"),
            ("page=0", "page"),
            ("per_page=101", "per_page"),
            ("sort=total", "sort"),
        ],
    )
    async def test_what_cannot_be_asked_is_named(
        self, client: httpx.AsyncClient, world: World, query: str, field: str
    ) -> None:
        answer = await client.get(f"{ORDERS}?{query}", headers=world.operator())
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [field]

    async def test_the_other_shop_s_orders_are_not_among_them(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(owner, "hedgerow", "UPDATE orders SET notes = 'theirs'")
        assert "theirs" not in (await client.get(ORDERS, headers=world.operator())).text

    async def test_nobody_but_an_operator_opens_it(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        for headers in ({}, *(world.bearer(who) for who in ("admin", "producer", "consumer"))):
            assert (await client.get(ORDERS, headers=headers)).status_code == 401


class TestStatus:
    async def test_an_order_goes_its_whole_way_and_everybody_can_follow(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for status, note in (
            ("confirmed", "phone ok"),
            ("processing", None),
            ("shipped", "with ELTA"),
            ("delivered", None),
        ):
            body = {"status": status, "note": note}
            answer = await client.patch(STATUS, json=body, headers=world.operator())
            assert answer.status_code == 200
            assert answer.json()["message"] == "Order status updated successfully"
            assert answer.json()["order"]["status"] == status
        tracked = (await client.get(TRACK)).json()["order"]
        assert [(move["status"], move["note"]) for move in tracked["status_history"]] == [
            ("confirmed", "phone ok"),
            ("processing", None),
            ("shipped", "with ELTA"),
            ("delivered", None),
        ]
        [share] = await snapshot(owner, "agora", "fulfilments", "order_id = 1")
        assert share["status"] == "delivered"
        assert None not in (share["shipped_at"], share["delivered_at"])
        told_of = {"order_id": 1, "producer_ids": [1], "actor_id": ADMIN}
        assert await events(owner) == [
            ("order_confirmed", told_of),
            ("order_shipped", told_of),
            ("order_delivered", told_of),
        ]

    async def test_the_answer_shows_each_line_s_product_as_its_seller_sees_it(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.patch(STATUS, json={"status": "confirmed"}, headers=world.operator())
        order = answer.json()["order"]
        assert (order["user"]["id"], order["id"]) == (CONSUMER, 1)
        product = order["order_items"][0]["product"]
        assert (product["id"], product["stock"], product["approval_status"]) == (
            OLIVES,
            100,
            "approved",
        )
        assert "search_vector" in product

    async def test_history_and_audit_say_who_did_it(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        body = {"status": "processing", "note": "now"}
        await client.patch(STATUS, json=body, headers=world.operator())
        [move] = await snapshot(owner, "agora", "order_events", "order_id = 1")
        assert (move["old_status"], move["new_status"], move["account_id"], move["note"]) == (
            "pending",
            "processing",
            ADMIN,
            "now",
        )
        assert (move["producer_id"], move["is_public"]) == (None, True)
        [entry] = await snapshot(owner, "agora", "audit_entries", "action = 'update_status'")
        assert json.loads(entry["before"]) == {"status": "pending"}
        assert json.loads(entry["after"]) == {"status": "processing", "note": "now", "force": False}

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("pending", "pending"),
            ("pending", "shipped"),
            ("confirmed", "delivered"),
            ("processing", "confirmed"),
            ("shipped", "cancelled"),
            ("delivered", "pending"),
            ("cancelled", "pending"),
            ("cancelled", "cancelled"),
            ("completed", "delivered"),
        ],
    )
    async def test_a_move_that_no_rule_knows_is_refused_and_nothing_changes(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        before: str,
        after: str,
    ) -> None:
        shares = "delivered" if before == "completed" else before
        await put(owner, shares)
        await change(owner, "agora", f"UPDATE orders SET status = '{before}' WHERE id = 1")
        answer = await client.patch(STATUS, json={"status": after}, headers=world.operator())
        assert answer.status_code == 422
        assert told(answer) == {"error": f"Invalid status transition from {before} to {after}"}
        [order] = await snapshot(owner, "agora", "orders", "id = 1")
        [share] = await snapshot(owner, "agora", "fulfilments", "order_id = 1")
        assert (order["status"], share["status"]) == (before, shares)
        assert await snapshot(owner, "agora", "order_events") == []
        assert await snapshot(owner, "agora", "audit_entries") == []
        assert await events(owner) == []
        assert await stock_of(owner, "agora", OLIVES) == 100

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "status"),
            ({"status": None}, "status"),
            ({"status": "completed"}, "status"),
            ({"status": "CONFIRMED"}, "status"),
            ({"status": ["confirmed"]}, "status"),
            ({"status": "confirmed", "note": "x" * 501}, "note"),
            ({"status": "confirmed", "note": ["x"]}, "note"),
            ({"status": "confirmed", "force": "yes"}, "force"),
        ],
    )
    async def test_what_cannot_be_meant_is_named_and_nothing_changes(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        body: dict[str, object],
        field: str,
    ) -> None:
        answer = await client.patch(STATUS, json=body, headers=world.operator())
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
        [order] = await snapshot(owner, "agora", "orders", "id = 1")
        assert order["status"] == "pending"
        assert await snapshot(owner, "agora", "order_events") == []

    async def test_cancelling_gives_the_goods_back_once_however_often_it_is_forced(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for force in (False, True, True):
            body = {"status": "cancelled", "force": force}
            answer = await client.patch(STATUS, json=body, headers=world.operator())
            assert answer.status_code == 200
            [line] = answer.json()["order"]["order_items"]
            assert line["product"]["stock"] == 102
            assert line["product"]["updated_at"] == answer.json()["order"]["updated_at"]
            shown = (await client.get(f"/api/v1/public/products/{OLIVES}")).json()
            assert (shown["stock"], shown["updated_at"]) == (102, line["product"]["updated_at"])
        [movement] = await snapshot(owner, "agora", "stock_movements")
        assert (movement["change"], movement["reason"], movement["order_id"]) == (
            2,
            "cancellation",
            1,
        )
        # Each forced repetition is written down, and told once.
        assert len(await snapshot(owner, "agora", "order_events")) == 3
        assert [topic for topic, _ in await events(owner)] == ["order_cancelled"]

    async def test_an_order_forced_out_of_cancelled_takes_its_goods_again(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for status, left in (("cancelled", 102), ("pending", 100), ("cancelled", 102)):
            body = {"status": status, "force": True}
            await client.patch(STATUS, json=body, headers=world.operator())
            assert await stock_of(owner, "agora", OLIVES) == left
        moved = await snapshot(owner, "agora", "stock_movements")
        assert [(each["change"], each["reason"]) for each in moved] == [
            (2, "cancellation"),
            (-2, "order"),
            (2, "cancellation"),
        ]

    async def test_what_was_sold_to_somebody_else_meanwhile_cannot_be_forced_back(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await client.patch(STATUS, json={"status": "cancelled"}, headers=world.operator())
        await change(owner, "agora", "UPDATE stock_levels SET on_hand = 1 WHERE variant_id = 1")
        body = {"status": "confirmed", "force": True}
        answer = await client.patch(STATUS, json=body, headers=world.operator())
        assert answer.status_code == 409
        assert "Available: 1, requested: 2." in answer.json()["message"]
        [order] = await snapshot(owner, "agora", "orders", "id = 1")
        assert order["status"] == "cancelled"
        assert await stock_of(owner, "agora", OLIVES) == 1

    async def test_a_share_forced_back_forgets_that_it_had_left(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for status in ("delivered", "processing"):
            body = {"status": status, "force": True}
            await client.patch(STATUS, json=body, headers=world.operator())
        [share] = await snapshot(owner, "agora", "fulfilments", "order_id = 1")
        assert (share["status"], share["shipped_at"], share["delivered_at"]) == (
            "processing",
            None,
            None,
        )

    @pytest.mark.parametrize("order_id", ["999", "0", "-1", "abc", "1.5", "99999999999999999999"])
    @pytest.mark.parametrize("rest", ["status", "payment/confirm"])
    async def test_what_is_no_order_is_unknown_and_strangers_learn_nothing(
        self, client: httpx.AsyncClient, world: World, order_id: str, rest: str
    ) -> None:
        path = f"{ORDERS}/{order_id}/{rest}"
        answer = await client.patch(path, json={}, headers=world.operator())
        assert (answer.status_code, told(answer)) == (
            404,
            {"error": "not_found", "message": "Route not found."},
        )
        assert (await client.patch(path, json={"status": "confirmed"})).status_code == 401

    async def test_nobody_but_an_operator_moves_it(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for headers in ({}, *(world.bearer(who) for who in ("admin", "producer", "consumer"))):
            for path, body in ((STATUS, {"status": "cancelled"}), (CONFIRM, None)):
                assert (await client.patch(path, json=body, headers=headers)).status_code == 401
        [order] = await snapshot(owner, "agora", "orders", "id = 1")
        assert (order["status"], order["payment_status"]) == ("pending", "pending")

    async def test_another_method_is_named(self, client: httpx.AsyncClient, world: World) -> None:
        answer = await client.put(STATUS, json={}, headers=world.operator())
        assert (answer.status_code, answer.headers["allow"]) == (405, "PATCH")


class TestPayment:
    async def test_money_from_the_door_is_written_down_once(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await client.patch(CONFIRM, headers=world.operator())
        assert answer.json()["message"] == "Payment confirmed successfully"
        order = answer.json()["order"]
        assert (order["payment_status"], order["payment_reference"], order["status"]) == (
            "completed",
            "COD-CONFIRMED-20260115-120000",
            "pending",
        )
        again = await client.patch(CONFIRM, headers=world.operator())
        assert (again.status_code, told(again)) == (422, {"error": "Payment already confirmed"})
        [entry] = await snapshot(owner, "agora", "audit_entries", "action = 'confirm_payment'")
        before = json.loads(entry["before"])
        assert before == {"payment_status": "pending", "payment_reference": None}

    @pytest.mark.parametrize("method", ["'CARD'", "'cod'", "NULL"])
    async def test_only_what_is_paid_at_the_door_is_confirmed_by_hand(
        self, client: httpx.AsyncClient, world: World, owner: Connection, method: str
    ) -> None:
        await change(owner, "agora", f"UPDATE orders SET payment_method = {method} WHERE id = 1")
        answer = await client.patch(CONFIRM, headers=world.operator())
        assert answer.status_code == 422
        assert told(answer) == {"error": "Only COD orders can be confirmed via this endpoint"}
        [order] = await snapshot(owner, "agora", "orders", "id = 1")
        assert (order["payment_status"], order["payment_reference"]) == ("pending", None)
