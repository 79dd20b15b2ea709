"""The test world made ready for attackers: every text says whose it is.

``build_marked_world`` adds to both shops of ``world.py``: texts that name their shop and, where
they are private, their account; things that exist in one shop only (``ONLY``); expired tokens and
browser sessions for everybody.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import asyncpg
import msgspec

from api.identity.rules import hash_secret
from tests.support.world import CURRENCIES, MOMENT, PEOPLE, SHOPS, World, build_world, recount

if TYPE_CHECKING:
    from asyncpg import Connection

ONLY: Final = {"agora": 80001, "hedgerow": 70001}
"""The number of whatever exists in this shop and not in the other."""
NOWHERE: Final = 90001
"""A number that nothing has."""

ORDER_TOKENS: Final = {
    "agora": "8a000000-0000-4000-8000-000000000001",
    "hedgerow": "7b000000-0000-4000-8000-000000000001",
    "nowhere": "9c000000-0000-4000-8000-000000000001",
}
PURCHASE_TOKENS: Final = {
    "agora": "8a000000-0000-4000-8000-000000000002",
    "hedgerow": "7b000000-0000-4000-8000-000000000002",
}
# What two letters brought: to account 2 a way to a new password, to 3 the proof of its address.
RESET_SECRET: Final = "reset-secret".ljust(64, "x")
VERIFICATION_SECRET: Final = "verification-secret".ljust(64, "x")
# Columns that a repetition draws anew or that hold what the attacker typed.
VOLATILE: Final = (
    "public_token",
    "request_id",
    "decision_id",
    "token_hash",
    "session_hash",
    "credential_hash",
    "password_hash",
    "secret_hash",
    "email",
    "email_key",
    "after",
)
PLATFORM_TABLES: Final = ("tenants", "tenant_domains", "token_directory")

_SQL: Final = Path(__file__).with_name("marked_world.sql").read_text(encoding="utf-8")


def other_shop(shop: str) -> str:
    """The shop next door."""
    return "hedgerow" if shop == "agora" else "agora"


def expired_token(person: str, shop: str) -> str:
    """A token that ran out a second before the world's moment."""
    account_id = PEOPLE[person][0]
    return f"{100 + account_id}|expired-{shop}-{account_id}"


def session_value(person: str | None, shop: str) -> str:
    """The session cookie of a person, or of a guest."""
    if person is None:
        return f"g{shop}-guest".ljust(44, "x")
    return f"s{shop}-{PEOPLE[person][0]}".ljust(44, "x")


async def build_marked_world(owner_url: str) -> World:
    """Build the world anew and mark it; about 100 ms."""
    world = await build_world(owner_url)
    connection = await asyncpg.connect(owner_url)
    try:
        for shop in SHOPS:
            await _mark(connection, shop)
    finally:
        await connection.close()
    return world


async def _mark(connection: Connection, shop: str) -> None:
    script = _SQL
    for word, value in {
        ":tenant": f"'{SHOPS[shop]}'::uuid",
        ":purchase_token": f"'{PURCHASE_TOKENS[shop]}'",
        ":reset_hash": f"'{hash_secret(RESET_SECRET)}'",
        ":verification_hash": f"'{hash_secret(VERIFICATION_SECRET)}'",
        ":order_token": f"'{ORDER_TOKENS[shop]}'",
        ":currency": f"'{CURRENCIES[shop]}'",
        ":moment": f"'{MOMENT.isoformat()}'::timestamptz",
        ":shop": f"'{shop}'",
        ":only": str(ONLY[shop]),
    }.items():
        script = script.replace(word, value)
    async with connection.transaction():
        await connection.execute(f"SET LOCAL app.tenant_id = '{SHOPS[shop]}'")
        await connection.execute(script)
        await recount(connection, shop)


class Fingerprint(msgspec.Struct, frozen=True):
    """The checksum of every table of one shop; equal fingerprints mean equal rows."""

    tables: dict[str, str]

    def differing(self, other: Fingerprint) -> list[str]:
        """The tables whose rows differ."""
        names = self.tables.keys() | other.tables.keys()
        return sorted(name for name in names if self.tables.get(name) != other.tables.get(name))


class Watch:
    """Looks at all rows of both shops with the owner's connection."""

    def __init__(self, owner: Connection, tables: list[str]) -> None:
        self._owner = owner
        self._tables = tables

    @classmethod
    async def over(cls, owner: Connection) -> Watch:
        """Watch every table that has a tenant."""
        rows = await owner.fetch(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') "
            "AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        return cls(owner, [row["relname"] for row in rows])

    async def fingerprint(self, shop: str, *, without: tuple[str, ...] = ()) -> Fingerprint:
        """Checksums of the shop's rows, leaving out the columns ``without``."""
        hidden = "'{" + ",".join(without) + "}'::text[]"
        row_text = f"(to_jsonb(t) - {hidden})::text" if without else "t::text"
        parts = [
            f"SELECT '{table}' AS name, md5(string_agg({row_text}, '|' ORDER BY {row_text})) "
            f"AS checksum FROM \"{table}\" t WHERE tenant_id = '{SHOPS[shop]}'"
            for table in self._tables
        ]
        async with self._owner.transaction(readonly=True):
            await self._owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS[shop]}'")
            rows = await self._owner.fetch(" UNION ALL ".join(parts))
        return Fingerprint({row["name"]: row["checksum"] or "" for row in rows})

    async def writes(self) -> int:
        """A number that grows with every transaction on the server that wrote anything.

        PostgreSQL gives a transaction a number of its own when it first writes, so an unchanged
        number proves that no row changed anywhere and spares reading them all.
        """
        number = await self._owner.fetchval("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        return int(number)


def secret_hash(value: str) -> bytes:
    """What the database keeps of a credential."""
    return hashlib.sha256(value.encode()).digest()
