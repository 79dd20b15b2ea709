"""What a checkout may offer, in Stoa's own dialect: amounts in minor units with their currency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from api.kit.money import Money, minor_units
from api.payments.rules import SUPPORTED
from api.shipping.service import cash_on_delivery_fee, locker_discount, sends_to_lockers

if TYPE_CHECKING:
    from api.settings import Settings
    from api.tenants.profile import Tenant


class PaymentChoice(msgspec.Struct, frozen=True):
    """A way to pay and what it costs besides, once for the whole order."""

    method: Literal["COD", "BANK_TRANSFER"]
    fee: Money


class ShippingChoice(msgspec.Struct, frozen=True):
    """A way to be sent to; each parcel costs so much less than to the door, never below nothing."""

    method: Literal["HOME", "LOCKER"]
    discount: Money


class Terms(msgspec.Struct, frozen=True):
    """Which wording the shop shows, and whether an order must say that it was accepted."""

    version: str
    required: bool


class CheckoutChoices(msgspec.Struct, frozen=True, kw_only=True):
    """GET /api/stoa/v1/checkout

    A card is no choice before the shop has a page to pay by card on. ``bank_account`` is where to
    transfer money to, blank where the shop takes none.
    """

    payment_methods: list[PaymentChoice]
    shipping_methods: list[ShippingChoice]
    terms: Terms
    bank_account: str


def choices(settings: Settings, tenant: Tenant) -> CheckoutChoices:
    """What a buyer may choose at this shop: the platform's settings unless the shop has its own."""
    currency = tenant.currency
    nothing = Money(0, currency)
    fee = cash_on_delivery_fee(
        tenant,
        "COD",
        enabled=settings.cod_fee_enabled,
        fee=minor_units(settings.cod_fee, currency),
    )
    payments = [PaymentChoice("COD", Money(fee, currency))] if tenant.cod_enabled else []
    takes_transfers = "bank_transfer" in SUPPORTED[settings.payment_provider]
    account = tenant.bank_account if takes_transfers else ""
    if account:
        payments.append(PaymentChoice("BANK_TRANSFER", nothing))
    methods = [ShippingChoice("HOME", nothing)]
    if sends_to_lockers(tenant, enabled=settings.lockers_enabled):
        discount = locker_discount(
            tenant,
            "LOCKER",
            enabled=settings.lockers_enabled,
            discount=minor_units(settings.locker_discount, currency),
        )
        methods.append(ShippingChoice("LOCKER", Money(discount, currency)))
    return CheckoutChoices(
        payment_methods=payments,
        shipping_methods=methods,
        terms=Terms(tenant.terms_version, tenant.terms_required),
        bank_account=account,
    )
