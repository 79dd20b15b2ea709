"""Integers unique within a tenant, counted per entity.

A shop's numbers say nothing about other shops, and an import sets the counters. Ids are taken in
blocks outside the caller's transaction, so two orders never wait for each other's number; ids of
a transaction that was undone are skipped. What a stranger may hold is random instead.
"""

from __future__ import annotations

import asyncio
import secrets
import string
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING, Final
from uuid import UUID

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

# What a bigint holds; a larger number in a path cannot name anything.
LARGEST_ID: Final = 2**63 - 1

_LETTERS: Final = string.ascii_letters + string.digits

# A worker that uses a block up within so many seconds takes twice as many next, at most 16 times a
# block; at a hundred orders a second the counters were half a statement of each order.
BUSY_SECONDS: Final = 5.0
MOST_BLOCKS: Final = 16

# A transaction of its own in one round trip: the row to insert is there when the tenant is bound.
TAKE_BLOCK: Final = """
INSERT INTO id_counters (tenant_id, entity, next_id)
SELECT $1, $2, 1 + $3::bigint
FROM (SELECT set_config('app.tenant_id', $1::uuid::text, true) AS tenant) AS bound
WHERE bound.tenant IS NOT NULL
ON CONFLICT (tenant_id, entity) DO UPDATE SET next_id = id_counters.next_id + $3::bigint
RETURNING next_id - $3::bigint
"""

TakeBlock = Callable[[str, UUID, str, int], Awaitable[int]]


class IdBlocks:
    """The blocks that one worker holds, per tenant and entity."""

    def __init__(self, take_block: TakeBlock, block: int) -> None:
        self._take_block = take_block
        self._block = block
        self._held: dict[tuple[UUID, str], deque[range]] = {}
        self._locks: dict[tuple[UUID, str], asyncio.Lock] = {}
        self._sizes: dict[tuple[UUID, str], tuple[int, float]] = {}

    async def take(self, tenant_id: UUID, entity: str, count: int) -> list[int]:
        """``count`` fresh ids in ascending order."""
        key = (tenant_id, entity)
        blocks = self._held.get(key)
        if blocks and len(blocks[0]) > count:
            taken, blocks[0] = blocks[0][:count], blocks[0][count:]
            return list(taken)
        return await self._take(key, count)

    async def _take(self, key: tuple[UUID, str], count: int) -> list[int]:
        tenant_id, entity = key
        taken = self._from_held(key, count)
        while len(taken) < count:
            async with self._locks.setdefault(key, asyncio.Lock()):
                taken += self._from_held(key, count - len(taken))
                missing = count - len(taken)
                if missing:
                    size = max(self._size(key), missing)
                    first = await self._take_block(TAKE_BLOCK, tenant_id, entity, size)
                    self._held.setdefault(key, deque()).append(range(first, first + size))
                    taken += self._from_held(key, missing)
        return taken

    def _size(self, key: tuple[UUID, str]) -> int:
        """How many to take next: twice as many as last time where those lasted only seconds."""
        now = monotonic()
        size, taken_at = self._sizes.get(key, (0, 0.0))
        hurried = size > 1 and now - taken_at < BUSY_SECONDS
        size = min(size * 2, self._block * MOST_BLOCKS) if hurried else self._block
        self._sizes[key] = (size, now)
        return size

    def _from_held(self, key: tuple[UUID, str], count: int) -> list[int]:
        taken: list[int] = []
        blocks = self._held.get(key)
        while blocks and len(taken) < count:
            block = blocks.popleft()
            wanted = count - len(taken)
            taken.extend(block[:wanted])
            if block[wanted:]:
                blocks.appendleft(block[wanted:])
        return taken


async def next_id(uow: UnitOfWork, entity: str) -> int:
    """One fresh id of the entity in the unit of work's tenant."""
    return (await uow.database.ids.take(uow.tenant_id, entity, 1))[0]


async def next_ids(uow: UnitOfWork, entity: str, count: int) -> list[int]:
    """``count`` fresh ids of the entity, ascending."""
    return await uow.database.ids.take(uow.tenant_id, entity, count)


def random_text(length: int) -> str:
    """Letters and digits that a stranger may hold; 5.95 random bits each."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def random_digits(length: int) -> str:
    """Decimal digits that a stranger may hold; 3.3 random bits each."""
    return "".join(secrets.choice(string.digits) for _ in range(length))


def random_uuid4() -> UUID:
    """A token that a stranger may hold; 122 random bits."""
    return UUID(bytes=secrets.token_bytes(16), version=4)
