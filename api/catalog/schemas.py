"""The wire shapes of products, and the rules that creating and changing one must satisfy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import msgspec

from api.catalog.rules import ALLERGENS, CULTIVATION_TYPES, average_rating, charged_price
from api.kit.money import decimal_text
from api.laravel.rules import Rules
from api.laravel.values import wire_json_moment, wire_moment

_CULTIVATION: Final = f"in:{','.join(CULTIVATION_TYPES)}"

LIST_PRODUCTS: Final = Rules(
    {
        "q": "nullable|string|max:255",
        "is_active": "nullable|boolean",
        "category": "nullable|string|max:100",
        "producer_id": "nullable|integer",
        "is_seasonal": "nullable|boolean",
        "cultivation_type": f"nullable|string|{_CULTIVATION}",
        "min_price": "nullable|numeric|min:0",
        "max_price": "nullable|numeric|min:0|gte:min_price",
        "page": "nullable|integer|min:1",
        "per_page": "nullable|integer|min:1|max:100",
        "sort": "nullable|string|in:name,price,created_at,stock",
        "direction": "nullable|string|in:asc,desc",
    }
)
# Columns that must hold something answer null with 422 (D1), so they are required when sent.
_DESCRIPTION: Final = "nullable|string|max:65535"
_PRODUCT_RULES: Final = {
    "weight_per_unit": "nullable|numeric|min:0|max:9999999.999",
    "unit": "sometimes|required|string|max:50",
    "stock": "sometimes|required|integer|min:0|max:2147483647",
    "category": "nullable|string|max:100",
    "is_seasonal": "sometimes|required|boolean",
    "cultivation_type": f"nullable|string|{_CULTIVATION}",
    "cultivation_description": "nullable|string|max:1000",
    "allergens": "nullable|array",
    "allergens.*": f"string|in:{','.join(ALLERGENS)}",
    "ingredients": "nullable|string|max:2000",
    "origin": "nullable|string|max:255",
    "storage_instructions": "nullable|string|max:500",
    "shelf_life": "nullable|string|max:255",
    "image_url": "nullable|url|max:255",
    "images": "nullable|array|max:5",
    "images.*": "string|max:255",
    "status": "sometimes|required|string|in:available,unavailable",
    "is_active": "sometimes|required|boolean",
    "is_b2b_only": "sometimes|required|boolean",
}
_PRICE: Final = "numeric|min:0|max:99999999.99"
CREATE_PRODUCT: Final = Rules(
    {
        "name": "required|string|max:255",
        "slug": "nullable|string|max:255",
        "description": _DESCRIPTION,
        "price": f"required|{_PRICE}",
        "discount_price": "nullable|numeric|min:0|max:999999.99|lt:price",
        **_PRODUCT_RULES,
        "producer_id": "nullable|integer",
    },
    messages={
        "price.min": "Price must be greater than or equal to 0.",
        "discount_price.lt": "Discount price must be less than the regular price.",
        "producer_id.required": "A producer must be assigned to the product.",
        "producer_id.exists": "The selected producer does not exist.",
    },
)
UPDATE_PRODUCT: Final = Rules(
    {
        "name": "sometimes|required|string|max:255",
        "slug": "sometimes|required|string|max:255",
        "description": _DESCRIPTION,
        "price": f"sometimes|required|{_PRICE}",
        "discount_price": "nullable|numeric|min:0|max:999999.99",
        **_PRODUCT_RULES,
        "producer_id": "sometimes|required|integer",
    },
    messages={
        "price.min": "Price must be greater than or equal to 0.",
        "discount_price.lt": "Discount price must be less than the regular price.",
        "producer_id.exists": "The selected producer does not exist.",
    },
)
SET_STOCK: Final = Rules({"stock": "required|integer|min:0|max:99999"})
LIST_OWN_PRODUCTS: Final = Rules(
    {
        "page": "nullable|integer|min:1",
        "per_page": "nullable|integer|min:1|max:100",
        "search": "nullable|string|max:255",
        "status": "nullable|string|in:active,inactive,all",
    }
)


class StockForm(msgspec.Struct, frozen=True):
    """PATCH /producer/products/{product}/stock after its rules."""

    stock: int


class StockSet(msgspec.Struct, frozen=True, kw_only=True):
    """How many there were and are."""

    id: int
    name: str
    old_stock: int
    new_stock: int
    message: str = "Stock updated successfully"


class Toggled(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the product is shown now."""

    id: int
    is_active: bool
    message: str = "Product status updated successfully"


_DECIMALS: Final = ("weight_per_unit", "weight_grams", "length_cm", "width_cm", "height_cm")
# In the order of the old model; a page has twenty products, so they are read in one go.
_RAW_COLUMNS: Final = (
    *("id", "producer_id", "name", "slug", "description", "price", "unit", "stock", "category"),
    *("image_url", "status", "created_at", "updated_at", "is_active", "weight_per_unit"),
    *("discount_price", "is_seasonal", "currency", "weight_grams", "length_cm", "width_cm"),
    *("height_cm", "title", "cultivation_type", "cultivation_description", "allergens"),
    *("ingredients", "origin", "storage_instructions", "shelf_life", "is_b2b_only"),
)
_RAW_VALUES: Final = itemgetter(*_RAW_COLUMNS)


def public_product(row: Mapping[str, Any], *, described: bool = False) -> dict[str, object]:
    """A product of /api/v1/public/products; ``described`` adds the producer's own words."""
    producer = {
        "id": row["producer_id"],
        "name": row["producer_name"],
        "slug": row["producer_slug"],
        "location": row["producer_location"],
    }
    if described:
        producer["description"] = row["producer_description"]
    shown = raw_product(row)
    shown["reviews_count"] = row["rating_count"] or 0
    shown["reviews_avg_rating"] = average_rating(row["rating_sum"], row["rating_count"])
    shown["categories"], shown["images"] = _categories(row), _images(row)
    shown["producer"] = producer
    if "search_rank" in row:
        shown["search_rank"] = row["search_rank"]
    return shown


def raw_product(row: Mapping[str, Any]) -> dict[str, object]:
    """The product's own columns as the old model showed them, without the private ones (D2)."""
    shown: dict[str, object] = dict(zip(_RAW_COLUMNS, _RAW_VALUES(row), strict=True))
    currency = row["currency"]
    shown["price"] = decimal_text(row["price"], currency)
    shown["discount_price"] = _amount(row["discount_price"], currency)
    shown["created_at"] = wire_moment(row["created_at"])
    shown["updated_at"] = wire_moment(row["updated_at"])
    for number in _DECIMALS:
        if shown[number] is not None:
            shown[number] = str(shown[number])
    return shown


def own_product(row: Mapping[str, Any]) -> dict[str, object]:
    """A product in its producer's list: with its search words and what moderation says."""
    moderated_at = row["moderated_at"]
    return {
        **raw_product(row),
        "search_vector": row["search_vector"],
        "approval_status": row["approval_status"],
        "rejection_reason": row["rejection_reason"],
        "moderated_by": row["moderated_by"],
        "moderated_at": None if moderated_at is None else wire_moment(moderated_at),
    }


def product_resource(row: Mapping[str, Any], *, pictured: bool) -> dict[str, object]:
    """A product of /api/v1/products; lists show no pictures."""
    currency = row["currency"]
    charged = charged_price(row["price"], row["discount_price"])
    shown: dict[str, object] = {
        "id": row["id"],
        "name": row["name"],
        "slug": row["slug"],
        "description": row["description"],
        "price": decimal_text(row["price"], currency),
        "discount_price": _amount(row["discount_price"], currency),
        "has_discount": charged < row["price"],
        "effective_price": decimal_text(charged, currency),
        "weight_per_unit": _text(row["weight_per_unit"]),
        "unit": row["unit"],
        "stock": row["stock"],
        "category": row["category"],
        "is_seasonal": row["is_seasonal"],
        "cultivation_type": row["cultivation_type"],
        "cultivation_description": row["cultivation_description"],
        "allergens": row["allergens"] or [],
        "ingredients": row["ingredients"],
        "origin": row["origin"],
        "storage_instructions": row["storage_instructions"],
        "shelf_life": row["shelf_life"],
        "image_url": row["image_url"],
        "status": row["status"],
        "is_active": row["is_active"],
        "is_b2b_only": row["is_b2b_only"],
        "created_at": wire_moment(row["created_at"]),
        "updated_at": wire_moment(row["updated_at"]),
        "producer": {
            "id": row["producer_id"],
            "name": row["producer_name"],
            "slug": row["producer_slug"],
            "business_name": row["producer_business_name"],
            "location": row["producer_location"],
            "city": row["producer_city"],
            "region": row["producer_region"],
        },
    }
    if pictured:
        keys = ("id", "url", "is_primary", "sort_order")
        shown["images"] = [{key: image[key] for key in keys} for image in row["images"]]
    return shown


def shelves_and_pictures(row: Mapping[str, Any]) -> dict[str, object]:
    """The categories and pictures of a product as the old model showed them."""
    return {"categories": _categories(row), "images": _images(row)}


def _categories(row: Mapping[str, Any]) -> list[dict[str, object]]:
    product_id = row["id"]
    return [
        {
            **category,
            "created_at": wire_json_moment(category["created_at"]),
            "updated_at": wire_json_moment(category["updated_at"]),
            "pivot": {"product_id": product_id, "category_id": category["id"]},
        }
        for category in row["categories"]
    ]


def _images(row: Mapping[str, Any]) -> list[dict[str, object]]:
    images: Sequence[dict[str, Any]] = row["images"]
    product_id = row["id"]
    return [
        {
            "id": image["id"],
            "product_id": product_id,
            "url": image["url"],
            "is_primary": image["is_primary"],
            "sort_order": image["sort_order"],
            "created_at": wire_json_moment(image["created_at"]),
            "updated_at": wire_json_moment(image["updated_at"]),
        }
        for image in images
    ]


def _amount(minor: int | None, currency: str) -> str | None:
    return None if minor is None else decimal_text(minor, currency)


def _text(number: object) -> str | None:
    return None if number is None else str(number)
