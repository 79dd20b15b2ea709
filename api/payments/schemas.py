"""The wire shapes of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from api.payments.rules import SUPPORTED

if TYPE_CHECKING:
    from api.settings import Settings
    from api.tenants.profile import Tenant


class Provider(msgspec.Struct, frozen=True):
    """Somebody who can take payments."""

    name: str
    description: str
    enabled: bool


class Providers(msgspec.Struct, frozen=True):
    """The providers that the server knows."""

    fake: Provider
    stripe: Provider
    viva: Provider


class PaymentMethods(msgspec.Struct, frozen=True, kw_only=True):
    """GET /payment/methods"""

    active_provider: str
    supported_payment_methods: list[str]
    available_providers: Providers
    stripe_public_key: str | None


class PaymentConfig(msgspec.Struct, frozen=True, kw_only=True):
    """GET /public/payments/config"""

    card_enabled: bool
    cod_enabled: bool


def methods(settings: Settings) -> PaymentMethods:
    """The active provider and what it takes; the public key only where browsers need it."""
    provider = settings.payment_provider
    return PaymentMethods(
        active_provider=provider,
        supported_payment_methods=list(SUPPORTED[provider]),
        available_providers=Providers(
            fake=Provider(
                "Fake Payment Provider",
                "For development and testing",
                settings.environment != "production",
            ),
            stripe=Provider(
                "Stripe", "Credit card payments via Stripe", settings.stripe_secret_key is not None
            ),
            viva=Provider("Viva Payments", "Greek payment processor", enabled=False),
        ),
        stripe_public_key=settings.stripe_public_key if provider == "stripe" else None,
    )


def config(settings: Settings, tenant: Tenant) -> PaymentConfig:
    """What a buyer may choose at this shop."""
    return PaymentConfig(card_enabled=settings.card_enabled, cod_enabled=tenant.cod_enabled)
