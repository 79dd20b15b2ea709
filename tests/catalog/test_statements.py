"""The number of statements does not grow with the number of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.catalog import queries
from api.catalog.listing import queries as listing
from tests.support.inspect import change
from tests.support.statements import counted

if TYPE_CHECKING:
    import httpx
    from asyncpg import Connection, Record

    from api.catalog.listing.queries import ProductFilters
    from api.kit.db import UnitOfWork
    from tests.support.world import World

# BEGIN, page with its total, COMMIT, or one statement alone; a token costs one look-up more.
PATHS = {
    "/api/v1/public/products?per_page=100": (None, 3),
    "/api/v1/public/products?per_page=100&search=product": (None, 3),
    "/api/v1/public/products/1": (None, 1),
    "/api/v1/products?per_page=100": (None, 3),
    "/api/v1/producer/products?per_page=100": ("producer", 5),
}


async def fill(owner: Connection, products: int) -> None:
    """Give producer 1 so many more products, each with a category, a picture and stock."""
    await change(
        owner,
        "agora",
        f"""
        WITH made AS (
            INSERT INTO products (tenant_id, id, producer_id, name, title, slug, currency, price,
                                  created_at, updated_at)
            SELECT current_tenant(), 1000 + n, 1, 'Product ' || n, 'Product', 'product-' || n,
                   'EUR', n, now(), now()
            FROM generate_series(1, {products}) n RETURNING tenant_id, id
        ), varied AS (
            INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
            SELECT tenant_id, id, id, true, now() FROM made
        ), stocked AS (
            INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at)
            SELECT tenant_id, id, 5, now() FROM made
        ), placed AS (
            INSERT INTO product_categories (tenant_id, id, product_id, category_id)
            SELECT tenant_id, id, id, 1 FROM made
        )
        INSERT INTO product_images (tenant_id, id, product_id, url, created_at, updated_at)
        SELECT tenant_id, id, id, 'https://example.com/p.jpg', now(), now() FROM made
        """,
    )


@pytest.mark.parametrize("products", [10, 200])
async def test_a_page_costs_the_same_whatever_the_shop_holds(
    client: httpx.AsyncClient, world: World, owner: Connection, products: int
) -> None:
    await fill(owner, products)
    for path, (person, expected) in PATHS.items():
        await client.get(path, headers=world.bearer(person))  # the shop itself is remembered
        async with counted() as sent:
            answer = await client.get(path, headers=world.bearer(person))
        assert answer.status_code == 200
        assert len(sent) == expected <= 6, (path, sent)
        shown = answer.json().get("data", [])
        assert not shown or len(shown) == min(100, answer.json()["total"])


async def test_twin_a_look_up_for_each_product_shows(
    client: httpx.AsyncClient, world: World, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(owner, 10)
    quick = listing.list_products

    async def chatty(uow: UnitOfWork, filters: ProductFilters) -> tuple[list[Record], int]:
        """The bug: every product of the page is read again."""
        rows, total = await quick(uow, filters)
        for row in rows:
            await queries.product_by_id(uow, row["id"])
        return rows, total

    monkeypatch.setattr(listing, "list_products", chatty)
    path = "/api/v1/public/products?per_page=100"
    await client.get(path)
    async with counted() as sent:
        await client.get(path)
    assert len(sent) == 3 + 14
