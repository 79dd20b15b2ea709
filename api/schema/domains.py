"""Which table belongs to which domain; ``stoa schema tables`` writes ``tables.py`` by it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

# What no domain owns: the tables behind kit's guarantees. kit itself is code only.
KIT: Final = "schema"

DOMAINS: Final[dict[str, tuple[str, ...]]] = {
    "tenants": ("tenants", "tenant_domains"),
    "identity": (
        "accounts",
        "access_tokens",
        "sessions",
        "addresses",
        "one_time_secrets",
        "token_directory",
        "operators",
    ),
    "pictures": ("pictures", "picture_uses"),
    "producers": ("producers",),
    "catalog": (
        "categories",
        "products",
        "product_categories",
        "product_images",
        "variants",
        "listing_counts",
        "product_ratings",
    ),
    "stock": ("stock_levels", "stock_movements"),
    "reviews": ("reviews",),
    "carts": ("cart_items",),
    "shipping": (
        "shipping_zones",
        "shipping_rates",
        "shipping_tariffs",
        "pickup_lockers",
        "shipments",
    ),
    "orders": ("purchases", "orders", "order_lines", "fulfilments", "order_events"),
    "ledger": ("commission_rules", "commission_switches", "fee_rules"),
    "notifications": ("notifications", "order_notifications", "producer_digests"),
    "businesses": ("businesses",),
    KIT: (
        "id_counters",
        "idempotency_keys",
        "audit_entries",
        "outbox_events",
        "imported_rows",
        "jobs",
        "policy_overlay",
    ),
}

# The runner's own table; it exists before the first migration.
BOOKKEEPING: Final = "migration"


def module_of(domain: str) -> str:
    """The module that maps a domain's tables; the guarantees' own is ``schema/kit_tables.py``."""
    return "api.schema.kit_tables" if domain == KIT else f"api.{domain}.tables"


def file_of(domain: str, root: Path) -> Path:
    """Where that module's file lies in a checkout at ``root``."""
    return root.joinpath(*module_of(domain).split(".")).with_suffix(".py")
