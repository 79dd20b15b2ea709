"""Use cases of the cart. One cart has one change at a time: each begins by holding it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from api.carts import queries
from api.carts.errors import NotEnoughStock, NotYourItem, ProductNotForSale
from api.carts.rules import (
    LineChange,
    MergedLine,
    WatchedLine,
    changes,
    merged_quantity,
    wanted_sums,
)
from api.catalog.rules import charged_price
from api.kit import audit
from api.kit.authz import decide, require
from api.kit.errors import NotFound, Refused
from api.kit.ids import LARGEST_ID, next_id, next_ids

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.audit import Values
    from api.kit.db import UnitOfWork


class OwnedItem(msgspec.Struct, frozen=True):
    """What the policy looks at: in whose cart the line lies."""

    id: int
    account_id: int


async def list_lines(uow: UnitOfWork) -> list[Record]:
    """The lines of the caller's cart, oldest first, at most 1,000."""
    require(uow.principal, "view", "cart")
    return await queries.list_lines(uow)


async def is_known_product(uow: UnitOfWork, product_id: int) -> bool:
    """Whether the shop has such a product, sold at the moment or not."""
    return await queries.is_known(uow, product_id)


async def add_item(uow: UnitOfWork, product_id: int, quantity: int) -> Record:
    """Put more of a product into the caller's cart; returns the line.

    Raises ``ProductNotForSale`` and ``NotEnoughStock`` (what lies there already counts too).
    """
    account_id = await _hold_cart(uow)
    offer = (await queries.offers(uow, account_id, [product_id])).get(product_id)
    if offer is None or not offer["is_active"]:
        raise ProductNotForSale
    in_cart, free, item_id = offer["in_cart"], offer["free"], offer["item_id"]
    if in_cart + quantity > free:
        raise NotEnoughStock(free=free, quantity=quantity, in_cart=in_cart)
    new_id = await next_id(uow, "cart_items") if item_id is None else item_id
    addition = _addition(new_id, offer, quantity)
    lines = await queries.add_to_lines(uow, account_id, [addition])
    await audit.record(
        uow,
        "add",
        "cart",
        lines[product_id],
        before=None if item_id is None else _contents(product_id, in_cart),
        after=_contents(product_id, in_cart + quantity),
    )
    return await find_line(uow, lines[product_id])


async def find_item(uow: UnitOfWork, item_id: int) -> Record:
    """A line to be changed, in whosever cart; the caller's own cart is held from here on.

    Raises ``NotFound``.
    """
    await _hold_cart(uow)
    row = await queries.item_by_id(uow, item_id) if 0 < item_id <= LARGEST_ID else None
    if row is None:
        raise NotFound
    return row


def require_own(uow: UnitOfWork, item: Record) -> None:
    """Raises ``NotYourItem`` unless the policy lets the caller change this line."""
    owned = OwnedItem(item["id"], item["account_id"])
    if not decide(uow.principal, "change", "cart", owned).allowed:
        raise NotYourItem


async def set_quantity(uow: UnitOfWork, item: Record, quantity: int) -> Record:
    """Set how many a line holds; returns the line. Raises ``NotYourItem``, ``NotEnoughStock``."""
    require_own(uow, item)
    if quantity > item["free"]:
        raise NotEnoughStock(free=item["free"], quantity=quantity)
    if quantity != item["quantity"]:
        await queries.set_quantities(uow, [(item["id"], quantity)])
        await audit.record(
            uow,
            "set_quantity",
            "cart",
            item["id"],
            before=_contents(item["product_id"], item["quantity"]),
            after=_contents(item["product_id"], quantity),
        )
    return await find_line(uow, item["id"])


async def remove_item(uow: UnitOfWork, item: Record) -> None:
    """Take a line out of the cart. Raises ``NotYourItem``."""
    require_own(uow, item)
    await queries.delete_item(uow, item["id"])
    before = _contents(item["product_id"], item["quantity"])
    await audit.record(uow, "remove", "cart", item["id"], before=before)


async def clear(uow: UnitOfWork) -> None:
    """Empty the caller's cart."""
    await _hold_cart(uow)
    removed = await queries.delete_all(uow)
    if removed:
        entries: list[tuple[int | None, Values | None, Values | None]] = [
            (row["id"], _contents(row["product_id"], row["quantity"]), None) for row in removed
        ]
        await audit.record_many(uow, "clear", "cart", entries)


async def merge(uow: UnitOfWork, wanted: Sequence[tuple[int, int]]) -> list[MergedLine]:
    """Add a cart kept elsewhere, as pairs of product and quantity, to the caller's cart.

    Sums are cut to the stock and to 100 a line; what is unknown, not sold, sold out or asked for
    less than once is left out (contract: POST /cart/sync). It never fails; what became of each
    product is returned in order of first mention.
    """
    account_id = await _hold_cart(uow)
    sums = wanted_sums(wanted)
    offers = await queries.offers(uow, account_id, list(sums))
    lines = [_merged(product_id, many, offers.get(product_id)) for product_id, many in sums.items()]
    grown = [(offers[line.product_id], line.holds) for line in lines if line.added]
    if grown:
        await _store_merged(uow, account_id, grown)
    return lines


async def list_changes(uow: UnitOfWork) -> list[LineChange]:
    """What changed in the caller's cart since the buyer saw it, oldest line first."""
    require(uow.principal, "view", "cart")
    return changes(await _watched(uow))


async def acknowledge(uow: UnitOfWork, seen: Mapping[int, int]) -> list[LineChange]:
    """The buyer has read the changes: ``seen`` are the prices read, by line, in minor units.

    Lines of what is gone or sold out leave the cart, larger ones are cut to the stock. What has
    changed again meanwhile is returned, to be read too.
    """
    await _hold_cart(uow)
    found = changes(await _watched(uow))
    taken = [change for change in found if change.kind != "price"]
    read = [
        msgspec.structs.replace(
            change.line, seen_price=seen[change.line.id], seen_currency=change.line.currency
        )
        for change in found
        if change.kind == "price" and change.line.id in seen
    ]
    unread = [change for change in found if change.kind == "price" and change.line.id not in seen]
    await _adapt(uow, taken, read)
    return [*unread, *(change for change in changes(read) if change.kind == "price")]


async def find_line(uow: UnitOfWork, item_id: int) -> Record:
    """A line with all that is shown of it. Raises ``NotFound``."""
    row = await queries.line_by_id(uow, item_id)
    if row is None:
        raise NotFound
    return row


async def _store_merged(
    uow: UnitOfWork, account_id: int, merged: Sequence[tuple[Record, int]]
) -> None:
    """Write the quantities that lines hold from now on; new products get lines in their order."""
    old = [(offer["item_id"], holds) for offer, holds in merged if offer["item_id"] is not None]
    new = [(offer, holds) for offer, holds in merged if offer["item_id"] is None]
    lines = {offer["product_id"]: offer["item_id"] for offer, _ in merged}
    if old:
        await queries.set_quantities(uow, old)
    if new:
        ids = await next_ids(uow, "cart_items", len(new))
        additions = [_addition(id_, *addition) for id_, addition in zip(ids, new, strict=True)]
        lines |= await queries.add_to_lines(uow, account_id, additions)
    entries: list[tuple[int | None, Values | None, Values | None]] = [
        (
            lines[offer["product_id"]],
            None if offer["item_id"] is None else _contents(offer["product_id"], offer["in_cart"]),
            _contents(offer["product_id"], holds),
        )
        for offer, holds in merged
    ]
    await audit.record_many(uow, "merge", "cart", entries)


def _merged(product_id: int, wanted: int, offer: Record | None) -> MergedLine:
    if offer is None or not offer["is_active"]:
        return MergedLine(product_id, wanted, 0, 0, None)
    before, free = offer["in_cart"], offer["free"]
    holds = merged_quantity(before, wanted, free)
    return MergedLine(product_id, wanted, before, holds if holds > 0 else before, free)


async def _watched(uow: UnitOfWork) -> list[WatchedLine]:
    return [msgspec.convert(dict(row), WatchedLine) for row in await queries.list_watched(uow)]


async def _adapt(uow: UnitOfWork, taken: Sequence[LineChange], read: Sequence[WatchedLine]) -> None:
    """Make the cart hold what can be had, and note the prices that were read."""
    left = {
        change.line: 0 if change.kind == "gone" else max(change.line.free, 0) for change in taken
    }
    gone = [line.id for line, holds in left.items() if holds == 0]
    cut = [(line.id, holds) for line, holds in left.items() if holds > 0]
    if gone:
        await queries.delete_items(uow, gone)
    if cut:
        await queries.set_quantities(uow, cut)
    if read:
        await queries.set_seen_prices(
            uow, [(line.id, line.seen_price or 0, line.currency) for line in read]
        )
    if left:
        entries: list[tuple[int | None, Values | None, Values | None]] = [
            (
                line.id,
                _contents(line.product_id, line.quantity),
                _contents(line.product_id, holds) if holds else None,
            )
            for line, holds in left.items()
        ]
        await audit.record_many(uow, "acknowledge", "cart", entries)


def _addition(item_id: int, offer: Record, quantity: int) -> queries.Addition:
    """More of what is on offer, at the price at which it is on offer now."""
    return queries.Addition(
        id=item_id,
        product_id=offer["product_id"],
        quantity=quantity,
        seen_price=charged_price(offer["price"], offer["discount_price"]),
        seen_currency=offer["currency"],
    )


async def _hold_cart(uow: UnitOfWork) -> int:
    """Hold the caller's cart until the unit of work ends; the account it belongs to."""
    decision = require(uow.principal, "change", "cart")
    account_id = uow.principal.account_id
    if account_id is None:
        raise Refused(decision)
    await queries.lock_cart(uow, account_id)
    return account_id


def _contents(product_id: int, quantity: int) -> dict[str, object]:
    return {"product_id": product_id, "quantity": quantity}
