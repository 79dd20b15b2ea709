"""Reading orders: by their token, and one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import msgspec

from api.carts.rules import MergedLine
from api.carts.service import merge
from api.kit.authz import decide, require
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID
from api.orders import queries
from api.orders.errors import InvalidToken, NoShipment, OrderNotFound, TokenNotTrackable
from api.shipping.service import shipment_of_order

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


class OwnedOrder(msgspec.Struct, frozen=True):
    """What the policy looks at: who placed the order."""

    id: int
    account_id: int | None


class Purchase(msgspec.Struct, frozen=True):
    """Orders as a buyer sees them: several under a purchase, or one that stands alone."""

    orders: Sequence[Mapping[str, Any]]
    purchase: Mapping[str, Any] | None


class TrackedOrder(msgspec.Struct, frozen=True):
    """An order's state with its moves, and its parcel once there is one."""

    order: Record
    shipment: Record | None


class Reordered(msgspec.Struct, frozen=True):
    """A product of an earlier order, and what became of it in the cart."""

    line: MergedLine
    name: str

    @property
    def outcome(self) -> Literal["added", "partly", "full", "sold_out", "gone"]:
        line = self.line
        if line.free is None:
            return "gone"
        if line.added == line.wanted:
            return "added"
        if line.added > 0:
            return "partly"
        return "full" if line.before > 0 else "sold_out"


async def find_by_token(uow: UnitOfWork, text: str) -> Purchase:
    """The purchase or order that bears this token. Raises ``InvalidToken`` and ``NotFound``."""
    token = parse_token(text)
    purchase = await queries.purchase_by_token(uow, token)
    if purchase is not None:
        return Purchase(await queries.orders_of_purchase(uow, purchase["id"]), purchase)
    order = await queries.order_by_token(uow, token)
    if order is None:
        raise NotFound
    return Purchase([order], None)


async def track_order(uow: UnitOfWork, text: str) -> TrackedOrder:
    """How far the order of this token has come.

    Orders are tracked one by one: the token of a purchase over several opens none of them. Raises
    ``TokenNotTrackable`` and ``OrderNotFound``.
    """
    try:
        token = parse_token(text)
    except InvalidToken as reason:
        raise TokenNotTrackable from reason
    row = await queries.tracked_order(uow, token)
    if row is None:
        raise OrderNotFound
    return TrackedOrder(row, await shipment_of_order(uow, row["id"]))


async def find_shipment(uow: UnitOfWork, order_id: int) -> Record:
    """The parcel of an order that the caller placed; an admin sees any.

    Raises ``NotFound``, ``Refused`` and ``NoShipment``.
    """
    order = await queries.owner_of_order(uow, order_id) if 0 < order_id <= LARGEST_ID else None
    if order is None:
        raise NotFound
    require(uow.principal, "view_shipment", "order", OwnedOrder(order_id, order["account_id"]))
    shipment = await shipment_of_order(uow, order_id)
    if shipment is None:
        raise NoShipment
    return shipment


async def list_own_orders(uow: UnitOfWork, *, page: int, per_page: int) -> tuple[list[Record], int]:
    """One page of the caller's orders, newest first, and their number."""
    return await queries.list_own(uow, page=page, per_page=per_page)


async def find_own_order(uow: UnitOfWork, order_id: int) -> Record:
    """An order that the caller placed. Raises ``NotFound`` for anybody else's too (contract)."""
    rows = await queries.orders_by_ids(uow, [order_id]) if 0 < order_id <= LARGEST_ID else []
    if not rows:
        raise NotFound
    owned = OwnedOrder(order_id, rows[0]["account_id"])
    if not decide(uow.principal, "view_own", "order", owned).allowed:
        raise NotFound
    return rows[0]


async def reorder(uow: UnitOfWork, order_id: int) -> list[Reordered]:
    """Put what an order of the caller's held into the caller's cart, as far as it can be had.

    Says of each product what became of it. Raises ``NotFound`` for anybody else's order.
    """
    order = await find_own_order(uow, order_id)
    names = {line["product_id"]: line["product_name"] for line in order["lines"]}
    wanted = [(line["product_id"], line["quantity"]) for line in order["lines"]]
    return [Reordered(line, names[line.product_id]) for line in await merge(uow, wanted)]


async def list_moves(uow: UnitOfWork, order_id: int) -> list[Record]:
    """The whole history of an order that the caller placed. Raises ``NotFound``."""
    await find_own_order(uow, order_id)
    return await queries.moves(uow, order_id)


def parse_token(text: str) -> UUID:
    """A random UUID in its usual spelling. Raises ``InvalidToken``."""
    try:
        token = UUID(text)
    except ValueError as reason:
        raise InvalidToken from reason
    if token.version != 4 or str(token) != text.lower():
        raise InvalidToken
    return token


async def newest_shipping_address(uow: UnitOfWork, account_id: int) -> Mapping[str, Any] | None:
    """Where the account's newest order with an address went, as the buyer wrote it."""
    return await queries.newest_shipping_address(uow, account_id)
