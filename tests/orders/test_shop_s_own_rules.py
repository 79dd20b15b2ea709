"""What a shop asks of an order beyond the contract: postal codes of its country, its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.another import another_client
from tests.support.inspect import count
from tests.support.world import OLIVES

if TYPE_CHECKING:
    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.world import World

PATH = "/api/v1/public/orders"


def order(**more: object) -> dict[str, Any]:
    return {
        "items": [{"product_id": OLIVES, "quantity": 1}],
        "currency": "EUR",
        "shipping_method": "HOME",
        **more,
    }


@pytest.mark.parametrize(
    ("columns", "code", "status"),
    [
        ("origin = 'new'", "ABC", 422),
        ("origin = 'new'", "1056", 422),
        ("origin = 'new'", "10564", 201),
        ("origin = 'new'", None, 201),
        ("origin = 'new', country = 'GB'", "HR1 2AA", 201),
        ("origin = 'new', country = 'GB'", "10564", 422),
        ("origin = 'imported'", "ABC", 201),
    ],
)
async def test_a_new_shop_takes_postal_codes_of_its_country_and_an_imported_one_any(
    world: World,
    owner: Connection,
    database_urls: DatabaseUrls,
    columns: str,
    code: str | None,
    status: int,
) -> None:
    await owner.execute(f"UPDATE tenants SET {columns} WHERE slug = 'agora'")
    async with another_client(database_urls) as visitor:
        answer = await visitor.post(PATH, json=order(shipping_address={"postal_code": code}))
    assert answer.status_code == status
    if status == 422:
        assert list(answer.json()["errors"]) == ["shipping_address.postal_code"]
        assert await count(owner, "agora", "orders") == 2


async def test_a_shop_may_ask_that_its_terms_are_accepted(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await owner.execute(
        "UPDATE tenants SET settings = '{\"terms_required\": true}' WHERE slug = 'agora'"
    )
    async with another_client(database_urls) as visitor:
        for given in ({}, {"terms_accepted": False}, {"terms_accepted": None}):
            answer = await visitor.post(PATH, json=order(**given))
            assert (answer.status_code, list(answer.json()["errors"])) == (422, ["terms_accepted"])
        assert await count(owner, "agora", "orders") == 2
        accepted = await visitor.post(PATH, json=order(terms_accepted=True))
    assert accepted.status_code == 201
