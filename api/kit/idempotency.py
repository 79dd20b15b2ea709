"""The same request twice has one effect and one answer.

Key, fingerprint, status and body are written in the transaction of the effect, so a crash cannot
part them. A rival with the same key waits for that transaction (at most the lock timeout) and then
gets the stored answer. Answers are kept for 24 hours. Only what succeeded is stored: a refused
request left nothing behind and may be tried again.
Source: draft-ietf-httpapi-idempotency-key-header-07.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from api.kit.db import LockNotAvailable
from api.kit.errors import BadRequest, Conflict, Failure

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

KEPT: Final = timedelta(hours=24)
LONGEST_KEY: Final = 255

# A finished row that has expired is taken over; a row of a transaction under way is waited for.
CLAIM_KEY: Final = """
INSERT INTO idempotency_keys AS held
    (tenant_id, caller, key, fingerprint, status, body, created_at, expires_at)
VALUES ($1, $2, $3, $4, 0, '', $5, $6)
ON CONFLICT (tenant_id, caller, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, status = 0, body = '',
        created_at = excluded.created_at, expires_at = excluded.expires_at
    WHERE held.expires_at <= excluded.created_at
"""
READ_KEY: Final = """
SELECT fingerprint, status, body FROM idempotency_keys
WHERE tenant_id = $1 AND caller = $2 AND key = $3
"""
STORE_ANSWER: Final = """
UPDATE idempotency_keys SET status = $4, body = $5
WHERE tenant_id = $1 AND caller = $2 AND key = $3
"""


class KeyReused(Failure):
    """The key was used for another request."""

    status = 422
    code = "idempotency_key_reused"


class Answer(msgspec.Struct, frozen=True):
    """What was answered the first time: HTTP status and the very bytes of the body."""

    status: int
    body: bytes


class Claim(msgspec.Struct, frozen=True):
    """A key that this unit of work holds; ``store`` keeps the answer with the effect."""

    caller: str
    key: str

    def store(self, uow: UnitOfWork, answer: Answer) -> None:
        """Keep the answer for everyone who comes with the same key and request."""
        uow.later(STORE_ANSWER, self.caller, self.key, answer.status, answer.body)


def fingerprint(method: str, path: str, body: object) -> bytes:
    """What makes two requests the same: method, path and the values sent."""
    canonical = msgspec.json.encode([method, path, body], order="deterministic")
    return hashlib.sha256(canonical).digest()


async def claim(uow: UnitOfWork, caller: str, key: str, print_: bytes) -> Claim | Answer:
    """Hold the key for this unit of work, or return the answer that it already has.

    Raises ``BadRequest`` for a key that is empty or longer than 255, ``KeyReused`` for one that
    belongs to another request and ``Conflict`` while the first request is still at work.
    """
    if not key.strip() or len(key) > LONGEST_KEY or "\0" in key:
        raise BadRequest(f"The Idempotency-Key must have 1 to {LONGEST_KEY} characters.")
    try:
        mine = await uow.run(CLAIM_KEY, caller, key, print_, uow.moment, uow.moment + KEPT)
    except LockNotAvailable as reason:
        raise Conflict(
            "The first request with this Idempotency-Key is still at work. Try again shortly.",
            headers={"Retry-After": "1"},
        ) from reason
    if mine:
        return Claim(caller, key)
    row = await uow.row(READ_KEY, caller, key)
    if row is None or row["fingerprint"] != print_:
        raise KeyReused(
            "This Idempotency-Key was already used for a different request. Use a new key."
        )
    return Answer(row["status"], row["body"])
