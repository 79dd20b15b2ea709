"""Where an account is signed in, seen and ended (/api/stoa/v1/sign-ins)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.identity.rules import device_of
from tests.support.browser import csrf, sign_in
from tests.support.inspect import count

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from tests.support.world import World

PATH = "/api/stoa/v1/sign-ins"
LOGIN = "/api/v1/auth/login"
CREDENTIALS = {"email": "consumer@example.com", "password": "password"}


async def listed(client: httpx.AsyncClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = (await client.get(PATH, headers=headers)).json()["data"]
    return data


async def test_sessions_and_tokens_are_listed_the_newest_first(
    client: httpx.AsyncClient, world: World, clock: HeldClock
) -> None:
    clock.moment += timedelta(minutes=5)
    client.headers["user-agent"] = "Firefox"
    await sign_in(client, CREDENTIALS["email"])
    shown = (await client.get(PATH)).json()["data"]
    assert [(each["kind"], each["id"], each["current"]) for each in shown] == [
        ("token", 9, False),
        ("session", 1, True),
        ("token", 2, False),
    ]
    assert shown[1] == {
        "kind": "session",
        "id": 1,
        "name": None,
        "user_agent": "Firefox",
        "network": "127.0.0.0/24",
        "created_at": "2026-01-15T12:05:00Z",
        "last_used_at": "2026-01-15T12:05:00Z",
        "expires_at": "2026-01-15T14:05:00Z",
        "current": True,
    }


async def test_pages_follow_one_another_by_cursor(
    client: httpx.AsyncClient, world: World, clock: HeldClock
) -> None:
    for _ in range(5):
        clock.moment += timedelta(seconds=1)
        await client.post(LOGIN, json=CREDENTIALS)
    headers = world.bearer("consumer")
    seen: list[int] = []
    cursor: str | None = None
    for _ in range(3):
        query = {"limit": "2"} | ({} if cursor is None else {"cursor": cursor})
        body = (await client.get(PATH, params=query, headers=headers)).json()
        seen += [each["id"] for each in body["data"]]
        cursor = body["next_cursor"]
    assert (seen, cursor) == ([13, 12, 11, 10, 9, 2], None)


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "two"},
        {"cursor": "made up"},
        {"cursor": "e30="},
        {"cursor": "WyJ4Iiwic2Vzc2lvbiIsMV0="},
    ],
)
async def test_a_made_up_page_is_a_problem(
    client: httpx.AsyncClient, world: World, query: dict[str, str]
) -> None:
    answer = await client.get(PATH, params=query, headers=world.bearer("consumer"))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, list(query))


async def test_what_is_over_is_left_out(
    client: httpx.AsyncClient, world: World, owner: Connection, clock: HeldClock
) -> None:
    await sign_in(client, CREDENTIALS["email"])
    del client.headers["origin"]
    clock.moment += timedelta(minutes=121)
    shown = await listed(client, world.bearer("consumer"))
    assert {each["kind"] for each in shown} == {"token"}


async def test_one_is_ended_and_opens_nothing_any_more(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    token = (await client.post(LOGIN, json=CREDENTIALS)).json()["token"]
    bearer = {"authorization": f"Bearer {token}"}
    ended = await client.delete(f"{PATH}/token/9", headers=world.bearer("consumer"))
    assert ended.status_code == 204
    assert (await client.get(PATH, headers=bearer)).status_code == 401
    again = await client.delete(f"{PATH}/token/9", headers=world.bearer("consumer"))
    assert again.status_code == 404


async def test_the_session_in_use_may_be_ended_and_the_browser_is_a_guest(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await sign_in(client, CREDENTIALS["email"])
    ended = await client.delete(f"{PATH}/session/1", headers=csrf(client))
    assert ended.status_code == 204
    assert (await client.get(PATH)).status_code == 401
    assert await count(owner, "agora", "sessions") == 0


async def test_all_others_are_ended_at_once(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await sign_in(client, CREDENTIALS["email"])
    answer = await client.delete(PATH, headers=csrf(client))
    assert (answer.status_code, answer.json()) == (200, {"ended": 2})
    assert [each["kind"] for each in (await client.get(PATH)).json()["data"]] == ["session"]
    assert await count(owner, "agora", "access_tokens") == 7
    del client.headers["origin"]
    answer = await client.delete(PATH, headers=world.bearer("producer"))
    assert answer.json() == {"ended": 0}


@pytest.mark.parametrize("path", ["token/3", "session/2", "token/0", "token/abc", "cookie/2"])
async def test_nobody_ends_another_s(
    client: httpx.AsyncClient, world: World, owner: Connection, path: str
) -> None:
    answer = await client.delete(f"{PATH}/{path}", headers=world.bearer("consumer"))
    assert answer.status_code == 404
    assert await count(owner, "agora", "access_tokens") == 8
    assert await count(owner, "agora", "audit_entries") == 0


def test_of_a_caller_s_address_its_own_part_is_not_kept() -> None:
    assert device_of("Firefox", "203.0.113.77").network == "203.0.113.0/24"
    assert device_of("Firefox", "2001:db8:1:2::3").network == "2001:db8:1::/48"
    assert device_of(None, "a socket").network is None


def test_a_program_s_name_is_kept_as_far_as_it_is_one() -> None:
    assert device_of(" ", "").user_agent is None
    assert device_of("x" * 500, "").user_agent == "x" * 255
