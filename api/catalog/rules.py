"""Pure rules of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

ORGANIC: Final = ("organic_certified", "organic_transitional")
CULTIVATION_TYPES: Final = (
    "conventional",
    "organic_certified",
    "organic_transitional",
    "biodynamic",
    "traditional_natural",
    "other",
)
# The fourteen of Regulation (EU) No 1169/2011, annex II.
ALLERGENS: Final = (
    "gluten",
    "crustaceans",
    "eggs",
    "fish",
    "peanuts",
    "soybeans",
    "milk",
    "tree_nuts",
    "celery",
    "mustard",
    "sesame",
    "sulphites",
    "lupin",
    "molluscs",
)


def charged_price(price: int, discount_price: int | None) -> int:
    """What a buyer pays for one, in minor units: never more than the page shows (D27)."""
    if discount_price is not None and discount_price < price:
        return discount_price
    return price


def category_words(category_ids: Iterable[int]) -> str:
    """How a product's categories stand in its row, as words that search finds: "c5 c12"."""
    return " ".join(f"c{category_id}" for category_id in sorted(category_ids))


def average_rating(rating_sum: int | None, rating_count: int | None) -> float | None:
    """Stars on average with one decimal, half up; none where nobody has rated (contract)."""
    if not rating_sum or not rating_count:
        return None
    average = Decimal(rating_sum) / Decimal(rating_count)
    return float(average.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
