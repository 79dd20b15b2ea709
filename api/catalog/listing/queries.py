"""All SQL of the product lists: one statement a page, the total with it.

A page is first found as ids by an index, then read; so a page far behind costs no reading of what
is passed over. Totals come from counts that writers keep where there is one (decision 0017).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec

from api.catalog.queries import JOINED, OWN_COLUMNS, SHOWN_COLUMNS
from api.catalog.rules import CULTIVATION_TYPES, ORGANIC
from api.kit.authz import visible
from api.kit.ids import LARGEST_ID

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

Bind = Callable[[object], str]
"""Takes an argument and gives its placeholder."""

SORTS: Final = {
    "created_at": "p.created_at",
    "name": "p.name",
    "price": "p.price",
    "stock": "s.on_hand - s.held",
    "relevance": "f.rank",
}
_ALIVE: Final = "p.tenant_id = $1 AND p.archived_at IS NULL"
# The contract shows an own product's words, which the index keeps in another form.
_SELECT_OWN: Final = f"""
SELECT {OWN_COLUMNS},
       to_tsvector('simple', p.name || ' ' || coalesce(p.description, ''))::text AS search_vector
FROM products p {JOINED}
"""
# What is equally relevant to a new shop's search: in stock before sold out. Ranks are 0.1 apart.
_IN_STOCK_FIRST: Final = "f.rank + 0.05 * (s.on_hand > s.held)::integer"
_FOUND: Final = """
WITH found AS MATERIALIZED (SELECT product_id AS id, rank FROM search_products($2, $3, $4))
"""
_OF_FOUND: Final = "JOIN products p ON p.tenant_id = $1 AND p.id = f.id"
_STOCK: Final = "JOIN stock_levels s ON s.tenant_id = $1 AND s.variant_id ="
_CATEGORY_OF_SLUG: Final = "SELECT c.id FROM categories c WHERE c.tenant_id = $1 AND c.slug ="
_PRODUCER_OF_SLUG: Final = "SELECT m.id FROM producers m WHERE m.tenant_id = $1 AND m.slug ="
_IN_CATEGORY: Final = """
EXISTS (SELECT 1 FROM product_categories l
        WHERE l.tenant_id = p.tenant_id AND l.product_id = p.id AND l.category_id =
"""
_KEPT_COUNT: Final = """
SELECT coalesce(sum(n.products), 0)::bigint FROM listing_counts n WHERE n.tenant_id = $1
"""
# OFFSET is a bigint; no shop has as many products.
FURTHEST: Final = 2**62


class ProductFilters(msgspec.Struct, frozen=True, kw_only=True):
    """What a listing asks for. Prices are minor units; none means no such filter."""

    search: str | None = None
    folded: bool = True
    text: str | None = None
    category: str | None = None
    category_text: str | None = None
    producer: str | None = None
    producer_id: int | None = None
    min_price: int | None = None
    max_price: int | None = None
    min_rating: Decimal | None = None
    organic: bool | None = None
    seasonal: bool | None = None
    cultivation_type: str | None = None
    active: bool | None = True
    wholesale: bool = False
    sort: str = "created_at"
    descending: bool = True
    page: int = 1
    per_page: int = 15


async def list_products(uow: UnitOfWork, filters: ProductFilters) -> tuple[list[Record], int]:
    """One page of products and how many there are in all, in one statement."""
    arguments: list[object] = []
    if filters.search:
        arguments += [filters.search, filters.folded, filters.wholesale]

    def bind(value: object) -> str:
        arguments.append(value)
        return f"${len(arguments) + 1}"

    facets, others = _facets(filters, bind), _conditions(filters, bind)
    by_rank = filters.search is not None and filters.sort == "relevance"
    # What the door found is listed already; only a filter or another order reads it first.
    as_found = by_rank and not facets and not others
    source = _source(filters, as_found=as_found)
    where = (
        [*_facet_conditions(facets), *others]
        if as_found
        else [*_listed(filters), *_facet_conditions(facets), *others]
    )
    condition = " AND ".join(where) or "true"
    count = f"SELECT count(*) FROM {source} WHERE {condition}"
    if filters.active and not filters.search and not others and len(facets) < 2:
        count = _kept_count(filters, facets)
    key = _IN_STOCK_FIRST if by_rank and filters.folded else SORTS[filters.sort]
    own_id, rank = ("f.id", ", f.rank::text AS search_rank") if filters.search else ("p.id", "")
    direction = "DESC" if filters.descending else "ASC"
    # Equally relevant products come oldest first, everything else newest first (contract).
    ties = "ASC" if filters.sort == "relevance" else direction
    limit = bind(filters.per_page)
    offset = bind(min((filters.page - 1) * filters.per_page, FURTHEST))
    beginning = _FOUND if filters.search else ""
    rows = await uow.rows(
        f"{beginning} SELECT t.total, shown.* FROM (SELECT ({count}) AS total) AS t "
        f"LEFT JOIN (SELECT {SHOWN_COLUMNS}, page.* FROM (SELECT {own_id} AS page_id, "
        f"{key} AS page_key{rank} FROM {source} WHERE {condition} "
        f"ORDER BY {key} {direction}, {own_id} {ties} LIMIT {limit} OFFSET {offset}) AS page "
        f"JOIN products p ON p.tenant_id = $1 AND p.id = page.page_id {JOINED}) AS shown ON true "
        f"ORDER BY shown.page_key {direction}, shown.page_id {ties}",
        *arguments,
    )
    return [row for row in rows if row["page_id"] is not None], rows[0]["total"]


def _source(filters: ProductFilters, *, as_found: bool) -> str:
    """What ids and sort keys are read from."""
    if not filters.search:
        return f"products p {_STOCK} p.id" if filters.sort == "stock" else "products p"
    read = "" if as_found else _OF_FOUND
    stock = filters.sort == "stock" or (filters.sort == "relevance" and filters.folded)
    return f"found f {read} {_STOCK} f.id" if stock else f"found f {read}"


def _listed(filters: ProductFilters) -> list[str]:
    where = [_ALIVE]
    if filters.active is not None:
        where.append("p.is_active" if filters.active else "NOT p.is_active")
    if not filters.wholesale:
        where.append("NOT p.is_b2b_only")
    return where


def _facets(filters: ProductFilters, bind: Bind) -> dict[str, str]:
    """The id of the category and the producer that are asked for, as SQL."""
    facets = {}
    if filters.category is not None:
        number = _number(filters.category)
        facets["category"] = (
            f"{bind(number)}::bigint"
            if number is not None
            else f"({_CATEGORY_OF_SLUG} {bind(filters.category)})"
        )
    if filters.producer_id is not None:
        facets["producer"] = f"{bind(filters.producer_id)}::bigint"
    elif filters.producer is not None:
        number = _number(filters.producer)
        facets["producer"] = (
            f"{bind(number)}::bigint"
            if number is not None
            else f"({_PRODUCER_OF_SLUG} {bind(filters.producer)})"
        )
    return facets


def _number(reference: str) -> int | None:
    """The id that a reference of digits names; one that no id can be names nothing, so 0."""
    if not (reference.isascii() and reference.isdecimal()):
        return None
    number = int(reference)
    return number if number <= LARGEST_ID else 0


def _facet_conditions(facets: Mapping[str, str]) -> list[str]:
    where = []
    if "category" in facets:
        where.append(f"{_IN_CATEGORY} {facets['category']})")
    if "producer" in facets:
        where.append(f"p.producer_id = {facets['producer']}")
    return where


def _conditions(filters: ProductFilters, bind: Bind) -> list[str]:
    """All other filters; text is only ever joined from constants of this file."""
    where = []
    if filters.min_price is not None:
        where.append(f"p.price >= {bind(filters.min_price)}::bigint")
    if filters.max_price is not None:
        where.append(f"p.price <= {bind(filters.max_price)}::bigint")
    if filters.category_text is not None:
        where.append(f"p.category = {bind(filters.category_text)}")
    if filters.text is not None:
        pattern = bind(f"%{filters.text}%")
        where.append(
            f"(p.name LIKE {pattern} OR p.slug LIKE {pattern} OR p.description LIKE {pattern})"
        )
    if filters.organic is not None:
        is_organic = f"coalesce(p.cultivation_type = ANY({bind(list(ORGANIC))}::text[]), false)"
        where.append(is_organic if filters.organic else f"NOT {is_organic}")
    if filters.seasonal is not None:
        where.append("p.is_seasonal" if filters.seasonal else "NOT p.is_seasonal")
    if filters.cultivation_type in CULTIVATION_TYPES:
        where.append(f"p.cultivation_type = {bind(filters.cultivation_type)}")
    if filters.min_rating is not None:
        # Nobody has rated anything: reviews come with their own domain.
        where.append("false")
    return where


def _kept_count(filters: ProductFilters, facets: Mapping[str, str]) -> str:
    """The total of a list without filters, or of one category or producer, as writers keep it."""
    count = _KEPT_COUNT if filters.wholesale else f"{_KEPT_COUNT} AND n.audience = 'everyone'"
    for facet, facet_id in facets.items():
        return f"{count} AND n.facet = '{facet}' AND n.facet_id = {facet_id}"
    return f"{count} AND n.facet = 'shop' AND n.facet_id = 0"


async def list_own_products(
    uow: UnitOfWork, *, text: str | None, active: bool | None, page: int, per_page: int
) -> tuple[list[Record], int]:
    """One page of the products that the caller may call their own, by name; and how many."""
    arguments: list[object] = [uow.tenant_id]
    where = [_ALIVE, visible(uow.principal, "list_own", "product", arguments, "p")]
    if text is not None:
        arguments.append(f"%{text}%")
        where.append(f"p.name LIKE ${len(arguments)}")
    if active is not None:
        where.append("p.is_active" if active else "NOT p.is_active")
    condition = " AND ".join(where)
    total = await uow.value(f"SELECT count(*) FROM products p WHERE {condition}", *arguments[1:])
    limit, offset = len(arguments) + 1, len(arguments) + 2
    rows = await uow.rows(
        f"{_SELECT_OWN} WHERE {condition} ORDER BY p.name, p.id LIMIT ${limit} OFFSET ${offset}",
        *arguments[1:],
        per_page,
        (page - 1) * per_page,
    )
    return rows, total
