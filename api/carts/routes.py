"""The cart on the wire. Contract: /api/v1/cart; Stoa's own: DELETE /clear, /api/stoa/v1/cart."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from litestar import Controller, Response, delete, get, patch, post

from api.carts import schemas, service
from api.carts.schemas import (
    ACKNOWLEDGE,
    ADD_ITEM,
    MERGE_CART,
    SET_QUANTITY,
    AcknowledgeForm,
    AddItemForm,
    MergeCartForm,
    SetQuantityForm,
)
from api.kit.db import UnitOfWork
from api.kit.idempotency import Answer
from api.laravel.idempotent import answer_once
from api.laravel.request import StoaRequest
from api.laravel.route import described, route
from api.laravel.throttle import Throttle


class CartController(Controller):
    """/api/v1/cart: the cart of whoever is signed in."""

    path = "/api/v1/cart"
    tags = ("Cart",)

    @get("/items", operation_id="ShowCart", opt=route("cart", "view"))
    async def show(self, request: StoaRequest) -> schemas.Cart:
        """The lines with their products and producers, and what they cost together."""
        async with request.unit_of_work(read_only=True) as uow:
            rows = await service.list_lines(uow)
        return schemas.cart(rows, request.tenant.currency)

    @post(
        "/items",
        operation_id="AddCartItem",
        status_code=201,
        opt=route("cart", "change", throttle=Throttle(30), body=ADD_ITEM),
    )
    async def add(self, request: StoaRequest) -> schemas.ItemAdded:
        """Put more of a product into the cart; on a product's second time its line grows."""
        examination = ADD_ITEM.examine(await request.input())
        product_id = examination.values.get("product_id")
        async with request.unit_of_work() as uow:
            if isinstance(product_id, int) and not await service.is_known_product(uow, product_id):
                examination.note("product_id", "exists")
            form = msgspec.convert(examination.settle(), AddItemForm)
            row = await service.add_item(uow, form.product_id, form.quantity)
        return schemas.ItemAdded(cart_item=schemas.changed_line(row, request.tenant.currency))

    @patch(
        "/items/{cartItem:str}",
        operation_id="UpdateCartItem",
        opt=route("cart", "change", body=SET_QUANTITY),
    )
    async def update(self, request: StoaRequest) -> schemas.ItemUpdated:
        """Set how many a line holds. Whose it is counts before the number does (contract)."""
        item_id = request.path_id("cartItem")
        async with request.unit_of_work() as uow:
            item = await service.find_item(uow, item_id)
            # Malformed JSON is told before the policy looks at the line (D7).
            await request.input()
            service.require_own(uow, item)
            form = await request.validated(SET_QUANTITY, SetQuantityForm)
            row = await service.set_quantity(uow, item, form.quantity)
        return schemas.ItemUpdated(cart_item=schemas.changed_line(row, request.tenant.currency))

    @delete(
        "/items/{cartItem:str}",
        operation_id="RemoveCartItem",
        status_code=200,
        opt=route("cart", "change"),
    )
    async def remove(self, request: StoaRequest) -> schemas.ItemRemoved:
        """Take a line out of the cart."""
        item_id = request.path_id("cartItem")
        async with request.unit_of_work() as uow:
            await service.remove_item(uow, await service.find_item(uow, item_id))
        return schemas.ItemRemoved()

    @delete(
        "/clear",
        operation_id="ClearCart",
        status_code=200,
        opt=route("cart", "change"),
    )
    async def clear(self, request: StoaRequest) -> schemas.ClearedCart:
        """Empty the cart."""
        async with request.unit_of_work() as uow:
            await service.clear(uow)
        return schemas.cleared_cart(request.tenant.currency)

    @post(
        "/sync",
        operation_id="MergeCart",
        status_code=200,
        opt=route("cart", "change", throttle=Throttle(10), body=MERGE_CART),
        responses=described(200, schemas.Cart),
    )
    async def sync(self, request: StoaRequest) -> Response[bytes]:
        """Add a cart that the browser kept; what cannot be had is left out without a word.

        A cart that comes twice under one idempotency key is added once.
        """
        form = await request.validated(MERGE_CART, MergeCartForm)
        wanted = [(item.product_id, item.quantity) for item in form.items]
        async with request.unit_of_work() as uow:
            return await answer_once(
                request, uow, "merge-cart", lambda: _merged(request, uow, wanted)
            )


class CartChangesController(Controller):
    """/api/stoa/v1/cart/changes: what is no longer as the buyer saw it."""

    path = "/api/stoa/v1/cart/changes"
    tags = ("Cart",)

    @get(operation_id="ListCartChanges", opt=route("cart", "view"))
    async def list(self, request: StoaRequest) -> schemas.Changes:
        """What changed in the caller's cart: prices, stock, what is no longer sold."""
        async with request.unit_of_work(read_only=True) as uow:
            return schemas.changes(await service.list_changes(uow))

    @post(
        "/acknowledge",
        operation_id="AcknowledgeCartChanges",
        status_code=200,
        opt=route("cart", "change", throttle=Throttle(30), body=ACKNOWLEDGE),
    )
    async def acknowledge(self, request: StoaRequest) -> schemas.Changes:
        """The buyer has read them. The cart is cut to what can be had; what is new is told."""
        form = await request.validated(ACKNOWLEDGE, AcknowledgeForm)
        seen = {price.item_id: price.amount for price in form.prices}
        async with request.unit_of_work() as uow:
            return schemas.changes(await service.acknowledge(uow, seen))


async def _merged(
    request: StoaRequest, uow: UnitOfWork, wanted: Sequence[tuple[int, int]]
) -> Answer:
    await service.merge(uow, wanted)
    shown = schemas.cart(await service.list_lines(uow), request.tenant.currency)
    return Answer(200, msgspec.json.encode(shown))
