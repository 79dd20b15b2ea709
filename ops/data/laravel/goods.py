"""What the old installation sold: categories, products with stock and pictures, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ops.data.laravel.old_row import OldRow

if TYPE_CHECKING:
    from ops.data.laravel.installation import Installation, Placed


def place_category(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield "categories", row.same("id", "name", "slug", "created_at", "updated_at")


def place_product(row: OldRow, old: Installation) -> Iterator[Placed]:
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


def place_product_image(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "product_images",
        {
            **row.same("id", "url", "is_primary", "sort_order", "created_at", "updated_at"),
            "product_id": old.checked("products", row.value("product_id")),
        },
    )


def place_product_category(row: OldRow, old: Installation) -> Iterator[Placed]:
    row.same("created_at", "updated_at")
    yield (
        "product_categories",
        {
            **row.same("id"),
            "product_id": old.checked("products", row.value("product_id")),
            "category_id": old.checked("categories", row.value("category_id")),
        },
    )


def place_review(row: OldRow, old: Installation) -> Iterator[Placed]:
    yield (
        "reviews",
        {
            **row.same("id", "rating", "title", "comment", "is_verified_purchase"),
            **row.same("created_at", "updated_at"),
            "account_id": old.checked("users", row.value("user_id")),
            "product_id": old.checked("products", row.value("product_id")),
            "order_id": old.checked("orders", row.value("order_id")),
            "status": "approved" if row.value("is_approved") else "pending",
        },
    )
