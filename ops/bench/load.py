"""The load generator, a process of its own: 16 kept-alive connections over plain sockets.

It reads a ``Job`` as JSON from standard input and writes a ``Load`` to standard output. Every
answer's status is checked; a lean loop matters, because it shares the processors with the server.
"""

from __future__ import annotations

import re
import selectors
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count, cycle
from random import Random
from time import perf_counter, process_time
from typing import Final

import msgspec

from ops.bench.plan import CONNECTIONS, FEW_CONNECTIONS, METHODS, Row, SearchRow
from ops.bench.requests import basket, order_body, path_of, token_of

END_OF_HEADERS: Final = b"\r\n\r\n"
LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
STATUS: Final = slice(9, 12)
PIECE: Final = 1 << 18
SILENCE_SECONDS: Final = 20.0
# Baskets are drawn before the clock runs.
BASKETS: Final = 500


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to send, to whom, for how long. ``name`` makes idempotency keys of this job unlike all
    others; accounts ``first`` to ``last`` of each shop take turns.
    """

    name: str
    row: Row | SearchRow
    port: int
    prefix: str
    slugs: list[str]
    by_producer: list[list[list[int]]]
    products: int
    first: int
    last: int
    seconds: float


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What came back. ``refused`` counts answers of any other status than the expected one."""

    seconds: float
    cpu_seconds: float
    """What this process used while it sent."""
    latencies_ms: list[float]
    refused: dict[str, int]
    sample: str
    """A body, to look at."""


class _Connection:
    __slots__ = ("answer", "expected", "next_request", "sent_at", "socket")

    def __init__(self, port: int, next_request: Callable[[], bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SILENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.next_request = next_request
        self.answer = b""
        self.expected = -1
        self.sent_at = 0.0

    def send(self) -> None:
        self.answer, self.expected = b"", -1
        self.sent_at = perf_counter()
        self.socket.sendall(self.next_request())

    def complete(self) -> bool:
        """Take what has come; whether the answer is whole. Raises ConnectionError."""
        piece = self.socket.recv(PIECE)
        if not piece:
            raise ConnectionError(f"the server hung up after {self.answer[:200]!r}")
        self.answer = self.answer + piece if self.answer else piece
        if self.expected < 0:
            end = self.answer.find(END_OF_HEADERS)
            if end < 0:
                return False
            length = LENGTH.search(self.answer, 0, end)
            if length is None:
                raise ConnectionError(f"an answer without a length: {self.answer[:end]!r}")
            self.expected = end + len(END_OF_HEADERS) + int(length[1])
        return len(self.answer) >= self.expected


def drive(job: Job) -> Load:
    """Keep all connections busy until the time is over, then wait for the last answers.

    Raises ConnectionError when the server hangs up or falls silent.
    """
    selector = selectors.DefaultSelector()
    for number in range(FEW_CONNECTIONS.get(job.row, CONNECTIONS)):
        connection = _Connection(job.port, _requests(job, number).__next__)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    latencies: list[float] = []
    statuses: Counter[bytes] = Counter()
    used, started = process_time(), perf_counter()
    now = started
    for key in list(selector.get_map().values()):
        key.data.send()
    while selector.get_map():
        ready = selector.select(SILENCE_SECONDS)
        if not ready:
            raise ConnectionError(f"no answer for {SILENCE_SECONDS:.0f} seconds")
        for key, _ in ready:
            connection = key.data
            if not connection.complete():
                continue
            now = perf_counter()
            latencies.append((now - connection.sent_at) * 1000)
            statuses[connection.answer[STATUS]] += 1
            if now - started < job.seconds:
                connection.send()
            else:
                selector.unregister(connection.socket)
                connection.socket.close()
    wanted = b"201" if METHODS[job.row] == "POST" else b"200"
    return Load(
        seconds=now - started,
        cpu_seconds=process_time() - used,
        latencies_ms=latencies,
        refused={one.decode(): times for one, times in statuses.items() if one != wanted},
        sample=connection.answer.partition(END_OF_HEADERS)[2].decode("utf-8", "replace"),
    )


def _requests(job: Job, connection: int) -> Iterator[bytes]:
    """What one connection sends: its shop's accounts in turn, each shop shared by few."""
    choice = Random(f"{job.name}-{connection}")
    shop = connection % len(job.slugs)
    slug, method = job.slugs[shop], METHODS[job.row]
    sharing = range(shop, CONNECTIONS, len(job.slugs))
    accounts = range(job.first, job.last + 1)[sharing.index(connection) :: len(sharing)]
    baskets = [order_body(basket(job.by_producer[shop])) for _ in range(BASKETS)]
    bodies = cycle(baskets)
    for number, account_id in zip(count(), cycle(accounts)):
        path = job.prefix + path_of(job.row, choice.randint(1, job.products))
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: {slug}.localhost\r\naccept: application/json\r\n"
            f"authorization: Bearer {token_of(slug, account_id)}\r\n"
        )
        if method == "GET":
            yield f"{head}\r\n".encode()
            continue
        body = next(bodies)
        head += (
            f"idempotency-key: {job.name}-{connection}-{number}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
        )
        yield f"{head}\r\n".encode() + body


if __name__ == "__main__":
    sys.stdout.buffer.write(
        msgspec.json.encode(drive(msgspec.json.decode(sys.stdin.buffer.read(), type=Job)))
    )
