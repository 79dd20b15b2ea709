"""Pure rules of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, TypeVar

Row = TypeVar("Row", bound=Mapping[str, Any])

SUGGESTED_MOST: Final = 8
_SHELVES_MOST: Final = {"category": 2, "producer": 2}

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


def first_gate(*, wanted: bool) -> dict[str, object]:
    """How a new product waits where products show only once approved; ``wanted`` is remembered."""
    return {"approval_status": "pending", "is_active": False, "shown_once_approved": wanted}


def later_gate(approval_status: str, values: Mapping[str, object]) -> dict[str, object]:
    """What a change to a product means there: a rejected one asks again, none shows unapproved."""
    gate: dict[str, object] = {}
    if approval_status == "rejected" and values:
        gate |= {"approval_status": "pending", "rejection_reason": None}
    if approval_status != "approved" and "is_active" in values:
        gate |= {"is_active": False, "shown_once_approved": values["is_active"]}
    return gate


def category_words(category_ids: Iterable[int]) -> str:
    """How a product's categories stand in its row, as words that search finds: "c5 c12"."""
    return " ".join(f"c{category_id}" for category_id in sorted(category_ids))


def average_rating(rating_sum: int | None, rating_count: int | None) -> float | None:
    """Stars on average with one decimal, half up; none where nobody has rated (contract)."""
    if not rating_sum or not rating_count:
        return None
    average = Decimal(rating_sum) / Decimal(rating_count)
    return float(average.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def pick_suggestions(rows: Iterable[Row]) -> list[Row]:
    """Of what was found, best first: two categories and two producers at most, then products.

    Of several with one name the best stands for all.
    """
    picked: dict[str, dict[str, Row]] = {"category": {}, "producer": {}, "product": {}}
    for row in rows:
        kind, name = row["kind"], row["name"].casefold()
        if len(picked[kind]) < _SHELVES_MOST.get(kind, SUGGESTED_MOST):
            picked[kind].setdefault(name, row)
    return [row for rows in picked.values() for row in rows.values()][:SUGGESTED_MOST]
