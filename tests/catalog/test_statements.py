"""How many statements an endpoint sends: the same with a hundred rows and with a thousand."""

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

# Path, who asks, and the statements of the answer, BEGIN and COMMIT among them where there are
# any; a token is one look-up more. Lists send at most six, the cart at most twelve.
PUBLIC = "/api/v1/public/products?per_page=100"
STATEMENTS = {
    PUBLIC: (None, 1),
    f"{PUBLIC}&page=2": (None, 1),
    f"{PUBLIC}&search=product": (None, 1),
    f"{PUBLIC}&search=proion&category=1": (None, 1),
    f"{PUBLIC}&category=olive-oil-olives": (None, 1),
    f"{PUBLIC}&producer=grove&sort=price": (None, 1),
    f"{PUBLIC}&min_price=1&max_price=900&organic=false": (None, 1),
    f"{PUBLIC}&category=1&sort=price&page=2": (None, 1),
    f"{PUBLIC}&category=1&sort=name": (None, 1),
    f"{PUBLIC}&sort=rating": (None, 1),
    "/api/v1/products?per_page=100": (None, 3),
    "/api/v1/products?per_page=100&sort=stock": (None, 3),
    "/api/v1/products?per_page=100&q=Product&producer_id=1": (None, 4),
    "/api/stoa/v1/search/suggestions?q=product": (None, 3),
    "/api/stoa/v1/products/facets": (None, 3),
    "/api/stoa/v1/products/facets?search=product&category=1&organic=false": (None, 3),
    "/api/stoa/v1/categories": (None, 3),
    "/api/stoa/v1/public/products/1/images": (None, 4),
    "/api/v1/public/producers": (None, 5),
    "/api/v1/admin/producers?per_page=100": ("operator", 6),
    "/api/v1/public/producers/grove": (None, 4),
    "/api/stoa/v1/producers/1/rating": (None, 4),
    "/api/stoa/v1/producer/overview": ("producer", 5),
    "/api/v1/public/products/1/reviews": (None, 3),
    "/api/v1/producer/products?per_page=100": ("producer", 5),
    "/api/v1/orders?per_page=100": ("consumer", 5),
    "/api/v1/producer/orders?per_page=100": ("producer", 5),
    "/api/v1/cart/items": ("consumer", 4),
    "/api/stoa/v1/cart/changes": ("consumer", 4),
    "/api/v1/notifications": ("producer", 5),
}


async def fill(owner: Connection, rows: int) -> None:
    """So many products of producer 1 with all that belongs to one, orders of them by the consumer,
    lines in the consumer's cart and notifications of the producer; and as many more producers.
    """
    await change(
        owner,
        "agora",
        f"""
        CREATE TEMP TABLE made ON COMMIT DROP AS
        SELECT current_tenant() AS tenant_id, 1000 + n AS id FROM generate_series(1, {rows}) n;
        INSERT INTO producers (tenant_id, id, name, slug, status, is_active, created_at,
                               updated_at)
        SELECT tenant_id, id, 'Farm ' || id, 'farm-' || id, 'active', true, now(), now() FROM made;
        INSERT INTO products (tenant_id, id, producer_id, name, title, slug, currency, price,
                              created_at, updated_at)
        SELECT tenant_id, id, 1, 'Product ' || id, 'Product', 'product-' || id, 'EUR', id % 1000,
               now(), now() FROM made;
        INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
        SELECT tenant_id, id, id, true, now() FROM made;
        INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at)
        SELECT tenant_id, id, 5, now() FROM made;
        INSERT INTO product_categories (tenant_id, id, product_id, category_id)
        SELECT tenant_id, id, id, 1 FROM made;
        INSERT INTO product_images (tenant_id, id, product_id, url, created_at, updated_at)
        SELECT tenant_id, id, id, 'https://example.com/p.jpg', now(), now() FROM made;
        INSERT INTO cart_items (tenant_id, id, account_id, product_id, quantity, created_at,
                                updated_at)
        SELECT tenant_id, id, 2, id, 1, now(), now() FROM made;
        INSERT INTO orders (tenant_id, id, account_id, is_child_order, public_token, status,
                            payment_status, channel, currency, subtotal, shipping_cost, cod_fee,
                            total, created_at, updated_at)
        SELECT tenant_id, id, 2, false, gen_random_uuid(), 'pending', 'pending', 'B2C', 'EUR', 5,
               0, 0, 5, now(), now() FROM made;
        INSERT INTO order_lines (tenant_id, id, order_id, product_id, variant_id, producer_id,
                                 product_name, quantity, currency, list_price, unit_price, total,
                                 seller_name, created_at)
        SELECT tenant_id, id, id, id, id, 1, 'Product', 1, 'EUR', 5, 5, 5, 'Grove', now() FROM made;
        INSERT INTO fulfilments (tenant_id, id, order_id, producer_id, producer_name, status,
                                 currency, subtotal, shipping_cost, free_shipping_applied,
                                 weight_grams, locked_at)
        SELECT tenant_id, id, id, 1, 'Grove', 'pending', 'EUR', 5, 0, false, 100, now() FROM made;
        INSERT INTO notifications (tenant_id, id, account_id, type, payload, created_at, updated_at)
        SELECT tenant_id, id, 4, 'order_placed', '{{}}', now(), now() FROM made
        """,
    )


async def sent_by(client: httpx.AsyncClient, world: World, path: str, person: str | None) -> int:
    """How many statements the second of two equal requests sends; the shop is remembered then."""
    headers = world.operator() if person == "operator" else world.bearer(person)
    await client.get(path, headers=headers)
    async with counted() as sent:
        answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return len(sent)


@pytest.mark.parametrize("rows", [100, 1_000])
async def test_an_endpoint_sends_as_many_statements_whatever_the_shop_holds(
    client: httpx.AsyncClient, world: World, owner: Connection, rows: int
) -> None:
    await fill(owner, rows)
    sent = {
        path: (person, await sent_by(client, world, path, person))
        for path, (person, _) in STATEMENTS.items()
    }
    assert sent == STATEMENTS
    assert max(number for path, (_, number) in sent.items() if "cart" not in path) <= 6
    assert max(number for path, (_, number) in sent.items() if "cart" in path) <= 12


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
    assert await sent_by(client, world, PUBLIC, None) == 1 + 14
