"""Bodies nobody means well with, sent to every route that changes something.

Proves for every changing route of the API, for guests and for an admin: what cannot be read is a
clear 4xx in JSON, never a 500, and nothing is stored. What single fields may hold is walked
elsewhere (attacks).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.inspect import count

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

CHANGES = ("post", "put", "patch", "delete")
JSON = "application/json"
DEEP = 100_000

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "cut off": (b'{"items": [', JSON),
    "two values": (b"{} {}", JSON),
    "bare word": (b"nonsense", JSON),
    "not a number": (b'{"price": NaN}', JSON),
    "not UTF-8": (b'{"name": "\xff\xfe"}', JSON),
    "deeply nested list": (b"[" * DEEP + b"]" * DEEP, JSON),
    "deeply nested object": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, JSON),
    "trailing comma": (b'{"a": 1,}', "application/vnd.api+json"),
}
READABLE: dict[str, tuple[bytes, str]] = {
    "null": (b"null", JSON),
    "a list": (b"[1, 2, 3]", JSON),
    "a number": (b"1e400", JSON),
    "a thousand digits": (b'{"stock": ' + b"9" * 1000 + b', "items": 1}', JSON),
    "text": (b"name=x", "text/plain"),
    "a form": (
        b"a[b][c]=1&a[b]=2&items[][product_id]=x&%00=1",
        "application/x-www-form-urlencoded",
    ),
    "a thousand keys": (b"{" + b",".join(b'"k%d":1' % n for n in range(1000)) + b"}", JSON),
    "a broken multipart": (b"--x\r\nnothing", "multipart/form-data; boundary=y"),
}
TOO_LONG = b'{"name": "' + b"x" * 10 * 1024 * 1024 + b'"}'


async def routes(client: httpx.AsyncClient) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path (every id is 1) and description of every changing route."""
    document = (await client.get("/api/v1/openapi.json")).json()
    found = [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in CHANGES
    ]
    assert len(found) >= 18
    return [(method, _filled(path), operation) for method, path, operation in found]


def _filled(path: str) -> str:
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


async def nothing_stored(owner: Connection) -> None:
    rows = {"products": 6, "orders": 2, "cart_items": 2, "accounts": 8, "audit_entries": 0}
    for table, number in rows.items():
        assert await count(owner, "agora", table) == number, table


def insider(world: World, path: str) -> dict[str, str]:
    """Somebody whom the route does not refuse before it looks at a body."""
    if "/api/v1/admin/" in path:
        return world.operator()
    return world.bearer("producer" if "/producer/" in path else "admin")


def callers(world: World, path: str) -> Iterator[dict[str, str]]:
    yield world.bearer(None)
    yield insider(world, path)


def said(answer: httpx.Response) -> str:
    """The sentence of a refusal, in either dialect."""
    body = answer.json()
    sentence: str = body.get("message") or body["detail"]
    return sentence


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_cannot_be_read_is_told_so(
    client: httpx.AsyncClient, world: World, owner: Connection, kind: str
) -> None:
    body, content_type = UNREADABLE[kind]
    for method, path, operation in await routes(client):
        for caller in callers(world, path):
            headers = {**caller, "content-type": content_type}
            answer = await client.request(method, path, content=body, headers=headers)
            where = (method, path, answer.status_code, answer.text[:200])
            assert answer.status_code in (400, 401, 404), where
            assert said(answer), where
            # Where no 1 is there, that is said before anything is read.
            if "requestBody" in operation and "authorization" in caller:
                assert answer.status_code in ((400, 404) if "/1" in path else (400,)), where
    await nothing_stored(owner)


@pytest.mark.parametrize("kind", READABLE)
async def test_what_can_be_read_but_not_meant_is_refused(
    client: httpx.AsyncClient, world: World, owner: Connection, kind: str
) -> None:
    body, content_type = READABLE[kind]
    for method, path, operation in await routes(client):
        if "requestBody" not in operation or method == "DELETE":
            continue  # A deletion may give a reason, and needs none.
        for caller in callers(world, path):
            headers = {**caller, "content-type": content_type}
            answer = await client.request(method, path, content=body, headers=headers)
            where = (method, path, answer.status_code, answer.text[:200])
            if method == "PATCH" and "authorization" in caller:
                # Nothing that the route knows may have been sent, which changes nothing.
                assert answer.status_code in (200, 400, 403, 404, 422), where
            else:
                assert 400 <= answer.status_code < 500, where
    rows = {"products": 6, "orders": 2, "cart_items": 2, "accounts": 8}
    for table, number in rows.items():
        assert await count(owner, "agora", table) == number, table


async def test_ten_megabytes_are_not_read(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    for method, path, _ in await routes(client):
        if path.endswith(("/images", "/picture")):
            continue  # Pictures may be larger than what is read elsewhere.
        headers = {**insider(world, path), "content-type": JSON}
        answer = await client.request(method, path, content=TOO_LONG, headers=headers)
        assert answer.status_code == 413, (method, path)
        assert said(answer) == "The POST data is too large."
    await nothing_stored(owner)


async def test_methods_that_a_path_lacks_are_told_those_that_it_has(
    client: httpx.AsyncClient,
) -> None:
    document = (await client.get("/api/v1/openapi.json")).json()
    for path, methods in document["paths"].items():
        offered = {method.upper() for method in methods} | ({"HEAD"} if "get" in methods else set())
        for method in {"PUT", "PROPFIND"} - offered:
            answer = await client.request(method, _filled(path))
            assert answer.status_code == 405, (method, path)
            assert set(answer.headers["allow"].split(", ")) == offered, path
        plain = await client.options(_filled(path))
        assert (plain.status_code, plain.content) == (200, b"")
        assert set(plain.headers["allow"].split(",")) == offered, path
        if path.startswith("/api/"):
            await _preflight(client, _filled(path))


async def _preflight(client: httpx.AsyncClient, path: str) -> None:
    asked = {
        "origin": "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-tenant",
    }
    answer = await client.options(path, headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert answer.headers["access-control-allow-headers"] == "authorization,x-tenant"


async def test_head_answers_as_get_does_without_the_body(
    client: httpx.AsyncClient, world: World
) -> None:
    document = (await client.get("/api/v1/openapi.json")).json()
    for path, methods in document["paths"].items():
        if "get" not in methods or path.endswith("{token}"):
            continue
        for caller in callers(world, path):
            got = await client.get(_filled(path), headers=caller)
            head = await client.head(_filled(path), headers=caller)
            assert (head.status_code, head.content) == (got.status_code, b""), path
            assert head.headers.get("content-type") == got.headers.get("content-type"), path
