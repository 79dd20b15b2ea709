"""A carrier's server for tests: it speaks HTTP on a port of its own and does what it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec


class Asked(msgspec.Struct, frozen=True):
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: Any


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What the server does to one request: answers, after ``seconds``, or hangs up."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = {}
    seconds: float = 0
    hangs_up: bool = False


class Carrier:
    """``plan`` names what happens to the requests to come; after that each key gets its parcel."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.plan: list[Turn] = []
        self.url = ""
        self._parcels: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def keys(self) -> list[str]:
        """The keys of all requests, in the order of arrival."""
        return [asked.headers["idempotency-key"] for asked in self.asked]

    def turn(self, asked: Asked) -> Turn:
        with self._lock:
            self.asked.append(asked)
            if self.plan:
                return self.plan.pop(0)
            number = self._parcels.setdefault(asked.headers["idempotency-key"], len(self._parcels))
        code = f"ACS{100_000_000 + number}"
        return Turn(body=parcel(code, f"{self.url}/labels/{code}.pdf"))


def parcel(code: str, label: str = "https://acs.example/label.pdf") -> dict[str, Any]:
    """What the carrier says of a parcel that it registered."""
    data = {"tracking_code": code, "label_url": label, "carrier_code": "ACS"}
    return {"success": True, "data": {**data, "estimated_delivery_days": 2}}


@contextmanager
def open_carrier() -> Iterator[Carrier]:
    """A carrier that takes requests until the block ends."""
    carrier = Carrier()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = json.loads(self.rfile.read(length) or b"null")
            headers = {name.lower(): value for name, value in self.headers.items()}
            turn = carrier.turn(Asked(self.path, headers, body))
            time.sleep(turn.seconds)
            if turn.hangs_up:
                self.close_connection = True
                return
            raw = turn.body if isinstance(turn.body, bytes) else json.dumps(turn.body).encode()
            # Whoever asked may have gone meanwhile.
            with suppress(OSError):
                self.send_response(turn.status)
                for name, value in {**turn.headers, "content-length": str(len(raw))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Tests look at ``asked`` instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    carrier.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield carrier
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
