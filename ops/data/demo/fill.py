"""Filling one tenant with a shop, in one unit of work under row-level security."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from api.catalog.ratings import record_rating
from api.catalog.rules import category_words
from api.catalog.service import correct_listings
from api.kit.ids import next_id, next_ids
from api.kit.money import minor_units
from ops.data.carriers.carrier import read_carrier, store_carrier
from ops.data.demo import bulk
from ops.data.demo.bulk import insert_rows

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork
    from ops.data.demo.shop import Product, Shop

WEEKS_OPEN: Final = 8
_MINUTES_OPEN: Final = WEEKS_OPEN * 7 * 24 * 60
# Neighbours in the file are far apart in time: the golden ratio never repeats a rhythm.
_GOLDEN: Final = 0.6180339887498949


INSERT_OPERATOR: Final = """
INSERT INTO operators (tenant_id, id, external_key, phone, email, is_active)
VALUES ($1, $2, $3, $4, $5, true)
"""


async def fill_shop(uow: UnitOfWork, shop: Shop, password_hash: str) -> None:
    """Store accounts, producers, catalogue with opening stock, and shipping of an empty tenant.

    Every account gets the same password. The shop opened eight weeks before the unit of work's
    moment; products came one after the other since then, in an order that mixes producers.
    """
    opened = uow.moment.replace(second=0, microsecond=0) - timedelta(weeks=WEEKS_OPEN)
    accounts = await _store_accounts(uow, shop, password_hash, opened)
    producers = await _store_producers(uow, shop, accounts, opened)
    categories = await _store_categories(uow, shop, opened)
    entered = await _store_products(uow, shop, producers, categories, opened)
    await _store_reviews(uow, shop, accounts, entered)
    await correct_listings(uow)
    await _store_zones(uow, shop, opened)
    await _store_operators(uow, shop)
    await store_carrier(uow, read_carrier(shop.carrier), shop.tenant.currency)


def moments(count: int, opened: datetime) -> list[datetime]:
    """When each of ``count`` products came, by its place in the file: whole minutes, all distinct
    below 80,000 products, the last one before the eight weeks are over.
    """
    ranks = sorted(range(count), key=lambda place: (place * _GOLDEN) % 1.0)
    came = [opened] * count
    for rank, place in enumerate(ranks):
        came[place] = opened + timedelta(minutes=_MINUTES_OPEN * (2 * rank + 1) // (2 * count))
    return came


async def _store_accounts(
    uow: UnitOfWork, shop: Shop, password_hash: str, opened: datetime
) -> dict[str, int]:
    ids = await next_ids(uow, "accounts", len(shop.accounts))
    await insert_rows(
        uow,
        bulk.ACCOUNTS,
        (
            (id_, person.name, person.email, password_hash, person.role, opened, opened)
            for id_, person in zip(ids, shop.accounts, strict=True)
        ),
    )
    by_key = {person.key: id_ for id_, person in zip(ids, shop.accounts, strict=True)}
    business_ids = await next_ids(uow, "businesses", len(shop.businesses))
    await insert_rows(
        uow,
        bulk.BUSINESSES,
        (
            (
                id_,
                by_key[business.account],
                business.company_name,
                business.tax_id,
                business.tax_office,
                business.business_type,
                business.phone,
                business.status,
                opened,
                opened,
            )
            for id_, business in zip(business_ids, shop.businesses, strict=True)
        ),
    )
    return by_key


async def _store_producers(
    uow: UnitOfWork, shop: Shop, accounts: dict[str, int], opened: datetime
) -> dict[str, int]:
    currency = shop.tenant.currency
    ids = await next_ids(uow, "producers", len(shop.producers))
    await insert_rows(
        uow,
        bulk.PRODUCERS,
        (
            (
                id_,
                None if maker.account is None else accounts[maker.account],
                maker.name,
                maker.slug,
                maker.business_name,
                maker.description,
                maker.location,
                maker.city,
                maker.postal_code,
                maker.region,
                maker.website,
                maker.image,
                maker.latitude,
                maker.longitude,
                "active",
                True,
                maker.verified,
                _amount(maker.free_shipping_threshold, currency),
                maker.tax_id,
                opened,
                opened,
            )
            for id_, maker in zip(ids, shop.producers, strict=True)
        ),
    )
    return {maker.key: id_ for id_, maker in zip(ids, shop.producers, strict=True)}


async def _store_categories(uow: UnitOfWork, shop: Shop, opened: datetime) -> dict[str, int]:
    ids = await next_ids(uow, "categories", len(shop.categories))
    await insert_rows(
        uow,
        bulk.CATEGORIES,
        (
            (id_, category.name, category.slug, opened, opened)
            for id_, category in zip(ids, shop.categories, strict=True)
        ),
    )
    return {category.slug: id_ for id_, category in zip(ids, shop.categories, strict=True)}


async def _store_products(
    uow: UnitOfWork,
    shop: Shop,
    producers: dict[str, int],
    categories: dict[str, int],
    opened: datetime,
) -> dict[str, tuple[int, datetime]]:
    """By slug, the id of each product and when it came."""
    ids = await next_ids(uow, "products", len(shop.products))
    # The oldest product has the lowest id, as if they had been entered one by one.
    came = moments(len(shop.products), opened)
    placed = sorted(zip(came, shop.products, strict=True), key=lambda pair: pair[0])
    entered = [(id_, product, moment) for id_, (moment, product) in zip(ids, placed, strict=True)]
    currency = shop.tenant.currency
    await insert_rows(
        uow,
        bulk.PRODUCTS,
        (
            _product_row(
                id_,
                producers[product.producer],
                product,
                currency,
                category_words(categories[slug] for slug in product.categories),
                moment,
            )
            for id_, product, moment in entered
        ),
    )
    await _store_stock(uow, entered)
    links = [(id_, categories[slug]) for id_, product, _ in entered for slug in product.categories]
    link_ids = await next_ids(uow, "product_categories", len(links))
    await insert_rows(
        uow,
        bulk.PRODUCT_CATEGORIES,
        ((link_id, *link) for link_id, link in zip(link_ids, links, strict=True)),
    )
    image_ids = await next_ids(uow, "product_images", len(entered))
    await insert_rows(
        uow,
        bulk.PRODUCT_IMAGES,
        (
            (image_id, id_, product.image_url, True, 0, moment, moment)
            for image_id, (id_, product, moment) in zip(image_ids, entered, strict=True)
        ),
    )
    return {product.slug: (id_, moment) for id_, product, moment in entered}


async def _store_reviews(
    uow: UnitOfWork,
    shop: Shop,
    accounts: dict[str, int],
    entered: dict[str, tuple[int, datetime]],
) -> None:
    """What accounts say, each some time after its product came; the stars are counted as always."""
    ids = await next_ids(uow, "reviews", len(shop.reviews))
    rows: list[tuple[object, ...]] = []
    for place, (id_, review) in enumerate(zip(ids, shop.reviews, strict=True), start=1):
        product_id, came = entered[review.product]
        said = came + (uow.moment - came) * ((place * _GOLDEN) % 1.0)
        said = said.replace(microsecond=0)
        words = (review.rating, review.title, review.comment)
        author = accounts[review.author]
        rows.append((id_, author, product_id, *words, False, "approved", said, said))
        await record_rating(uow, product_id, before=None, after=review.rating)
    await insert_rows(uow, bulk.REVIEWS, rows)


def _product_row(
    id_: int, producer_id: int, product: Product, currency: str, shelves: str, moment: datetime
) -> tuple[object, ...]:
    return (
        id_,
        producer_id,
        product.name,
        product.name,
        product.slug,
        product.description,
        currency,
        minor_units(product.price, currency),
        _amount(product.discount_price, currency),
        product.unit,
        product.categories[0],
        product.image_url,
        product.active,
        product.seasonal,
        product.b2b_only,
        product.weight_grams,
        product.cultivation_type,
        product.cultivation_description,
        product.allergens,
        product.ingredients,
        product.origin,
        product.storage_instructions,
        product.shelf_life,
        shelves,
        moment,
        moment,
    )


async def _store_stock(uow: UnitOfWork, entered: Sequence[tuple[int, Product, datetime]]) -> None:
    """The default variant of each product, which bears its id, with what lies on the shelf."""
    await insert_rows(uow, bulk.VARIANTS, ((id_, id_, True, moment) for id_, _, moment in entered))
    await insert_rows(
        uow,
        bulk.STOCK_LEVELS,
        ((id_, product.stock, moment) for id_, product, moment in entered),
    )
    moved = [one for one in entered if one[1].stock]
    ids = await next_ids(uow, "stock_movements", len(moved))
    await insert_rows(
        uow,
        bulk.STOCK_MOVEMENTS,
        (
            (movement_id, id_, product.stock, "opening", moment)
            for movement_id, (id_, product, moment) in zip(ids, moved, strict=True)
        ),
    )


async def _store_zones(uow: UnitOfWork, shop: Shop, opened: datetime) -> None:
    currency = shop.tenant.currency
    ids = await next_ids(uow, "shipping_zones", len(shop.shipping_zones))
    await insert_rows(
        uow,
        bulk.SHIPPING_ZONES,
        (
            (id_, zone.name, zone.postal_prefixes, opened, opened)
            for id_, zone in zip(ids, shop.shipping_zones, strict=True)
        ),
    )
    rates = [
        (id_, rate)
        for id_, zone in zip(ids, shop.shipping_zones, strict=True)
        for rate in zone.rates
    ]
    rate_ids = await next_ids(uow, "shipping_rates", len(rates))
    await insert_rows(
        uow,
        bulk.SHIPPING_RATES,
        (
            (
                rate_id,
                zone_id,
                rate.method,
                currency,
                rate.minimum_grams,
                rate.maximum_grams,
                minor_units(rate.price, currency),
                opened,
                opened,
            )
            for rate_id, (zone_id, rate) in zip(rate_ids, rates, strict=True)
        ),
    )


def _amount(text: str | None, currency: str) -> int | None:
    return None if text is None else minor_units(text, currency)


async def _store_operators(uow: UnitOfWork, shop: Shop) -> None:
    """The admins, as a back office outside would look them up; no telephone of anybody's."""
    for place, person in enumerate(each for each in shop.accounts if each.role == "admin"):
        operator_id = await next_id(uow, "operators")
        phone = f"+000000000{place + 1:02}"
        await uow.run(INSERT_OPERATOR, operator_id, person.key, phone, person.email)
