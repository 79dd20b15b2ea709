"""The back office's orders on the wire, and the rules of asking for and moving them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.catalog.schemas import own_product
from api.catalog.shapes import OwnProduct
from api.laravel.paginate import Page, last_page
from api.laravel.rules import Rules, moment_of
from api.orders.back_office.queries import OrderFilters
from api.orders.moving.rules import STATUSES
from api.orders.raw import raw_customer, raw_line, raw_order
from api.orders.sales.shapes import SoldLine, SoldOrder

if TYPE_CHECKING:
    from api.orders.back_office.service import OrderWithProducts

PER_PAGE: Final = 20
_STATUS: Final = f"in:{','.join(STATUSES)}"
LIST_ORDERS: Final = Rules(
    {
        "status": f"nullable|{_STATUS}",
        "q": "nullable|string|max:100",
        "from_date": "nullable|date",
        "to_date": "nullable|date",
        "page": "nullable|integer|min:1",
        "per_page": "nullable|integer|min:1|max:100",
        "sort": "nullable|in:created_at,-created_at",
    }
)
MOVE_ORDER: Final = Rules(
    {
        "status": f"required|{_STATUS}",
        "note": "nullable|string|max:500",
        "force": "nullable|boolean",
    }
)


class MoveOrderForm(msgspec.Struct, frozen=True):
    """PATCH /admin/orders/{order}/status after its rules."""

    status: str
    note: str | None = None
    force: bool | None = None


class PageMeta(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page stands in its list."""

    current_page: int
    last_page: int
    per_page: int
    total: int


class ListedOrders(msgspec.Struct, frozen=True, kw_only=True):
    """GET /admin/orders; ``stats`` counts the whole shop by status, whatever was asked for."""

    success: bool
    orders: list[SoldOrder]
    meta: PageMeta
    stats: dict[str, int]


class LineWithProduct(SoldLine, frozen=True, kw_only=True):
    """A line with what its product is now."""

    product: OwnProduct


class OrderWithLines(SoldOrder, frozen=True, kw_only=True):
    """An order with its lines' products."""

    # Narrower than in the list, which a checker refuses of a subclass that only answers.
    order_items: list[LineWithProduct]  # type: ignore[assignment]


class OrderChanged(msgspec.Struct, frozen=True):
    """The answer to moving an order and to confirming its payment."""

    message: str
    order: OrderWithLines


def page_of(values: Mapping[str, Any]) -> Page:
    """The page that checked input asks for."""
    return Page(values.get("page") or 1, values.get("per_page") or PER_PAGE)


def filters_of(values: Mapping[str, Any], page: Page) -> OrderFilters:
    """Checked input of GET /admin/orders."""
    return OrderFilters(
        status=values.get("status"),
        words=values.get("q"),
        from_day=_day(values.get("from_date")),
        to_day=_day(values.get("to_date")),
        oldest_first=values.get("sort") == "created_at",
        limit=page.limit,
        offset=page.offset,
    )


def listed(
    rows: Sequence[Mapping[str, Any]], total: int, stats: Mapping[str, int], page: Page
) -> dict[str, Any]:
    """One page of the shop's orders."""
    meta = PageMeta(
        current_page=page.number,
        last_page=last_page(total, page.size),
        per_page=page.size,
        total=total,
    )
    orders = [
        {**_order(row), "order_items": [_line(line, row) for line in row["lines"]]} for row in rows
    ]
    return {"success": True, "orders": orders, "meta": meta, "stats": dict(stats)}


def changed(message: str, found: OrderWithProducts) -> dict[str, Any]:
    """An order after a change."""
    row = found.order
    lines = [
        {**_line(line, row), "product": own_product(found.products[line["product_id"]])}
        for line in row["lines"]
    ]
    return {"message": message, "order": {**_order(row), "order_items": lines}}


def _order(row: Mapping[str, Any]) -> dict[str, object]:
    return {**raw_order(row, row["status"]), "user": raw_customer(row)}


def _line(line: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, object]:
    return raw_line(line, row["id"], row["currency"])


def _day(text: object) -> date | None:
    """The day that a date text names; a time of day in it does not count."""
    moment = moment_of(text)
    return None if moment is None else moment.date()
