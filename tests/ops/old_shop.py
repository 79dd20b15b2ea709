"""A small installation of the old backend: two customers, a producer, two products, one order."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any, Final

import bcrypt

from ops.data.laravel.source import Source

PASSWORD: Final = "an old password"
TOKEN: Final = "7|" + "o" * 48
EXPIRED_TOKEN: Final = "8|" + "e" * 48
BORN: Final = "2025-03-01T08:00:00"
Row = dict[str, Any]
_TIMES: Final = {"created_at": BORN, "updated_at": BORN}
_HASH: Final = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode().replace("$2b", "$2y")


def old_shop() -> dict[str, list[Row]]:
    """The tables; a test may change what it likes before it imports them."""
    return {
        "users": [_user(3, "buyer@old.test", "consumer"), _user(4, "grower@old.test", "producer")],
        "personal_access_tokens": [
            _token(7, TOKEN, None),
            _token(8, EXPIRED_TOKEN, "2025-04-01T00:00:00"),
        ],
        "producers": [
            {
                "id": 2,
                "user_id": 4,
                "name": "Old Grove",
                "slug": "old-grove",
                "business_name": "Old Grove Ltd",
                "tax_id": "123456789",
                "iban": "GR16",
                "status": "active",
                "is_active": True,
                "verified": True,
                "uses_custom_shipping_rates": False,
                "free_shipping_threshold_eur": Decimal("50.00"),
                **_TIMES,
            }
        ],
        "products": [_product(5, "Olives", "4.20"), _product(9, "Honey", "12.5")],
        "orders": [_order()],
        "order_items": [
            {
                "id": 31,
                "order_id": 11,
                "product_id": 5,
                "producer_id": None,
                "quantity": 3,
                "product_name": "Olives",
                "product_unit": "jar",
                "unit_price": Decimal("4.2"),
                "total_price": Decimal("12.60"),
                **_TIMES,
            }
        ],
        "tax_rates": [{"id": 1, "name": "VAT-24", "rate_percent": Decimal("24.00"), **_TIMES}],
    }


def source_of(tables: dict[str, list[Row]]) -> Source:
    """As it would be read; ids were handed out beyond the rows that are left."""
    return Source(tables, {"users": 17, "orders": 28, "products": 9})


def _user(account_id: int, email: str, role: str) -> Row:
    return {
        "id": account_id,
        "name": email.partition("@")[0],
        "email": email,
        "role": role,
        "password": _HASH,
        "is_seed": False,
        "email_verified_at": None,
        "anonymized_at": None,
        "remember_token": None,
        **_TIMES,
    }


def _token(token_id: int, token: str, expires_at: str | None) -> Row:
    secret = token.partition("|")[2]
    return {
        "id": token_id,
        "name": "auth-token",
        "abilities": '["*"]',
        "tokenable_id": 3,
        "tokenable_type": "App\\Models\\User",
        "expires_at": expires_at,
        "last_used_at": None,
        "token": hashlib.sha256(secret.encode()).hexdigest(),
        **_TIMES,
    }


def _product(product_id: int, name: str, price: str) -> Row:
    return {
        "id": product_id,
        "producer_id": 2,
        "name": name,
        "title": name,
        "slug": name.lower(),
        "price": Decimal(price),
        "currency": "EUR",
        "unit": "jar",
        "stock": 40,
        "status": "available",
        "is_active": True,
        "is_seasonal": False,
        "is_b2b_only": False,
        "approval_status": "approved",
        "weight_per_unit": Decimal(500),
        **_TIMES,
    }


def _order() -> Row:
    return {
        "id": 11,
        "user_id": 3,
        "status": "delivered",
        "payment_status": "completed",
        "subtotal": Decimal("12.6"),
        "tax_amount": Decimal(0),
        "cod_fee": Decimal(0),
        "shipping_amount": Decimal("3.5"),
        "shipping_cost": Decimal("3.5"),
        "total": Decimal("16.1"),
        "total_amount": Decimal("16.10"),
        "currency": "EUR",
        "public_token": "00000000-0000-4000-8000-000000000011",
        "is_child_order": False,
        "payment_method": "COD",
        "shipping_method": "HOME",
        "refund_id": "re_1",
        "refunded_amount_cents": 350,
        "refunded_at": "2025-03-02T08:00:00",
        "stripe_transfer_id": "tr_1",
        **_TIMES,
    }
