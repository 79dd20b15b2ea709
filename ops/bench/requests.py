"""The HTTP requests that are measured."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final
from urllib.parse import quote

import msgspec

from ops.bench.plan import Row, SearchRow

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
# As people type: Greek with and without accents, Latin letters, beginnings, two words. In a shop of
# 10,000 products made of 70 each word finds 145 to 2,000.
WORDS: Final = (
    *("μέλι", "meli", "φέτα", "ξίδι", "ouzo", "τσίπουρο", "xilopites", "σαπούνι", "λεμόνια"),
    *("ελιές καλαμών", "thimarisio meli", "κρασί", "γιαούρτι", "mastixa", "ρίγανη", "φασόλια"),
)
SEARCHES: Final = tuple(
    f"/api/v1/public/products?per_page=20&search={quote(word)}" for word in WORDS
)
SUGGESTIONS: Final = tuple(f"/api/stoa/v1/search/suggestions?q={quote(word[:4])}" for word in WORDS)
FILTERS: Final = (
    *("min_price=5&max_price=9", "organic=true", "cultivation_type=traditional_natural"),
    *("min_price=20&sort=price&dir=asc", "producer=1&max_price=12", "sort=name&dir=asc"),
)
CATEGORIES: Final = ("honey-bee", "olive-oil-olives", "pasta", "beverages", "cheese-dairy")
# Every product of the large shop bears one of these words, so each finds 1,500.
BATCHES: Final = 200
LIST: Final = "/api/v1/public/products?per_page=20"


def secret_of(slug: str, account_id: int) -> str:
    """The secret of a buyer's token, which SQL can spell as well."""
    return f"{slug}-{account_id}"


def token_of(slug: str, account_id: int) -> str:
    """A buyer's bearer token; its id is the account's."""
    return f"{account_id}|{secret_of(slug, account_id)}"


def path_of(row: Row | SearchRow, product_id: int) -> str:
    """Where a row's request goes; the product's number chooses words and pages too."""
    return {
        "list": LIST,
        "detail": f"/api/v1/public/products/{product_id}",
        "own_orders": "/api/v1/orders",
        "placement": "/api/v1/orders",
        "search": SEARCHES[product_id % len(SEARCHES)],
        "filter": f"{LIST}&{FILTERS[product_id % len(FILTERS)]}",
        "category": f"{LIST}&category={CATEGORIES[product_id % len(CATEGORIES)]}",
        "suggestions": SUGGESTIONS[product_id % len(SUGGESTIONS)],
        "large_list": LIST,
        "large_far": f"{LIST}&page={1 + (product_id - 1) // 20}",
        "large_search": f"{LIST}&search=partida{product_id % BATCHES:03}",
    }[row]


def basket(by_producer: Sequence[Sequence[int]]) -> list[int]:
    """Two products of one producer and one of another, in ascending order."""
    first, second = CHOICE.sample([group for group in by_producer if len(group) > 1], 2)
    return sorted([*CHOICE.sample(first, 2), CHOICE.choice(second)])


def order_body(products: Sequence[int]) -> bytes:
    """One of each product."""
    items = [{"product_id": product_id, "quantity": 1} for product_id in products]
    return msgspec.json.encode({"items": items, **ORDER})
