"""The wire shapes of commissions, and the rules that a commission rule must satisfy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal

import msgspec

from api.kit.errors import Invalid
from api.laravel.rules import Rules, moment_of
from api.laravel.values import optional_moment, wire_moment
from api.ledger.rules import Channel, Commission, RoundingMode, VatMode

# What the old columns held.
_AMOUNT: Final = "integer|min:0|max:2147483647"
RULE: Final = Rules(
    {
        "scope_channel": "required|in:B2C,B2B,ALL",
        "percent": "required|numeric|min:0|max:100",
        "fixed_fee_cents": f"nullable|{_AMOUNT}",
        "tier_min_amount_cents": f"required|{_AMOUNT}",
        "tier_max_amount_cents": f"nullable|{_AMOUNT}",
        "vat_mode": "required|in:INCLUDE,EXCLUDE,NONE",
        "rounding_mode": "required|in:UP,DOWN,NEAREST",
        "effective_from": "required|date",
        "effective_to": "nullable|date",
        "priority": f"required|{_AMOUNT}",
        "scope_producer_id": "nullable|integer|exists:producers,id",
        "scope_category_id": "nullable|integer",
    }
)
PREVIEW: Final = Rules(
    {
        "amount": "required|numeric|min:0|max:99999999.99",
        "channel": "required|in:B2C,B2B,ALL",
    }
)
OFF: Final = "Feature flag OFF"
NO_RULE: Final = "No applicable rule"
# The wire's name of a column, where they differ; amounts are the currency's minor units.
_COLUMNS: Final[Mapping[str, str]] = {
    "fixed_fee_cents": "fixed_fee",
    "tier_min_amount_cents": "tier_minimum",
    "tier_max_amount_cents": "tier_maximum",
}
_MOMENTS: Final = frozenset({"effective_from", "effective_to"})
# A zone after a time. The old shop kept the time that was written and dropped the zone (contract).
_ZONE: Final = re.compile(r"(:\d\d(?:\.\d+)?)\s*[+-]\d\d:?\d\d\s*$")
# The old shop read these as on and off; every other text switched it on (D12).
_SWITCHED: Final[Mapping[object, bool]] = {"1": True, "true": True, "0": False, None: False}


class RuleShown(msgspec.Struct, frozen=True, kw_only=True):
    """A commission rule; ``percent`` with two decimals."""

    id: int
    scope_channel: Channel
    scope_category_id: int | None
    scope_producer_id: int | None
    percent: str
    fixed_fee_cents: int | None
    tier_min_amount_cents: int
    tier_max_amount_cents: int | None
    vat_mode: VatMode
    rounding_mode: RoundingMode
    effective_from: str
    effective_to: str | None
    priority: int
    active: bool
    created_at: str
    updated_at: str


class RulesShown(msgspec.Struct, frozen=True):
    """GET /admin/commission-rules"""

    success: bool
    rules: list[RuleShown]


class RuleAnswer(msgspec.Struct, frozen=True):
    """PATCH /admin/commission-rules/{id} and its toggle"""

    success: bool
    rule: RuleShown


class RuleCreated(msgspec.Struct, frozen=True):
    """POST /admin/commission-rules: of the rule what was sent, and when and as what it was kept."""

    success: bool
    rule: dict[str, Any]


class Breakdown(msgspec.Struct, frozen=True):
    """How a commission comes about; ``percent`` is a number, ``fixed_fee`` minor units."""

    percent: float
    fixed_fee: int
    vat_mode: VatMode
    rounding: RoundingMode


class Preview(msgspec.Struct, frozen=True):
    """What would be kept; a sentence stands in for the breakdown where nothing is."""

    commission_cents: int
    rule_id: int | None
    breakdown: Breakdown | Literal["Feature flag OFF", "No applicable rule"]


class AmountPreview(msgspec.Struct, frozen=True):
    """GET /admin/commission-rules/preview"""

    success: bool
    preview: Preview


class OrderPreview(msgspec.Struct, frozen=True):
    """GET /orders/{order}/commission-preview"""

    order_id: int
    commission_preview: Preview


class Engine(msgspec.Struct, frozen=True):
    """GET /admin/settings/commission-engine"""

    enabled: bool


class EngineSwitched(msgspec.Struct, frozen=True):
    """POST /admin/settings/commission-engine"""

    success: bool
    enabled: bool


def rule_values(values: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """The columns that a checked request sets; a percentage has two decimals, half up."""
    columns: dict[str, Any] = {"currency": currency}
    for name, value in values.items():
        if name == "percent":
            points = (value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
            columns["rate_basis_points"] = int(points)
        elif name in _MOMENTS:
            columns[name] = None if value is None else moment_of(_ZONE.sub(r"\1", value))
        else:
            columns[_COLUMNS.get(name, name)] = value
    return columns


def switched(given: object) -> bool:
    """What a request says of the switch, nothing being off. Raises ``Invalid`` (D12)."""
    if isinstance(given, bool):
        return given
    known = str(given) if isinstance(given, int) else given
    if not isinstance(known, str | None) or known not in _SWITCHED:
        raise Invalid({"enabled": ["The enabled field must be true or false."]})
    return _SWITCHED[known]


def rule(row: Mapping[str, Any]) -> RuleShown:
    """A stored rule."""
    return RuleShown(
        id=row["id"],
        scope_channel=row["scope_channel"],
        scope_category_id=row["scope_category_id"],
        scope_producer_id=row["scope_producer_id"],
        percent=f"{Decimal(row['rate_basis_points']) / 100:.2f}",
        fixed_fee_cents=row["fixed_fee"],
        tier_min_amount_cents=row["tier_minimum"],
        tier_max_amount_cents=row["tier_maximum"],
        vat_mode=row["vat_mode"],
        rounding_mode=row["rounding_mode"],
        effective_from=wire_moment(row["effective_from"]),
        effective_to=optional_moment(row["effective_to"]),
        priority=row["priority"],
        active=row["active"],
        created_at=wire_moment(row["created_at"]),
        updated_at=wire_moment(row["updated_at"]),
    )


def rules(rows: Sequence[Mapping[str, Any]]) -> RulesShown:
    """All rules of the shop."""
    return RulesShown(True, [rule(row) for row in rows])


def created(row: Mapping[str, Any], sent: Mapping[str, Any]) -> RuleCreated:
    """A new rule: what was sent of it (whole numbers as they were sent), with its id and times."""
    shown = msgspec.structs.asdict(rule(row))
    made = {name: shown[name] for name in ("updated_at", "created_at", "id")}
    told = {
        name: sent[name] if isinstance(shown[name], int) else shown[name]
        for name in shown
        if name in sent and name not in made and name != "active"
    }
    return RuleCreated(True, {**told, **made})


def preview(commission: Commission | None) -> Preview:
    """What would be kept; none is a shop that has not switched commissions on."""
    if commission is None:
        return Preview(0, None, OFF)
    found = commission.rule
    if found is None:
        return Preview(0, None, NO_RULE)
    breakdown = Breakdown(
        percent=found.rate_basis_points / 100,
        fixed_fee=found.fixed_fee or 0,
        vat_mode=found.vat_mode,
        rounding=found.rounding_mode,
    )
    return Preview(commission.fee, found.id, breakdown)
