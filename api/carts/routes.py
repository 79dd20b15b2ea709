"""The cart on the wire. Contract: /api/v1/cart; Stoa's own: DELETE /api/v1/cart/clear."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, patch, post

from api.carts import schemas, service
from api.carts.schemas import (
    ADD_ITEM,
    MERGE_CART,
    SET_QUANTITY,
    AddItemForm,
    MergeCartForm,
    SetQuantityForm,
)
from api.laravel.request import StoaRequest
from api.laravel.route import route
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
    )
    async def sync(self, request: StoaRequest) -> schemas.Cart:
        """Add a cart that the browser kept; what cannot be had is left out without a word."""
        form = await request.validated(MERGE_CART, MergeCartForm)
        async with request.unit_of_work() as uow:
            await service.merge(uow, [(item.product_id, item.quantity) for item in form.items])
            rows = await service.list_lines(uow)
        return schemas.cart(rows, request.tenant.currency)
