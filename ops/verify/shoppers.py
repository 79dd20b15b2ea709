"""Others who shop while records are replayed: another tenant of the same server, all the time.

What records answer must not depend on who else is there. The shoppers fill carts, place orders and
read them; a server that is away while it restarts is asked again, an answer that is a fault of the
server is counted and told.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import httpx
import msgspec

from ops.data.beside import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

PRODUCTS: Final = (1, 14, 26, 64)
PAUSE_SECONDS: Final = 0.05
_ADDRESS: Final = {
    "name": "Ελένη Καραμήτρου",
    "line1": "Ερμού 12",
    "city": "Αθήνα",
    "postal_code": "10563",
    "country": "GR",
}


class Traffic(msgspec.Struct):
    """What the shoppers did: answers by status, and how often the server was away."""

    answers: Counter[int] = msgspec.field(default_factory=Counter)
    away: int = 0

    @property
    def faults(self) -> int:
        return sum(times for status, times in self.answers.items() if status >= 500)

    def told(self) -> str:
        """One sentence."""
        statuses = ", ".join(
            f"{times} × {status}" for status, times in sorted(self.answers.items())
        )
        return f"Beside it: {statuses or 'nothing'}; {self.away} times nobody answered."


@contextmanager
def shopping(base_url: str, tokens: list[str]) -> Iterator[Traffic]:
    """One connection for each token, until the block ends."""
    traffic, stop = Traffic(), threading.Event()
    thread = threading.Thread(target=asyncio.run, args=(_shop(base_url, tokens, traffic, stop),))
    thread.start()
    try:
        yield traffic
    finally:
        stop.set()
        thread.join()


async def _shop(base_url: str, tokens: list[str], traffic: Traffic, stop: threading.Event) -> None:
    async with asyncio.TaskGroup() as together:
        for number, token in enumerate(tokens):
            together.create_task(_one(base_url, token, PRODUCTS[number % 4], traffic, stop))


async def _one(
    base_url: str, token: str, product: int, traffic: Traffic, stop: threading.Event
) -> None:
    headers = {"Host": HOST, "Accept": "application/json", "Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=base_url, headers=headers, timeout=30.0) as client:
        while not stop.is_set():
            try:
                for method, path, body in _round(product):
                    answer = await client.request(method, path, json=body)
                    traffic.answers[answer.status_code] += 1
            except httpx.TransportError:
                traffic.away += 1
                await asyncio.sleep(PAUSE_SECONDS)


def _round(product: int) -> Iterator[tuple[str, str, Any]]:
    """What a shopper does again and again; what ran out is sold out, which is an answer too."""
    lines = [{"product_id": product, "quantity": 1}]
    order = {"currency": "EUR", "items": lines, "shipping_method": "HOME"}
    yield "GET", "/api/v1/public/products?per_page=3", None
    yield "POST", "/api/v1/cart/items", lines[0]
    yield "GET", "/api/v1/cart/items", None
    yield "POST", "/api/v1/orders", {**order, "shipping_address": _ADDRESS}
    yield "GET", "/api/v1/orders", None
    yield "DELETE", "/api/v1/cart/clear", None
