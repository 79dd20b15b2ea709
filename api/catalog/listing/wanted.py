"""What a request wants of a list of products, read from its query."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from api.catalog.listing.queries import ProductFilters
from api.kit.authz import decide
from api.kit.money import minor_units

if TYPE_CHECKING:
    from api.laravel.paginate import Page
    from api.laravel.request import StoaRequest

_SORTS: Final = ("price", "name", "created_at", "rating", "relevance")


def public_filters(request: StoaRequest, query: Mapping[str, Any], page: Page) -> ProductFilters:
    """Filters of the public list: what cannot be meant is left out (contract: no validation)."""
    search = text_of(query.get("search"))
    sort = text_of(query.get("sort")) or ("relevance" if search else "created_at")
    if sort not in _SORTS or (sort == "relevance" and not search):
        sort = "created_at"
    currency = request.tenant.currency
    return ProductFilters(
        search=search,
        folded=request.tenant.search == "folded",
        category=_reference(query, "category"),
        producer=_reference(query, "producer"),
        min_price=_price(query, "min_price", currency),
        max_price=_price(query, "max_price", currency),
        min_rating=_number(query, "min_rating"),
        organic=_switch(query, "organic"),
        cultivation_type=text_of(query.get("cultivation_type")),
        wholesale=sees_wholesale(request),
        sort=sort,
        descending=text_of(query.get("dir")) != "asc",
        page=page.number,
        per_page=page.size,
    )


def checked_filters(
    request: StoaRequest, sent: Mapping[str, Any], values: Mapping[str, Any], page: Page
) -> ProductFilters:
    currency = request.tenant.currency
    # An empty is_active lifts the filter, a missing one means true (contract).
    active = values.get("is_active") if "is_active" in sent else True
    return ProductFilters(
        text=values.get("q"),
        category_text=values.get("category"),
        producer_id=values.get("producer_id"),
        min_price=minor_of(values.get("min_price"), currency),
        max_price=minor_of(values.get("max_price"), currency),
        organic=_switch(sent, "is_organic"),
        seasonal=values.get("is_seasonal"),
        cultivation_type=values.get("cultivation_type"),
        active=active,
        wholesale=sees_wholesale(request),
        sort=values.get("sort") or "created_at",
        descending=values.get("direction") != "asc",
        page=page.number,
        per_page=page.size,
    )


def sees(request: StoaRequest, product: Mapping[str, Any]) -> bool:
    """Whether the caller finds this product in the shop."""
    return product["is_active"] and (not product["is_b2b_only"] or sees_wholesale(request))


def sees_wholesale(request: StoaRequest) -> bool:
    """Products for businesses only are listed to those who may see them, in a cookie session.

    A bearer token never showed them (contract: GET /public/products).
    """
    principal = request.principal
    return (
        principal.credential == "session" and decide(principal, "list_wholesale", "product").allowed
    )


def text_of(value: object) -> str | None:
    # PostgreSQL keeps no NUL, so text with one can be no name of anything.
    return value if isinstance(value, str) and value and "\0" not in value else None


def whole_of(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _reference(query: Mapping[str, Any], key: str) -> str | None:
    """An id or a slug. What is neither (a list) names nothing, so nothing is found."""
    value = query.get(key)
    if value is None or (isinstance(value, str) and "\0" not in value):
        return value
    return str(value) if isinstance(value, int) else "\ufffd"


def _number(query: Mapping[str, Any], key: str) -> Decimal | None:
    try:
        number = Decimal(str(query[key]))
    except (KeyError, InvalidOperation):
        return None
    return number if number.is_finite() and abs(number) < 10**10 else None


def _price(query: Mapping[str, Any], key: str, currency: str) -> int | None:
    return minor_of(_number(query, key), currency)


def minor_of(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else minor_units(amount, currency)


def _switch(query: Mapping[str, Any], key: str) -> bool | None:
    """A filter that is on or off; an empty one counts as off, anything odd as not given."""
    if key not in query:
        return None
    value = str(query[key]).lower() if query[key] is not None else "0"
    return {"true": True, "1": True, "on": True, "yes": True}.get(
        value, False if value in ("false", "0", "off", "no", "") else None
    )
