"""Calls to other people's servers, which are made while no transaction is open.

A request that asks somebody outside and answers with what it got has three steps: prepare (a
transaction that writes down what is about to be asked), call, and settle (a transaction that also
bears a rival's having come first). A connection held through a call would be missing to everybody
else for as long as the other side takes; ``call`` therefore refuses to begin.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Final

import httpx
import msgspec

from api.kit.db import transaction_is_open

MOST_BYTES: Final = 1024 * 1024
"""A longer answer is no answer."""
FIRST_PAUSE: Final = 0.2
"""Seconds before the second attempt; each further pause is twice as long."""
_FAULTS: Final = 500


class TransactionOpen(RuntimeError):
    """A call was about to be made inside a unit of work: a defect of the caller."""


class NoAnswer(Exception):
    """The other side could not be reached, took too long, or said more than anybody reads."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the other side said. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    seconds: float,
    attempts: int = 1,
) -> Answer:
    """The other side's answer, whatever its status; redirects are answers too.

    ``seconds`` is what one attempt may take, from connecting to the last byte. More ``attempts``
    than one are for requests that may be repeated: after no answer and after a status from 500 on
    the call waits and tries again, and the last attempt counts. Raises ``NoAnswer``, and
    ``TransactionOpen`` inside a unit of work.
    """
    if transaction_is_open():
        raise TransactionOpen(f"{method} {url} inside a unit of work: commit first, then call")
    async with httpx.AsyncClient(verify=_trusted(), timeout=seconds, trust_env=False) as client:
        request = client.build_request(method, url, headers=dict(headers), content=body)
        for attempt in range(1, attempts + 1):
            last = attempt == attempts
            try:
                async with asyncio.timeout(seconds):
                    answer = await _send(client, request)
            except (httpx.HTTPError, TimeoutError) as reason:
                if last:
                    raise NoAnswer(f"{method} {url}: {reason!r}") from reason
            else:
                if last or answer.status < _FAULTS:
                    return answer
            await asyncio.sleep(FIRST_PAUSE * 2 ** (attempt - 1))
    raise ValueError("a call has one attempt at least")


async def _send(client: httpx.AsyncClient, request: httpx.Request) -> Answer:
    response = await client.send(request, stream=True)
    try:
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise NoAnswer(f"{request.url} answered with more than {MOST_BYTES} bytes")
    finally:
        await response.aclose()
    return Answer(
        status=response.status_code, headers=dict(response.headers.items()), body=bytes(body)
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the list of authorities takes 20 ms, once."""
    return httpx.create_ssl_context()
