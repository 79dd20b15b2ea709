"""What a shop asks of an order beyond the contract: postal codes of its country, its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.support.another import another_client
from tests.support.inspect import count, snapshot
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


async def test_accepted_terms_are_kept_with_the_order_in_the_wording_that_was_shown(
    world: World, owner: Connection, database_urls: DatabaseUrls
) -> None:
    await owner.execute(
        "UPDATE tenants SET settings = '{\"terms_version\": \"2026-11\"}' WHERE slug = 'agora'"
    )
    async with another_client(database_urls) as visitor:
        silent = await visitor.post(PATH, json=order())
        accepted = await visitor.post(
            PATH, json=order(terms_accepted="on", terms_version="2026-11")
        )
        outdated = await visitor.post(
            PATH, json=order(terms_accepted=True, terms_version="2025-01")
        )
    assert (silent.status_code, accepted.status_code) == (201, 201)
    assert (outdated.status_code, list(outdated.json()["errors"])) == (422, ["terms_version"])
    assert "2026-11" not in accepted.text
    for placed, kept in ((silent, None), (accepted, "2026-11")):
        number = placed.json()["data"]["id"]
        (row,) = await snapshot(owner, "agora", "orders", f"id = {number}")
        moment = row["created_at"] if kept else None
        assert (row["terms_version"], row["terms_accepted_at"]) == (kept, moment)
        (told,) = await snapshot(
            owner, "agora", "audit_entries", f"resource = 'order' AND resource_id = {number}"
        )
        assert msgspec.json.decode(told["after"])["terms_version"] == kept


@pytest.mark.parametrize(("shown", "status"), [("0.01", 409), (None, 201), ("right", 201)])
async def test_nobody_pays_another_price_than_was_shown(
    world: World, owner: Connection, database_urls: DatabaseUrls, shown: str | None, status: int
) -> None:
    async with another_client(database_urls) as visitor:
        product = (await visitor.get(f"/api/v1/public/products/{OLIVES}")).json()
        price = float(product["discount_price"] or product["price"])
        quoted = price if shown == "right" else shown
        answer = await visitor.post(PATH, json=order(quoted_subtotal=quoted))
    assert answer.status_code == status
    if status == 409:
        assert answer.json()["code"] == "PRICES_CHANGED"
        assert answer.json()["quoted_subtotal"] == 0.01
        assert answer.json()["locked_subtotal"] == price
        assert await count(owner, "agora", "orders") == 2
