"""Pure rules of labels: what stands on one, and by what a carrier knows that it is the same."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

import msgspec

OWN_CARRIER: Final = "ELTA"
"""Who carries a parcel of which the shop makes the label itself (contract)."""
OWN_CODE: Final = "DX"
OWN_CODE_DIGITS: Final = 10


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """A name and a place as a label shows them; what is not known is empty."""

    name: str = ""
    street: str = ""
    more: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""

    @property
    def lines(self) -> list[str]:
        """What stands below the name, without empty lines."""
        place = " ".join(part for part in (self.postal_code, self.city) if part)
        wider = ", ".join(part for part in (self.region, self.country) if part)
        return [line for line in (self.street, self.more, place, wider) if line]


class Consignment(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent with an order. ``cash`` is collected at the door; it and ``shipping_cost`` are
    minor units of ``currency``. ``sender`` is None where the shop sends for several producers.
    """

    order_id: int
    sender: Addressee | None
    addressee: Addressee
    picked_up: bool
    grams: int
    cash: int
    currency: str
    tariff_code: str | None
    shipping_cost: int


class LabelText(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a label. ``cash`` is collected at the door, in minor units of ``currency``."""

    shop: str
    language: str
    order_id: int
    tracking_code: str
    carrier_code: str
    sender: Addressee
    addressee: Addressee
    picked_up: bool
    grams: int
    cash: int
    currency: str
    moment: datetime


def request_key(order_id: int, shop: str | None) -> str:
    """By what a carrier tells that an order is asked for again (contract: sha256 of the order).

    ``shop`` keeps the orders of several shops with one account at the carrier apart; None is the
    old shop's key, so that it is not charged for a second parcel after moving.
    """
    named = f"order:{order_id}" if shop is None else f"shop:{shop}:order:{order_id}"
    return hashlib.sha256(named.encode()).hexdigest()


def label_address(order_id: int) -> str:
    """Where the shop's own label of an order is fetched."""
    return f"/api/v1/shipping/labels/{order_id}/download"


def may_ask_carrier(status: str | None) -> bool:
    """Whether a carrier is asked for a parcel: not for one that has left with a code of its own."""
    return status in (None, "pending")


def status_with_label(status: str) -> str:
    """A parcel's status once it has a label: one that has left is not taken back."""
    return "labeled" if status == "pending" else status
