"""Whom the back office beside the shop may write a code to: asked for from this machine alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.identity.operators.service import is_from_this_machine
from tests.support.another import another_client
from tests.support.inspect import change
from tests.support.world import SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

LOOK_UP = "/api/admin-user-lookup"
PHONE = "+306900000001"


@pytest.fixture
async def operators(owner: Connection, world: World) -> None:
    """One with each telephone in either shop, and one who left."""
    for shop, host in (("agora", "agora"), ("hedgerow", "hedgerow")):
        await change(
            owner,
            shop,
            "INSERT INTO operators VALUES "
            f"('{SHOPS[shop]}', 1, 'a', '{PHONE}', 'desk@{host}.example', true), "
            f"('{SHOPS[shop]}', 2, 'b', '+306900000002', NULL, false)",
        )


@pytest.mark.usefixtures("operators")
@pytest.mark.parametrize(
    ("phone", "status", "body"),
    [
        (PHONE, 200, {"email": "desk@agora.example", "isActive": True}),
        ("+306900000002", 200, {"email": None, "isActive": False}),
        ("+306999999999", 404, {}),
        # A plus that was not encoded is a blank, which is trimmed: another telephone.
        (PHONE[1:], 404, {}),
    ],
)
async def test_an_operator_is_found_by_the_telephone_in_its_own_shop(
    client: httpx.AsyncClient, phone: str, status: int, body: dict[str, Any]
) -> None:
    answer = await client.get(LOOK_UP, params={"phone": phone})
    assert (answer.status_code, answer.json()) == (status, body)


@pytest.mark.parametrize("query", [{}, {"phone": ""}, {"phone": "  "}])
async def test_nobody_is_found_without_a_telephone(
    client: httpx.AsyncClient, world: World, query: dict[str, str]
) -> None:
    answer = await client.get(LOOK_UP, params=query)
    assert (answer.status_code, answer.json()["message"]) == (400, "Phone required")


@pytest.mark.usefixtures("operators")
@pytest.mark.parametrize("forwarded", ["8.8.8.8", "127.0.0.1, 8.8.8.8", "8.8.8.8, 127.0.0.1", "?"])
@pytest.mark.parametrize("trusted", [(), ("127.0.0.1",)])
async def test_whom_a_proxy_speaks_for_is_not_on_this_machine(
    database_urls: DatabaseUrls, forwarded: str, trusted: tuple[str, ...]
) -> None:
    async with another_client(database_urls, trusted_proxies=trusted) as visitor:
        asked = {"phone": PHONE}
        refused = await visitor.get(LOOK_UP, params=asked, headers={"x-forwarded-for": forwarded})
        assert (refused.status_code, refused.json()["message"]) == (403, "Internal only")
        assert (await visitor.get(LOOK_UP, params=asked)).status_code == 200


@given(st.ip_addresses().filter(lambda address: not address.is_loopback))
def test_no_other_address_is_this_machine(address: object) -> None:
    assert not is_from_this_machine(str(address), [])
    assert not is_from_this_machine("127.0.0.1", [f"::1, {address}"])
    assert is_from_this_machine("::1", ["127.0.0.1"])
