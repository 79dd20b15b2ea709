"""Use cases of the catalogue. Callers hand in amounts as minor units of the shop's currency."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from api.catalog import queries
from api.catalog.counting import queries as counting
from api.catalog.errors import DiscountTooHigh, NoSuchProducer, ProducerMissing, SlugTaken
from api.catalog.facets import queries as facets
from api.catalog.listing import queries as listing
from api.catalog.listing.queries import ProductFilters
from api.catalog.rules import SUGGESTED_MOST, first_gate, later_gate, pick_suggestions
from api.kit import audit
from api.kit.authz import decide, require
from api.kit.db import UniqueViolation
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID
from api.kit.outbox import emit
from api.kit.text import slugify
from api.pictures.service import use_pictures
from api.stock.rules import LOW, falls_low
from api.stock.service import open_stock, set_stock

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


Result = TypeVar("Result")
LOW_STOCK = "stock.low"


class OwnedProduct(msgspec.Struct, frozen=True):
    """What the policy looks at: whose product it is."""

    id: int
    producer_id: int


class ProductChange(msgspec.Struct, frozen=True):
    """New values by column, stock and pictures apart; what is not named stays as it is."""

    values: Mapping[str, object]
    stock: int | None = None
    images: Sequence[str] | None = None
    gated: bool = False
    """Whether the shop shows products only once they are approved."""


async def list_products(uow: UnitOfWork, filters: ProductFilters) -> tuple[list[Record], int]:
    """One page of the catalogue and the number of products in all. Raises ``NoSuchProducer``."""
    if filters.producer_id is not None and not await queries.producer_exists(
        uow, filters.producer_id
    ):
        raise NoSuchProducer
    return await listing.list_products(uow, filters)


async def count_facets(uow: UnitOfWork, filters: ProductFilters) -> list[Record]:
    """What the filters may be set to, with how many products each choice shows.

    Each filter's own choices are counted as if it were not set; see ``facets/queries.py``.
    """
    return await facets.count_facets(uow, filters)


async def suggest(uow: UnitOfWork, words: str, *, wholesale: bool) -> list[Record]:
    """What the words that somebody is typing may become: a few categories, producers, products.

    At most ``SUGGESTED_MOST``, no name twice, shelves before what stands on them.
    """
    rows = await listing.suggest(uow, words, wholesale=wholesale, most=SUGGESTED_MOST)
    return pick_suggestions(rows)


async def list_own_products(
    uow: UnitOfWork, *, text: str | None, active: bool | None, page: int, per_page: int
) -> tuple[list[Record], int]:
    """One page of the caller's own products by name, inactive ones too, and their number."""
    return await listing.list_own_products(
        uow, text=text, active=active, page=page, per_page=per_page
    )


async def find_product(uow: UnitOfWork, product_id: int) -> Record:
    """The product of this shop, active or not. Raises ``NotFound``, also for an archived one."""
    row = await queries.product_by_id(uow, product_id) if 0 < product_id <= LARGEST_ID else None
    if row is None:
        raise NotFound
    return row


async def find_product_by_slug(uow: UnitOfWork, slug: str) -> Record:
    """The product with this very slug. Raises ``NotFound``."""
    row = await queries.product_by_slug(uow, slug)
    if row is None:
        raise NotFound
    return row


async def whole_products(uow: UnitOfWork, product_ids: Collection[int]) -> dict[int, Record]:
    """These products by their ids, also those that were taken out of the shop since.

    With what only sellers and admins may see; whoever asks answers for the policy.
    """
    return {row["id"]: row for row in await queries.whole_products(uow, list(product_ids))}


async def create_product(uow: UnitOfWork, currency: str, change: ProductChange) -> int:
    """Put a product up for sale; returns its id.

    A producer's product is always the producer's own, whatever was sent; who may ``reassign``
    products names the producer. Raises ``Refused``, ``ProducerMissing``, ``NoSuchProducer``,
    ``SlugTaken`` and ``DiscountTooHigh``.
    """
    values = dict(change.values)
    may_choose = decide(uow.principal, "reassign", "product").allowed
    if not may_choose:
        values["producer_id"] = uow.principal.producer_id
    producer_id = values.get("producer_id")
    if producer_id is None and may_choose:
        raise ProducerMissing
    require(uow.principal, "create", "product", OwnedProduct(0, _whole(producer_id)))
    if not await queries.producer_exists(uow, _whole(producer_id)):
        raise NoSuchProducer
    given_slug = values.get("slug")
    values["slug"] = given_slug or slugify(str(values["name"]))
    values.setdefault("title", values["name"])
    _check_discount(values.get("price"), values.get("discount_price"))
    _mirror_first_image(values, change.images)
    if change.gated and not decide(uow.principal, "moderate", "product").allowed:
        values |= first_gate(wanted=values.get("is_active") is not False)
    product_id = await _store(
        uow, queries.insert_product(uow, currency, values), made_from_name=not given_slug
    )
    await open_stock(uow, product_id, change.stock or 0)
    if change.images is not None:
        await _replace_images(uow, product_id, change.images)
    await audit.record(uow, "create", "product", product_id, after=_plain(values))
    return product_id


async def update_product(uow: UnitOfWork, product: Record, change: ProductChange) -> None:
    """Change a product that was found before. Raises as ``create_product`` does.

    Giving it to another producer needs the right to ``reassign`` (D19).
    """
    product = await hold_product(uow, "update", product["id"], known=product)
    owned = _owned(product)
    values = dict(change.values)
    producer_id = values.get("producer_id", owned.producer_id)
    if producer_id != owned.producer_id:
        require(uow.principal, "reassign", "product", owned)
        if not await queries.producer_exists(uow, _whole(producer_id)):
            raise NoSuchProducer
    made_from_name = "name" in values and "slug" not in values
    if made_from_name and values["name"] != product["name"]:
        values["slug"] = slugify(str(values["name"]))
    if "name" in values and product["title"] == product["name"]:
        values["title"] = values["name"]
    _check_discount(
        values.get("price", product["price"]),
        values.get("discount_price", product["discount_price"]),
    )
    _mirror_first_image(values, change.images)
    if change.gated and not decide(uow.principal, "moderate", "product", owned).allowed:
        values |= later_gate(product["approval_status"], values)
    values = {name: value for name, value in values.items() if value != product[name]}
    before, after = _plain({name: product[name] for name in values}), _plain(values)
    if change.stock is not None and change.stock != product["stock"]:
        before["stock"] = await set_stock(uow, owned.id, change.stock)
        after["stock"] = change.stock
    if change.images is not None:
        await _replace_images(uow, owned.id, change.images)
        before["images"] = [image["url"] for image in product["images"]]
        after["images"] = list(change.images)
    if after:
        await _store(
            uow, queries.update_product(uow, owned.id, values), made_from_name=made_from_name
        )
        await audit.record(uow, "update", "product", owned.id, before=before, after=after)


async def delete_product(uow: UnitOfWork, product: Record) -> None:
    """Take a product out of the shop for good; order lines keep what was bought (D9)."""
    product = await hold_product(uow, "delete", product["id"], known=product)
    await queries.archive_product(uow, product["id"])
    before = {"name": product["name"], "slug": product["slug"], "is_active": product["is_active"]}
    await audit.record(uow, "delete", "product", product["id"], before=before)


async def toggle_product(uow: UnitOfWork, product: Record, *, gated: bool) -> bool:
    """Show a hidden product or hide a shown one; returns whether it is shown now.

    ``gated``: the shop shows products only once they are approved; until then it is remembered
    whether this one is to be shown.
    """
    product = await hold_product(uow, "update", product["id"], known=product)
    waits = gated and product["approval_status"] != "approved"
    wish = not product["shown_once_approved" if waits else "is_active"]
    await update_product(uow, product, ProductChange({"is_active": wish}, gated=gated))
    return bool((await find_product(uow, product["id"]))["is_active"])


async def find_wrong_counts(uow: UnitOfWork) -> list[Record]:
    """The kept totals of lists that counting contradicts: facet, facet_id, audience, kept, actual.

    There are none unless somebody wrote products past this service.
    """
    return await counting.differences(uow)


async def count_stale_products(uow: UnitOfWork) -> int:
    """How many products search or a category's list knows as they were once; see above."""
    return await counting.stale_products(uow)


async def correct_listings(uow: UnitOfWork) -> list[Record]:
    """After products were stored in bulk: lists know their totals, search and the lists of
    categories know their products.

    Returns the totals that were wrong, as ``find_wrong_counts`` tells them.
    """
    await counting.mark_stale(uow)
    return await counting.correct(uow)


def require_update(uow: UnitOfWork, product: Record) -> None:
    """Ask the policy before anything else is looked at. Raises ``Refused``."""
    require(uow.principal, "update", "product", _owned(product))


async def set_product_stock(uow: UnitOfWork, product: Record, stock: int) -> int:
    """Set how many are for sale; returns how many were."""
    require_update(uow, product)
    before = await set_stock(uow, product["id"], stock)
    await audit.record(
        uow, "set_stock", "product", product["id"], before={"stock": before}, after={"stock": stock}
    )
    if falls_low(before, stock):
        await tell_low_stock(uow, {product["id"]: stock})
    return before


async def remind_low_stock(uow: UnitOfWork) -> None:
    """Say of every product for sale of which few are left that it is so (contract: each day)."""
    low = await queries.running_low(uow, LOW)
    await tell_low_stock(uow, {row["product_id"]: row["stock"] for row in low})


async def tell_low_stock(uow: UnitOfWork, left: Mapping[int, int]) -> None:
    """Say, together with what caused it, that so many are left of each of these products.

    Products whose producer has no account are left out: nobody would be told.
    """
    for row in await queries.low_products(uow, list(left)):
        await emit(uow, LOW_STOCK, {**row, "stock": left[row["product_id"]]})


async def hold_product(
    uow: UnitOfWork, action: str, product_id: int, *, known: Record | None = None
) -> Record:
    """Hold the product until the unit of work ends; what it is now, not what was read before.

    ``known`` is the product if it was read already. The policy is asked on both sides of the wait:
    a rival may have given the product away. Raises ``Refused``, and ``NotFound`` when there is no
    such product, or a rival took it out of the shop.
    """
    product = await find_product(uow, product_id) if known is None else known
    require(uow.principal, action, "product", _owned(product))
    await queries.lock_product(uow, product_id)
    product = await find_product(uow, product_id)
    require(uow.principal, action, "product", _owned(product))
    return product


def _owned(product: Record) -> OwnedProduct:
    return OwnedProduct(product["id"], product["producer_id"])


def _whole(producer_id: object) -> int:
    return producer_id if isinstance(producer_id, int) else 0


def _check_discount(price: object, discount_price: object) -> None:
    if isinstance(price, int) and isinstance(discount_price, int) and discount_price >= price:
        raise DiscountTooHigh


def _mirror_first_image(values: dict[str, object], images: Sequence[str] | None) -> None:
    if images is not None:
        values["image_url"] = images[0] if images else None


async def _replace_images(uow: UnitOfWork, product_id: int, urls: Sequence[str]) -> None:
    await queries.replace_images(uow, product_id, urls)
    await use_pictures(uow, "product", product_id, urls)


async def _store(uow: UnitOfWork, work: Awaitable[Result], *, made_from_name: bool) -> Result:
    try:
        async with uow.savepoint():
            return await work
    except UniqueViolation as reason:
        raise SlugTaken(made_from_name=made_from_name) from reason


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    """Column values as JSON can keep them; the audit shows decimals as text."""
    return {name: _json_value(values[name]) for name in queries.WRITABLE if name in values}


def _json_value(value: object) -> object:
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return str(value)
