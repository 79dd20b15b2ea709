"""The visitor's cart as the pages show and change it where no script runs.

A guest's lies in a cookie, a signed-in visitor's at the shop; both offer the same verbs and the
same lines, as ``static/js/basket.js`` does for browsers that run scripts.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import msgspec

from api.kit.money import decimal_text, minor_units
from storefront import catalogue_view as view
from storefront import guest_cart
from storefront.guest_cart import GuestCart, KeptLine
from storefront.picture_files import thumbnail
from storefront.visitor import needed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from litestar import Response

    from api.laravel.request import StoaRequest
    from storefront.visitor import Visitor

MOST: Final = view.MOST_PER_LINE
CHANGES: Final = "/api/stoa/v1/cart/changes"
_LEFT: Final = re.compile(r"(\d+) items (?:left|available)")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One product in the cart; ``key`` names the line to the cart, ``price`` is charged for one."""

    key: int
    product_id: int
    name: str
    address: str
    price: Decimal
    quantity: int
    unit: str
    stock: int
    picture: str | None
    producer_id: int
    producer_name: str

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is no longer as the visitor saw it; ``price`` in minor units."""

    kind: Literal["gone", "stock", "price"]
    key: int
    name: str
    wanted: int
    stock: int
    seen: int
    price: int


class Group(msgspec.Struct, frozen=True):
    """What one producer sends."""

    producer_id: int
    name: str
    lines: list[Line]

    @property
    def subtotal(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))


class Contents(msgspec.Struct, frozen=True):
    """What can be had of the cart, and what has changed since the visitor looked."""

    lines: list[Line] = []
    changes: list[Change] = []

    @property
    def groups(self) -> list[Group]:
        """Lines by producer, in the order in which the producers came into the cart."""
        found: dict[int, Group] = {}
        for line in self.lines:
            group = found.setdefault(
                line.producer_id, Group(line.producer_id, line.producer_name, [])
            )
            group.lines.append(line)
        return list(found.values())

    @property
    def subtotal(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))


class CartRefusal(Exception):
    """What the visitor asked for and the shop cannot do: the key of a sentence and its places."""

    def __init__(self, key: str, **places: object) -> None:
        super().__init__(key)
        self.key = key
        self.places = places


class Basket(Protocol):
    """A cart; every change raises ``CartRefusal`` when the shop cannot do it."""

    async def show(self) -> Contents: ...
    async def add(self, product_id: int, quantity: int) -> None: ...
    async def change(self, key: int, quantity: int) -> None: ...
    async def remove(self, key: int) -> None: ...
    async def clear(self) -> None: ...
    async def acknowledge(self, prices: Mapping[int, int]) -> None:
        """The visitor has read the changes; ``prices`` are those read, by line."""

    def settle(self, answer: Response[Any]) -> None:
        """Let the answer bear what the browser has to keep."""


def basket_of(request: StoaRequest, visitor: Visitor) -> Basket:
    """The cart of whoever asks."""
    return AccountBasket(visitor) if visitor.signed_in else GuestBasket(request, visitor)


class GuestBasket:
    """A guest's cart, in a cookie."""

    def __init__(self, request: StoaRequest, visitor: Visitor) -> None:
        self._request = request
        self._client = visitor.client
        self._currency = request.tenant.currency
        self._before = self._cart = guest_cart.read(request)

    async def show(self) -> Contents:
        lines: list[Line] = []
        changes: list[Change] = []
        for kept in self._cart.lines:
            product = await self._product(kept.product_id)
            told = self._changes(kept, product)
            changes += told
            if product is not None and not any(change.stock <= 0 for change in told):
                quantity = min(kept.quantity, product.get("stock") or 0)
                lines.append(_line(product, kept.product_id, quantity))
        return Contents(lines, changes)

    async def add(self, product_id: int, quantity: int) -> None:
        lines = {line.product_id: line for line in self._cart.lines}
        held = lines[product_id].quantity if product_id in lines else 0
        if held == 0 and len(lines) >= guest_cart.MOST_LINES:
            raise CartRefusal("cart.full", count=guest_cart.MOST_LINES)
        product = await self._on_sale(product_id)
        lines[product_id] = self._fresh(product, _within(product, held + quantity))
        self._write(lines.values())

    async def change(self, key: int, quantity: int) -> None:
        self._require_line(key)
        product = await self._on_sale(key)
        quantity = _within(product, quantity)
        self._write(
            msgspec.structs.replace(line, quantity=quantity) if line.product_id == key else line
            for line in self._cart.lines
        )

    async def remove(self, key: int) -> None:
        self._require_line(key)
        self._write(line for line in self._cart.lines if line.product_id != key)

    async def clear(self) -> None:
        self._write(())

    async def acknowledge(self, prices: Mapping[int, int]) -> None:
        kept: list[KeptLine] = []
        for line in self._cart.lines:
            product = await self._product(line.product_id)
            stock = (product or {}).get("stock") or 0
            if stock > 0:
                seen = prices.get(line.product_id, line.seen)
                kept.append(KeptLine(line.product_id, min(line.quantity, stock), seen))
        self._write(kept)

    def settle(self, answer: Response[Any]) -> None:
        if self._cart is not self._before:
            guest_cart.keep(self._request, answer, self._cart)

    async def _product(self, product_id: int) -> view.Product | None:
        answer = await self._client.get(f"/public/products/{product_id}")
        if answer.status == 404:
            return None
        body: dict[str, Any] = needed(answer)
        found: view.Product = body.get("data", body)
        return found

    async def _on_sale(self, product_id: int) -> view.Product:
        product = await self._product(product_id)
        if product is None:
            raise CartRefusal("cart.unknown")
        return product

    def _require_line(self, key: int) -> None:
        if all(line.product_id != key for line in self._cart.lines):
            raise CartRefusal("cart.unknown")

    def _fresh(self, product: view.Product, quantity: int) -> KeptLine:
        return KeptLine(product["id"], quantity, self._minor(product))

    def _changes(self, kept: KeptLine, product: view.Product | None) -> list[Change]:
        if product is None:
            return [self._change("gone", kept, None)]
        found: list[Change] = []
        if kept.quantity > (product.get("stock") or 0):
            found.append(self._change("stock", kept, product))
        if kept.seen != self._minor(product) and (product.get("stock") or 0) > 0:
            found.append(self._change("price", kept, product))
        return found

    def _change(
        self, kind: Literal["gone", "stock", "price"], kept: KeptLine, product: view.Product | None
    ) -> Change:
        return Change(
            kind=kind,
            key=kept.product_id,
            name=str(product["name"]) if product else "",
            wanted=kept.quantity,
            stock=(product or {}).get("stock") or 0,
            seen=kept.seen,
            price=self._minor(product) if product else kept.seen,
        )

    def _minor(self, product: view.Product) -> int:
        return minor_units(view.charged_price(product), self._currency)

    def _write(self, lines: Any) -> None:
        self._cart = self._before.with_lines(tuple(lines))


class AccountBasket:
    """A signed-in visitor's cart, at the shop."""

    def __init__(self, visitor: Visitor) -> None:
        self._client = visitor.client

    async def show(self) -> Contents:
        items = needed(await self._client.get("/cart/items"))["cart_items"]
        changes = needed(await self._client.get(CHANGES))["data"]
        sold = [
            item for item in items if item["product"]["is_active"] and item["product"]["stock"] > 0
        ]
        return Contents([_item_line(item) for item in sold], [_told(each) for each in changes])

    async def add(self, product_id: int, quantity: int) -> None:
        await self._send("POST", "/cart/items", {"product_id": product_id, "quantity": quantity})

    async def change(self, key: int, quantity: int) -> None:
        await self._send("PATCH", f"/cart/items/{key}", {"quantity": quantity})

    async def remove(self, key: int) -> None:
        await self._send("DELETE", f"/cart/items/{key}")

    async def clear(self) -> None:
        await self._send("DELETE", "/cart/clear")

    async def acknowledge(self, prices: Mapping[int, int]) -> None:
        read = [{"item_id": key, "amount": amount} for key, amount in prices.items()]
        await self._send("POST", f"{CHANGES}/acknowledge", {"prices": read})

    def settle(self, answer: Response[Any]) -> None:
        """The shop keeps this cart; the browser has nothing to keep."""

    async def _send(self, method: str, path: str, body: object = None) -> None:
        answer = await self._client.send(method, path, body)
        if answer.status == 404:
            raise CartRefusal("cart.unknown")
        if answer.status != 422:
            needed(answer)
            return
        left = _LEFT.search(" ".join(chain.from_iterable(answer.errors.values())))
        if left and int(left[1]) > 0:
            raise CartRefusal("cart.only_left", count=left[1])
        raise CartRefusal("cart.sold_out" if left else "cart.unknown")


async def bring(visitor: Visitor, cart: GuestCart) -> bool:
    """Add a guest's cart to the cart of the account that has just signed in, once; whether it did.

    The key is the one under which a script would bring the same cart.
    """
    items = [{"product_id": line.product_id, "quantity": line.quantity} for line in cart.lines]
    answer = await visitor.client.send(
        "POST", "/cart/sync", {"items": items}, key=f"cart-{cart.tag}"
    )
    return answer.ok


def sentences(changes: Sequence[Change], say: Any, money: Any, currency: str) -> list[str]:
    """What has changed, as people read it; ``say`` and ``money`` are the language's."""
    told: list[str] = []
    for change in changes:
        if change.kind == "price":
            seen, price = (
                money(decimal_text(amount, currency), currency)
                for amount in (change.seen, change.price)
            )
            told.append(say("js.price_changed", name=change.name, old=seen, price=price))
        elif change.kind == "gone":
            told.append(say("js.gone", name=change.name) if change.name else say("cart.unknown"))
        elif change.stock <= 0:
            told.append(say("js.sold_out", name=change.name))
        else:
            places = {"name": change.name, "count": change.stock, "wanted": change.wanted}
            told.append(say("js.only_left_of", **places))
    return told


def _within(product: view.Product, wanted: int) -> int:
    stock = product.get("stock") or 0
    if stock <= 0:
        raise CartRefusal("js.sold_out", name=product["name"])
    if wanted > stock:
        raise CartRefusal("js.only_left", name=product["name"], count=stock)
    if wanted > MOST:
        raise CartRefusal("js.most")
    return max(wanted, 1)


def _line(product: view.Product, key: int, quantity: int) -> Line:
    producer = product.get("producer") or {}
    return Line(
        key=key,
        product_id=product["id"],
        name=product["name"],
        address=view.address(product),
        price=view.charged_price(product),
        quantity=quantity,
        unit=product.get("unit") or "",
        stock=product.get("stock") or 0,
        picture=thumbnail(view.picture(product)),
        producer_id=producer.get("id") or product["producer_id"],
        producer_name=producer.get("name") or "",
    )


def _item_line(item: dict[str, Any]) -> Line:
    """A line of the contract's cart: what is charged for one is its subtotal by its quantity."""
    price = Decimal(item["subtotal"]) / item["quantity"]
    product = {**item["product"], "price": price}
    return _line(product, item["id"], min(item["quantity"], product["stock"]))


def _told(change: dict[str, Any]) -> Change:
    seen = change["seen_price"] or change["price"]
    return Change(
        kind=change["kind"],
        key=change["item_id"],
        name=change["name"],
        wanted=change["quantity"],
        stock=change["stock"],
        seen=seen["amount"],
        price=change["price"]["amount"],
    )
