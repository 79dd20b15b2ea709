"""Answering a request once per idempotency key, however often it comes.

The key is the header ``Idempotency-Key`` or, as the old front end sends it, ``X-Idempotency-Key``.
A caller without one is answered as often as it asks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from litestar import Response

from api.kit import idempotency
from api.kit.db import UnitOfWork
from api.kit.idempotency import Answer
from api.laravel.answer import JsonAnswer
from api.laravel.request import StoaRequest


async def answer_once(
    request: StoaRequest, uow: UnitOfWork, operation: str, work: Callable[[], Awaitable[Answer]]
) -> Response[bytes]:
    """What ``work`` answers, or what it answered the first time with this key.

    ``operation`` names what is done, the same under all paths that lead to it. Raises what
    ``idempotency.claim`` raises.
    """
    key = request.headers.get("idempotency-key") or request.headers.get("x-idempotency-key")
    if key is None:
        return _response(await work(), replayed=False)
    print_ = idempotency.fingerprint("POST", operation, await request.input())
    claimed = await idempotency.claim(uow, _caller(request), key, print_)
    if isinstance(claimed, Answer):
        return _response(claimed, replayed=True)
    answer = await work()
    claimed.store(uow, answer)
    return _response(answer, replayed=False)


def _response(answer: Answer, *, replayed: bool) -> Response[bytes]:
    headers = {"Idempotent-Replayed": "true"} if replayed else {}
    return JsonAnswer(
        answer.body, status_code=answer.status, media_type="application/json", headers=headers
    )


def _caller(request: StoaRequest) -> str:
    """Whose key it is: the account's, for guests their address's."""
    account_id = request.principal.account_id
    return f"account:{account_id}" if account_id else f"address:{request.client_address}"
