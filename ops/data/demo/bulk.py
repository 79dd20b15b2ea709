"""Many rows of a tenant in one statement.

``COPY`` is refused under row-level security, so rows travel as one array per column. Lists and
objects travel as JSON text, since PostgreSQL arrays of arrays would be matrices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

# A thousand products with their text are about a megabyte a statement.
ROWS_AT_ONCE: Final = 1_000


class Target(msgspec.Struct, frozen=True):
    """A tenant table and the columns to fill, each with its PostgreSQL type."""

    table: str
    columns: Mapping[str, str]

    @property
    def statement(self) -> str:
        """``$1`` is the tenant, then one array per column."""
        names = ", ".join(self.columns)
        arrays = ", ".join(
            f"${position}::{'text' if kind == 'jsonb' else kind}[]"
            for position, kind in enumerate(self.columns.values(), start=2)
        )
        values = ", ".join(f"r.{name}::{kind}" for name, kind in self.columns.items())
        return (
            f"INSERT INTO {self.table} (tenant_id, {names}) "
            f"SELECT $1, {values} FROM unnest({arrays}) AS r ({names})"
        )


async def insert_rows(uow: UnitOfWork, target: Target, rows: Iterable[tuple[object, ...]]) -> int:
    """Store the rows, values in the order of the target's columns; how many they were."""
    kinds = list(target.columns.values())
    waiting = iter(rows)
    stored = 0
    while batch := list(islice(waiting, ROWS_AT_ONCE)):
        columns = zip(*batch, strict=True)
        await uow.run(
            target.statement,
            *(_as_array(kind, column) for kind, column in zip(kinds, columns, strict=True)),
        )
        stored += len(batch)
    return stored


def _as_array(kind: str, column: tuple[object, ...]) -> list[object]:
    if kind != "jsonb":
        return list(column)
    return [None if value is None else msgspec.json.encode(value).decode() for value in column]


def columns(**kinds: str) -> dict[str, str]:
    """Column names to types, written as keywords: ``columns(id="bigint", name="text")``."""
    return kinds


_BORN = columns(created_at="timestamptz", updated_at="timestamptz")

ACCOUNTS: Final = Target(
    "accounts",
    columns(id="bigint", name="text", email="text", password_hash="text", role="text") | _BORN,
)
BUSINESSES: Final = Target(
    "businesses",
    columns(
        id="bigint",
        account_id="bigint",
        company_name="text",
        tax_id="text",
        tax_office="text",
        business_type="text",
        phone="text",
        status="text",
    )
    | _BORN,
)
CATEGORIES: Final = Target("categories", columns(id="bigint", name="text", slug="text") | _BORN)
PRODUCERS: Final = Target(
    "producers",
    columns(
        id="bigint",
        account_id="bigint",
        name="text",
        slug="text",
        business_name="text",
        description="text",
        location="text",
        city="text",
        postal_code="text",
        region="text",
        website="text",
        image_url="text",
        latitude="numeric",
        longitude="numeric",
        status="text",
        is_active="boolean",
        verified="boolean",
        free_shipping_threshold="bigint",
        tax_id="text",
    )
    | _BORN,
)
PRODUCTS: Final = Target(
    "products",
    columns(
        id="bigint",
        producer_id="bigint",
        name="text",
        title="text",
        slug="text",
        description="text",
        currency="text",
        price="bigint",
        discount_price="bigint",
        unit="text",
        category="text",
        image_url="text",
        is_active="boolean",
        is_seasonal="boolean",
        is_b2b_only="boolean",
        weight_per_unit="numeric",
        cultivation_type="text",
        cultivation_description="text",
        allergens="jsonb",
        ingredients="text",
        origin="text",
        storage_instructions="text",
        shelf_life="text",
        category_words="text",
    )
    | _BORN,
)
PRODUCT_CATEGORIES: Final = Target(
    "product_categories", columns(id="bigint", product_id="bigint", category_id="bigint")
)
PRODUCT_IMAGES: Final = Target(
    "product_images",
    columns(
        id="bigint", product_id="bigint", url="text", is_primary="boolean", sort_order="integer"
    )
    | _BORN,
)
VARIANTS: Final = Target(
    "variants",
    columns(id="bigint", product_id="bigint", is_default="boolean", created_at="timestamptz"),
)
STOCK_LEVELS: Final = Target(
    "stock_levels", columns(variant_id="bigint", on_hand="bigint", updated_at="timestamptz")
)
STOCK_MOVEMENTS: Final = Target(
    "stock_movements",
    columns(
        id="bigint", variant_id="bigint", change="bigint", reason="text", created_at="timestamptz"
    ),
)
SHIPPING_ZONES: Final = Target(
    "shipping_zones", columns(id="bigint", name="text", postal_prefixes="jsonb") | _BORN
)
SHIPPING_RATES: Final = Target(
    "shipping_rates",
    columns(
        id="bigint",
        zone_id="bigint",
        method="text",
        currency="text",
        minimum_grams="bigint",
        maximum_grams="bigint",
        price="bigint",
    )
    | _BORN,
)
REVIEWS: Final = Target(
    "reviews",
    columns(
        id="bigint",
        account_id="bigint",
        product_id="bigint",
        rating="integer",
        title="text",
        comment="text",
        is_verified_purchase="boolean",
        status="text",
    )
    | _BORN,
)
