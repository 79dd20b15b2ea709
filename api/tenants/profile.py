"""What a tenant is and wants: its profile, and every named difference between tenants.

A difference between an imported shop and a new one is a setting read here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import structlog

from api.kit.money import minor_units

DEFAULT_FREE_SHIPPING: Final = "35.00"
DEFAULT_FALLBACK_SHIPPING: Final = {"HOME": "3.50", "COURIER": "4.50"}
DEFAULT_FEE_RATES: Final[Mapping[str, int]] = {"b2c": 1200, "b2b": 700}
# Where a shop that names no time zone keeps its hours; other countries' shops keep UTC.
TIME_ZONES: Final[Mapping[str, str]] = {
    "GR": "Europe/Athens",
    "CY": "Asia/Nicosia",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "DE": "Europe/Berlin",
    "FR": "Europe/Paris",
    "IT": "Europe/Rome",
    "ES": "Europe/Madrid",
}

log = structlog.get_logger("stoa.tenants")


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs the shop and how people reach them; what is blank is not shown."""

    company: str = ""
    """The legal name, where it is not the shop's."""
    tax_id: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""


class CarrierAccount(msgspec.Struct, frozen=True, kw_only=True):
    """How a carrier (ACS) knows whose parcels it registers."""

    url: str
    """Where its interface begins, without ``/shipments``."""
    api_key: str
    client_id: str
    client_secret: str = ""


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """One shop. Amounts are minor units of ``currency``."""

    id: UUID
    slug: str
    name: str
    tagline: str
    status: Literal["active", "suspended"]
    origin: Literal["new", "imported"]
    currency: str
    locale: Literal["el", "en"]
    country: str
    policy_version: int
    branding: Mapping[str, str]
    """CSS colours by name: primary, accent …"""
    search: Literal["exact", "folded"]
    """exact: whole words, accents count (the old shop); folded: accents and case do not count."""
    moderation: bool
    """Whether a product shows only once an admin has approved it (the old shop: no)."""
    cod_enabled: bool
    cod_fee_enabled: bool | None
    """None follows the platform's setting."""
    cod_fee: int | None
    free_shipping_threshold: int
    """A producer without a threshold of its own ships free from here; 0 is always free."""
    reviews_wait: bool
    """Whether a review is shown only after an admin approved it; off unless the shop wants it."""
    default_postal_code: str
    """Prices shipping when the buyer gave no postal code."""
    fallback_shipping: Mapping[str, int]
    """By method: what the zone table's quote says where the table knows no price."""
    lockers_enabled: bool | None
    """None follows the platform's setting."""
    locker_discount: int | None
    """What a parcel to a locker costs less; None follows the platform's setting."""
    addresses: Literal["any", "checked"]
    """any: an order's postal code is whatever was typed (the old shop); checked: the country's."""
    terms_required: bool
    """An order must say that the terms were accepted; the old shop's front end never does."""
    terms_version: str
    """Which wording of its terms the shop shows; kept with each order that accepted them."""
    bank_account: str = ""
    """Where buyers may transfer money to, as they are told it; blank offers no transfer."""
    operator_jwt_secret: str | None = None
    """Signs this shop's operator tokens; none follows the variable in the default tenant."""
    operator_jwt_issuer: str | None = None
    """Who must have issued them; none follows the platform's setting."""
    email_verification_required: bool | None = None
    """Whether new accounts are asked by letter to prove their address; None is the platform's."""
    hosts: tuple[str, ...] = ()
    mail_enabled: bool | None = None
    """Whether letters are written. None follows the platform's setting (an imported shop)."""
    mail_from_name: str | None = None
    """The sender's name in letters; None is the shop's name."""
    mail_admin: str | None = None
    """Who is told of orders; None follows the platform's setting."""
    frontend_url: str | None = None
    """Where links in letters lead; None follows the platform's setting."""
    time_zone: str = "Europe/Athens"
    """By which clock the shop's days begin, as the IANA database names it."""
    contact: Contact = Contact()
    commission_vat: int = 2400
    """The tax on commissions, in basis points."""
    fee_rates: Mapping[str, int] = msgspec.field(default_factory=lambda: DEFAULT_FEE_RATES)
    """By channel, in basis points: what is kept where no fee rule fits."""
    ops_token: str | None = None
    """Opens this shop's operators' look at fees; the platform's is the default tenant's alone."""
    carrier: CarrierAccount | None = None
    """The shop's own account at a carrier that makes its labels; the platform's is the default
    tenant's alone."""
    parcel_keys: Literal["order", "shop"] = "shop"
    """By what a carrier knows an order again: its number alone (the old shop, so that no parcel is
    ordered twice after moving) or with the shop, so that shops may share an account."""
    orders_in_app: bool = True
    """Whether notifications in the app tell of orders; the old shop told of them by letter only."""
    producer_digest: bool | None = None
    """Whether producers are written what they sold each week; None follows the platform."""

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone; UTC where this system knows none of that name."""
        return _zone_named(self.time_zone)


@cache
def _zone_named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        log.error("tenants.unknown_time_zone", zone=name)
        return ZoneInfo("UTC")


def tenant_from_row(row: Mapping[str, Any]) -> Tenant:
    """A row of ``tenants`` with its settings and the defaults of its origin."""
    settings = row["settings"]
    currency = row["currency"]
    new = row["origin"] == "new"
    fee = settings.get("cod_fee")
    discount = settings.get("locker_discount")
    return Tenant(
        id=row["id"],
        slug=row["slug"],
        name=row["name"],
        tagline=row["tagline"],
        status=row["status"],
        origin=row["origin"],
        currency=currency,
        locale=row["locale"],
        country=row["country"],
        policy_version=row["policy_version"],
        branding=settings.get("branding", {}),
        search=settings.get("search", "folded" if new else "exact"),
        moderation=settings.get("moderation", new),
        cod_enabled=settings.get("cod_enabled", True),
        cod_fee_enabled=settings.get("cod_fee_enabled"),
        cod_fee=None if fee is None else minor_units(fee, currency),
        free_shipping_threshold=minor_units(
            settings.get("free_shipping_threshold", DEFAULT_FREE_SHIPPING), currency
        ),
        reviews_wait=settings.get("reviews_wait", False),
        default_postal_code=settings.get("default_postal_code", "10551"),
        operator_jwt_secret=settings.get("operator_jwt_secret") or None,
        operator_jwt_issuer=settings.get("operator_jwt_issuer"),
        fallback_shipping={
            method: minor_units(price, currency)
            for method, price in {
                **DEFAULT_FALLBACK_SHIPPING,
                **settings.get("fallback_shipping", {}),
            }.items()
        },
        lockers_enabled=settings.get("lockers_enabled"),
        locker_discount=None if discount is None else minor_units(discount, currency),
        addresses=settings.get("addresses", "checked" if new else "any"),
        terms_required=settings.get("terms_required", False),
        terms_version=str(settings.get("terms_version", "1")),
        bank_account=settings.get("bank_account", ""),
        email_verification_required=settings.get("email_verification_required"),
        hosts=tuple(settings.get("hosts", ())),
        mail_enabled=settings.get("mail_enabled", True if new else None),
        mail_from_name=settings.get("mail_from_name"),
        mail_admin=settings.get("mail_admin"),
        frontend_url=settings.get("frontend_url"),
        time_zone=settings.get("time_zone", TIME_ZONES.get(row["country"], "UTC")),
        contact=msgspec.convert(settings.get("contact", {}), Contact),
        commission_vat=settings.get("commission_vat", 2400),
        fee_rates={**DEFAULT_FEE_RATES, **settings.get("fee_rates", {})},
        ops_token=settings.get("ops_token") or None,
        carrier=msgspec.convert(settings.get("carrier"), CarrierAccount | None),
        parcel_keys=settings.get("parcel_keys", "shop" if new else "order"),
        orders_in_app=settings.get("orders_in_app", new),
        producer_digest=settings.get("producer_digest"),
    )
