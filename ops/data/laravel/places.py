"""Where each row of the old installation stands in a tenant: one function for each old table.

A function yields the rows of ours that one old row becomes. What it does not read stays in the
import's own record of the row, and so does every table without a function: a later version that
has a place for it finds it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from ops.data.laravel.old_row import OldRow, Unplaceable
from ops.data.laravel.source import Row, Source

Placed = tuple[str, dict[str, Any]]
"""A table of ours and the row's columns; ``id`` None asks for a fresh one."""
ACCOUNT_TYPE: Final = "App\\Models\\User"


class Installation:
    """The old installation as a whole: what one row must know of the others."""

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


def _account(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "accounts",
        {
            **row.same("id", "name", "email", "role", "is_seed"),
            "password_hash": row.value("password"),
            **row.same("email_verified_at", "anonymized_at", "created_at", "updated_at"),
        },
    )


def _access_token(row: OldRow, old: Installation) -> Iterator[Placed]:
    if row.value("tokenable_type") != ACCOUNT_TYPE:
        raise Unplaceable(f"it belongs to a {row.value('tokenable_type')}, not to an account")
    if msgspec.json.decode(row.value("abilities") or "null") != ["*"]:
        raise Unplaceable(f"it may only {row.value('abilities')}; tokens here may all or nothing")
    yield (
        "access_tokens",
        {
            **row.same("id", "name"),
            "account_id": old.checked("users", row.value("tokenable_id")),
            "token_hash": bytes.fromhex(row.value("token")),
            **row.same("last_used_at", "expires_at", "created_at"),
        },
    )


def _business(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "businesses",
        {
            **row.same("id", "company_name", "tax_id", "tax_office", "business_type", "phone"),
            "account_id": old.checked("users", row.value("user_id")),
            **row.same("status", "created_at", "updated_at"),
        },
    )


def _producer(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "producers",
        {
            **row.same("id", "name", "slug", "business_name", "description", "location"),
            **row.same("address", "city", "postal_code", "region", "phone", "email", "website"),
            **row.same("image_url", "latitude", "longitude", "social_media", "product_categories"),
            **row.same("status", "is_active", "verified", "uses_custom_shipping_rates"),
            **row.same("tax_id", "tax_office", "created_at", "updated_at"),
            "account_id": old.checked("users", row.value("user_id")),
            "free_shipping_threshold": row.money("free_shipping_threshold_eur", old.currency),
        },
    )


def _category(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield "categories", row.same("id", "name", "slug", "created_at", "updated_at")


def _product(row: OldRow, old: Installation) -> Iterator[Placed]:
    product_id, stock = row.value("id"), row.value("stock") or 0
    born, changed = row.moment("created_at"), row.moment("updated_at")
    yield (
        "products",
        {
            **row.same("id", "name", "title", "slug", "description", "currency", "unit"),
            "producer_id": old.checked("producers", row.value("producer_id")),
            "price": row.money("price", old.currency),
            "discount_price": row.money("discount_price", old.currency),
            **row.same("category", "image_url", "status", "is_active", "is_seasonal"),
            **row.same("is_b2b_only", "weight_per_unit", "weight_grams", "length_cm", "width_cm"),
            **row.same("height_cm", "cultivation_type", "cultivation_description", "allergens"),
            **row.same("ingredients", "origin", "storage_instructions", "shelf_life"),
            **row.same("approval_status", "rejection_reason", "moderated_by", "moderated_at"),
            "created_at": born,
            "updated_at": changed,
        },
    )
    yield (
        "variants",
        {"id": product_id, "product_id": product_id, "is_default": True, "created_at": born},
    )
    yield "stock_levels", {"variant_id": product_id, "on_hand": stock, "updated_at": changed}
    if stock:
        yield (
            "stock_movements",
            {
                "id": None,
                "variant_id": product_id,
                "change": stock,
                "reason": "opening",
                "created_at": born,
            },
        )


def _product_image(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "product_images",
        {
            **row.same("id", "url", "is_primary", "sort_order", "created_at", "updated_at"),
            "product_id": old.checked("products", row.value("product_id")),
        },
    )


def _product_category(row: OldRow, old: Installation) -> Iterator[Placed]:
    row.same("created_at", "updated_at")
    yield (
        "product_categories",
        {
            **row.same("id"),
            "product_id": old.checked("products", row.value("product_id")),
            "category_id": old.checked("categories", row.value("category_id")),
        },
    )


def _cart_item(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "cart_items",
        {
            **row.same("id", "quantity", "created_at", "updated_at"),
            "account_id": old.checked("users", row.value("user_id")),
            "product_id": old.checked("products", row.value("product_id")),
        },
    )


def _shipping_zone(row: OldRow, old: Installation) -> Iterator[Placed]:
    kept = ("id", "name", "postal_prefixes", "is_active", "created_at", "updated_at")
    yield "shipping_zones", row.same(*kept)


def _shipping_rate(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "shipping_rates",
        {
            **row.same("id", "method", "is_active", "created_at", "updated_at"),
            "zone_id": old.checked("shipping_zones", row.value("zone_id")),
            "currency": old.currency,
            "minimum_grams": row.grams("weight_min_kg"),
            "maximum_grams": row.grams("weight_max_kg"),
            "price": row.money("price_eur", old.currency),
        },
    )


def _purchase(row: OldRow, old: Installation) -> Iterator[Placed]:
    amounts = {name: row.money(name, old.currency) or 0 for name in ("subtotal", "shipping_total")}
    total = row.money("total", old.currency) or 0
    yield (
        "purchases",
        {
            **row.same("id", "status", "currency", "order_count", "created_at", "updated_at"),
            **amounts,
            "account_id": old.checked("users", row.value("user_id")),
            "public_token": row.token("public_token"),
            "total": total,
            # The old shop kept the fee with the first order only; it is what the sums leave.
            "cod_fee": total - sum(amounts.values()),
        },
    )


def _order(row: OldRow, old: Installation) -> Iterator[Placed]:
    order_id, status = row.value("id"), row.value("status")
    # `total` and `total_cents` repeat `total_amount`, and the oldest orders left them empty.
    row.value("total"), row.value("total_cents")
    amounts = ("subtotal", "tax_amount", "shipping_amount", "shipping_cost", "cod_fee")
    yield (
        "orders",
        {
            **row.same("id", "is_child_order", "status", "payment_status", "payment_method"),
            **row.same("payment_provider", "payment_reference", "payment_intent_id"),
            **row.same("shipping_method", "shipping_address", "billing_address", "notes"),
            **row.same("currency", "created_at", "updated_at"),
            **{name: row.money(name, old.currency) or 0 for name in amounts},
            "total": row.money("total_amount", old.currency) or 0,
            "account_id": old.checked("users", row.value("user_id")),
            "purchase_id": old.checked("checkout_sessions", row.value("checkout_session_id")),
            "public_token": row.token("public_token"),
            "channel": row.value("channel") or "B2C",
        },
    )
    for producer_id, subtotal in old.unquoted_shares(order_id).items():
        yield (
            "fulfilments",
            {
                **_share(old, order_id, producer_id, status),
                "id": None,
                "producer_name": old.find("producers", producer_id)["name"],
                "subtotal": subtotal,
                "shipping_cost": 0,
                "shipping_method": None,
                "free_shipping_applied": False,
                "tariff_code": None,
                "weight_grams": 0,
                "quoted_at": None,
                "locked_at": None,
            },
        )


def _order_line(row: OldRow, old: Installation) -> Iterator[Placed]:
    order = old.find("orders", row.value("order_id"))
    producer_id = old.seller_of(
        {"producer_id": row.value("producer_id"), "product_id": row.value("product_id")}
    )
    producer = old.find("producers", producer_id)
    unit_price = row.money("unit_price", old.currency)
    row.value("updated_at")
    yield (
        "order_lines",
        {
            **row.same("id", "order_id", "product_name", "product_unit", "quantity", "created_at"),
            "product_id": old.checked("products", row.value("product_id")),
            "variant_id": row.value("product_id"),
            "producer_id": producer_id,
            "currency": order["currency"],
            "list_price": unit_price,
            "unit_price": unit_price,
            "total": row.money("total_price", old.currency),
            "seller_name": producer["business_name"] or producer["name"],
            "seller_tax_id": producer["tax_id"],
        },
    )


def _order_shipping_line(row: OldRow, old: Installation) -> Iterator[Placed]:
    order = old.find("orders", row.value("order_id"))
    producer_id = old.checked("producers", row.value("producer_id"))
    row.value("updated_at")
    yield (
        "fulfilments",
        {
            **_share(old, order["id"], producer_id, order["status"]),
            **row.same("id", "producer_name", "shipping_method", "free_shipping_applied"),
            "subtotal": row.money("subtotal", old.currency),
            "shipping_cost": row.money("shipping_cost", old.currency),
            "tariff_code": row.value("zone"),
            "weight_grams": row.value("weight_grams") or 0,
            "quoted_at": row.moment("quoted_at"),
            "locked_at": row.moment("locked_at") or row.moment("created_at"),
        },
    )


def _share(old: Installation, order_id: Any, producer_id: Any, status: str) -> dict[str, Any]:
    """What every share of an order says; a completed order is one that was delivered."""
    return {
        "order_id": order_id,
        "producer_id": producer_id,
        "status": "delivered" if status == "completed" else status,
        "currency": old.currency,
    }


def _order_event(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "order_events",
        {
            **row.same("id", "old_status", "new_status", "note"),
            "order_id": old.checked("orders", row.value("order_id")),
            "account_id": old.checked("users", row.value("changed_by")),
            "created_at": row.moment("changed_at"),
        },
    )


def _shipment(row: OldRow, old: Installation) -> Iterator[Placed]:
    weight = row.value("billable_weight_kg")
    yield (
        "shipments",
        {
            **row.same("id", "carrier_code", "tracking_code", "label_url", "status"),
            **row.same("tracking_events", "shipped_at", "delivered_at", "notes"),
            **row.same("created_at", "updated_at"),
            "order_id": old.checked("orders", row.value("order_id")),
            "billable_grams": None if weight is None else row.grams("billable_weight_kg"),
            "tariff_code": row.value("zone_code"),
            "shipping_cost": row.money("shipping_cost_eur", old.currency),
            "currency": old.currency,
        },
    )


def _notification(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "notifications",
        {
            **row.same("id", "type", "payload", "read_at", "created_at", "updated_at"),
            "account_id": old.checked("users", row.value("user_id")),
        },
    )


# In the order in which rows may refer to each other. The first table of ours named for an old one
# is the one that its sequence numbers.
PLACES: Final[Mapping[str, tuple[str, Callable[[OldRow, Installation], Iterator[Placed]]]]] = {
    "users": ("accounts", _account),
    "personal_access_tokens": ("access_tokens", _access_token),
    "businesses": ("businesses", _business),
    "producers": ("producers", _producer),
    "categories": ("categories", _category),
    "products": ("products", _product),
    "product_images": ("product_images", _product_image),
    "category_product": ("product_categories", _product_category),
    "cart_items": ("cart_items", _cart_item),
    "shipping_zones": ("shipping_zones", _shipping_zone),
    "shipping_rates": ("shipping_rates", _shipping_rate),
    "checkout_sessions": ("purchases", _purchase),
    "orders": ("orders", _order),
    "order_items": ("order_lines", _order_line),
    "order_shipping_lines": ("fulfilments", _order_shipping_line),
    "order_status_history": ("order_events", _order_event),
    "shipments": ("shipments", _shipment),
    "notifications": ("notifications", _notification),
}
# Rows are stored table by table, so that each finds what it refers to.
STORED_IN_ORDER: Final = (
    *("accounts", "access_tokens", "businesses", "producers", "categories", "products"),
    *("product_images", "product_categories", "variants", "stock_levels", "stock_movements"),
    *("cart_items", "shipping_zones", "shipping_rates", "purchases", "orders", "order_lines"),
    *("fulfilments", "order_events", "shipments", "notifications"),
)
