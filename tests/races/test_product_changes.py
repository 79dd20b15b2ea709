"""Several people change the same product, take the same slug or address at once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest

from api.catalog import service
from tests.races.barrier import at_once
from tests.support.inspect import change, count, snapshot
from tests.support.world import OLIVES, SHOPS

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection, Record

    from api.kit.db import UnitOfWork
    from tests.support.world import World

# More than the pool has connections, and no multiple of them.
TOGGLES = 14
UNIQUE_SLUG = "products_slug_key"


async def toggle_at_once(client: httpx.AsyncClient, world: World, owner: Connection) -> list[bool]:
    """Toggle a shown product fourteen times at once; what it became, by the audit rows."""
    calls = [
        partial(
            client.patch,
            f"/api/v1/producer/products/{OLIVES}/toggle",
            headers=world.bearer(("producer", "admin")[number % 2]),
        )
        for number in range(TOGGLES)
    ]
    answers = await at_once(calls)
    assert {answer.status_code for answer in answers} == {200}
    entries = await snapshot(owner, "agora", "audit_entries")
    return sorted(json.loads(entry["after"])["is_active"] for entry in entries)


async def test_no_toggle_is_lost(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    became = await toggle_at_once(client, world, owner)
    assert became == [False] * (TOGGLES // 2) + [True] * (TOGGLES // 2)
    [product] = await snapshot(owner, "agora", "products", f"id = {OLIVES}")
    assert product["is_active"] is True


async def test_twin_what_was_read_before_the_lock_loses_toggles(
    client: httpx.AsyncClient,
    world: World,
    owner: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def trust_what_was_read(
        uow: UnitOfWork, action: str, product_id: int, *, known: Record | None = None
    ) -> Record:
        """The bug: the product is not read again once its row is held."""
        product = await service.find_product(uow, product_id) if known is None else known
        await uow.value("SELECT pg_sleep(0.02) WHERE $1::uuid IS NOT NULL")
        return product

    monkeypatch.setattr(service, "hold_product", trust_what_was_read)
    became = await toggle_at_once(client, world, owner)
    assert became != [False] * (TOGGLES // 2) + [True] * (TOGGLES // 2)


async def test_a_product_is_taken_out_of_the_shop_once(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    delete = partial(client.delete, f"/api/v1/products/{OLIVES}", headers=world.bearer("admin"))
    answers = await at_once([delete] * 10)
    assert Counter(answer.status_code for answer in answers) == {204: 1, 404: 9}
    assert await count(owner, "agora", "audit_entries") == 1


async def create_at_once(client: httpx.AsyncClient, world: World) -> Counter[int]:
    create = partial(
        client.post,
        "/api/v1/products",
        json={"name": "Same name", "price": 1},
        headers=world.bearer("producer"),
    )
    return Counter(answer.status_code for answer in await at_once([create] * 10))


async def test_a_slug_goes_to_one_of_ten(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    assert await create_at_once(client, world) == {201: 1, 422: 9}
    assert await count(owner, "agora", "products") == 7
    assert await count(owner, "agora", "stock_levels") == 7


async def test_twin_without_the_unique_index_all_ten_get_it(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    [definition] = await owner.fetch("SELECT pg_get_indexdef($1::regclass)", UNIQUE_SLUG)
    await owner.execute(f"DROP INDEX {UNIQUE_SLUG}")
    try:
        assert await create_at_once(client, world) == {201: 10}
    finally:
        await change(owner, "agora", "UPDATE products SET slug = 'product-' || id")
        await owner.execute(definition[0])


async def test_an_address_signs_up_once(client: httpx.AsyncClient, owner: Connection) -> None:
    sign_up = [
        partial(
            client.post,
            "/api/v1/auth/register",
            json={
                "name": "Nia",
                "email": ("nia@example.com", "NIA@example.com")[number % 2],
                "password": "long enough",
                "password_confirmation": "long enough",
                "role": "consumer",
            },
        )
        for number in range(6)
    ]
    answers = await at_once(sign_up)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: 5}
    assert await count(owner, "agora", "accounts") == 9


async def test_who_waits_for_a_product_that_is_given_away_meanwhile_is_refused(
    client: httpx.AsyncClient, world: World, owner: Connection
) -> None:
    path = f"/api/v1/products/{OLIVES}"
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS['agora']}'")
        await owner.execute(f"UPDATE products SET producer_id = 2 WHERE id = {OLIVES}")
        waiting = asyncio.create_task(
            client.patch(path, json={"price": 1}, headers=world.bearer("producer"))
        )
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        assert not done
    assert (await waiting).status_code == 403
    [product] = await snapshot(owner, "agora", "products", f"id = {OLIVES}")
    assert (product["producer_id"], product["price"]) == (2, 420)
