"""What people are told: /api/v1/notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import count, snapshot
from tests.support.world import SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

LIST = "/api/v1/notifications"
MOMENT = "2026-01-15T12:00:00.000000Z"
NOT_FOUND = {"error": "not_found", "message": "Route not found."}
ONE_READ = {"success": True, "message": "Η ειδοποίηση επισημάνθηκε ως αναγνωσμένη"}
ALL_READ = {"success": True, "message": "Όλες οι ειδοποιήσεις επισημάνθηκαν ως αναγνωσμένες"}


async def tell_more(owner: Connection) -> None:
    """Three more for the producer, older than the first: 10 read, 11 and 12 unread."""
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS['agora']}'")
        await owner.execute(
            "INSERT INTO notifications "
            "(tenant_id, id, account_id, type, payload, read_at, created_at, updated_at) "
            "SELECT current_tenant(), n, 4, 'low_stock', '{\"stock\": 3}', "
            "CASE WHEN n = 10 THEN '2026-01-15T10:00:00Z'::timestamptz END, "
            "'2026-01-15T09:00:00Z', '2026-01-15T09:00:00Z' FROM generate_series(10, 12) n"
        )


def ids(answer: httpx.Response) -> list[int]:
    return [shown["id"] for shown in answer.json()["notifications"]]


async def unread(client: httpx.AsyncClient, headers: dict[str, str]) -> int:
    answer = await client.get(f"{LIST}/unread-count", headers=headers)
    assert answer.json().keys() == {"success", "unread_count"}
    return int(answer.json()["unread_count"])


async def audited(owner: Connection) -> list[tuple[str, int]]:
    rows = await snapshot(owner, "agora", "audit_entries", "resource = 'notification'")
    return [(row["action"], row["resource_id"]) for row in rows]


class TestListing:
    async def test_the_list_shows_the_callers_own(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.get(LIST, headers=world.bearer("producer"))
        assert answer.status_code == 200
        assert answer.json() == {
            "success": True,
            "notifications": [
                {
                    "id": 1,
                    "user_id": 4,
                    "type": "order_placed",
                    "payload": {"order_id": 1},
                    "read_at": None,
                    "created_at": MOMENT,
                    "updated_at": MOMENT,
                }
            ],
            "pagination": {
                "current_page": 1,
                "last_page": 1,
                "per_page": 20,
                "total": 1,
                "from": 1,
                "to": 1,
            },
        }

    async def test_whoever_was_told_nothing_gets_an_empty_page(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.get(LIST, headers=world.bearer("admin"))
        pagination = {
            "current_page": 1,
            "last_page": 1,
            "per_page": 20,
            "total": 0,
            "from": None,
            "to": None,
        }
        expected = {"success": True, "notifications": [], "pagination": pagination}
        assert answer.json() == expected

    @pytest.mark.parametrize(
        ("query", "shown", "pagination"),
        [
            ("", [1, 12, 11, 10], {"per_page": 20, "total": 4, "from": 1, "to": 4}),
            ("per_page=1&page=2", [12], {"last_page": 4, "current_page": 2, "from": 2, "to": 2}),
            ("per_page=3&page=9", [], {"last_page": 2, "current_page": 9, "from": None}),
            ("per_page=0", [1, 12, 11, 10], {"per_page": 20}),
            ("per_page=-1", [1, 12, 11, 10], {"per_page": 20}),
            ("per_page=abc", [1, 12, 11, 10], {"per_page": 20}),
            ("per_page=1000", [1, 12, 11, 10], {"per_page": 100}),
            ("page=abc", [1, 12, 11, 10], {"current_page": 1}),
            ("show_read=false", [1, 12, 11], {"total": 3}),
            ("show_read=0", [1, 12, 11], {"total": 3}),
            ("show_read=no", [1, 12, 11], {"total": 3}),
            ("show_read=", [1, 12, 11], {"total": 3}),
            ("show_read=1", [1, 12, 11, 10], {"total": 4}),
            ("show_read=TRUE", [1, 12, 11, 10], {"total": 4}),
        ],
    )
    async def test_the_list_is_paged_newest_first(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        query: str,
        shown: list[int],
        pagination: dict[str, Any],
    ) -> None:
        await tell_more(owner)
        answer = await client.get(f"{LIST}?{query}", headers=world.bearer("producer"))
        assert answer.status_code == 200
        assert ids(answer) == shown
        assert answer.json()["pagination"].items() >= pagination.items()

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", [1, 12, 11]),
            ("limit=1", [1]),
            ("limit=0", []),
            ("limit=-1", [1, 12, 11]),
            ("limit=", [1, 12, 11]),
            (f"limit={2**63 - 1}", [1, 12, 11]),
        ],
    )
    async def test_the_bell_shows_the_newest_unread_ones(
        self,
        client: httpx.AsyncClient,
        world: World,
        owner: Connection,
        query: str,
        shown: list[int],
    ) -> None:
        await tell_more(owner)
        answer = await client.get(f"{LIST}/latest?{query}", headers=world.bearer("producer"))
        assert answer.status_code == 200
        assert ids(answer) == shown
        assert answer.json().keys() == {"success", "notifications", "unread_count"}
        assert (answer.json()["success"], answer.json()["unread_count"]) == (True, 3)

    async def test_a_limit_that_is_no_number_is_told(
        self, client: httpx.AsyncClient, world: World
    ) -> None:
        answer = await client.get(f"{LIST}/latest?limit=abc", headers=world.bearer("producer"))
        assert answer.status_code == 422
        assert answer.json()["errors"] == {"limit": ["The limit field must be an integer."]}


class TestReading:
    async def test_marking_one_read_happens_once(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        headers = world.bearer("producer")
        assert await unread(client, headers) == 1
        for _ in range(2):
            answer = await client.patch(f"{LIST}/1/read", headers=headers)
            assert (answer.status_code, answer.json()) == (200, ONE_READ)
        assert await unread(client, headers) == 0
        shown = (await client.get(LIST, headers=headers)).json()["notifications"][0]
        assert (shown["read_at"], shown["updated_at"]) == (MOMENT, MOMENT)
        assert await audited(owner) == [("mark_read", 1)]

    async def test_marking_all_read_leaves_other_peoples_alone(
        self, client: httpx.AsyncClient, world: World, owner: Connection
    ) -> None:
        await tell_more(owner)
        headers = world.bearer("producer")
        answer = await client.patch(f"{LIST}/read-all", headers=headers)
        assert (answer.status_code, answer.json()) == (200, ALL_READ)
        assert await unread(client, headers) == 0
        assert await unread(client, world.bearer("other_producer")) == 1
        assert await unread(client, world.bearer("producer", "hedgerow")) == 1
        assert await audited(owner) == [("mark_read", 1), ("mark_read", 11), ("mark_read", 12)]
        rows = await snapshot(owner, "agora", "notifications", "id = 10")
        assert rows[0]["read_at"].hour == 10

    @pytest.mark.parametrize("person", ["producer", "consumer", "admin"])
    async def test_somebody_elses_is_refused_and_stays_unread(
        self, client: httpx.AsyncClient, world: World, owner: Connection, person: str
    ) -> None:
        answer = await client.patch(f"{LIST}/2/read", headers=world.bearer(person))
        assert answer.status_code == 403
        refusal = {"success": False, "message": "Unauthorized access to notification"}
        assert answer.json().items() >= refusal.items()
        assert answer.json()["decision_id"]
        assert await count(owner, "agora", "notifications", "read_at IS NOT NULL") == 0
        assert await audited(owner) == []

    @pytest.mark.parametrize("notification_id", ["999", "abc", "-1", "0", "1.5", "9" * 20])
    async def test_an_unknown_or_malformed_number_is_not_found(
        self, client: httpx.AsyncClient, world: World, notification_id: str
    ) -> None:
        path = f"{LIST}/{notification_id}/read"
        answer = await client.patch(path, headers=world.bearer("producer"))
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", LIST),
        ("GET", f"{LIST}/latest"),
        ("GET", f"{LIST}/unread-count"),
        ("PATCH", f"{LIST}/1/read"),
        ("PATCH", f"{LIST}/999/read"),
        ("PATCH", f"{LIST}/read-all"),
    ],
)
async def test_a_guest_is_told_nothing(
    client: httpx.AsyncClient, owner: Connection, method: str, path: str
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == 401
    assert answer.json()["error"] == "unauthenticated"
    assert await count(owner, "agora", "notifications", "read_at IS NOT NULL") == 0
