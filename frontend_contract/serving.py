"""Servers for records: started by a command, once for each group of equal settings."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
import msgspec

from frontend_contract.records import Step
from frontend_contract.settings import needs_a_setting_that_is_none, settings_of

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Iterable, Mapping

    from frontend_contract.records import Record

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0
PAUSE_SECONDS: Final = 0.05


class Group(msgspec.Struct, kw_only=True):
    """Records that one server can answer: its settings, and whether limits are on."""

    settings: dict[str, str]
    limited: bool = False
    records: list[tuple[str, Record]] = []
    """Each with the area it is of."""

    @property
    def environment(self) -> dict[str, str]:
        """The variables to start the server with."""
        return {**self.settings, "STOA_THROTTLE": "on" if self.limited else "off"}


def groups(areas: Mapping[str, Iterable[Record]]) -> list[Group]:
    """The records by the server they need; those that no setting brings about are left out.

    Counters of limits live in the server, so a record that they matter to has one of its own.
    """
    shared: dict[tuple[tuple[str, str], ...], Group] = {}
    alone: list[Group] = []
    for area, records in areas.items():
        for record in records:
            if needs_a_setting_that_is_none(record.env):
                continue
            settings = settings_of(record.env)
            if record.is_maintenance:
                settings["STOA_MAINTENANCE"] = "on"
            if record.is_limited:
                alone.append(Group(settings=settings, limited=True, records=[(area, record)]))
                continue
            group = shared.setdefault(tuple(sorted(settings.items())), Group(settings=settings))
            group.records.append((area, record))
    return [*shared.values(), *alone]


class ServerDown(Exception):
    """The command ended, or answered nobody in time; the sentence has its last words."""


@asynccontextmanager
async def served(
    command: str, base_url: str, environment: Mapping[str, str]
) -> AsyncIterator[None]:
    """Run the command until the block ends; it answers at ``base_url``. Raises ServerDown."""
    process = await asyncio.create_subprocess_shell(
        command,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    words = bytearray()
    listening = asyncio.create_task(_listen(process, words))
    try:
        await _wait_for_answer(process, base_url, words)
        yield
    finally:
        await _stop(process)
        await listening


async def _listen(process: Process, words: bytearray) -> None:
    """Keep the last words; unread, they would fill the pipe and stop the server."""
    assert process.stdout is not None
    while said := await process.stdout.read(65536):
        words += said
        del words[:-4096]


async def _wait_for_answer(process: Process, base_url: str, words: bytearray) -> None:
    until = time.monotonic() + START_SECONDS
    async with httpx.AsyncClient(base_url=base_url, timeout=1.0) as client:
        while time.monotonic() < until:
            await asyncio.sleep(PAUSE_SECONDS)
            if process.returncode is not None:
                raise ServerDown(f"The server ended with {process.returncode}: {_text(words)}")
            try:
                await client.get("/api/healthz")
            except httpx.TransportError:
                continue
            return
    raise ServerDown(f"Nobody answered at {base_url} in {START_SECONDS:.0f} s: {_text(words)}")


async def _stop(process: Process) -> None:
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _text(words: bytearray) -> str:
    return bytes(words).decode("utf-8", "replace").strip() or "it said nothing"


class Commands:
    """The stage of the command line: a program that restores the rows, a file with the clock."""

    def __init__(self, reset: str | None, clock: Path | None) -> None:
        self._reset = reset
        self._clock = clock
        self._is_pristine = False

    async def prepare(self, record: Record) -> None:
        """Raises CalledProcessError when the program fails: its words are on stderr."""
        await self.set_clock(record.clock)
        if self._reset is not None and not self._is_pristine:
            await asyncio.to_thread(subprocess.run, self._reset, shell=True, check=True)
        # What only reads leaves the rows as they are for the next record; a story goes on.
        only_reads = record.request.method in ("GET", "HEAD", "OPTIONS")
        self._is_pristine = only_reads and not record.pre and not isinstance(record, Step)

    async def set_clock(self, moment: str) -> None:
        if self._clock is None:
            return
        # Replaced at once: others may be asking, and an empty file is no moment.
        beside = self._clock.with_name(f"{self._clock.name}.next")
        beside.write_text(moment)
        beside.replace(self._clock)
