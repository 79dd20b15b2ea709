"""Writes the answers of a server into a file of requests: how our own records are made.

A request needs an id, a role and what is sent; the rest follows from it. Each is sent twice from
the same state, and what the two answers say differently is volatile: nobody has to mark it. The
answers are then read by a person: a recording proves that a server does this, not that it should.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import msgspec

from frontend_contract.comparison import kind_of
from frontend_contract.player import ROLE_S_TOKEN
from frontend_contract.records import MOMENT, Earlier, Expected, Record, Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from frontend_contract.comparison import Answer
    from frontend_contract.player import Player

LINE: Final = 100
GUEST: Final = "guest"
# What a front end may rely on; other headers are the server's own business.
RECORDED_HEADERS: Final = (
    *("allow", "cache-control", "content-disposition", "content-type", "idempotent-replayed"),
    *("location", "retry-after", "x-ratelimit-limit"),
)
_FIRST_ERROR: Final = 400
_COOKIE_VALUE: Final = re.compile(r"^(?P<name>[^=]+)=[^;]*;?\s*(?P<attributes>.*)$")
_PARAMETER: Final = re.compile(r"\\\{\w+\\\}")


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request to be recorded, or a record to be recorded anew."""

    id: str
    note: str
    role: str
    request: Request
    pre: list[Earlier] = []
    private: list[str] = []
    deviation: str | None = None
    clock: str = MOMENT
    route: str = ""
    volatile: list[str] = []
    response: Expected | None = None


class CannotRecord(Exception):
    """A request has no lasting answer; the sentence says which and why."""


def read_drafts(path: Path) -> list[Draft]:
    """A file of requests, recorded or not. Raises msgspec.ValidationError for anything else."""
    return msgspec.json.decode(path.read_bytes(), type=list[Draft])


async def recorded(
    drafts: list[Draft], player: Player, routes: Mapping[str, str], *, anew: bool = False
) -> list[Draft]:
    """The requests with their answers; those that have one keep it, unless ``anew``.

    ``routes`` are the operations of the contract (``GET /api/v1/orders/{id}``) by a pattern of
    their paths. Raises CannotRecord.
    """
    return [
        await _recorded(draft, player, routes) if anew or draft.response is None else draft
        for draft in drafts
    ]


def rendered(records: list[Draft]) -> bytes:
    """The bytes of a file of records: what fits into a line stands in one."""
    return (_written(msgspec.to_builtins(records), 0) + "\n").encode()


def _written(value: Any, depth: int) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or depth + len(line) <= LINE or not value:
        return line
    pad = " " * (depth + 1)
    if isinstance(value, dict):
        entries = [
            f"{json.dumps(key, ensure_ascii=False)}: {_written(entry, depth + 1)}"
            for key, entry in value.items()
        ]
    else:
        entries = [_written(entry, depth + 1) for entry in value]
    inside = ",\n".join(pad + entry for entry in entries)
    first, last = "{}" if isinstance(value, dict) else "[]"
    return f"{first}\n{inside}\n{' ' * depth}{last}"


def routes_of(document: dict[str, Any]) -> dict[str, str]:
    """The operations of a document by a pattern of method and path, fixed paths first."""
    names = sorted(
        (
            f"{method.upper()} {path}"
            for path, methods in document["paths"].items()
            for method in methods
        ),
        key=lambda name: ("{" in name, name),
    )
    return {_PARAMETER.sub("[^/]+", re.escape(name)): name for name in names}


def route_of(request: Request, routes: Mapping[str, str]) -> str:
    """The operation that a request means; the request itself where it means none."""
    asked = f"{request.method} {unquote(request.path).partition('?')[0]}"
    return next((name for form, name in routes.items() if re.fullmatch(form, asked)), asked)


async def _recorded(draft: Draft, player: Player, routes: Mapping[str, str]) -> Draft:
    request = msgspec.structs.replace(draft.request, headers=_headers(draft))
    record = Record(
        id=draft.id,
        route=draft.route or route_of(request, routes),
        role=draft.role,
        clock=draft.clock,
        request=request,
        response=Expected(status=0),
        pre=draft.pre,
    )
    statuses, first = await player.ask(record)
    for earlier, status in zip(draft.pre, statuses, strict=True):
        if status >= _FIRST_ERROR:
            told = f"{draft.id}: {earlier.method} {earlier.path} before it is answered {status}"
            raise CannotRecord(told)
    _, again = await player.ask(record)
    if first.status != again.status:
        raise CannotRecord(f"{draft.id} is answered {first.status}, then {again.status}")
    body, volatile = _read(first), list(_differing(_read(first), _read(again), "$.body"))
    if first.status >= _FIRST_ERROR and isinstance(body, dict):
        # An error may say more than is recorded: who asks for the same again reads another id.
        body = {key: value for key, value in body.items() if f"$.body.{key}" not in volatile}
        volatile = [path for path in volatile if path.count(".") > 2]
    answer = Expected(status=first.status, headers=_kept_headers(first), body=body)
    return msgspec.structs.replace(
        draft, request=request, route=record.route, volatile=volatile, response=answer
    )


def _read(answer: Answer) -> Any:
    """The body; None for one that is no text, which a deviation's rule must judge."""
    kind = answer.headers.get("content-type", "")
    return answer.body if "json" in kind or kind.startswith("text/") else None


def _headers(draft: Draft) -> dict[str, str]:
    """Those that were written, and those that every caller sends."""
    usual = {"Accept": "application/json"}
    if draft.role != GUEST:
        usual["Authorization"] = ROLE_S_TOKEN
    if draft.request.body is not msgspec.UNSET:
        usual["Content-Type"] = "application/json"
    return {**usual, **draft.request.headers}


def _kept_headers(answer: Answer) -> dict[str, str | list[str]]:
    kept: dict[str, str | list[str]] = {
        name: answer.headers[name] for name in RECORDED_HEADERS if name in answer.headers
    }
    if answer.cookies:
        kept["set-cookie"] = [_named(cookie) for cookie in answer.cookies]
    return kept


def _named(cookie: str) -> str:
    """Name and attributes; the value and the moment it ends are the visitor's."""
    match = _COOKIE_VALUE.match(cookie)
    assert match is not None
    told = (part.strip() for part in match["attributes"].split(";"))
    attributes = [one for one in told if not one.lower().startswith(("expires=", "max-age="))]
    return f"{match['name']} [{'; '.join(attributes).lower()}]"


def _differing(first: Any, again: Any, path: str) -> Iterator[str]:
    """Where two answers to the same request are of the same kind and say different things.

    Raises CannotRecord where they are of different kinds.
    """
    if kind_of(first) != kind_of(again):
        raise CannotRecord(f"{path} is {kind_of(first)}, then {kind_of(again)}")
    if isinstance(first, dict):
        if first.keys() != again.keys():
            raise CannotRecord(f"{path} has other keys the second time")
        for key, value in first.items():
            yield from _differing(value, again[key], f"{path}.{key}")
    elif isinstance(first, list):
        if len(first) != len(again):
            raise CannotRecord(f"{path} has other entries the second time")
        for number, pair in enumerate(zip(first, again, strict=True)):
            yield from _differing(*pair, f"{path}[{number}]")
    elif first != again:
        yield path
