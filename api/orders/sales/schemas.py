"""Sold orders on the wire: what a producer's desk shows, moves and takes away as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from api.kit.money import decimal_text
from api.laravel.rules import Rules
from api.orders.raw import raw_customer, raw_line, raw_order

_STATUSES: Final[Sequence[str]] = ("pending", "confirmed", "processing", "shipped", "delivered")
LIST_SOLD: Final = Rules({"status": f"nullable|string|in:{','.join(_STATUSES)}"})
MOVE_SHARE: Final = Rules({"status": "required|string|in:processing,shipped,delivered"})
_COLUMNS: Final = (
    "order_id", "created_at", "status", "customer_name", "customer_email", "items_summary",
    "subtotal", "shipping", "total", "payment_method", "shipping_method",
)  # fmt: skip
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it spreadsheets read Greek names as another alphabet."""
_QUOTED: Final = frozenset(' ,"\\\n\r\t')
"""What the contract's files quote a cell for."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would execute."""


class MoveShareForm(msgspec.Struct, frozen=True):
    """PATCH /producer/orders/{id}/status after its rules."""

    status: str


def sold_order(row: Mapping[str, Any]) -> dict[str, object]:
    """An order row as its producer's desk shows it: the own lines, the own share's status."""
    return {
        **raw_order(row, row["share_status"]),
        "user": raw_customer(row),
        "order_items": [raw_line(line, row["id"], row["currency"]) for line in row["lines"]],
    }


def counts(by_status: Mapping[str, int]) -> dict[str, int]:
    """How many orders of each status a producer has; cancelled ones count in the total only."""
    return {
        "total": sum(by_status.values()),
        **{status: by_status.get(status, 0) for status in _STATUSES},
    }


def file_head() -> str:
    """The first line of the exported file."""
    return f"{BYTE_ORDER_MARK}{','.join(_COLUMNS)}\n"


def file_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """Orders as lines of the exported file."""
    return "".join(f"{','.join(map(_cell, _exported(row)))}\n" for row in rows)


def _exported(row: Mapping[str, Any]) -> Sequence[str]:
    """The cells of one order: the subtotal is the own lines', the other sums are the order's."""
    currency = row["currency"]
    order = raw_order(row, row["share_status"])
    lines = row["lines"]
    return (
        str(row["id"]),
        f"{row['created_at']:%Y-%m-%d %H:%M}",
        row["share_status"],
        _harmless(row["customer_name"] or ""),
        _harmless(row["customer_email"] or ""),
        _harmless("; ".join(f"{line['product_name']} x{line['quantity']}" for line in lines)),
        decimal_text(sum(line["total"] for line in lines), currency),
        str(order["shipping_cost"]),
        str(order["total"]),
        _harmless(row["payment_method"] or ""),
        _harmless(row["shipping_method"] or ""),
    )


def _harmless(text: str) -> str:
    """Text that people typed; a spreadsheet takes none of it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(text: str) -> str:
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'
