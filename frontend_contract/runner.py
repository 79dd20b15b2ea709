"""Plays exchange records against any server that speaks the contract.

``python -m frontend_contract.runner http://127.0.0.1:8000 [--exchanges FOLDER] [--area NAME …]``

A black box: it knows a base URL, records, and nothing of the server's code. The state that records
start from is made by a ``Stage``; on the command line there is none, so records that change
something disturb the ones after them unless ``--before COMMAND`` restores the state each time.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import httpx
import msgspec

from frontend_contract.comparison import Answer, differences
from frontend_contract.records import exchanges_folder, read_records, read_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from frontend_contract.records import Earlier, Record

DEFAULT_SESSION_COOKIE: Final = "stoa_session"
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = {"Accept": "application/json"}


class Outcome(msgspec.Struct, frozen=True):
    """How a record went. ``undecided`` says why nothing was compared."""

    record: Record
    differences: list[str] = []
    undecided: str | None = None

    @property
    def is_equal(self) -> bool:
        return not self.differences and self.undecided is None


class Stage(Protocol):
    """Brings the server into the state that a record starts from."""

    async def prepare(self, record: Record) -> None:
        """Restore the data, set the clock, empty the counters of limits."""


class Rule(Protocol):
    """What is asked of an answer that differs from the recorded one on purpose."""

    def __call__(self, record: Record, answer: Answer) -> list[str]: ...


class Runner:
    """Plays records over one HTTP client, whose base URL is the server's."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        stage: Stage | None = None,
        tokens: Mapping[str, str] | None = None,
        rules: Mapping[str, Rule] | None = None,
        session_cookie: str = DEFAULT_SESSION_COOKIE,
    ) -> None:
        """``tokens`` are bearer tokens by role, ``rules`` what replaces equality by deviation."""
        self._client = client
        self._stage = stage
        self._tokens = tokens or {}
        self._rules = rules or {}
        self._session_cookie = session_cookie

    async def play(self, record: Record) -> Outcome:
        """Prepare the state, send what goes before and the request itself, compare."""
        if record.env:
            return Outcome(record, undecided=f"needs a server with {', '.join(sorted(record.env))}")
        rule = self._rules.get(record.deviation) if record.deviation else None
        if record.deviation and rule is None:
            return Outcome(record, undecided=f"{record.deviation} has no rule")
        if self._stage is not None:
            await self._stage.prepare(record)
        for earlier in record.pre:
            await self._send_earlier(earlier)
        answer = await self._ask(record)
        if rule is not None:
            return Outcome(record, rule(record, answer))
        return Outcome(record, differences(record, answer, session_cookie=self._session_cookie))

    async def _send_earlier(self, earlier: Earlier) -> None:
        headers = dict(_JSON)
        if earlier.role is not None:
            headers["Authorization"] = f"Bearer {self._tokens[earlier.role]}"
        body = None if earlier.json is msgspec.UNSET else earlier.json
        await self._client.request(earlier.method, earlier.path, headers=headers, json=body)

    async def _ask(self, record: Record) -> Answer:
        # A record is one caller's: nobody else's cookies may travel with it.
        self._client.cookies.clear()
        request = record.request
        response = await self._client.request(
            request.method, request.path, headers=request.headers, **_content(record)
        )
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            cookies=response.headers.get_list("set-cookie"),
            content=response.content,
        )


def _content(record: Record) -> dict[str, Any]:
    request = record.request
    if request.body_raw is not None:
        return {"content": request.body_raw.encode()}
    if request.body is msgspec.UNSET:
        return {}
    kinds = [value for name, value in request.headers.items() if name.lower() == "content-type"]
    if kinds and kinds[0].startswith(_FORM):
        return {"data": request.body}
    return {"content": msgspec.json.encode(request.body)}


class Command:
    """The stage of the command line: a program that restores the state, a file with the clock."""

    def __init__(self, before: str | None, clock: Path | None) -> None:
        self._before = before
        self._clock = clock

    async def prepare(self, record: Record) -> None:
        """Raises CalledProcessError when the program fails: its words are on stderr."""
        if self._clock is not None:
            self._clock.write_text(record.clock)
        if self._before is not None:
            await asyncio.to_thread(subprocess.run, self._before, shell=True, check=True)


async def play_folder(
    runner: Runner, folder: Path, areas: Sequence[str], say: Callable[[str], None]
) -> bool:
    """Play a folder's records, tell what differs; whether all that were compared are equal."""
    outcomes: list[Outcome] = []
    for area, records in read_records(folder).items():
        if areas and area not in areas:
            continue
        for record in records:
            outcome = await runner.play(record)
            outcomes.append(outcome)
            for sentence in outcome.differences:
                say(f"{area} {record.id}: {sentence}")
    equal = sum(outcome.is_equal for outcome in outcomes)
    undecided = sum(outcome.undecided is not None for outcome in outcomes)
    different = len(outcomes) - equal - undecided
    say(f"{equal} equal, {different} different, {undecided} undecided of {len(outcomes)} records.")
    return different == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when an answer differs."""
    parser = argparse.ArgumentParser(prog="python -m frontend_contract.runner")
    parser.add_argument("base_url", help="where the server answers")
    parser.add_argument("--exchanges", help="folder of records, else STOA_EXCHANGES, else our own")
    parser.add_argument("--area", action="append", default=[], help="only this file; repeatable")
    parser.add_argument("--host", help="the Host header, where it is not the base URL's")
    parser.add_argument("--session-cookie", default=DEFAULT_SESSION_COOKIE)
    parser.add_argument("--clock-file", type=Path, help="the server's STOA_CLOCK")
    parser.add_argument("--before", help="shell command that restores the state before each record")
    asked = parser.parse_args(arguments)
    return asyncio.run(_run(asked))


async def _run(asked: argparse.Namespace) -> int:
    folder = exchanges_folder(asked.exchanges)
    headers = {"Host": asked.host} if asked.host else {}
    async with httpx.AsyncClient(base_url=asked.base_url, headers=headers) as client:
        runner = Runner(
            client,
            stage=Command(asked.before, asked.clock_file),
            tokens=read_tokens(folder),
            session_cookie=asked.session_cookie,
        )
        return 0 if await play_folder(runner, folder, asked.area, print) else 1


if __name__ == "__main__":
    sys.exit(main())
