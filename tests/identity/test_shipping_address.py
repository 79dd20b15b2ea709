"""What a checkout is filled in with (contract: auth/shipping-address, auth/profile)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.inspect import change
from tests.support.world import CONSUMER

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from tests.support.world import World

PATH = "/api/v1/auth/shipping-address"
HOME: dict[str, Any] = {
    "name": "Cora Consumer",
    "line1": "Ερμού 1",
    "line2": "2ος",
    "city": "Αθήνα",
    "postal_code": "10563",
    "country": "GR",
    "phone": "6900000000",
}


async def keep(owner: Connection, number: int, **changes: object) -> None:
    """Keep an address of account 2 under a number."""
    columns = {**HOME, "type": "shipping", "is_default": False, **changes}
    values = ", ".join("NULL" if each is None else f"'{each}'" for each in columns.values())
    await change(
        owner,
        "agora",
        f"INSERT INTO addresses (tenant_id, id, account_id, {', '.join(columns)}, created_at, "
        f"updated_at) SELECT tenant_id, {number}, id, {values}, created_at, created_at "
        f"FROM accounts WHERE id = {CONSUMER}",
    )


async def asked(client: httpx.AsyncClient, world: World, person: str = "consumer") -> Any:
    return (await client.get(PATH, headers=world.bearer(person))).json()


async def test_a_kept_address_comes_first(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await keep(owner, 1)
    assert await asked(client, world) == {"address": HOME, "source": "saved_address"}
    profile = await client.get("/api/v1/auth/profile", headers=world.bearer("consumer"))
    assert profile.json()["shipping_address"] == HOME


async def test_of_several_the_chosen_one_else_the_oldest(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await keep(owner, 1, type="billing", line1="Office")
    await keep(owner, 2, line1="Oldest", line2=None, phone=None)
    await keep(owner, 3, line1="Newer")
    first = await asked(client, world)
    assert first["address"] == {**HOME, "line1": "Oldest", "line2": None, "phone": None}
    await change(owner, "agora", "UPDATE addresses SET is_default = true WHERE id = 3")
    assert (await asked(client, world))["address"]["line1"] == "Newer"


async def test_without_one_it_is_where_the_newest_order_went(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    bare = {"line1": "", "city": "", "country": "GR", "phone": ""}
    address = {"name": "Cora", "postal_code": "10563", **bare}
    assert await asked(client, world) == {"address": address, "source": "last_order"}
    written = '{"line1": "Ερμού 1", "city": "Αθήνα", "country": "CY", "phone": null}'
    statement = f"UPDATE orders SET shipping_address = '{written}' WHERE id = 1"
    await change(owner, "agora", statement)
    assert (await asked(client, world))["address"] == {
        "name": "Cora Consumer",
        "line1": "Ερμού 1",
        "city": "Αθήνα",
        "postal_code": "",
        "country": "CY",
        "phone": "",
    }


async def test_nobody_else_s_address_is_shown(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await keep(owner, 1)
    for person in ("producer", "admin"):
        assert await asked(client, world, person) == {"address": None, "source": None}
    assert (await client.get(PATH)).status_code == 401
    there = await client.get(PATH, headers=world.bearer("consumer", "hedgerow"))
    assert there.json()["source"] == "last_order"


async def test_an_order_without_an_address_tells_nothing(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    await change(owner, "agora", "UPDATE orders SET shipping_address = NULL")
    assert await asked(client, world) == {"address": None, "source": None}
