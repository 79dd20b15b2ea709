"""/api/v1/producer/products: the desk of whoever owns a producer profile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import change, count, snapshot, stock_of
from tests.support.world import CHEESE, HIDDEN, HONEY, OLIVES, SOLD_OUT, WHOLESALE

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

DESK = "/api/v1/producer/products"
NO_ROUTE = {"error": "not_found", "message": "Route not found."}


def body_of(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    return {key: body[key] for key in body if key not in ("request_id", "decision_id")}


class TestOwnList:
    @pytest.mark.parametrize(
        ("person", "query", "found"),
        [
            ("producer", "", [HIDDEN, HONEY, OLIVES]),
            ("other_producer", "", [CHEESE, SOLD_OUT, WHOLESALE]),
            ("pending_producer", "", []),
            ("producer", "status=active", [HONEY, OLIVES]),
            ("producer", "status=inactive", [HIDDEN]),
            ("producer", "status=all", [HIDDEN, HONEY, OLIVES]),
            ("producer", "search=honey", [HONEY]),
            ("producer", "search=Graviera", []),
            ("producer", "per_page=2&page=2", [OLIVES]),
        ],
    )
    async def test_it_shows_the_own_products_by_name_hidden_ones_too(
        self, client: httpx.AsyncClient, world: World, person: str, query: str, found: list[int]
    ) -> None:
        answer = await client.get(f"{DESK}?{query}", headers=world.bearer(person))
        assert answer.status_code == 200
        assert [item["id"] for item in answer.json()["data"]] == found

    async def test_it_shows_what_moderation_and_search_keep(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        body = (await client.get(f"{DESK}?search=honey", headers=world.bearer("producer"))).json()
        [honey] = body.pop("data")
        assert honey["approval_status"] == "approved"
        assert honey["search_vector"] == "'honey':2 'thyme':1 'από':4 'θυμάρι':5 'μέλι':3"
        assert body == {
            "current_page": 1, "per_page": 20, "total": 1, "last_page": 1, "has_more": False,
        }  # fmt: skip

    @pytest.mark.parametrize("person", ["consumer", "business", "admin", "newcomer"])
    async def test_without_a_profile_there_is_no_desk(
        self, client: httpx.AsyncClient, world: World, person: str
    ) -> None:
        answer = await client.get(DESK, headers=world.bearer(person))
        assert answer.status_code == 403
        assert body_of(answer) == {"message": "Producer profile not found"}

    async def test_a_profile_counts_whatever_the_account_s_role_is(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(owner, "agora", "UPDATE producers SET account_id = 2 WHERE id = 1")
        answer = await client.get(DESK, headers=world.bearer("consumer"))
        assert [item["id"] for item in answer.json()["data"]] == [HIDDEN, HONEY, OLIVES]
        sent = await client.patch(
            f"{DESK}/{OLIVES}/stock", json={"stock": 1}, headers=world.bearer("consumer")
        )
        assert sent.status_code == 403

    async def test_a_guest_is_asked_to_sign_in(self, client: httpx.AsyncClient) -> None:
        assert (await client.get(DESK)).status_code == 401

    async def test_wrong_filters_are_named(self, client: httpx.AsyncClient, world: World) -> None:
        answer = await client.get(
            f"{DESK}?status=gone&per_page=101", headers=world.bearer("producer")
        )
        assert list(answer.json()["errors"]) == ["per_page", "status"]


class TestToggle:
    async def test_it_hides_and_shows_and_leaves_an_audit_row_each_time(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        for shown in (False, True):
            answer = await client.patch(f"{DESK}/{OLIVES}/toggle", headers=world.bearer("producer"))
            assert answer.json() == {
                "id": OLIVES,
                "is_active": shown,
                "message": "Product status updated successfully",
            }
            listed = (await client.get("/api/v1/public/products")).json()["data"]
            assert (OLIVES in [item["id"] for item in listed]) is shown
        entries = await snapshot(owner, "agora", "audit_entries")
        assert [json.loads(entry["after"]) for entry in entries] == [
            {"is_active": False},
            {"is_active": True},
        ]


class TestStock:
    async def test_setting_it_tells_both_numbers_and_writes_the_difference_down(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        answer = await client.patch(
            f"{DESK}/{HONEY}/stock", json={"stock": 40}, headers=world.bearer("producer")
        )
        assert answer.status_code == 200
        assert answer.json() == {
            "id": HONEY,
            "name": "Thyme honey",
            "old_stock": 6,
            "new_stock": 40,
            "message": "Stock updated successfully",
        }
        assert await stock_of(owner, "agora", HONEY) == 40
        [movement] = await snapshot(owner, "agora", "stock_movements")
        assert (movement["change"], movement["reason"]) == (34, "set")
        [entry] = await snapshot(owner, "agora", "audit_entries")
        assert (entry["before"], entry["after"]) == ('{"stock": 6}', '{"stock": 40}')

    async def test_the_number_is_what_is_free_beside_what_is_held(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await change(owner, "agora", f"UPDATE stock_levels SET held = 2 WHERE variant_id = {HONEY}")
        answer = await client.patch(
            f"{DESK}/{HONEY}/stock", json={"stock": 0}, headers=world.bearer("producer")
        )
        assert (answer.json()["old_stock"], answer.json()["new_stock"]) == (4, 0)
        [level] = await snapshot(owner, "agora", "stock_levels", f"variant_id = {HONEY}")
        assert (level["on_hand"], level["held"]) == (2, 2)

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({}, "The stock field is required."),
            ({"stock": None}, "The stock field is required."),
            ({"stock": -1}, "The stock field must be at least 0."),
            ({"stock": 100000}, "The stock field must not be greater than 99999."),
            ({"stock": 1.5}, "The stock field must be an integer."),
        ],
    )
    async def test_a_number_that_cannot_be_meant_changes_nothing(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        sent: dict[str, object],
        sentence: str,
    ) -> None:
        answer = await client.patch(
            f"{DESK}/{HONEY}/stock", json=sent, headers=world.bearer("producer")
        )
        assert (answer.status_code, answer.json()["errors"]) == (422, {"stock": [sentence]})
        assert await stock_of(owner, "agora", HONEY) == 6
        assert await count(owner, "agora", "audit_entries") == 0


@pytest.mark.parametrize("path", [f"{OLIVES}/toggle", f"{OLIVES}/stock"])
@pytest.mark.parametrize(
    ("person", "status"),
    [
        (None, 401),
        ("consumer", 403),
        ("business", 403),
        ("other_producer", 403),
        ("pending_producer", 403),
    ],
)
async def test_who_may_not_change_a_product_changes_nothing_here_either(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    path: str,
    person: str | None,
    status: int,
) -> None:
    for sent in ({"stock": 1}, {"stock": "none"}):
        answer = await client.patch(f"{DESK}/{path}", json=sent, headers=world.bearer(person))
        assert answer.status_code == status
    assert await stock_of(owner, "agora", OLIVES) == 100
    rows = await snapshot(owner, "agora", "products", f"id = {OLIVES}")
    assert rows[0]["is_active"] is True
    assert await count(owner, "agora", "audit_entries") == 0


@pytest.mark.parametrize("change_of", ["toggle", "stock"])
@pytest.mark.parametrize("reference", ["999", "abc", "0", "9223372036854775808"])
async def test_an_unknown_id_is_an_unknown_route_for_every_role(
    client: httpx.AsyncClient, world: World, reference: str, change_of: str
) -> None:
    for person in ("consumer", "producer", "admin"):
        answer = await client.patch(
            f"{DESK}/{reference}/{change_of}", json={"stock": 1}, headers=world.bearer(person)
        )
        assert (answer.status_code, answer.json()) == (404, NO_ROUTE)


async def test_an_admin_may_change_any_product_here(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = world.bearer("admin")
    assert (await client.patch(f"{DESK}/{CHEESE}/toggle", headers=headers)).status_code == 200
    answer = await client.patch(f"{DESK}/{CHEESE}/stock", json={"stock": 5}, headers=headers)
    assert answer.json()["new_stock"] == 5
