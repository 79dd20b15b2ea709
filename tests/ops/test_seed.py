"""The demo market: what its files promise, and what is in the database after seeding."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import msgspec
import pytest

from api.catalog.rules import ALLERGENS, CULTIVATION_TYPES
from api.identity.rules import verify_password
from api.kit.authz import Principal
from api.kit.clock import HeldClock
from api.kit.db import Database, Scope
from api.kit.ids import random_uuid4
from api.schema.connect import connected
from api.shipping.queries import TARIFFS
from api.shipping.rules import Tariff, parcel_price, tariff_for
from ops.data.carriers.carrier import read_carrier
from ops.data.demo.draw import PICTURES, DrawnShop, pictures
from ops.data.demo.fill import WEEKS_OPEN, moments
from ops.data.demo.shop import DEMO_SHOPS, FOLDER, Shop, read_shop
from ops.data.seed import INSERT_TENANT, seed_demo
from tests.support.database import copied_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from asyncpg import Record

    from ops.data.provision import DatabaseUrls
    from ops.data.seed import SeedReport
    from tests.support.database import Server

CLOCK = HeldClock(datetime(2026, 11, 20, 12, 30, 15, 250, tzinfo=UTC))
DEMO_EMAILS = {
    "consumer@example.com": "consumer",
    "consumer2@example.com": "consumer",
    **{f"buyer{number}@example.com": "consumer" for number in (1, 2, 3, 4)},
    "producer@example.com": "producer",
    "producer2@example.com": "producer",
    "business@example.com": "business",
    "admin@example.com": "admin",
}
PICTURE_BYTES = 6 * 1024


class Market(msgspec.Struct, frozen=True):
    """A seeded database with the report of its seeding."""

    urls: DatabaseUrls
    database: Database
    report: SeedReport

    def tenant_id(self, slug: str) -> UUID:
        return next(shop.tenant_id for shop in self.report.shops if shop.slug == slug)

    async def rows(self, slug: str, statement: str, *arguments: object) -> list[Record]:
        tenant_id = self.tenant_id(slug)
        scope = Scope(
            tenant_id=tenant_id,
            principal=Principal(tenant_id=tenant_id),
            moment=CLOCK.now(),
            request_id="test",
        )
        async with self.database.unit_of_work(scope, read_only=True) as uow:
            return await uow.rows(statement, *arguments)


@pytest.fixture(scope="module")
async def market(database_server: Server) -> AsyncIterator[Market]:
    async with copied_database(database_server) as urls:
        database = await Database.open(urls.app, pool_size=2)
        try:
            report = await seed_demo(database, owner_url=urls.owner, clock=CLOCK)
            yield Market(urls, database, report)
        finally:
            await database.close()


@pytest.fixture(params=DEMO_SHOPS)
def shop(request: pytest.FixtureRequest) -> Shop:
    return read_shop(request.param)


def test_every_product_hangs_on_a_producer_and_categories_of_its_shop(shop: Shop) -> None:
    makers = {producer.key for producer in shop.producers}
    shelves = {category.slug for category in shop.categories}
    assert {product.producer for product in shop.products} == makers
    assert {slug for product in shop.products for slug in product.categories} == shelves
    for named in ({one.slug for one in shop.products}, {one.name for one in shop.products}):
        assert len(named) == len(shop.products)


def test_every_product_says_what_a_buyer_needs(shop: Shop) -> None:
    for product in shop.products:
        assert product.categories, product.slug
        assert float(product.price) > 0, product.slug
        assert product.weight_grams > 0, product.slug
        assert set(product.allergens) <= set(ALLERGENS), product.slug
        assert product.cultivation_type in {*CULTIVATION_TYPES, None}, product.slug
        sentences = len(re.findall(r"[.;!](?=\s|$)", product.description))
        assert 2 <= sentences <= 5, (product.slug, sentences)
        if product.discount_price is not None:
            assert float(product.discount_price) < float(product.price), product.slug


def test_each_shop_has_a_shelf_that_a_demo_needs(shop: Shop) -> None:
    assert [product.slug for product in shop.products if not product.active]
    assert [product.slug for product in shop.products if product.b2b_only]
    assert [product.slug for product in shop.products if product.stock == 0]
    assert [product.slug for product in shop.products if 1 <= product.stock <= 5]
    assert [product.slug for product in shop.products if product.discount_price]


def test_greek_texts_are_composed_and_greek() -> None:
    shop = read_shop("agora")
    for product in shop.products:
        text = product.name + product.description
        assert unicodedata.normalize("NFC", text) == text, product.slug
        greek = sum("Ͱ" <= letter <= "Ͽ" for letter in product.description if letter.isalpha())
        letters = sum(letter.isalpha() for letter in product.description)
        assert greek / letters > 0.9, product.slug


def test_every_picture_named_exists_and_is_a_small_safe_drawing(shop: Shop) -> None:
    folder = PICTURES / shop.tenant.slug
    named = [product.image_url for product in shop.products]
    named += [producer.image for producer in shop.producers]
    named.append(shop.tenant.branding["logo"])
    assert len(set(named)) == len(named)
    for url in named:
        path = PICTURES / url.removeprefix("/static/illustrations/")
        assert path.is_relative_to(folder)
        svg = path.read_bytes()
        assert len(svg) < PICTURE_BYTES, path
        root = ElementTree.fromstring(svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("role") == "img"
        for element in root.iter():
            assert element.tag.rpartition("}")[2] not in {"script", "text", "image", "style"}, path
            assert all(not name.startswith("on") for name in element.attrib), path
            assert element.get("href", "#").startswith("#"), path


def test_the_committed_pictures_are_those_the_data_draws(shop: Shop) -> None:
    drawn = msgspec.json.decode((FOLDER / f"{shop.tenant.slug}.json").read_bytes(), type=DrawnShop)
    folder = PICTURES / shop.tenant.slug
    expected = dict(pictures(drawn))
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.svg")} == expected.keys()
    for name, svg in expected.items():
        assert (folder / name).read_text(encoding="utf-8") == svg, name


def test_moments_are_distinct_whole_minutes_within_the_weeks_the_shop_is_open() -> None:
    opened = datetime(2026, 9, 25, tzinfo=UTC)
    came = moments(10_000, opened)
    assert came == moments(10_000, opened)
    assert len(set(came)) == 10_000
    assert all(moment.second == moment.microsecond == 0 for moment in came)
    assert opened <= min(came)
    assert max(came) < opened + timedelta(weeks=WEEKS_OPEN)


def test_products_that_stand_together_in_the_file_came_far_apart() -> None:
    shop = read_shop("agora")
    came = moments(len(shop.products), datetime(2026, 9, 25, tzinfo=UTC))
    newest = sorted(zip(came, shop.products, strict=True), key=lambda pair: pair[0], reverse=True)
    assert len({product.producer for _, product in newest[:8]}) >= 5


async def test_both_shops_are_stored_whole(market: Market) -> None:
    assert [stored.slug for stored in market.report.shops] == ["agora", "hedgerow"]
    for slug in DEMO_SHOPS:
        shop = read_shop(slug)
        counted = {
            "accounts": len(shop.accounts),
            "businesses": len(shop.businesses),
            "producers": len(shop.producers),
            "categories": len(shop.categories),
            "products": len(shop.products),
            "variants": len(shop.products),
            "stock_levels": len(shop.products),
            "product_images": len(shop.products),
            "product_categories": sum(len(product.categories) for product in shop.products),
            "stock_movements": sum(product.stock > 0 for product in shop.products),
            "reviews": len(shop.reviews),
            "product_ratings": len({review.product for review in shop.reviews}),
            "shipping_zones": len(shop.shipping_zones),
            "shipping_rates": sum(len(zone.rates) for zone in shop.shipping_zones),
            "shipping_tariffs": len(read_carrier(shop.carrier).tariffs),
            "pickup_lockers": len(read_carrier(shop.carrier).lockers),
        }
        for table, expected in counted.items():
            (row,) = await market.rows(slug, f"SELECT count(*) FROM {table} WHERE tenant_id = $1")
            assert (table, row["count"]) == (table, expected)


async def test_the_stars_of_every_product_are_those_of_its_reviews(market: Market) -> None:
    for slug in DEMO_SHOPS:
        rows = await market.rows(
            slug,
            "SELECT g.rating_count, g.rating_sum, count(*) AS reviews, sum(v.rating) AS stars, "
            "bool_and(v.created_at > p.created_at) AS later, max(v.created_at) AS newest "
            "FROM product_ratings g "
            "JOIN products p ON p.tenant_id = g.tenant_id AND p.id = g.product_id "
            "JOIN reviews v ON v.tenant_id = g.tenant_id AND v.product_id = g.product_id "
            "WHERE g.tenant_id = $1 GROUP BY g.product_id, g.rating_count, g.rating_sum",
        )
        assert rows
        for row in rows:
            assert (row["rating_count"], row["rating_sum"]) == (row["reviews"], row["stars"])
            assert row["later"]
            assert row["newest"] < CLOCK.now()


async def test_the_tenants_are_open_under_their_hosts(market: Market) -> None:
    async with connected(market.urls.owner) as owner:
        tenants = await owner.fetch(
            "SELECT slug, status, origin, currency, locale, settings ? 'filling' AS filling "
            "FROM tenants ORDER BY slug"
        )
        hosts = await owner.fetch(
            "SELECT d.host, t.slug FROM tenant_domains d JOIN tenants t ON t.id = d.tenant_id"
        )
    assert [tuple(row) for row in tenants] == [
        ("agora", "active", "new", "EUR", "el", False),
        ("hedgerow", "active", "new", "GBP", "en", False),
    ]
    assert {row["host"]: row["slug"] for row in hosts} == {
        "127.0.0.1": "agora",
        "localhost": "agora",
        "agora.localhost": "agora",
        "hedgerow.localhost": "hedgerow",
    }


@pytest.mark.parametrize("slug", DEMO_SHOPS)
async def test_every_demo_account_signs_in_with_the_password(market: Market, slug: str) -> None:
    rows = await market.rows(
        slug, "SELECT email, role, password_hash, is_seed FROM accounts WHERE tenant_id = $1"
    )
    assert {row["email"]: row["role"] for row in rows} == DEMO_EMAILS
    assert not any(row["is_seed"] for row in rows)
    (kept,) = {row["password_hash"] for row in rows}
    assert verify_password("password", kept) == (True, None)
    assert verify_password("passwort", kept) == (False, None)


@pytest.mark.parametrize("slug", DEMO_SHOPS)
async def test_the_first_two_producers_belong_to_the_demo_accounts(
    market: Market, slug: str
) -> None:
    rows = await market.rows(
        slug,
        "SELECT p.id, a.email, p.status, p.is_active FROM producers p "
        "LEFT JOIN accounts a ON a.tenant_id = p.tenant_id AND a.id = p.account_id "
        "WHERE p.tenant_id = $1 ORDER BY p.id",
    )
    assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["email"] for row in rows[:3]] == [
        "producer@example.com",
        "producer2@example.com",
        None,
    ]
    assert {(row["status"], row["is_active"]) for row in rows} == {("active", True)}


@pytest.mark.parametrize(
    ("slug", "product", "currency", "price", "discount"),
    [
        ("agora", "partheno-elaiolado-doxeio-5l", "EUR", 5800, 5350),
        ("hedgerow", "dry-farmhouse-cider-750ml", "GBP", 650, None),
    ],
)
async def test_amounts_are_minor_units_of_the_shop(
    market: Market, slug: str, product: str, currency: str, price: int, discount: int | None
) -> None:
    (row,) = await market.rows(
        slug,
        "SELECT currency, price, discount_price FROM products WHERE tenant_id = $1 AND slug = $2",
        product,
    )
    assert tuple(row) == (currency, price, discount)


@pytest.mark.parametrize("slug", DEMO_SHOPS)
async def test_stock_is_what_the_file_says_and_what_the_movements_add_up_to(
    market: Market, slug: str
) -> None:
    rows = await market.rows(
        slug,
        "SELECT p.slug, v.id = p.id AND v.is_default AS own, s.on_hand, s.held, "
        "coalesce(sum(m.change), 0)::bigint AS moved FROM products p "
        "JOIN variants v ON v.tenant_id = p.tenant_id AND v.product_id = p.id "
        "JOIN stock_levels s ON s.tenant_id = v.tenant_id AND s.variant_id = v.id "
        "LEFT JOIN stock_movements m ON m.tenant_id = v.tenant_id AND m.variant_id = v.id "
        "AND m.reason = 'opening' "
        "WHERE p.tenant_id = $1 GROUP BY p.slug, v.id, p.id, v.is_default, s.on_hand, s.held",
    )
    expected = {product.slug: product.stock for product in read_shop(slug).products}
    assert {row["slug"]: row["on_hand"] for row in rows} == expected
    assert all(row["own"] and row["held"] == 0 for row in rows)
    assert all(row["moved"] == row["on_hand"] for row in rows)


async def test_lists_of_allergens_arrive_as_lists(market: Market) -> None:
    rows = await market.rows("agora", "SELECT slug, allergens FROM products WHERE tenant_id = $1")
    expected = {product.slug: list(product.allergens) for product in read_shop("agora").products}
    assert {row["slug"]: row["allergens"] for row in rows} == expected


async def test_newer_products_have_higher_ids(market: Market) -> None:
    statement = "SELECT id FROM products WHERE tenant_id = $1 ORDER BY created_at"
    rows = await market.rows("agora", statement)
    assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))


async def _tariffs(market: Market, slug: str) -> list[Tariff]:
    rows = await market.rows(slug, TARIFFS)
    return [msgspec.convert(dict(row), Tariff) for row in rows]


async def test_greek_parcels_cost_the_contracts_reference_values(market: Market) -> None:
    tariffs = await _tariffs(market, "agora")
    for postal_code, grams, code, cents in (
        ("10551", 500, "GR_ATTICA", 290),
        ("10551", 2_000, "GR_ATTICA", 290),
        ("10551", 3_000, "GR_ATTICA", 380),
        ("10551", 3_500, "GR_ATTICA", 425),
        ("10551", 5_000, "GR_ATTICA", 560),
        ("10551", 6_000, "GR_ATTICA", 630),
        ("10551", 7_500, "GR_ATTICA", 735),
        ("54624", 1_000, "GR_THESSALONIKI", 350),
        ("24100", 1_000, "GR_MAINLAND", 480),
        ("71201", 2_000, "GR_CRETE", 713),
        ("49100", 2_000, "GR_ISLANDS_LARGE", 900),
        ("84300", 2_000, "GR_ISLANDS_LARGE", 900),
        ("87100", 2_000, "GR_ISLANDS_SMALL", 1274),
        ("84001", 2_000, "GR_REMOTE", 1363),
        ("99999", 2_000, "GR_MAINLAND", 480),
    ):
        tariff = tariff_for(postal_code, tariffs)
        assert tariff is not None
        assert (tariff.code, parcel_price(tariff, grams)) == (code, cents), postal_code


@pytest.mark.parametrize(
    ("postal_code", "code"),
    [
        ("HR1 2AA", "GB_MAINLAND"),
        ("bt1 5gs", "GB_NORTHERN_IRELAND"),
        ("IV2 3AB", "GB_HIGHLANDS"),
        ("KW1 5AA", "GB_HIGHLANDS"),  # Wick; without its space it begins like KW15, Orkney
        ("KW15 1AA", "GB_SCOTTISH_ISLANDS"),
        ("ZE1 0AA", "GB_SCOTTISH_ISLANDS"),
        ("KA2 7AA", "GB_MAINLAND"),
        ("KA27 8AA", "GB_SCOTTISH_ISLANDS"),
    ],
)
async def test_british_postcodes_find_their_tariff(
    market: Market, postal_code: str, code: str
) -> None:
    tariff = tariff_for(postal_code, await _tariffs(market, "hedgerow"))
    assert (tariff and tariff.code) == code


async def test_a_second_seeding_changes_nothing(market: Market) -> None:
    again = await seed_demo(market.database, owner_url=market.urls.owner, clock=CLOCK)
    assert again.shops == ()
    (row,) = await market.rows("agora", "SELECT count(*) FROM products WHERE tenant_id = $1")
    assert row["count"] == len(read_shop("agora").products)


async def test_two_first_starts_at_once_make_one_market(database_server: Server) -> None:
    async with copied_database(database_server) as urls:
        database = await Database.open(urls.app, pool_size=4)
        try:
            reports = await asyncio.gather(
                *(seed_demo(database, owner_url=urls.owner, clock=CLOCK) for _ in range(2))
            )
        finally:
            await database.close()
    assert sorted(len(report.shops) for report in reports) == [0, 2]


@pytest.mark.parametrize("filled", [False, True], ids=["before filling", "before opening"])
async def test_a_killed_seeding_is_finished_by_the_next(
    database_server: Server, filled: bool
) -> None:
    async with copied_database(database_server) as urls:
        database = await Database.open(urls.app, pool_size=2)
        try:
            half = await _leave_half_done(database, urls, filled=filled)
            report = await seed_demo(database, owner_url=urls.owner, clock=CLOCK)
            found = Market(urls, database, report)
            (row,) = await found.rows("agora", "SELECT count(*) FROM products WHERE tenant_id = $1")
        finally:
            await database.close()
    assert found.tenant_id("agora") == half
    assert row["count"] == len(read_shop("agora").products)


async def _leave_half_done(database: Database, urls: DatabaseUrls, *, filled: bool) -> UUID:
    """A database as a start leaves it that died on the first shop."""
    async with connected(urls.owner) as connection:
        if not filled:
            half = random_uuid4()
            profile = ("agora", "Αγορά", "", "EUR", "el", "GR", '{"filling": true}')
            await connection.execute(INSERT_TENANT, half, *profile, CLOCK.now())
            return half
        report = await seed_demo(database, owner_url=urls.owner, clock=CLOCK)
        await connection.execute(
            "UPDATE tenants SET status = 'suspended', "
            "settings = settings || '{\"filling\": true}'::jsonb"
        )
        return report.shops[0].tenant_id
