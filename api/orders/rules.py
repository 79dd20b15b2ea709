"""Pure rules of placing orders. Amounts are minor units of one currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from api.catalog.rules import charged_price
from api.orders.errors import InsufficientStock, OrderTooLarge, ProductNotForSale
from api.shipping.rules import line_grams

# Ten billion of a currency with two decimals; keeps every sum inside bigint.
LARGEST_TOTAL: Final = 10**12
# A quote may differ from the charge by a minor unit: front ends compute with floats.
QUOTE_TOLERANCE: Final = 1


class RequestedLine(msgspec.Struct, frozen=True):
    """One line of the cart."""

    product_id: int
    quantity: int


class OfferedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product as it is sold at this moment."""

    id: int
    producer_id: int
    name: str
    unit: str
    price: int
    discount_price: int | None
    weight_per_unit: Decimal | None
    allergens: list[str] | None
    is_active: bool
    producer_name: str
    producer_slug: str | None
    seller_name: str
    seller_tax_id: str | None
    free_shipping_threshold: int | None
    producer_account_id: int | None


class PricedLine(msgspec.Struct, frozen=True):
    """A line with what is charged for it."""

    product: OfferedProduct
    quantity: int
    unit_price: int

    @property
    def total(self) -> int:
        return self.unit_price * self.quantity


class ProducerShare(msgspec.Struct, frozen=True):
    """The lines that one producer sends."""

    producer_id: int
    lines: list[PricedLine]

    @property
    def subtotal(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def grams(self) -> Decimal:
        return sum(
            (line_grams(line.product.weight_per_unit, line.quantity) for line in self.lines),
            Decimal(0),
        )


def price_lines(
    requested: Sequence[RequestedLine],
    products: Mapping[int, OfferedProduct],
    free: Mapping[int, int],
) -> list[PricedLine]:
    """Check and price the lines in the cart's order against what is free and locked.

    Lines of one product draw on the same stock one after the other. Raises ``ProductNotForSale``,
    ``InsufficientStock`` and ``OrderTooLarge``.
    """
    taken: dict[int, int] = {}
    priced: list[PricedLine] = []
    for line in requested:
        product = products[line.product_id]
        if not product.is_active:
            raise ProductNotForSale(product.id)
        available = free.get(product.id, 0) - taken.get(product.id, 0)
        if available < line.quantity:
            raise InsufficientStock(product.id, product.name, available, line.quantity)
        taken[product.id] = taken.get(product.id, 0) + line.quantity
        charged = charged_price(product.price, product.discount_price)
        priced.append(PricedLine(product, line.quantity, charged))
    if sum(line.total for line in priced) > LARGEST_TOTAL:
        raise OrderTooLarge
    return priced


def quantities(lines: Sequence[PricedLine]) -> dict[int, int]:
    """How many of each product over all lines."""
    sums: dict[int, int] = {}
    for line in lines:
        sums[line.product.id] = sums.get(line.product.id, 0) + line.quantity
    return sums


def split_by_producer(lines: Sequence[PricedLine]) -> list[ProducerShare]:
    """One share per producer, in the order in which the cart names them first."""
    shares: dict[int, ProducerShare] = {}
    for line in lines:
        producer_id = line.product.producer_id
        shares.setdefault(producer_id, ProducerShare(producer_id, [])).lines.append(line)
    return list(shares.values())


def quote_still_holds(quoted: int | None, locked: int) -> bool:
    """Whether something costs what was shown, within a minor unit; whoever was shown nothing takes
    any price."""
    return quoted is None or abs(quoted - locked) <= QUOTE_TOLERANCE


def order_number(order_id: int) -> str:
    """``ORD-000029``: the number that people say."""
    return f"ORD-{order_id:06d}"


def address_text(address: Mapping[str, Any] | None, key: str) -> str | None:
    """One field of a shipping address, or none."""
    value = (address or {}).get(key)
    return value if isinstance(value, str) and value else None
