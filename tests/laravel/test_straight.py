"""What a handler uses of Litestar still holds when handlers without it are called straight."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from api.kit.errors import Conflict
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.straight import Straight, shortest_way
from tests.support.wire_app import WireApp

OPT = route("product", "view", tenantless=True)


def refuse(_: ASGIConnection[Any, Any, Any, Any], __: BaseRouteHandler) -> None:
    raise Conflict("The guard says no.")


async def answer_before(_: Request[Any, Any, Any]) -> dict[str, str]:
    return {"by": "the hook"}


async def count(request: Request[Any, Any, Any]) -> None:
    request.app.state.counted = getattr(request.app.state, "counted", 0) + 1


@get("/plain", opt=OPT)
async def plain(request: StoaRequest) -> dict[str, str]:
    return {"by": request.url.path}


@get("/plain-at-once", opt=OPT, sync_to_thread=False)
def at_once(request: StoaRequest) -> dict[str, str]:
    return {"by": request.url.path}


@get("/plain-failing", opt=OPT)
async def failing(request: StoaRequest) -> dict[str, str]:
    raise Conflict(request.url.path)


@post("/plain-made", opt=OPT)
async def made(request: StoaRequest) -> Response[dict[str, str]]:
    return Response({"by": request.url.path}, headers={"X-Own": "kept"})


@get("/guarded", guards=[refuse], opt=OPT)
async def guarded(request: StoaRequest) -> dict[str, str]:
    return {"by": request.url.path}


@get("/hooked", before_request=answer_before, opt=OPT)
async def hooked(request: StoaRequest) -> dict[str, str]:
    return {"by": request.url.path}


@get("/counted", after_response=count, opt=OPT)
async def counted(request: StoaRequest) -> dict[str, int]:
    return {"so far": getattr(request.app.state, "counted", 0)}


@get("/asking/{number:int}", opt=OPT)
async def asking(request: StoaRequest, number: FromPath[int]) -> dict[str, int]:
    return {request.url.path: number}


@get("/asking-nothing", opt=OPT)
async def asking_nothing() -> dict[str, str]:
    return {"by": "itself"}


PLAIN = (plain, at_once, failing, made)
OTHERS = (guarded, hooked, counted, asking, asking_nothing)


@pytest.fixture
def app() -> WireApp:
    return WireApp(handlers=[*PLAIN, *OTHERS])


async def test_handlers_that_take_only_the_request_answer_like_any_other(app: WireApp) -> None:
    async with app.client() as client:
        for path in ("/plain", "/plain-at-once"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()) == (200, {"by": path})
        answer = await client.post("/plain-made")
        assert (answer.status_code, answer.json()) == (201, {"by": "/plain-made"})
        assert answer.headers["x-own"] == "kept"
        answer = await client.get("/plain-failing", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["message"]) == (409, "/plain-failing")


async def test_guards_hooks_and_parameters_still_count(app: WireApp) -> None:
    async with app.client() as client:
        answer = await client.get("/guarded", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["message"]) == (409, "The guard says no.")
        assert (await client.get("/hooked")).json() == {"by": "the hook"}
        assert (await client.get("/counted")).json() == {"so far": 0}
        assert (await client.get("/counted")).json() == {"so far": 1}
        assert (await client.get("/asking/7")).json() == {"/asking/7": 7}
        assert (await client.get("/asking-nothing")).json() == {"by": "itself"}


def test_only_those_are_called_straight(app: WireApp) -> None:
    async def usual(_: Any, __: Any, ___: Any) -> None:
        raise AssertionError

    ways = {}
    for one in app.wire.app.routes:
        for handler in getattr(one, "route_handlers", ()):
            ways[handler.fn.__name__] = shortest_way(handler, usual)
    assert all(isinstance(ways[handler.fn.__name__], Straight) for handler in PLAIN)
    assert all(ways[handler.fn.__name__] is usual for handler in OTHERS)
    assert shortest_way(object(), usual) is usual
