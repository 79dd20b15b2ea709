"""The wire shapes of shipping quotes, and the rules of asking for one."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import msgspec

from api.kit.money import decimal_number
from api.laravel.rules import Rules
from api.laravel.values import wire_offset_moment
from api.shipping.service import CartQuote, QuotedParcel

# What a postal code looks like; other countries take any short text.
_POSTAL_CODES = {
    "GR": r"regex:/^\d{5}$/",
    "GB": r"regex:/^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$/",
}


@cache
def quote_cart_rules(country: str) -> Rules:
    """The rules of POST /public/shipping/quote-cart in a shop of this country (ISO 3166)."""
    pattern = _POSTAL_CODES.get(country, "max:20")
    return Rules(
        {
            "postal_code": ["required", "string", pattern],
            "method": "required|string|in:HOME,COURIER,PICKUP",
            "items": "required|array|min:1|max:200",
            "items.*.product_id": "required|integer",
            "items.*.quantity": "required|integer|min:1|max:2147483647",
            "payment_method": "sometimes|string|in:COD,CARD",
        }
    )


class QuoteItem(msgspec.Struct, frozen=True):
    """One line of the cart."""

    product_id: int
    quantity: int


class QuoteCartForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST /public/shipping/quote-cart after its rules."""

    postal_code: str
    method: str
    items: list[QuoteItem]
    payment_method: str = "COD"


class ParcelShown(msgspec.Struct, frozen=True, kw_only=True):
    """One producer's parcel; amounts are numbers in the shop's currency (contract)."""

    producer_id: int
    producer_name: str
    subtotal: float
    shipping_cost: float
    is_free: bool
    free_reason: str | None
    threshold_eur: float
    zone: str | None
    weight_grams: int


class CartQuoteShown(msgspec.Struct, frozen=True, kw_only=True):
    """What a cart costs to send."""

    producers: list[ParcelShown]
    total_shipping: float
    cod_fee: float
    payment_method: str
    quoted_at: str
    currency: str
    zone_name: str | None
    method: str


def cart_quote(
    quote: CartQuote, form: QuoteCartForm, *, currency: str, cod_fee: int, moment: datetime
) -> CartQuoteShown:
    """The quote on the wire."""
    return CartQuoteShown(
        producers=[_parcel(quoted, currency) for quoted in quote.parcels],
        total_shipping=decimal_number(quote.total, currency),
        cod_fee=decimal_number(cod_fee, currency),
        payment_method=form.payment_method,
        quoted_at=wire_offset_moment(moment),
        currency=currency,
        zone_name=quote.zone_name,
        method=form.method,
    )


def _parcel(quoted: QuotedParcel, currency: str) -> ParcelShown:
    parcel, quote = quoted.parcel, quoted.quote
    return ParcelShown(
        producer_id=parcel.producer_id,
        producer_name=parcel.producer_name,
        subtotal=decimal_number(parcel.subtotal, currency),
        shipping_cost=decimal_number(quote.cost, currency),
        is_free=quote.free_reason is not None,
        free_reason=quote.free_reason,
        threshold_eur=decimal_number(quote.threshold, currency),
        zone=quote.zone_name,
        weight_grams=quote.weight_grams,
    )
