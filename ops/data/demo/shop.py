"""What a shop's file holds. Both demo shops and every bench tenant have this shape.

Amounts are decimal strings in the tenant's currency, weights grams, ``key`` and ``account`` names
that are used inside the file only.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

import msgspec

from ops.data.carriers.carrier import CarrierName

FOLDER: Final = Path(__file__).parent
# The first shop is the one an address without a shop's name shows.
DEMO_SHOPS: Final = ("agora", "hedgerow")


class TenantProfile(msgspec.Struct, frozen=True, kw_only=True):
    """The shop itself. ``hosts`` are full names without a port."""

    slug: str
    name: str
    currency: str
    locale: Literal["el", "en"]
    country: str
    tagline: str
    branding: dict[str, str]
    default_postal_code: str
    free_shipping_threshold: str
    contact: dict[str, str]
    hosts: tuple[str, ...] = ()


class Account(msgspec.Struct, frozen=True):
    """Someone who signs in."""

    key: str
    name: str
    email: str
    role: Literal["consumer", "producer", "business", "admin"]


class Business(msgspec.Struct, frozen=True, kw_only=True):
    """A business buyer's company."""

    account: str
    company_name: str
    tax_id: str | None
    tax_office: str | None
    business_type: Literal["restaurant", "hotel", "deli", "catering", "other"]
    phone: str | None
    status: Literal["pending", "active", "inactive", "rejected"]


class Category(msgspec.Struct, frozen=True):
    """A shelf of the shop."""

    slug: str
    name: str


class Producer(msgspec.Struct, frozen=True, kw_only=True):
    """Who makes and sends; a threshold of none is the shop's, ``"0.00"`` always free."""

    key: str
    account: str | None
    name: str
    business_name: str
    slug: str
    location: str
    city: str
    region: str
    postal_code: str
    tax_id: str
    description: str
    website: str | None
    latitude: Decimal
    longitude: Decimal
    verified: bool
    free_shipping_threshold: str | None
    image: str


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """One product; its first category is the one old clients show."""

    slug: str
    producer: str
    name: str
    categories: tuple[str, ...]
    price: str
    discount_price: str | None
    unit: str
    weight_grams: Decimal
    stock: int
    description: str
    ingredients: str | None
    allergens: tuple[str, ...]
    origin: str | None
    storage_instructions: str | None
    shelf_life: str | None
    cultivation_type: str | None
    cultivation_description: str | None
    seasonal: bool
    b2b_only: bool
    active: bool
    image_url: str


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What an account says about a product; nobody has bought anything yet, so none is verified."""

    product: str
    author: str
    rating: int
    title: str | None
    comment: str | None


class ShippingRate(msgspec.Struct, frozen=True, kw_only=True):
    """What a display zone shows for one method and weight."""

    method: Literal["HOME", "COURIER", "PICKUP"]
    minimum_grams: int
    maximum_grams: int
    price: str


class ShippingZone(msgspec.Struct, frozen=True, kw_only=True):
    """The zone a buyer reads, by the beginning of the postal code."""

    name: str
    postal_prefixes: tuple[str, ...]
    rates: tuple[ShippingRate, ...]


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant with everything it sells."""

    tenant: TenantProfile
    accounts: tuple[Account, ...]
    businesses: tuple[Business, ...]
    categories: tuple[Category, ...]
    producers: tuple[Producer, ...]
    products: tuple[Product, ...]
    reviews: tuple[Review, ...] = ()
    shipping_zones: tuple[ShippingZone, ...]
    carrier: CarrierName


def read_shop(slug: str) -> Shop:
    """The demo shop of this slug. A file of another shape raises ``msgspec.ValidationError``."""
    return msgspec.json.decode((FOLDER / f"{slug}.json").read_bytes(), type=Shop, strict=False)
