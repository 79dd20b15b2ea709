"""The old installation as a whole: what one row must know of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ops.data.laravel.old_row import OldRow, Unplaceable

if TYPE_CHECKING:
    from ops.data.laravel.source import Row, Source

Placed = tuple[str, dict[str, Any]]
"""A table of ours and the row's columns; ``id`` None asks for a fresh one."""


class Installation:
    """Finds the rows that a row refers to, and what follows from several."""

    def __init__(self, source: Source, currency: str) -> None:
        self.currency = currency
        self._tables = source.tables
        self._by_id: dict[str, dict[Any, Row]] = {}
        self._quoted = {
            (line["order_id"], line["producer_id"])
            for line in source.tables.get("order_shipping_lines", [])
        }
        self._lines: dict[Any, list[Row]] = {}
        for line in source.tables.get("order_items", []):
            self._lines.setdefault(line["order_id"], []).append(line)

    def find(self, table: str, row_id: Any) -> Row:
        """The row that another refers to. Raises Unplaceable when it is not there."""
        if table not in self._by_id:
            self._by_id[table] = {row["id"]: row for row in self._tables.get(table, [])}
        row = self._by_id[table].get(row_id)
        if row is None:
            raise Unplaceable(f"{table} has no row {row_id}")
        return row

    def checked(self, table: str, row_id: Any) -> Any:
        """The id, when it refers to a row or to nothing."""
        if row_id is not None:
            self.find(table, row_id)
        return row_id

    def account_at(self, email: str) -> Row | None:
        """The account of an address."""
        accounts = self._tables.get("users", [])
        return next((row for row in accounts if row["email"].lower() == email.lower()), None)

    def newest_letter(self, table: str, email: str) -> str:
        """The key of the row that was made last for an address."""
        rows = [row for row in self._tables[table] if row["email"].lower() == email.lower()]
        newest = max(rows, key=lambda row: (row["created_at"] or "", row.get("id", 0)))
        return OldRow(table, newest).key

    def unquoted_shares(self, order_id: Any) -> dict[Any, int]:
        """What an order sold by producer, in minor units, where no shipping line says it."""
        sold: dict[Any, int] = {}
        for line in self._lines.get(order_id, []):
            producer_id = self.seller_of(line)
            if (order_id, producer_id) not in self._quoted:
                total = OldRow("order_items", line).money("total_price", self.currency) or 0
                sold[producer_id] = sold.get(producer_id, 0) + total
        return sold

    def seller_of(self, line: Row) -> Any:
        """The line's own producer, else the product's of today."""
        return line.get("producer_id") or self.find("products", line["product_id"])["producer_id"]
