"""Tracking on the wire: how far an order has come, and its parcel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.kit.money import decimal_number, decimal_text
from api.laravel.values import optional_moment, wire_moment
from api.shipping.rules import expected_delivery

if TYPE_CHECKING:
    from api.orders.service import TrackedOrder

_CARRIER_PAGES: Final = {
    "acs": "https://www.acscourier.net/el/track-and-trace/?trackId={}",
    "elta": "https://www.elta-courier.gr/track/?code={}",
    "speedex": "https://www.speedex.gr/speedex/NewTrackAndTrace.aspx?number={}",
    "geniki": "https://www.taxydromiki.com/track/{}",
    "courier_center": "https://www.courier.gr/track/result?tracknr={}",
}
"""Where a carrier shows a parcel to its addressee."""


class TrackedShipment(msgspec.Struct, frozen=True, kw_only=True):
    """Where the parcel of an order is."""

    status: str
    carrier_code: str
    tracking_code: str
    tracking_url: str | None
    shipped_at: str | None
    delivered_at: str | None
    estimated_delivery: str | None


class Move(msgspec.Struct, frozen=True):
    """A status that the order came into. Whoever holds the token reads the note."""

    status: str
    changed_at: str
    note: str | None


class TrackedSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An order as tracking shows it; ``total`` is a number of the currency (contract)."""

    id: int
    status: str
    payment_status: str
    created_at: str
    updated_at: str
    items_count: int
    total: float
    shipment: TrackedShipment | msgspec.UnsetType = msgspec.UNSET
    status_history: list[Move]


class Tracking(msgspec.Struct, frozen=True):
    """GET /public/orders/track/{token}"""

    ok: bool
    order: TrackedSummary


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """The parcel of an order."""

    id: int
    tracking_code: str
    carrier_code: str
    status: str
    zone_code: str | None
    shipping_cost_eur: str | None
    shipped_at: str | None
    delivered_at: str | None
    estimated_delivery: str | None
    is_trackable: bool
    is_completed: bool


class ShipmentAnswer(msgspec.Struct, frozen=True):
    """GET /orders/{order}/shipment"""

    success: bool
    data: Shipment


def tracking(found: TrackedOrder) -> Tracking:
    """How far the order has come."""
    row = found.order
    return Tracking(
        ok=True,
        order=TrackedSummary(
            id=row["id"],
            status=row["status"],
            payment_status=row["payment_status"],
            created_at=wire_moment(row["created_at"]),
            updated_at=wire_moment(row["updated_at"]),
            items_count=row["lines"],
            total=decimal_number(row["total"], row["currency"]),
            shipment=msgspec.UNSET if found.shipment is None else _tracked(found.shipment),
            status_history=[
                Move(
                    move["status"],
                    wire_moment(datetime.fromisoformat(move["changed_at"])),
                    move["note"],
                )
                for move in row["history"]
            ],
        ),
    )


def shipment(row: Mapping[str, Any]) -> ShipmentAnswer:
    """An order's parcel for its buyer."""
    cost = row["shipping_cost"]
    return ShipmentAnswer(
        success=True,
        data=Shipment(
            id=row["id"],
            tracking_code=row["tracking_code"],
            carrier_code=row["carrier_code"],
            status=row["status"],
            zone_code=row["tariff_code"],
            shipping_cost_eur=None if cost is None else decimal_text(cost, row["currency"]),
            is_trackable=row["status"] != "pending",
            is_completed=row["status"] in ("delivered", "failed"),
            **_moments(row),
        ),
    )


def _tracked(row: Mapping[str, Any]) -> TrackedShipment:
    page = _CARRIER_PAGES.get(row["carrier_code"].lower())
    return TrackedShipment(
        status=row["status"],
        carrier_code=row["carrier_code"],
        tracking_code=row["tracking_code"],
        tracking_url=None if page is None else page.format(row["tracking_code"]),
        **_moments(row),
    )


def _moments(row: Mapping[str, Any]) -> dict[str, str | None]:
    return {
        "shipped_at": optional_moment(row["shipped_at"]),
        "delivered_at": optional_moment(row["delivered_at"]),
        "estimated_delivery": optional_moment(
            expected_delivery(row["shipped_at"], row["delivery_days"])
        ),
    }
