"""Replays the contract against any server that speaks it.

``python -m frontend_contract.runner --base-url http://127.0.0.1:8000``

A black box: it knows a base URL, records, and nothing of the server's code. ``--reset`` restores
the rows that records start from and ``--clock-file`` holds the server's clock; without them records
that change something disturb the ones after them. With ``--serve`` the runner starts the server
itself, once for each group of equal settings, and with limits on only for the records that they
matter to. What it cannot run it says. The exit code is 1 when an answer differs.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from frontend_contract.document import read_snapshot
from frontend_contract.player import DEFAULT_SESSION_COOKIE, Outcome, Player
from frontend_contract.recording import read_drafts, recorded, rendered, routes_of
from frontend_contract.records import (
    exchanges_folder,
    read_records,
    read_scenarios,
    read_tokens,
)
from frontend_contract.report import Report
from frontend_contract.serving import Commands, Group, ServerDown, groups, served
from frontend_contract.settings import needs_a_setting_that_is_none, settings_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from frontend_contract.recording import Draft
    from frontend_contract.records import Record, Scenario

NO_SUCH_STATE: Final = "a database that is away must be taken away by hand"
STORIES: Final = "scenarios"


class Replay:
    """One run over records and stories, against a server that is there or that it starts."""

    def __init__(self, asked: argparse.Namespace, folder: Path) -> None:
        self._asked = asked
        self._tokens = read_tokens(folder)
        self.report = Report()

    async def run(self, areas: Mapping[str, list[Record]], stories: list[Scenario]) -> None:
        """Play everything; the report says what came of it."""
        for area, records in areas.items():
            for record in records:
                if needs_a_setting_that_is_none(record.env):
                    self.report.add(area, Outcome(record, not_run=NO_SUCH_STATE))
        if self._asked.serve is None:
            everything = Group(settings={})
            for area, records in areas.items():
                known = (one for one in records if not needs_a_setting_that_is_none(one.env))
                everything.records += [(area, record) for record in known]
            await self._play(everything, stories)
            return
        planned = groups(areas)
        told = {tuple(sorted(settings_of(story.env).items())) for story in stories}
        planned += [Group(settings=dict(settings)) for settings in told if stories]
        for group in planned:
            mine = [] if group.records else stories
            await self._serve_and_play(group, mine)

    async def _serve_and_play(self, group: Group, stories: list[Scenario]) -> None:
        try:
            async with served(self._asked.serve, self._asked.base_url, group.environment):
                await self._play(group, stories)
        except ServerDown as down:
            for area, record in group.records:
                self.report.add(area, Outcome(record, not_run=str(down)))

    async def record(self, files: Mapping[Path, list[Draft]]) -> dict[Path, list[Draft]]:
        """The requests of each file with the server's answers. Raises CannotRecord."""
        environment = Group(settings={}).environment
        serving: AbstractAsyncContextManager[None] = nullcontext()
        if self._asked.serve is not None:
            serving = served(self._asked.serve, self._asked.base_url, environment)
        async with serving, self._player({}) as player:
            routes = routes_of(read_snapshot())
            return {
                path: await recorded(drafts, player, routes, anew=self._asked.anew)
                for path, drafts in files.items()
            }

    async def _play(self, group: Group, stories: list[Scenario]) -> None:
        settings = {
            name: value for name, value in group.settings.items() if name != "STOA_MAINTENANCE"
        }
        async with self._player(settings) as player:
            for area, record in group.records:
                self.report.add(area, await player.play(record))
            for story in stories:
                if settings_of(story.env) == settings:
                    for outcome in await player.play_story(story):
                        self.report.add(STORIES, outcome)

    @asynccontextmanager
    async def _player(self, settings: Mapping[str, str]) -> AsyncIterator[Player]:
        headers = {"Host": self._asked.host} if self._asked.host else {}
        async with httpx.AsyncClient(
            base_url=self._asked.base_url, headers=headers, timeout=30.0
        ) as client:
            yield Player(
                client,
                stage=Commands(self._asked.reset, self._asked.clock_file),
                tokens=self._tokens,
                session_cookie=self._asked.session_cookie,
                settings=settings,
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when an answer differs."""
    asked = _parser().parse_args(arguments)
    folder = exchanges_folder(asked.exchanges)
    if asked.record:
        return _record(asked, folder)
    areas = {
        area: _wanted(records, asked.only, area) for area, records in read_records(folder).items()
    }
    stories = read_scenarios(Path(asked.scenarios)) if asked.scenarios else []
    stories = [story for story in stories if _is_wanted(f"{STORIES}/{story.id}", asked.only)]
    replay = Replay(asked, folder)
    asyncio.run(replay.run(areas, stories))
    for line in replay.report.lines():
        print(line)
    if asked.report is not None:
        replay.report.write(asked.report)
    return 0 if replay.report.is_as_promised else 1


def _record(asked: argparse.Namespace, folder: Path) -> int:
    drafts = {path: read_drafts(path) for path in asked.record}
    told = asyncio.run(Replay(asked, folder).record(drafts))
    for path, records in told.items():
        path.write_bytes(rendered(records))
        print(f"{path}: {len(records)} records. Read the answers before you keep them.")
    return 0


def _wanted(records: list[Record], only: list[str], area: str) -> list[Record]:
    return [record for record in records if _is_wanted(f"{area}/{record.id}", only)]


def _is_wanted(name: str, only: list[str]) -> bool:
    return not only or any(name.startswith(beginning) for beginning in only)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m frontend_contract.runner")
    add = parser.add_argument
    add("--base-url", required=True, help="where the server answers")
    add("--exchanges", help="folder of records, else STOA_EXCHANGES, else our own")
    add("--scenarios", help="folder of stories; none without it")
    add(
        "--only",
        action="append",
        default=[],
        metavar="AREA[/ID]",
        help="what begins like this, e.g. cart or cart/post.v1; scenarios/08 for a story; "
        "repeatable",
    )
    add("--report", type=Path, help="also write the outcome as JSON into this file")
    add(
        "--record",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="instead, write the answers into these files of requests",
    )
    add("--anew", action="store_true", help="with --record: also where an answer is recorded")
    add("--clock-file", type=Path, help="the file that the server's STOA_CLOCK names")
    add("--reset", help="command that restores the rows, run before a record after a change")
    add("--serve", help="command that starts the server; its variables come from the records")
    add("--host", help="the Host header, where it is not the base URL's")
    add("--session-cookie", default=DEFAULT_SESSION_COOKIE, help="the server's session cookie")
    return parser


if __name__ == "__main__":
    sys.exit(main())
