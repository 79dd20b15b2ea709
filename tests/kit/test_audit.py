"""Who changed what is written with the change, without secrets, and never changed again."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import asyncpg
import pytest

from api.kit import audit
from tests.kit.scopes import work
from tests.support.inspect import count, snapshot

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from api.kit.db import Database
    from tests.support.world import World


async def test_a_row_says_who_did_what_to_what_and_when(
    database: Database, world: World, owner: Connection
) -> None:
    async with work(database, account_id=4) as uow:
        await audit.record(uow, "move", "shelf", 9, before={"row": 1}, after={"row": 2})
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["account_id"], entry["action"], entry["resource"]) == (4, "move", "shelf")
    assert (entry["resource_id"], entry["request_id"]) == (9, "test")
    assert (json.loads(entry["before"]), json.loads(entry["after"])) == ({"row": 1}, {"row": 2})
    assert entry["created_at"].isoformat() == "2026-01-15T12:00:00+00:00"
    assert await count(owner, "hedgerow", "audit_entries") == 0


@pytest.mark.parametrize("name", ["password", "password_hash", "api_token", "secret", "iban"])
async def test_a_secret_is_masked_on_both_sides(
    database: Database, world: World, owner: Connection, name: str
) -> None:
    async with work(database) as uow:
        await audit.record(
            uow, "change", "account", 1, before={name: "old"}, after={name: "new", "name": "Ada"}
        )
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert json.loads(entry["before"]) == {name: audit.MASK}
    assert json.loads(entry["after"]) == {name: audit.MASK, "name": "Ada"}


async def test_an_empty_secret_shows_that_it_is_empty(
    database: Database, world: World, owner: Connection
) -> None:
    async with work(database) as uow:
        await audit.record(uow, "change", "account", 1, before={"iban": None})
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert json.loads(entry["before"]) == {"iban": None}


async def test_a_change_that_is_undone_leaves_no_row(
    database: Database, world: World, owner: Connection
) -> None:
    with suppress(ZeroDivisionError):
        async with work(database) as uow:
            await audit.record(uow, "move", "shelf", 9)
            raise ZeroDivisionError
    assert await count(owner, "agora", "audit_entries") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'nothing' WHERE tenant_id = $1",
        "DELETE FROM audit_entries WHERE tenant_id = $1",
    ],
)
async def test_the_application_cannot_rewrite_what_happened(
    database: Database, world: World, statement: str
) -> None:
    async with work(database) as uow:
        await audit.record(uow, "move", "shelf", 9)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with work(database) as uow:
            await uow.run(statement)


async def test_registering_writes_no_password_down(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await client.post(
        "/api/v1/auth/register",
        json={
            "name": "Nia",
            "email": "nia@example.com",
            "password": "a very own secret",
            "password_confirmation": "a very own secret",
            "role": "consumer",
        },
    )
    entries = await snapshot(owner, "agora", "audit_entries")
    assert {entry["action"] for entry in entries} == {"register", "issue_token"}
    assert "a very own secret" not in str(entries)
    assert "argon2" not in str(entries)
