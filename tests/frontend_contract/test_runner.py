"""The runner as a whole: it finds every falsified answer, groups its servers, tells its totals."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from frontend_contract import runner
from frontend_contract.deviations import RULES
from frontend_contract.records import Expected, Record, Request
from frontend_contract.serving import Commands, groups
from frontend_contract.settings import OUR_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLOCK = "2026-01-15T12:00:00Z"
BODY = {
    "data": [{"id": 1, "price": "4.20", "name": "Olives", "producer": {"slug": "grove"}}],
    "total": 1,
    "next": None,
    "fresh": True,
}
HEADERS = {"content-type": "application/json", "cache-control": "no-cache, private"}


def record(path: str = "/one", **more: Any) -> Record:
    """A record whose answer is ``BODY``, unless more is said."""
    return Record(
        **{
            "id": path,
            "route": f"GET {path}",
            "role": "guest",
            "clock": CLOCK,
            "request": Request(method="GET", path=path),
            "response": Expected(status=200, headers=dict(HEADERS), body=BODY),
            "private": ["iban"],
            **more,
        }
    )


def other(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The body with something falsified."""
    body: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(BODY))
    change(body)
    return body


class Falsified(msgspec.Struct):
    """What a server answers instead of the recorded answer."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = {}
    raw: bytes | None = None


FALSIFIED = {
    "a status": Falsified(BODY, status=201),
    "a server fault": Falsified(BODY, status=500),
    "a missing key": Falsified(other(lambda body: body.pop("total"))),
    "a key more": Falsified(other(lambda body: body.update(extra=1))),
    "a key more below": Falsified(other(lambda body: body["data"][0].update(extra=1))),
    "a missing key below": Falsified(other(lambda body: body["data"][0].pop("name"))),
    "a leaked key": Falsified(other(lambda body: body["data"][0]["producer"].update(iban="GR"))),
    "a number as text": Falsified(other(lambda body: body.update(total="1"))),
    "a text as number": Falsified(other(lambda body: body["data"][0].update(price=4.2))),
    "another amount": Falsified(other(lambda body: body["data"][0].update(price="4.21"))),
    "another spelling": Falsified(other(lambda body: body["data"][0].update(price="4.2"))),
    "another text": Falsified(other(lambda body: body["data"][0].update(name="olives"))),
    "a text for null": Falsified(other(lambda body: body.update(next=""))),
    "null for a value": Falsified(other(lambda body: body.update(total=None))),
    "one for true": Falsified(other(lambda body: body.update(fresh=1))),
    "an entry less": Falsified(other(lambda body: body["data"].clear())),
    "an entry more": Falsified(other(lambda body: body["data"].append({}))),
    "a list for an object": Falsified([BODY]),
    "another header": Falsified(BODY, headers={"cache-control": "public"}),
    "no body": Falsified(raw=b""),
    "no JSON": Falsified(raw=b"<html>"),
}


class Fake(ThreadingHTTPServer):
    """A server of one answer. It is not ours: the runner must see what any server does."""

    answer: Falsified


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Fake)
        answer = self.server.answer
        content = answer.raw if answer.raw is not None else msgspec.json.encode(answer.body)
        self.send_response(answer.status)
        for name, value in {**HEADERS, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Tests are told by their assertions."""


@pytest.fixture
def fake() -> Iterator[Fake]:
    server = Fake(("127.0.0.1", 0), _Handler)
    server.answer = Falsified(BODY)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Folder:
    """Records on disk, and the runner over them."""

    def __init__(self, path: Path) -> None:
        self.records = path / "exchanges"
        self.report = path / "report.json"
        self.records.mkdir()

    def run(self, records: list[Record], base_url: str, *more: str) -> int:
        """The runner's exit code; its report lies in ``report``."""
        (self.records / "some.json").write_bytes(msgspec.json.encode(records))
        told = ["--exchanges", str(self.records), "--report", str(self.report)]
        return runner.main(["--base-url", base_url, *told, *more])

    def reported(self) -> dict[str, Any]:
        """What the report says of the only area."""
        (area,) = msgspec.json.decode(self.report.read_bytes())
        found: dict[str, Any] = area
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def address(server: Fake) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_the_recorded_answer_is_equal(fake: Fake, folder: Folder) -> None:
    assert folder.run([record()], address(fake)) == 0
    assert folder.reported()["equal"] == 1


@pytest.mark.parametrize("name", FALSIFIED)
def test_a_falsified_answer_is_reported(fake: Fake, folder: Folder, name: str) -> None:
    fake.answer = FALSIFIED[name]
    assert folder.run([record()], address(fake)) == 1
    (told,) = folder.reported()["different"]
    assert told["sentences"]


def test_totals_tell_equal_deviating_different_and_not_run(
    fake: Fake, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [
        record("/equal"),
        record("/deviating", deviation="D6", response=Expected(status=200, body="<!DOCTYPE html>")),
        record("/different", response=Expected(status=404, body=BODY)),
        record("/elsewhere", env={"PAYMENTS_CARD_FLAG": "true"}),
        record("/away", env={"DB_PORT": "1"}),
    ]
    assert folder.run(records, address(fake)) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "some /different: status 200 instead of 404",
        "some /away: not run, a database that is away must be taken away by hand",
        "some /elsewhere: not run, needs a server with PAYMENTS_CARD_FLAG",
    ]
    assert said[-1].split() == ["all", "5", "1", "1", "1", "2"]


def test_only_what_begins_so_is_run(fake: Fake, folder: Folder) -> None:
    records = [record("/equal"), record("/other", response=Expected(status=404))]
    assert folder.run(records, address(fake), "--only", "some/" + "/equal") == 0
    assert folder.reported()["equal"] == 1


def test_a_server_that_ends_at_once_is_told_as_not_run(folder: Folder) -> None:
    command = f"{sys.executable} -c 'raise SystemExit(\"no database\")'"
    assert folder.run([record()], "http://127.0.0.1:9", "--serve", command) == 0
    (told,) = folder.reported()["not_run"]
    assert "no database" in told["sentences"][0]


def test_one_server_for_equal_settings_and_one_for_each_record_with_limits() -> None:
    card = {"PAYMENTS_CARD_FLAG": "true"}
    areas = {
        "a": [record("/1"), record("/2", env=card)],
        "b": [record("/3", env=card), record("/4", response=Expected(status=429))],
        "c": [record("/5", note="artisan down"), record("/6", env={"DB_PORT": "1"})],
    }
    planned = {
        tuple(one.id for _, one in group.records): group.environment for group in groups(areas)
    }
    assert planned == {
        ("/1",): {"STOA_THROTTLE": "off"},
        ("/2", "/3"): {"STOA_CARD_ENABLED": "true", "STOA_THROTTLE": "off"},
        ("/5",): {"STOA_MAINTENANCE": "on", "STOA_THROTTLE": "off"},
        ("/4",): {"STOA_THROTTLE": "on"},
    }


async def test_whoever_reads_the_clock_meanwhile_reads_a_moment(tmp_path: Path) -> None:
    """Others ask the server while the runner sets its clock."""
    clock = tmp_path / "clock"
    stage = Commands(None, clock)
    await stage.set_clock(CLOCK)
    read: list[str] = []
    stop = Event()

    def look() -> None:
        while not stop.is_set():
            read.append(clock.read_text())

    thread = Thread(target=look)
    thread.start()
    try:
        for _ in range(2000):
            await stage.set_clock(CLOCK)
    finally:
        stop.set()
        thread.join()
    assert set(read) == {CLOCK}


def test_every_setting_of_a_record_has_a_name_of_ours() -> None:
    assert len(set(OUR_NAMES.values())) == len(OUR_NAMES)
    assert all(name.startswith("STOA_") for name in OUR_NAMES.values())


# An answer for each rule that breaks its promise, with what was recorded.
BROKEN = {
    "D1": (record(response=Expected(status=500)), Falsified(BODY, status=500)),
    "D3": (record(), Falsified({**BODY, "data": {"user_id": 9}})),
    "D4": (record(), Falsified({**BODY, "data": {"user_id": 9}})),
    "D5": (record(response=Expected(status=429)), Falsified({"message": "no"}, status=429)),
    "D6": (record(response=Expected(status=400, body="No")), Falsified({"message": "x"}, 400)),
    "D7": (record(), Falsified(BODY)),
    "D8": (
        record(response=Expected(status=200, body={"per_page": 0})),
        Falsified({"per_page": 101}),
    ),
    "D10": (record(route="POST /register"), Falsified(BODY, status=201)),
    "D11": (record(), Falsified(BODY)),
    "D12": (record(), Falsified(BODY)),
    "D13": (record(), Falsified(BODY)),
    "D14": (
        record(response=Expected(status=200, body={"product": {"stock": 7}})),
        Falsified({"product": {"stock": 8}}),
    ),
    "D18": (record(), Falsified({**BODY, "producer": {"status": "active"}})),
    "D19": (record(), Falsified(BODY)),
    "D20": (record(), Falsified(BODY, status=404)),
    "D21": (record(), Falsified(other(lambda body: body["data"][0].update(name=None)))),
    "D22": (
        record(response=Expected(status=405, headers={"allow": "GET, HEAD"})),
        Falsified(BODY, 405, {"allow": "GET, HEAD"}),
    ),
    "D23": (record("/up"), Falsified({"else": 1})),
    "D24": (
        record(
            response=Expected(
                status=200,
                headers={"content-type": "application/pdf", "content-disposition": "attachment"},
            )
        ),
        Falsified(raw=b"text", headers={"content-type": "application/pdf"}),
    ),
    "D26": (record(), Falsified(BODY, status=201)),
    "D27": (record(), Falsified(other(lambda body: body["data"][0].update(name="Other")))),
}


def test_goods_that_came_back_before_need_not_come_back_again(fake: Fake, folder: Folder) -> None:
    recorded = {"product": {"stock": 7, "updated_at": "2026-01-15T12:00:00.000000Z"}, "id": 1}
    fake.answer = Falsified({"product": {"stock": 6, "updated_at": "2026-01-14"}, "id": 1})
    told = record(deviation="D14", response=Expected(status=200, body=recorded))
    assert folder.run([told], address(fake)) == 0


@pytest.mark.parametrize("number", RULES)
def test_a_broken_promise_of_a_deviation_is_reported(
    fake: Fake, folder: Folder, number: str
) -> None:
    recorded, fake.answer = BROKEN[number]
    deviating = msgspec.structs.replace(recorded, deviation=number)
    assert folder.run([deviating], address(fake)) == 1
    (told,) = folder.reported()["different"]
    assert told["sentences"]
