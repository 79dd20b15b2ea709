"""The wire shape of facets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from api.kit.money import Money


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A category or a producer that the list may be narrowed to by its slug or id."""

    id: int
    name: str
    slug: str
    products_count: int


class Cultivation(msgspec.Struct, frozen=True, kw_only=True):
    """A way of growing that the list may be narrowed to."""

    cultivation_type: str
    products_count: int


class PriceRange(msgspec.Struct, frozen=True, kw_only=True):
    """The lowest and the highest list price; none where there is no product."""

    min: Money | None
    max: Money | None


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """What each filter may be set to while the others stay, and how many products that shows.

    ``products_count`` counts what all filters together show, ``organic_count`` what is organic of
    what the others show.
    """

    products_count: int
    categories: list[Choice]
    producers: list[Choice]
    cultivation_types: list[Cultivation]
    organic_count: int
    price: PriceRange


class FacetsAnswer(msgspec.Struct, frozen=True):
    """GET /api/stoa/v1/products/facets"""

    data: Facets


def facets(rows: Iterable[Mapping[str, Any]], currency: str) -> FacetsAnswer:
    """The answer that these rows make; amounts are minor units of ``currency``, the shop's."""
    of: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        of.setdefault(row["facet"], []).append(row)
    [every], [organic], [price] = of["all"], of["organic"], of["price"]
    return FacetsAnswer(
        Facets(
            products_count=every["products"],
            categories=[_choice(row) for row in of.get("category", ())],
            producers=[_choice(row) for row in of.get("producer", ())],
            cultivation_types=[
                Cultivation(cultivation_type=row["name"], products_count=row["products"])
                for row in of.get("cultivation", ())
            ],
            organic_count=organic["products"],
            price=PriceRange(
                min=_money(price["least"], currency), max=_money(price["most"], currency)
            ),
        )
    )


def _choice(row: Mapping[str, Any]) -> Choice:
    return Choice(id=row["id"], name=row["name"], slug=row["slug"], products_count=row["products"])


def _money(amount: int | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)
