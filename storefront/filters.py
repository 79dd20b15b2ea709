"""What a visitor asked of the product list, read from the address of the page.

What cannot be meant is left out, as the contract does: an address typed by hand never fails.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from storefront.catalogue_view import CULTIVATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

# Query value of the page -> (sort, dir) of the contract.
SORTINGS: Final = {
    "newest": ("created_at", "desc"),
    "price-asc": ("price", "asc"),
    "price-desc": ("price", "desc"),
    "rating": ("rating", "desc"),
    "name": ("name", "asc"),
}
RATINGS: Final = ("4", "3")
_AMOUNT: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")
_LARGEST_PAGE_DIGITS: Final = 6


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """The list's filters; a blank text and False are filters that nobody chose."""

    search: str = ""
    category: str = ""
    producer: str = ""
    cultivation_type: str = ""
    organic: bool = False
    min_price: str = ""
    max_price: str = ""
    min_rating: str = ""
    sort: str = ""
    page: int = 1

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that narrow the list, by their names in the address."""
        named = msgspec.structs.asdict(self)
        return {
            name: "1" if value is True else str(value)
            for name, value in named.items()
            if value and name not in ("sort", "page")
        }

    def parameters(self) -> dict[str, str | int]:
        """The same for ``/api/v1/public/products``."""
        asked: dict[str, str | int] = {**self.chosen, "page": self.page}
        if self.organic:
            asked["organic"] = "true"
        if self.sort:
            asked["sort"], asked["dir"] = SORTINGS[self.sort]
        return asked


def filters_of(query: Mapping[str, str]) -> Filters:
    """The filters that the query of an address names."""
    number = query.get("page", "")
    page = int(number) if number.isdecimal() and len(number) <= _LARGEST_PAGE_DIGITS else 1
    return Filters(
        search=query.get("search", "").strip(),
        category=query.get("category", "").strip(),
        producer=query.get("producer", "").strip(),
        cultivation_type=_one_of(CULTIVATIONS, query.get("cultivation_type", "")),
        organic=query.get("organic", "") in ("1", "true"),
        min_price=_amount(query.get("min_price", "")),
        max_price=_amount(query.get("max_price", "")),
        min_rating=_one_of(RATINGS, query.get("min_rating", "")),
        sort=_one_of(SORTINGS, query.get("sort", "")),
        page=max(page, 1),
    )


def _one_of(known: Mapping[str, object] | tuple[str, ...], value: str) -> str:
    return value if value in known else ""


def _amount(text: str) -> str:
    """An amount as the contract reads it; people write the comma or the point of their country."""
    given = text.strip()
    return given.replace(",", ".") if _AMOUNT.fullmatch(given) else ""
