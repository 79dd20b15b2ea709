"""Registering as a producer opens a profile that waits for the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.inspect import count, snapshot

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

FORM: dict[str, Any] = {
    "name": "Μελισσοκόμος Νέος",
    "email": "new@example.com",
    "password": "s3cretpass",
    "password_confirmation": "s3cretpass",
    "role": "producer",
}


async def test_the_profile_bears_the_accounts_address_and_waits(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    answer = await client.post("/api/v1/auth/register", json={**FORM, "tax_id": "111222333"})
    account_id = answer.json()["user"]["id"]
    [row] = await snapshot(owner, "agora", "producers", f"account_id = {account_id}")
    assert (row["email"], row["tax_id"]) == ("new@example.com", "111222333")
    assert row["slug"] == f"melissokomos-neos-{account_id}"
    assert (row["status"], row["is_active"], row["verified"]) == ("pending", False, False)


async def test_a_tax_id_that_another_producer_has_opens_no_account(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    answer = await client.post("/api/v1/auth/register", json={**FORM, "tax_id": "094014201"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["tax_id"])
    assert await count(owner, "agora", "accounts") == 8
    assert await count(owner, "agora", "producers") == 3
