"""A small world of two shops in which tests act: the same ids in both, different owners.

``agora`` sells in EUR and is the default tenant, ``hedgerow`` sells in GBP. Each has the same
people, producers and products under the same numbers, so an answer from the wrong shop shows. The
numbers below are the ids. Passwords are ``password``; tokens are ``tokens[shop][person]``; each
shop signs its operators' tokens with a secret of its own.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

import asyncpg
import jwt
import msgspec

from api.catalog.counting.queries import COUNT_ALL, MARK_CATEGORIES, SHELVE
from api.identity.rules import hash_password

if TYPE_CHECKING:
    from asyncpg import Connection

MOMENT: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SHOPS: Final = {
    "agora": UUID("00000000-0000-4000-8000-00000000000a"),
    "hedgerow": UUID("00000000-0000-4000-8000-00000000000b"),
}
HOSTS: Final = {"agora": "agora.test", "hedgerow": "hedgerow.test"}
CURRENCIES: Final = {"agora": "EUR", "hedgerow": "GBP"}
OPERATOR_SECRETS: Final = {shop: f"operator secret of {shop}, over 32 bytes" for shop in SHOPS}

ADMIN: Final = 1
CONSUMER: Final = 2
OTHER_CONSUMER: Final = 3
PRODUCER: Final = 4
OTHER_PRODUCER: Final = 5
BUSINESS: Final = 6
PENDING_PRODUCER: Final = 7
NEWCOMER: Final = 8
"""A producer's account without a profile."""

PEOPLE: Final = {
    "admin": (ADMIN, "admin"),
    "consumer": (CONSUMER, "consumer"),
    "other_consumer": (OTHER_CONSUMER, "consumer"),
    "producer": (PRODUCER, "producer"),
    "other_producer": (OTHER_PRODUCER, "producer"),
    "business": (BUSINESS, "business"),
    "pending_producer": (PENDING_PRODUCER, "producer"),
    "newcomer": (NEWCOMER, "producer"),
}

OLIVES: Final = 1
"""Of producer 1: 4.20, 500 g, 100 in stock."""
HONEY: Final = 2
"""Of producer 1: 12.50, at a discount for 10.00, 6 in stock."""
CHEESE: Final = 3
"""Of producer 2: 8.00, no weight given, 100 in stock."""
HIDDEN: Final = 4
"""Of producer 1: not active."""
WHOLESALE: Final = 5
"""Of producer 2: for businesses only."""
SOLD_OUT: Final = 6
"""Of producer 2: none left."""

_SQL: Final = Path(__file__).with_name("world.sql").read_text(encoding="utf-8")


class World(msgspec.Struct, frozen=True):
    """What tests need to know beyond the constants of this module."""

    tokens: dict[str, dict[str, str]]

    def bearer(self, person: str | None, shop: str = "agora") -> dict[str, str]:
        """The headers of somebody who calls a shop; nobody is a guest."""
        headers = {"host": HOSTS[shop], "accept": "application/json"}
        if person is not None:
            headers["authorization"] = f"Bearer {self.tokens[shop][person]}"
        return headers

    def operator(self, shop: str = "agora") -> dict[str, str]:
        """The headers of the shop's back office, which acts as the administrator."""
        headers = {"host": HOSTS[shop], "accept": "application/json"}
        return {**headers, "authorization": f"Bearer {operator_token(shop)}"}


def operator_token(shop: str, *, secret: str | None = None, **claims: object) -> str:
    """What the shop's back office shows; claims replace the right ones, None leaves them out."""
    told = {"type": "admin", "iss": "dixis-auth", "sub": f"operator of {shop}", **claims}
    kept = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(kept, secret or OPERATOR_SECRETS[shop], algorithm="HS256")


async def build_world(owner_url: str) -> World:
    """Empty the database and fill it again; about 50 ms."""
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute(await _truncate(connection))
        tokens = {shop: await _fill(connection, shop) for shop in SHOPS}
    finally:
        await connection.close()
    return World(tokens)


async def _truncate(connection: Connection) -> str:
    rows = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
        "AND tablename NOT IN ('migration')"
    )
    return "TRUNCATE " + ", ".join(f'"{row["tablename"]}"' for row in rows)


async def _fill(connection: Connection, shop: str) -> dict[str, str]:
    tenant_id = SHOPS[shop]
    tokens: dict[str, str] = {}
    async with connection.transaction():
        await connection.execute(f"SET LOCAL app.tenant_id = '{tenant_id}'")
        script = (
            _SQL.replace(":tenant", f"'{tenant_id}'")
            .replace(":slug", f"'{shop}'")
            .replace(":host", f"'{HOSTS[shop]}'")
            .replace(":currency", f"'{CURRENCIES[shop]}'")
            .replace(":password", f"'{_password_hash()}'")
            .replace(":operator_secret", f"'{OPERATOR_SECRETS[shop]}'")
            .replace(":moment", f"'{MOMENT.isoformat()}'::timestamptz")
        )
        await connection.execute(script)
        await recount(connection, shop)
        for person, (account_id, _) in PEOPLE.items():
            secret = f"{shop}{person}".ljust(48, "x")
            tokens[person] = f"{account_id}|{secret}"
            await _keep_token(connection, tenant_id, account_id, secret)
    return tokens


async def _keep_token(
    connection: Connection, tenant_id: UUID, account_id: int, secret: str
) -> None:
    token_hash = hashlib.sha256(secret.encode()).digest()
    await connection.execute(
        "INSERT INTO access_tokens (tenant_id, id, account_id, name, token_hash, last_used_at, "
        "created_at) VALUES ($1, $2, $2, 'auth-token', $3, $4, $4)",
        tenant_id,
        account_id,
        token_hash,
        MOMENT,
    )
    await connection.execute(
        "INSERT INTO token_directory (credential_hash, tenant_id, kind, credential_id) "
        "VALUES ($1, $2, 'token', $3)",
        token_hash,
        tenant_id,
        account_id,
    )


async def recount(owner: Connection, shop: str) -> None:
    """Set right the totals of lists after products were written past the application."""
    await owner.execute("DELETE FROM listing_counts WHERE tenant_id = $1", SHOPS[shop])
    await owner.execute(
        "INSERT INTO listing_counts (tenant_id, facet, facet_id, audience, products) "
        f"SELECT $1, c.facet, c.facet_id, c.audience, c.products FROM ({COUNT_ALL}) AS c",
        SHOPS[shop],
    )
    rows = await owner.fetch("SELECT id FROM products WHERE tenant_id = $1", SHOPS[shop])
    for statement in (MARK_CATEGORIES, SHELVE):
        await owner.execute(statement, SHOPS[shop], [row["id"] for row in rows])


_HASHES: list[str] = []


def _password_hash() -> str:
    if not _HASHES:
        _HASHES.append(hash_password("password"))
    return _HASHES[0]
