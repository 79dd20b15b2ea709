"""The shapes of kept addresses in Stoa's dialect, and the rules of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.identity.rules import normal_postal_code
from api.laravel.postal_codes import postal_code_rule
from api.laravel.rules import Rules

if TYPE_CHECKING:
    from api.identity.addresses.service import Address

COUNTRY: Final = "regex:/^[A-Z]{2}$/"


@cache
def address_rules(country: str) -> Rules:
    """The rules of an address in this country (ISO 3166)."""
    return Rules(
        {
            "type": "sometimes|required|string|in:shipping,billing",
            "name": "required|string|max:255",
            "line1": "required|string|max:255",
            "line2": "nullable|string|max:255",
            "city": "required|string|max:255",
            "postal_code": ["required", "string", postal_code_rule(country)],
            "country": ["sometimes", "required", "string", COUNTRY],
            "phone": "nullable|string|max:20",
            "is_default": "boolean",
        }
    )


# What the document shows: the country of the address decides about its postal code.
ADDRESS: Final = address_rules("")


class AddressShown(msgspec.Struct, frozen=True, kw_only=True):
    """An address of the caller."""

    id: int
    type: str
    name: str
    line1: str
    line2: str | None
    city: str
    postal_code: str
    country: str
    phone: str | None
    is_default: bool
    created_at: datetime
    updated_at: datetime


class Addresses(msgspec.Struct, frozen=True):
    """GET /addresses: all of them, at most twenty."""

    data: list[AddressShown]


def address_values(sent: Mapping[str, Any], country: str) -> dict[str, Any]:
    """What the address rules are asked about: the shop's country unless another is sent."""
    values = {"type": "shipping", "country": country, **sent}
    named, code = values["country"], values.get("postal_code")
    if isinstance(named, str) and isinstance(code, str):
        values["postal_code"] = normal_postal_code(named, code)
    return values


def checked_address(values: Mapping[str, Any]) -> dict[str, Any]:
    """An address after the rules of its country. Raises ``Invalid``."""
    country = values.get("country")
    rules = address_rules(country if isinstance(country, str) else "")
    return rules.check(values)


def address(kept: Address) -> AddressShown:
    """An address on the wire."""
    return msgspec.convert(kept, AddressShown, from_attributes=True)
