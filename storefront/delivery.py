"""What delivery costs, per producer, and where parcels can be picked up, as the contract says."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from storefront.language import decimal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storefront.basket import Line
    from storefront.client import ContractClient


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What one producer's parcel costs, and from where on it would cost nothing."""

    producer_id: int
    name: str
    subtotal: Decimal
    cost: Decimal
    free: bool
    threshold: Decimal
    zone: str

    @property
    def missing(self) -> Decimal:
        """How much more of this producer makes its parcel free."""
        return Decimal(0) if self.free else max(self.threshold - self.subtotal, Decimal(0))

    @property
    def progress(self) -> int:
        """The same in per cent of the way."""
        if self.free or self.threshold <= 0:
            return 100
        return min(100, int(self.subtotal / self.threshold * 100))


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """What a whole cart costs to send."""

    parcels: list[Parcel]
    total: Decimal
    cod_fee: Decimal
    zone: str
    quoted_at: str
    payment: str


class QuoteRefusal(msgspec.Struct, frozen=True):
    """Why nobody can be asked to pay for this delivery: a sentence's key, its places, the field."""

    key: str
    places: dict[str, object] = {}
    field: str = ""


async def quote(
    client: ContractClient,
    lines: Sequence[Line],
    *,
    postal_code: str,
    method: str = "HOME",
    payment: str = "COD",
) -> Quote | QuoteRefusal:
    """The cost of sending these lines to a postal code; the fee is that of the way to pay."""
    items = [{"product_id": line.product_id, "quantity": line.quantity} for line in lines]
    answer = await client.send(
        "POST",
        "/public/shipping/quote-cart",
        {
            "postal_code": postal_code,
            "method": method,
            # The contract knows the fee of one way only; every other way bears none.
            "payment_method": "COD" if payment == "COD" else "CARD",
            "items": items,
        },
    )
    if not answer.ok:
        return _refusal(answer.status, answer.body or {}, answer.retry_after)
    return Quote(
        parcels=[_parcel(each) for each in answer.body["producers"]],
        total=decimal_of(answer.body["total_shipping"]),
        cod_fee=decimal_of(answer.body["cod_fee"]),
        zone=answer.body["zone_name"] or "",
        quoted_at=answer.body["quoted_at"],
        payment=payment,
    )


async def lockers_near(client: ContractClient, postal_code: str) -> list[dict[str, Any]] | None:
    """Where parcels can be picked up near a postal code; None for what is no postal code."""
    answer = await client.get("/shipping/lockers/search", postal_code=postal_code)
    found: list[dict[str, Any]] | None = answer.body["data"] if answer.ok else None
    return found


def _parcel(part: dict[str, Any]) -> Parcel:
    return Parcel(
        producer_id=part["producer_id"],
        name=part["producer_name"],
        subtotal=decimal_of(part["subtotal"]),
        cost=decimal_of(part["shipping_cost"]),
        free=part["is_free"],
        threshold=decimal_of(part["threshold_eur"]),
        zone=part["zone"] or "",
    )


def _refusal(status: int, body: dict[str, Any], retry_after: str | None) -> QuoteRefusal:
    if body.get("error") == "ZONE_UNAVAILABLE":
        names = ", ".join(body.get("unavailable_producers") or [])
        return QuoteRefusal("js.zone_unavailable", {"names": names})
    if body.get("error") == "PRODUCTS_NOT_FOUND":
        return QuoteRefusal("js.products_gone")
    if "postal_code" in (body.get("errors") or {}):
        return QuoteRefusal("js.postal_wrong", field="postal_code")
    if status == 429:
        return QuoteRefusal("js.busy", {"seconds": retry_after or "60"})
    return QuoteRefusal("js.products_gone" if status == 422 else "js.quote_failed")
