"""The HTTP requests that are measured."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

import msgspec

from ops.bench.plan import Row

ADDRESS: Final = {
    "name": "Ελένη Παππά",
    "phone": "2101234567",
    "email": "buyer@example.com",
    "line1": "Ερμού 12",
    "city": "Αθήνα",
    "postal_code": "10551",
    "region": "Αττική",
    "country": "GR",
}
ORDER: Final = {
    "currency": "EUR",
    "shipping_method": "HOME",
    "payment_method": "COD",
    "shipping_address": ADDRESS,
}
CHOICE: Final = Random(2026)


def secret_of(slug: str, account_id: int) -> str:
    """The secret of a buyer's token, which SQL can spell as well."""
    return f"{slug}-{account_id}"


def token_of(slug: str, account_id: int) -> str:
    """A buyer's bearer token; its id is the account's."""
    return f"{account_id}|{secret_of(slug, account_id)}"


def path_of(row: Row, product_id: int) -> str:
    """Where a row's request goes."""
    return {
        "list": "/api/v1/public/products?per_page=20",
        "detail": f"/api/v1/public/products/{product_id}",
        "own_orders": "/api/v1/orders",
        "placement": "/api/v1/orders",
    }[row]


def basket(by_producer: Sequence[Sequence[int]]) -> list[int]:
    """Two products of one producer and one of another, in ascending order."""
    first, second = CHOICE.sample([group for group in by_producer if len(group) > 1], 2)
    return sorted([*CHOICE.sample(first, 2), CHOICE.choice(second)])


def order_body(products: Sequence[int]) -> bytes:
    """One of each product."""
    items = [{"product_id": product_id, "quantity": 1} for product_id in products]
    return msgspec.json.encode({"items": items, **ORDER})
