"""The settings that records were made under, by their old names and by ours."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a record's ``env`` may name, and the variable of ours that says the same.
OUR_NAMES: Final[Mapping[str, str]] = {
    "ALLOW_TEST_LOGIN": "STOA_TEST_LOGIN",
    "APP_ENV": "STOA_ENV",
    "COMMISSION_ENGINE_ENABLED": "STOA_COMMISSION_ENGINE",
    "CORS_ALLOWED_ORIGINS": "STOA_CORS_ORIGINS",
    "COURIER_PROVIDER": "STOA_COURIER_PROVIDER",
    "COURIER_TIMEOUT": "STOA_COURIER_TIMEOUT",
    "EMAIL_NOTIFICATIONS_ENABLED": "STOA_MAIL_ENABLED",
    "EMAIL_VERIFICATION_REQUIRED": "STOA_EMAIL_VERIFICATION_REQUIRED",
    "FRONTEND_URL": "STOA_FRONTEND_URL",
    "JWT_SECRET": "STOA_OPERATOR_JWT_SECRET",
    "LOCKER_DISCOUNT_EUR": "STOA_LOCKER_DISCOUNT",
    "OPS_KEY": "STOA_OPS_KEY",
    "OPS_TOKEN": "STOA_OPS_TOKEN",
    "PAYMENTS_CARD_FLAG": "STOA_CARD_ENABLED",
    "PAYMENT_PROVIDER": "STOA_PAYMENT_PROVIDER",
    "SANCTUM_STATEFUL_DOMAINS": "STOA_STATEFUL_HOSTS",
    "SHIPPING_COD_FEE_EUR": "STOA_COD_FEE",
    "SHIPPING_ENABLE_COD": "STOA_COD_FEE_ENABLED",
    "SHIPPING_ENABLE_LOCKERS": "STOA_LOCKERS_ENABLED",
    "STRIPE_CONNECT_ENABLED": "STOA_STRIPE_CONNECT_ENABLED",
    "STRIPE_CONNECT_WEBHOOK_SECRET": "STOA_STRIPE_CONNECT_WEBHOOK_SECRET",
    "STRIPE_PUBLIC_KEY": "STOA_STRIPE_PUBLIC_KEY",
    "STRIPE_SECRET_KEY": "STOA_STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET": "STOA_STRIPE_WEBHOOK_SECRET",
}
# Switches of the old framework that changed nothing that a client sees here.
WITHOUT_COUNTERPART: Final = frozenset({"APP_DEBUG"})
# A database that is away is made so from outside; no variable of a running server does it.
NOT_A_SETTING: Final = frozenset({"DB_PORT"})

# The secrets of the recording: they sign what records send. In production a server wants one of its
# own besides.
SECRETS: Final[Mapping[str, str]] = {
    "STOA_OPERATOR_JWT_ISSUER": "dixis-auth",
    "STOA_OPERATOR_JWT_SECRET": "oracle-jwt-secret-0123456789abcdef0123456789abcdef",
    "STOA_OPS_KEY": "oracle-ops-key",
    "STOA_OPS_TOKEN": "oracle-ops-token",
    "STOA_STRIPE_CONNECT_WEBHOOK_SECRET": "whsec_connect_oracle",
    "STOA_SECRET_KEY": "0123456789abcdef" * 4,
    "STOA_STRIPE_PUBLIC_KEY": "pk_test_oracle",
    "STOA_STRIPE_SECRET_KEY": "sk_test_oracle",
    "STOA_STRIPE_WEBHOOK_SECRET": "whsec_oracle",
}
# How the recorded shop was set besides. Whoever serves a replay starts the server with these.
RECORDED_SETTINGS: Final[Mapping[str, str]] = {
    **SECRETS,
    "STOA_CORS_ORIGINS": "*",
    "STOA_FRONTEND_URL": "http://localhost:3001",
    "STOA_ID_BLOCK": "1",
    "STOA_STATEFUL_HOSTS": "localhost,localhost:3000,127.0.0.1,127.0.0.1:8001",
    "STOA_TRUSTED_PROXIES": "127.0.0.1",
}


def settings_of(env: Mapping[str, str]) -> dict[str, str]:
    """A record's settings by our names. Raises KeyError for one that nobody has named."""
    return {
        OUR_NAMES[name]: value for name, value in env.items() if name not in WITHOUT_COUNTERPART
    }


def needs_a_setting_that_is_none(env: Mapping[str, str]) -> bool:
    """Whether no start of a server can bring the state about."""
    return not NOT_A_SETTING.isdisjoint(env)


def moment_of(clock: str) -> datetime:
    """A record's clock, aware."""
    return datetime.fromisoformat(clock)
