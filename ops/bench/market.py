"""The database that is measured: equal shops with many products, buyers with tokens and orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from api.catalog.service import correct_listings
from api.identity.rules import hash_password
from api.kit.authz import Principal
from api.kit.clock import SystemClock
from api.kit.db import Database, Scope
from api.kit.ids import next_ids, random_uuid4
from api.kit.money import minor_units
from api.schema.connect import connected
from ops.bench.plan import LINES
from ops.bench.requests import BATCHES
from ops.data.demo.bulk import Target, columns, insert_rows
from ops.data.demo.shop import Account, Shop, read_shop
from ops.data.seed import store_shop

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from asyncpg import Connection

    from api.kit.db import UnitOfWork
    from ops.bench.plan import Plan
    from ops.data.provision import DatabaseUrls

MODEL: Final = "agora"
PLENTY: Final = 100_000_000
GROWING_SECONDS: Final = 1_800.0

PRODUCERS_OF_PRODUCTS: Final = """
SELECT id, producer_id, name, price FROM products WHERE tenant_id = $1 ORDER BY id
"""
# The token that ``requests.token_of`` spells; its id is its account's. Its last use lies ahead, so
# that no request has to note it: with this many buyers every request would, in a shop few do.
INSERT_TOKENS: Final = """
INSERT INTO access_tokens (tenant_id, id, account_id, name, token_hash, last_used_at, created_at)
SELECT $1, n, n, 'bench', sha256(convert_to($2 || '-' || n, 'UTF8')),
       $4::timestamptz + interval '1 day', $4
FROM generate_series(1, $3::bigint) AS n
"""
REMEMBER_TOKENS: Final = """
SELECT remember_credential('token', token_hash, id) FROM access_tokens WHERE tenant_id = $1
"""
HANDLE_EVENTS: Final = """
UPDATE outbox_events SET handled_at = $2 WHERE tenant_id = $1 AND handled_at IS NULL
"""
# Products of the large shop: the model's texts in turn, each with the word of its batch.
MODEL_TEXTS: Final = """
CREATE TEMP TABLE model_products
    (number integer, name text, description text, price bigint, producer integer, shelf integer)
    ON COMMIT DROP
"""
KEEP_TEXT: Final = "INSERT INTO model_products VALUES ($1, $2, $3, $4, $1, $1)"
GROW_PRODUCTS: Final = """
INSERT INTO products (tenant_id, id, producer_id, name, title, slug, description, currency, price,
                      category_words, cultivation_type, created_at, updated_at)
SELECT $1, n, r.id, m.name || ' partida' || lpad((n % $3)::text, 3, '0'), m.name, 'product-' || n,
       m.description, 'EUR', m.price + n % 100, 'c' || c.id,
       CASE n % 5 WHEN 0 THEN 'organic_certified' END,
       $4::timestamptz - n * interval '1 minute', $4
FROM generate_series(1, $2::bigint) AS n
JOIN model_products m ON m.number = n % (SELECT count(*) FROM model_products)
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS of FROM producers
      WHERE tenant_id = $1) AS r ON r.place = 1 + m.producer % r.of
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS of FROM categories
      WHERE tenant_id = $1) AS c ON c.place = 1 + m.shelf % c.of
"""
GROW: Final = (
    """
    INSERT INTO variants (tenant_id, id, product_id, is_default, created_at)
    SELECT tenant_id, id, id, true, created_at FROM products WHERE tenant_id = $1
    """,
    """
    INSERT INTO stock_levels (tenant_id, variant_id, on_hand, updated_at)
    SELECT tenant_id, id, id % 7, created_at FROM products WHERE tenant_id = $1
    """,
    """
    INSERT INTO product_categories (tenant_id, id, product_id, category_id)
    SELECT tenant_id, id, id, substr(category_words, 2)::bigint FROM products WHERE tenant_id = $1
    """,
)
WORD_INDEXES: Final = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename = 'products' AND indexdef LIKE '%USING gin%'
"""
COUNT_ORDERS: Final = "SELECT count(*) FROM orders WHERE tenant_id = $1"

_MONEY: Final = columns(currency="text", subtotal="bigint", shipping_cost="bigint")
ORDERS: Final = Target(
    "orders",
    columns(
        id="bigint",
        account_id="bigint",
        is_child_order="boolean",
        public_token="uuid",
        status="text",
        payment_status="text",
        payment_method="text",
        shipping_method="text",
        channel="text",
        cod_fee="bigint",
        total="bigint",
        created_at="timestamptz",
        updated_at="timestamptz",
    )
    | _MONEY,
)
ORDER_LINES: Final = Target(
    "order_lines",
    columns(
        id="bigint",
        order_id="bigint",
        product_id="bigint",
        variant_id="bigint",
        producer_id="bigint",
        product_name="text",
        product_unit="text",
        quantity="bigint",
        currency="text",
        list_price="bigint",
        unit_price="bigint",
        total="bigint",
        seller_name="text",
        created_at="timestamptz",
    ),
)
FULFILMENTS: Final = Target(
    "fulfilments",
    columns(
        id="bigint",
        order_id="bigint",
        producer_id="bigint",
        producer_name="text",
        status="text",
        free_shipping_applied="boolean",
        weight_grams="bigint",
        locked_at="timestamptz",
    )
    | _MONEY,
)


class BenchShop(msgspec.Struct, frozen=True, kw_only=True):
    """One tenant. Products and buyers have the ids from 1; ``by_producer`` groups the products."""

    slug: str
    tenant_id: UUID
    by_producer: list[list[int]]


class Market(msgspec.Struct, frozen=True, kw_only=True):
    """What was stored. Nobody else's server knows these slugs: they tell a stranger apart."""

    shops: list[BenchShop]
    products: int
    readers: int
    buyers: int

    @property
    def slugs(self) -> list[str]:
        return [shop.slug for shop in self.shops]


async def make_market(urls: DatabaseUrls, plan: Plan) -> Market:
    """Fill an empty database, then let PostgreSQL look at it as autovacuum would have."""
    run = random_uuid4().hex[:8]
    async with _opened(urls.app) as database, connected(urls.owner) as owner:
        indexes = await unindex_words(owner)
        model, password_hash = read_shop(MODEL), hash_password("password")
        shops = []
        for number in range(plan.shops):
            shop = _enlarged(model, f"bench{number}-{run}", plan)
            moment = SystemClock().now()
            stored = await store_shop(database, owner, shop, password_hash, moment)
            scope = _scope(stored.tenant_id)
            async with database.unit_of_work(scope) as uow:
                shops.append(await _give_buyers(uow, shop, plan))
        await index_words(owner, indexes)
        await owner.execute("VACUUM ANALYZE")
    return Market(shops=shops, products=plan.products, readers=plan.readers, buyers=plan.buyers)


async def make_large_market(urls: DatabaseUrls, plan: Plan) -> Market:
    """One shop with as many products as a shop may ever have: the model's, again and again."""
    run = random_uuid4().hex[:8]
    async with _opened(urls.app) as database, connected(urls.owner) as owner:
        shop = _enlarged(read_shop(MODEL), f"large-{run}", plan, count=0)
        moment = SystemClock().now()
        stored = await store_shop(database, owner, shop, hash_password("password"), moment)
        indexes = await unindex_words(owner)
        await _grow(owner, stored.tenant_id, plan.large_products, moment)
        async with database.unit_of_work(_scope(stored.tenant_id)) as uow:
            await uow.run(INSERT_TOKENS, shop.tenant.slug, plan.buyers, uow.moment)
            await uow.rows(REMEMBER_TOKENS)
            await correct_listings(uow)
        await index_words(owner, indexes)
        await owner.execute("VACUUM ANALYZE")
    alone = BenchShop(
        slug=shop.tenant.slug, tenant_id=stored.tenant_id, by_producer=[[1, 2], [3, 4]]
    )
    return Market(
        shops=[alone], products=plan.large_products, readers=plan.readers, buyers=plan.buyers
    )


async def _grow(owner: Connection, tenant_id: UUID, products: int, moment: datetime) -> None:
    """Fill the shop from texts that the database repeats: a tenth of the time of sending them."""
    texts = [
        (number, one.name, one.description, minor_units(one.price, "EUR"))
        for number, one in enumerate(read_shop(MODEL).products)
    ]
    async with owner.transaction():
        await owner.execute(f"SET LOCAL app.tenant_id = '{tenant_id}'")
        await owner.execute(MODEL_TEXTS)
        await owner.executemany(KEEP_TEXT, texts)
        await owner.execute(
            GROW_PRODUCTS, tenant_id, products, BATCHES, moment, timeout=GROWING_SECONDS
        )
        for statement in GROW:
            await owner.execute(statement, tenant_id, timeout=GROWING_SECONDS)


async def unindex_words(owner: Connection) -> list[str]:
    """Drop the indexes of words: row by row they would take longer than all else. Returns how to
    make them again.
    """
    rows = await owner.fetch(WORD_INDEXES)
    for row in rows:
        await owner.execute(f"DROP INDEX {row['indexname']}")
    return [row["indexdef"] for row in rows]


async def index_words(owner: Connection, definitions: list[str]) -> None:
    for definition in definitions:
        await owner.execute(definition, timeout=GROWING_SECONDS)


async def count_orders(app_url: str, market: Market) -> int:
    """The orders of all shops, each counted under its own tenant."""
    found = 0
    async with _opened(app_url) as database:
        for shop in market.shops:
            async with database.unit_of_work(_scope(shop.tenant_id), read_only=True) as uow:
                found += await uow.value(COUNT_ORDERS)
    return found


async def clear_events(app_url: str, market: Market) -> None:
    """Mark what waits as handled, so that a dispatcher starts with nothing to catch up on."""
    async with _opened(app_url) as database:
        for shop in market.shops:
            async with database.unit_of_work(_scope(shop.tenant_id)) as uow:
                await uow.run(HANDLE_EVENTS, uow.moment)


@asynccontextmanager
async def _opened(app_url: str) -> AsyncIterator[Database]:
    database = await Database.open(app_url, pool_size=2, id_block=1)
    try:
        yield database
    finally:
        await database.close()


def _scope(tenant_id: UUID) -> Scope:
    return Scope(
        tenant_id=tenant_id,
        principal=Principal(tenant_id=tenant_id),
        moment=SystemClock().now(),
        request_id="bench",
    )


def _enlarged(model: Shop, slug: str, plan: Plan, *, count: int | None = None) -> Shop:
    """The demo shop with as many products and buyers; buyers come first and get the ids from 1."""
    buyers = tuple(
        Account(f"bench{n}", f"Buyer {n}", f"bench{n}@example.com", "consumer")
        for n in range(1, plan.buyers + 1)
    )
    products = tuple(
        msgspec.structs.replace(
            model.products[n % len(model.products)],
            slug=f"{model.products[n % len(model.products)].slug}-{n}",
            stock=PLENTY,
            active=True,
            b2b_only=False,
        )
        for n in range(plan.products if count is None else count)
    )
    return msgspec.structs.replace(
        model,
        tenant=msgspec.structs.replace(model.tenant, slug=slug, hosts=()),
        accounts=(*buyers, *model.accounts),
        reviews=(),
        products=products,
    )


async def _give_buyers(uow: UnitOfWork, shop: Shop, plan: Plan) -> BenchShop:
    """Tokens for all buyers, orders for those who read."""
    slug, currency = shop.tenant.slug, shop.tenant.currency
    await uow.run(INSERT_TOKENS, slug, plan.buyers, uow.moment)
    await uow.rows(REMEMBER_TOKENS)
    products = [tuple(row) for row in await uow.rows(PRODUCERS_OF_PRODUCTS)]
    by_producer: dict[int, list[int]] = defaultdict(list)
    for product_id, producer_id, _, _ in products:
        by_producer[producer_id].append(product_id)
    count = plan.readers * plan.orders_of_a_reader
    order_ids = await next_ids(uow, "orders", count)
    orders = [
        (
            order_id,
            1 + n % plan.readers,
            [products[(n * LINES + k) % len(products)] for k in (0, 1, 2)],
        )
        for n, order_id in enumerate(order_ids)
    ]
    await insert_rows(uow, ORDERS, (_order(uow, *order, currency) for order in orders))
    lines = [(order_id, product) for order_id, _, bought in orders for product in bought]
    line_ids = await next_ids(uow, "order_lines", len(lines))
    await insert_rows(
        uow,
        ORDER_LINES,
        (
            _line(uow, line_id, order_id, product, currency)
            for line_id, (order_id, product) in zip(line_ids, lines, strict=True)
        ),
    )
    share_ids = await next_ids(uow, "fulfilments", count)
    await insert_rows(
        uow,
        FULFILMENTS,
        (
            _share(uow, share_id, order_id, bought, currency)
            for share_id, (order_id, _, bought) in zip(share_ids, orders, strict=True)
        ),
    )
    return BenchShop(slug=slug, tenant_id=uow.tenant_id, by_producer=list(by_producer.values()))


Product = tuple[int, int, str, int]


def _order(
    uow: UnitOfWork, order_id: int, account_id: int, bought: list[Product], currency: str
) -> tuple[object, ...]:
    total = sum(price for *_, price in bought)
    kept = (False, random_uuid4(), "pending", "pending", "COD", "HOME", "B2C", 0, total)
    return (order_id, account_id, *kept, uow.moment, uow.moment, currency, total, 0)


def _line(
    uow: UnitOfWork, line_id: int, order_id: int, product: Product, currency: str
) -> tuple[object, ...]:
    product_id, producer_id, name, price = product
    keys = (line_id, order_id, product_id, product_id, producer_id)
    return (*keys, name, "kg", 1, currency, price, price, price, "Bench", uow.moment)


def _share(
    uow: UnitOfWork, share_id: int, order_id: int, bought: list[Product], currency: str
) -> tuple[object, ...]:
    subtotal = sum(price for *_, price in bought)
    keys = (share_id, order_id, bought[0][1])
    return (*keys, "Bench", "pending", False, 1000, uow.moment, currency, subtotal, 0)
