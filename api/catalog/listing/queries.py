"""All SQL of the product lists: one statement a page, the total with it.

A page is first found as ids by an index, then read; so a page far behind costs no reading of what
is passed over. Totals come from counts that writers keep where there is one (decision 0017).
"""

from __future__ import annotations

from collections.abc import Callable
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
# The kept keys of a category's list (decision 0018).
_SORTS_IN_CATEGORY: Final = {"created_at": "l.created_at", "price": "l.price"}
# Who sees a product in a category; whether the caller sees what is for businesses.
_SHELVED_FOR: Final = {False: "l.listed_for = 'everyone'", True: "l.listed_for IS NOT NULL"}
_WILD: Final = frozenset("%_\\")
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
WITH found AS MATERIALIZED (
    SELECT product_id AS id, rank FROM search_products($2, $3, $4, true, 0, NULL)
)
"""
# A page as the door hands it out: in its order, with the total in every row.
FOUND_PAGE: Final = f"""
WITH found AS MATERIALIZED (
    SELECT * FROM search_products($2, $3, $4, true, $5, $6)
        WITH ORDINALITY AS f (id, rank, total, position)
)
SELECT t.total, shown.*
FROM (SELECT coalesce(max(total), 0) AS total FROM found) AS t
LEFT JOIN (SELECT {SHOWN_COLUMNS}, f.id AS page_id, f.position, f.rank::text AS search_rank
           FROM (SELECT * FROM found LIMIT 100) AS f
           JOIN products p ON p.tenant_id = $1 AND p.id = f.id {JOINED}) AS shown ON true
ORDER BY shown.position
"""
_OF_FOUND: Final = "JOIN products p ON p.tenant_id = $1 AND p.id = f.id"
# Where every text is read, only the shop's own: a plan made for any shop reads the whole table.
_OWN_BY_KEY: Final = """
p.id = ANY (ARRAY(SELECT o.id FROM products o WHERE o.tenant_id = $1 AND o.archived_at IS NULL))
"""
_STOCK: Final = "JOIN stock_levels s ON s.tenant_id = $1 AND s.variant_id ="
_CATEGORY_OF_SLUG: Final = "SELECT c.id FROM categories c WHERE c.tenant_id = $1 AND c.slug ="
_PRODUCER_OF_SLUG: Final = "SELECT m.id FROM producers m WHERE m.tenant_id = $1 AND m.slug ="
# OFFSET 0 keeps it a look at each product of the list; as a join, planned for whichever category,
# it reads all of both (9 ms against 0.6 ms at 10,000 products).
_IN_CATEGORY: Final = """
EXISTS (SELECT 1 FROM product_categories l
        WHERE l.tenant_id = p.tenant_id AND l.product_id = p.id AND l.category_id = {} OFFSET 0)
"""
_KEPT_COUNT: Final = """
SELECT coalesce(sum(n.products), 0)::bigint FROM listing_counts n WHERE n.tenant_id = $1
"""
_RATED: Final = "LEFT JOIN product_ratings g ON g.tenant_id = $1 AND g.product_id ="
_AVERAGE: Final = "g.rating_sum::numeric / nullif(g.rating_count, 0)"
# What nobody rated stands behind everything else, whichever way the list runs.
_BY_RATING: Final = {"ASC": f"coalesce({_AVERAGE}, 6)", "DESC": f"coalesce({_AVERAGE}, 0)"}
# No page is longer. A plan made for any limit takes it for a tenth of the shop and reads that much.
_AT_MOST: Final = "LIMIT 100"
SUGGESTIONS: Final = """
WITH found AS MATERIALIZED (
    SELECT kind, id, max(rank) AS rank FROM search_suggestions($2, $3, $4) GROUP BY kind, id
)
SELECT f.kind, c.id, c.name, c.slug, NULL AS image_url, f.rank
FROM found f JOIN categories c ON c.tenant_id = $1 AND c.id = f.id WHERE f.kind = 'category'
UNION ALL
SELECT f.kind, m.id, m.name, m.slug, m.image_url, f.rank
FROM found f JOIN producers m ON m.tenant_id = $1 AND m.id = f.id WHERE f.kind = 'producer'
UNION ALL
SELECT f.kind, p.id, p.name, p.slug, p.image_url, f.rank
FROM found f JOIN products p ON p.tenant_id = $1 AND p.id = f.id WHERE f.kind = 'product'
ORDER BY rank DESC, id
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

    category, producer = _category(filters, bind), _producer(filters, bind)
    narrowed = _narrowed(filters, category, producer, bind)
    passed = min((filters.page - 1) * filters.per_page, FURTHEST)
    if filters.search and filters.sort == "relevance" and filters.descending and not narrowed:
        # What the door found is listed already; only a filter or another order reads it first.
        rows = await uow.rows(FOUND_PAGE, *arguments, passed, filters.per_page)
        return _page(rows)
    selected = _selected(filters, narrowed, category, producer)
    beginning = _FOUND if filters.search else ""
    count = f"SELECT count(*) FROM ({selected}) AS every"
    if _is_counted(filters, len(narrowed), category, producer):
        count = _kept_count(filters, category, producer)
    elif filters.search or filters.text is not None:
        # No index leads there: one look at everything gives the page and its total.
        beginning = f"{beginning}, hits" if filters.search else "WITH hits"
        beginning = f"{beginning} AS MATERIALIZED ({selected})"
        selected, count = "SELECT * FROM hits", "SELECT count(*) FROM hits"
    order = _order(filters)
    limit, offset = bind(filters.per_page), bind(passed)
    rows = await uow.rows(
        f"{beginning} SELECT t.total, shown.* FROM (SELECT ({count}) AS total) AS t "
        f"LEFT JOIN (SELECT {SHOWN_COLUMNS}, page.* FROM (SELECT * FROM ("
        f"{selected} ORDER BY {order} LIMIT {limit} OFFSET {offset}) AS wanted {_AT_MOST}) AS page "
        f"JOIN products p ON p.tenant_id = $1 AND p.id = page.page_id {JOINED}) AS shown ON true "
        f"ORDER BY {order}",
        *arguments,
    )
    return _page(rows)


def _page(rows: list[Record]) -> tuple[list[Record], int]:
    """The products of an answer, which has a row with the total alone when there are none."""
    return [row for row in rows if row["page_id"] is not None], rows[0]["total"]


def _order(filters: ProductFilters) -> str:
    """Equally relevant products come oldest first, everything else newest first (contract)."""
    if filters.descending:
        ties = "ASC" if filters.sort == "relevance" else "DESC"
        return f"page_key DESC, page_id {ties}"
    return "page_key ASC, page_id ASC"


def _selected(filters: ProductFilters, narrowed: list[str], category: str, producer: str) -> str:
    """Ids and sort keys of all that the list holds."""
    of_one_category = _is_counted(filters, len(narrowed), category, producer) and category
    if of_one_category and filters.sort in _SORTS_IN_CATEGORY:
        return (
            f"SELECT l.product_id AS page_id, {_SORTS_IN_CATEGORY[filters.sort]} AS page_key "
            f"FROM product_categories l WHERE l.tenant_id = $1 AND l.category_id = {category} "
            f"AND {_SHELVED_FOR[filters.wholesale]}"
        )
    own_id = "f.id" if filters.search else "p.id"
    rank = ", f.rank::text AS search_rank" if filters.search else ""
    return (
        f"SELECT {own_id} AS page_id, {_key(filters)} AS page_key{rank} "
        f"FROM {_source(filters)} WHERE {' AND '.join(_listed(filters) + narrowed)}"
    )


def _key(filters: ProductFilters) -> str:
    """What the list is sorted by."""
    if filters.sort == "rating":
        return _BY_RATING["DESC" if filters.descending else "ASC"]
    if filters.sort == "relevance" and filters.folded:
        return _IN_STOCK_FIRST
    return SORTS[filters.sort]


def _source(filters: ProductFilters) -> str:
    """What ids and sort keys are read from."""
    own_id = "f.id" if filters.search else "p.id"
    source = f"found f {_OF_FOUND}" if filters.search else "products p"
    if filters.sort == "stock" or (filters.sort == "relevance" and filters.folded):
        source = f"{source} {_STOCK} {own_id}"
    if filters.sort == "rating" or filters.min_rating is not None:
        source = f"{source} {_RATED} {own_id}"
    return source


def _listed(filters: ProductFilters) -> list[str]:
    where = [_ALIVE]
    if filters.active is not None:
        where.append("p.is_active" if filters.active else "NOT p.is_active")
    if not filters.wholesale:
        where.append("NOT p.is_b2b_only")
    return where


def _category(filters: ProductFilters, bind: Bind) -> str:
    """The id of the wanted category as SQL; nothing when none is wanted."""
    if filters.category is None:
        return ""
    number = number_of(filters.category)
    if number is not None:
        return f"{bind(number)}::bigint"
    return f"({_CATEGORY_OF_SLUG} {bind(filters.category)})"


def _producer(filters: ProductFilters, bind: Bind) -> str:
    """The id of the wanted producer as SQL; nothing when none is wanted."""
    wanted = filters.producer if filters.producer_id is None else str(filters.producer_id)
    if wanted is None:
        return ""
    number = number_of(wanted)
    return f"({_PRODUCER_OF_SLUG} {bind(wanted)})" if number is None else f"{bind(number)}::bigint"


def number_of(reference: str) -> int | None:
    """The id that a reference of digits names; one that no id can be names nothing, so 0."""
    if not (reference.isascii() and reference.isdecimal()):
        return None
    number = int(reference)
    return number if number <= LARGEST_ID else 0


def _narrowed(filters: ProductFilters, category: str, producer: str, bind: Bind) -> list[str]:
    """All that is asked for beyond what is shown to the caller at all."""
    where = []
    if category:
        where.append(_IN_CATEGORY.format(category))
    if producer:
        where.append(f"p.producer_id = {producer}")
    if filters.min_price is not None:
        where.append(f"p.price >= {bind(filters.min_price)}::bigint")
    if filters.max_price is not None:
        where.append(f"p.price <= {bind(filters.max_price)}::bigint")
    if filters.category_text is not None:
        where.append(f"p.category = {bind(filters.category_text)}")
    if filters.text is not None:
        where += [_OWN_BY_KEY, _within(filters.text, bind)]
    if filters.organic is not None:
        is_organic = f"p.cultivation_type = ANY({bind(list(ORGANIC))}::text[])"
        where.append(is_organic if filters.organic else f"NOT coalesce({is_organic}, false)")
    if filters.seasonal is not None:
        where.append("p.is_seasonal" if filters.seasonal else "NOT p.is_seasonal")
    if filters.cultivation_type in CULTIVATION_TYPES:
        where.append(f"p.cultivation_type = {bind(filters.cultivation_type)}")
    if filters.min_rating is not None:
        # An average without dividing; what has no rating is left out.
        where.append(f"g.rating_sum >= {bind(filters.min_rating)}::numeric * g.rating_count")
        where.append("g.rating_count > 0")
    return where


def _within(text: str, bind: Bind) -> str:
    """The text stands in name, slug or description, case and all; % and _ as LIKE reads them."""
    if _WILD.intersection(text):
        pattern = bind(f"%{text}%")
        return f"(p.name LIKE {pattern} OR p.slug LIKE {pattern} OR p.description LIKE {pattern})"
    part = bind(text)
    return (
        f"(strpos(p.name, {part}) > 0 OR strpos(p.slug, {part}) > 0 "
        f"OR strpos(p.description, {part}) > 0)"
    )


def _is_counted(filters: ProductFilters, narrowed: int, category: str, producer: str) -> bool:
    """Whether writers keep the total of just this list: the shop's, or of one facet of it."""
    return (
        filters.active is True
        and not filters.search
        and not (category and producer)
        and narrowed == bool(category) + bool(producer)
    )


def _kept_count(filters: ProductFilters, category: str, producer: str) -> str:
    count = _KEPT_COUNT if filters.wholesale else f"{_KEPT_COUNT} AND n.audience = 'everyone'"
    if category:
        return f"{count} AND n.facet = 'category' AND n.facet_id = {category}"
    if producer:
        return f"{count} AND n.facet = 'producer' AND n.facet_id = {producer}"
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


async def suggest(uow: UnitOfWork, words: str, *, wholesale: bool, most: int) -> list[Record]:
    """Categories, producers and products whose names the words may become, the best first."""
    return await uow.rows(SUGGESTIONS, words, wholesale, most)
