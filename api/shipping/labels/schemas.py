"""The wire shapes of labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from api.kit.money import decimal_number
from api.shipping.labels.rules import label_address

_KILOGRAM = 1_000


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """The label of an order's parcel; the last four only where a carrier made it."""

    tracking_code: str
    label_url: str
    carrier_code: str
    status: Literal["labeled"]
    provider: Literal["internal", "acs"]
    zone_code: str | msgspec.UnsetType | None = msgspec.UNSET
    billable_weight_kg: float | msgspec.UnsetType | None = msgspec.UNSET
    shipping_cost_eur: float | msgspec.UnsetType | None = msgspec.UNSET
    estimated_delivery_days: int | msgspec.UnsetType | None = msgspec.UNSET


class LabelAnswer(msgspec.Struct, frozen=True):
    """POST /shipping/labels/{order}"""

    success: bool
    data: Label


def label(parcel: Mapping[str, Any]) -> LabelAnswer:
    """What was made, or made before. ``status`` is the label's: the parcel may have left."""
    order_id, carriers_own = parcel["order_id"], parcel["provider"] == "acs"
    grams, cost = parcel["billable_grams"], parcel["shipping_cost"]
    currency = parcel["currency"]
    more: dict[str, Any] = {
        "zone_code": parcel["tariff_code"],
        "billable_weight_kg": None if grams is None else grams / _KILOGRAM,
        "shipping_cost_eur": None if cost is None else decimal_number(cost, currency),
        "estimated_delivery_days": parcel["delivery_days"],
    }
    return LabelAnswer(
        success=True,
        data=Label(
            tracking_code=parcel["tracking_code"],
            # An imported label's file stayed where it was; ours is drawn when it is fetched.
            label_url=parcel["label_url"] if carriers_own else label_address(order_id),
            carrier_code=parcel["carrier_code"],
            status="labeled",
            provider=parcel["provider"],
            **(more if carriers_own else {}),
        ),
    )
