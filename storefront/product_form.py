"""The product form: from posted fields to the contract's body, and from a product to fields."""

from __future__ import annotations

from typing import Any

from api.kit.money import decimal_text

TEXTS = (
    "name",
    "slug",
    "unit",
    "description",
    "origin",
    "cultivation_type",
    "cultivation_description",
    "ingredients",
    "storage_instructions",
    "shelf_life",
)
NUMBERS = ("price", "discount_price", "weight_per_unit", "stock")
SWITCHES = ("is_seasonal", "is_active", "is_b2b_only")
# Columns that must hold a value: left out when blank, so the stored or the default one stays.
_NEVER_EMPTY = ("unit", "stock", "slug", "producer_id")


def body_of(form: dict[str, Any]) -> dict[str, Any]:
    """The body of ``POST /products`` or ``PATCH /products/{id}`` from a posted form.

    A blank optional field clears it; a decimal comma, as Greek keyboards write it, becomes a point.
    """
    body: dict[str, Any] = {name: form.get(name) or None for name in TEXTS}
    body |= {name: (form.get(name) or "").replace(",", ".") or None for name in NUMBERS}
    body |= {name: name in form for name in SWITCHES}
    body["allergens"] = form.get("allergens") or []
    body["producer_id"] = form.get("producer_id") or None
    return {
        name: value for name, value in body.items() if value is not None or name not in _NEVER_EMPTY
    }


def filled_from(product: dict[str, Any]) -> dict[str, Any]:
    """The form's fields for a product of the desk (``/api/stoa/v1/products/{id}``).

    For a new one, ``product`` is empty.
    """
    if not product:
        return {"is_active": "on"}
    filled: dict[str, Any] = {name: _shown(product.get(name)) for name in (*TEXTS, *NUMBERS)}
    filled |= {name: "on" for name in SWITCHES if product.get(name)}
    filled["allergens"] = product.get("allergens") or []
    for name in ("price", "discount_price"):
        amount = product.get(name)
        filled[name] = decimal_text(amount["amount"], amount["currency"]) if amount else ""
    filled["categories"] = [str(number) for number in product.get("category_ids") or []]
    filled["producer_id"] = (product.get("producer") or {}).get("id")
    return filled


def _shown(value: object) -> str:
    """A stored value as a field shows it: "500.000" grams read as 500, "4.50" stays an amount."""
    text = "" if value is None else str(value)
    whole, point, decimals = text.partition(".")
    return whole if point and decimals == "000" and whole.isdecimal() else text
