"""Every setting of the server: one typed object, read once from the environment.

Each field names its variable and says in a line what it does. ``ops`` fills in what a fresh
machine lacks (database addresses, the secret key); nothing else in the project reads the
environment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args

import msgspec

from api import variables
from api.kit.storage import StorageSettings
from api.variables import PaymentProvider, SettingsError

Environment = Literal["local", "test", "production"]
CourierProvider = Literal["internal", "acs"]
SmtpTls = Literal["starttls", "implicit", "none"]

SMTP_PORTS: Final[Mapping[str, int]] = {"starttls": 587, "implicit": 465, "none": 25}
# A job is stopped after a minute; the server's last answer must come before.
LONGEST_SMTP_TIMEOUT: Final = 50
# Somebody waits for the label: three attempts are a minute at most.
LONGEST_COURIER_TIMEOUT: Final = 20

DEFAULT_STATEFUL_HOSTS = ("localhost", "localhost:3000", "127.0.0.1", "127.0.0.1:8001")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the server was started with. Times are seconds, sizes bytes."""

    database_url: str
    """STOA_APP_DATABASE_URL: the application role's database; it may not bypass row security."""
    environment: Environment = "local"
    """STOA_ENV: local, test or production."""
    secret_key: bytes = b""
    """STOA_SECRET_KEY: 32 bytes in hex that sign anti-forgery tokens; kept in STOA_HOME."""
    default_tenant: str | None = None
    """STOA_DEFAULT_TENANT: slug that serves callers who name no tenant (the old front end)."""
    clock: str | None = None
    """STOA_CLOCK: an ISO moment, or a file that holds one and is read at every request."""
    id_block: int = 32
    """STOA_ID_BLOCK: ids that a worker takes at once; 1 where numbers must not skip."""
    pool_size: int = 10
    """STOA_POOL_SIZE: database connections of one worker."""
    throttle_enabled: bool = True
    """STOA_THROTTLE: off refuses nobody (fuzzing, replays); answers still tell the limits."""
    redis_url: str | None = None
    """STOA_REDIS_URL: where several workers share their limits."""
    cors_origins: tuple[str, ...] = ("*",)
    """STOA_CORS_ORIGINS: origins that may call the API from a browser; * outside production."""
    stateful_hosts: tuple[str, ...] = DEFAULT_STATEFUL_HOSTS
    """STOA_STATEFUL_HOSTS: hosts whose pages use the cookie session."""
    trusted_proxies: tuple[str, ...] = ()
    """STOA_TRUSTED_PROXIES: addresses or networks whose X-Forwarded-* are believed."""
    session_cookie: str = "stoa_session"
    """STOA_SESSION_COOKIE: name of the session cookie (the old front end needs dixis_session)."""
    session_minutes: int = 120
    """STOA_SESSION_MINUTES: how long a browser session lives after its last use."""
    max_body_bytes: int = 1024 * 1024
    """STOA_MAX_BODY_BYTES: longer request bodies are answered with 413."""
    maintenance: bool = False
    """STOA_MAINTENANCE: answer 503 everywhere but on the health routes."""
    frontend_url: str | None = None
    """STOA_FRONTEND_URL: where links in letters lead; unset, to the shop's own pages."""
    shop_url: str = "https://{host}"
    """STOA_SHOP_URL: the address of a shop's own pages; {host} stands for its host name."""
    health_version: str = "12.51.0"
    """STOA_HEALTH_VERSION: the version that the health payload bears."""
    cod_fee_enabled: bool = False
    """STOA_COD_FEE_ENABLED: charge a fee for cash on delivery unless the tenant says otherwise."""
    cod_fee: str = "4.00"
    """STOA_COD_FEE: that fee in the tenant's currency."""
    card_enabled: bool = False
    """STOA_CARD_ENABLED: offer payment by card."""
    operator_jwt_secret: str | None = None
    """STOA_OPERATOR_JWT_SECRET: signs the default tenant's operator tokens (HS256, 32 bytes up)."""
    operator_jwt_issuer: str = "dixis-auth"
    """STOA_OPERATOR_JWT_ISSUER: the issuer that operator tokens must name."""
    lockers_enabled: bool = False
    """STOA_LOCKERS_ENABLED: let buyers look for lockers unless the tenant says otherwise."""
    locker_discount: str = "0.00"
    """STOA_LOCKER_DISCOUNT: what a parcel to a locker costs less unless the tenant says otherwise,
    in the tenant's currency."""
    payment_provider: PaymentProvider = "fake"
    """STOA_PAYMENT_PROVIDER: who takes payments that are not made at the door."""
    stripe_secret_key: str | None = None
    """STOA_STRIPE_SECRET_KEY: the key by which Stripe knows the server."""
    stripe_public_key: str | None = None
    """STOA_STRIPE_PUBLIC_KEY: the key that browsers show to Stripe."""
    commission_engine: bool = False
    """STOA_COMMISSION_ENGINE: orders bear commissions unless the shop switches them off."""
    ops_token: str | None = None
    """STOA_OPS_TOKEN: opens the operators' look at fees in the default tenant (X-Ops-Token)."""
    courier_provider: CourierProvider = "internal"
    """STOA_COURIER_PROVIDER: who makes the default tenant's labels: internal (also: none) or acs;
    acs counts once STOA_ACS_URL, STOA_ACS_API_KEY and STOA_ACS_CLIENT_ID are set."""
    courier_timeout: int = 10
    """STOA_COURIER_TIMEOUT: seconds that a carrier may take for each of three attempts, 20 at
    most."""
    acs_url: str | None = None
    """STOA_ACS_URL: where the carrier's interface begins."""
    acs_api_key: str | None = None
    """STOA_ACS_API_KEY: the key by which ACS knows the default tenant."""
    acs_client_id: str | None = None
    """STOA_ACS_CLIENT_ID: its number as a customer of ACS."""
    acs_client_secret: str | None = None
    """STOA_ACS_CLIENT_SECRET: the secret that goes with the number, where ACS gave one."""
    stripe_webhook_secret: str | None = None
    """STOA_STRIPE_WEBHOOK_SECRET: by which Stripe signs what it tells the server."""
    ops_key: str | None = None
    """STOA_OPS_KEY: opens the operator's look at the database in production (X-Ops-Key)."""
    test_login: bool = False
    """STOA_TEST_LOGIN: sign in by role without a password, for test suites; not in production."""
    email_verification_required: bool = False
    """STOA_EMAIL_VERIFICATION_REQUIRED: ask new accounts by letter to prove their address."""
    even_answer_ms: int = 500
    """STOA_EVEN_ANSWER_MS: refused sign-ins and asked-for letters take at least this long, so that
    their time does not tell who has an account."""
    mail_enabled: bool = False
    """STOA_MAIL_ENABLED: write letters for shops that do not say themselves (imported ones)."""
    producer_digest: bool = False
    """STOA_PRODUCER_DIGEST: write producers each Monday what they sold in the week before."""
    mail_from: str = "no-reply@localhost"
    """STOA_MAIL_FROM: the address that letters come from; it should belong to the mail server."""
    mail_admin: str | None = None
    """STOA_MAIL_ADMIN: who is told of orders unless the shop says so; unset, STOA_MAIL_FROM."""
    mail_folder: str | None = None
    """STOA_MAIL_FOLDER: where letters are kept without a mail server; `stoa` fills in its own."""
    smtp_host: str | None = None
    """STOA_SMTP_HOST: the mail server; without one letters are kept as files and logged."""
    smtp_port: int = 587
    """STOA_SMTP_PORT: its port; unset, 587 for starttls, 465 for implicit, 25 for none."""
    smtp_tls: SmtpTls = "starttls"
    """STOA_SMTP_TLS: starttls, implicit (TLS from the first byte) or none (a server beside us)."""
    smtp_user: str | None = None
    """STOA_SMTP_USER: the name to log in with; unset, no login."""
    smtp_password: str | None = None
    """STOA_SMTP_PASSWORD: the password that goes with it."""
    smtp_timeout: int = 20
    """STOA_SMTP_TIMEOUT: seconds to wait for each answer of the mail server, at most 50."""
    smtp_ca_file: str | None = None
    """STOA_SMTP_CA_FILE: certificates to trust it by (PEM) instead of the system's."""
    storage_folder: str | None = None
    """STOA_STORAGE_FOLDER: where uploaded files lie unless a bucket is named; `stoa run` sets it
    to `storage` in STOA_HOME."""
    storage_bucket: str | None = None
    """STOA_STORAGE_BUCKET: bucket of a store that speaks S3; uploaded files go there instead."""
    storage_prefix: str = ""
    """STOA_STORAGE_PREFIX: put before every tenant's folder, where installations share a bucket."""
    storage_endpoint: str | None = None
    """STOA_STORAGE_ENDPOINT: address of that store (MinIO, R2, Ceph …); Amazon's own if unset."""
    storage_region: str = "us-east-1"
    """STOA_STORAGE_REGION: the bucket's region."""
    storage_access_key: str | None = None
    """STOA_STORAGE_ACCESS_KEY: who signs; the machine's own role if unset."""
    storage_secret_key: str | None = None
    """STOA_STORAGE_SECRET_KEY: with what."""

    @property
    def storage(self) -> StorageSettings:
        """Where uploaded files go."""
        return StorageSettings(
            folder=None if self.storage_folder is None else Path(self.storage_folder),
            bucket=self.storage_bucket,
            prefix=self.storage_prefix,
            endpoint=self.storage_endpoint,
            region=self.storage_region,
            access_key=self.storage_access_key,
            secret_key=self.storage_secret_key,
        )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the variables; raises ``SettingsError`` with the variable's name and the remedy."""
        return _read(os.environ if environ is None else environ)


def _read(environ: Mapping[str, str]) -> Settings:
    def text(name: str, default: str | None = None) -> str | None:
        return environ.get(name, "").strip() or default

    def number(name: str, default: int, lowest: int = 1) -> int:
        value = text(name)
        if value is None:
            return default
        if not value.isdecimal() or int(value) < lowest:
            raise SettingsError(f"{name} is {value!r}; give a whole number of at least {lowest}.")
        return int(value)

    environment = text("STOA_ENV", "local")
    if environment not in ("local", "test", "production"):
        raise SettingsError(f"STOA_ENV is {environment!r}; use local, test or production.")
    production = environment == "production"
    return Settings(
        database_url=variables.database_url(text("STOA_APP_DATABASE_URL")),
        environment=msgspec.convert(environment, Environment),
        secret_key=variables.secret_key(text("STOA_SECRET_KEY"), production=production),
        default_tenant=text("STOA_DEFAULT_TENANT"),
        clock=variables.clock(text("STOA_CLOCK")),
        id_block=number("STOA_ID_BLOCK", 32),
        pool_size=number("STOA_POOL_SIZE", 10, lowest=2),
        throttle_enabled=variables.switch(environ, "STOA_THROTTLE", default=True),
        redis_url=text("STOA_REDIS_URL"),
        cors_origins=variables.listed(text("STOA_CORS_ORIGINS"), () if production else ("*",)),
        stateful_hosts=variables.listed(text("STOA_STATEFUL_HOSTS"), DEFAULT_STATEFUL_HOSTS),
        trusted_proxies=variables.networks(variables.listed(text("STOA_TRUSTED_PROXIES"), ())),
        session_cookie=text("STOA_SESSION_COOKIE") or "stoa_session",
        session_minutes=number("STOA_SESSION_MINUTES", 120),
        max_body_bytes=number("STOA_MAX_BODY_BYTES", 1024 * 1024),
        maintenance=variables.switch(environ, "STOA_MAINTENANCE", default=False),
        frontend_url=variables.link("STOA_FRONTEND_URL", text("STOA_FRONTEND_URL")),
        shop_url=variables.link("STOA_SHOP_URL", text("STOA_SHOP_URL")) or "https://{host}",
        health_version=text("STOA_HEALTH_VERSION") or "12.51.0",
        cod_fee_enabled=variables.switch(environ, "STOA_COD_FEE_ENABLED", default=False),
        cod_fee=variables.amount("STOA_COD_FEE", text("STOA_COD_FEE") or "4.00"),
        card_enabled=variables.switch(environ, "STOA_CARD_ENABLED", default=False),
        operator_jwt_secret=text("STOA_OPERATOR_JWT_SECRET"),
        operator_jwt_issuer=text("STOA_OPERATOR_JWT_ISSUER") or "dixis-auth",
        lockers_enabled=variables.switch(environ, "STOA_LOCKERS_ENABLED", default=False),
        locker_discount=variables.amount(
            "STOA_LOCKER_DISCOUNT", text("STOA_LOCKER_DISCOUNT") or "0.00"
        ),
        payment_provider=variables.payment_provider(text("STOA_PAYMENT_PROVIDER", "fake")),
        stripe_secret_key=text("STOA_STRIPE_SECRET_KEY"),
        stripe_public_key=text("STOA_STRIPE_PUBLIC_KEY"),
        commission_engine=variables.switch(environ, "STOA_COMMISSION_ENGINE", default=False),
        ops_token=text("STOA_OPS_TOKEN"),
        **_courier(text, number),
        stripe_webhook_secret=text("STOA_STRIPE_WEBHOOK_SECRET"),
        ops_key=text("STOA_OPS_KEY"),
        test_login=variables.switch(environ, "STOA_TEST_LOGIN", default=False),
        email_verification_required=variables.switch(
            environ, "STOA_EMAIL_VERIFICATION_REQUIRED", default=False
        ),
        even_answer_ms=number("STOA_EVEN_ANSWER_MS", 500, lowest=0),
        mail_enabled=variables.switch(environ, "STOA_MAIL_ENABLED", default=False),
        producer_digest=variables.switch(environ, "STOA_PRODUCER_DIGEST", default=False),
        storage_folder=text("STOA_STORAGE_FOLDER"),
        storage_bucket=text("STOA_STORAGE_BUCKET"),
        storage_prefix=variables.storage_prefix(text("STOA_STORAGE_PREFIX") or ""),
        storage_endpoint=text("STOA_STORAGE_ENDPOINT"),
        storage_region=text("STOA_STORAGE_REGION") or "us-east-1",
        storage_access_key=text("STOA_STORAGE_ACCESS_KEY"),
        storage_secret_key=text("STOA_STORAGE_SECRET_KEY"),
        **_mail(text, number),
    )


def _mail(text: Callable[..., str | None], number: Callable[[str, int], int]) -> dict[str, Any]:
    """The settings of letters."""
    tls = text("STOA_SMTP_TLS") or "starttls"
    if tls not in SMTP_PORTS:
        raise SettingsError(f"STOA_SMTP_TLS is {tls!r}; use starttls, implicit or none.")
    timeout = number("STOA_SMTP_TIMEOUT", 20)
    if timeout > LONGEST_SMTP_TIMEOUT:
        raise SettingsError(
            f"STOA_SMTP_TIMEOUT is {timeout}; give at most {LONGEST_SMTP_TIMEOUT} seconds."
        )
    user, password = text("STOA_SMTP_USER"), text("STOA_SMTP_PASSWORD")
    if (user is None) != (password is None):
        raise SettingsError("Set STOA_SMTP_USER and STOA_SMTP_PASSWORD together, or neither.")
    return {
        "mail_from": variables.email("STOA_MAIL_FROM", text("STOA_MAIL_FROM"))
        or "no-reply@localhost",
        "mail_admin": variables.email("STOA_MAIL_ADMIN", text("STOA_MAIL_ADMIN")),
        "mail_folder": text("STOA_MAIL_FOLDER"),
        "smtp_host": text("STOA_SMTP_HOST"),
        "smtp_port": number("STOA_SMTP_PORT", SMTP_PORTS[tls]),
        "smtp_tls": tls,
        "smtp_user": user,
        "smtp_password": password,
        "smtp_timeout": timeout,
        "smtp_ca_file": variables.readable_file("STOA_SMTP_CA_FILE", text("STOA_SMTP_CA_FILE")),
    }


def _courier(text: Callable[..., str | None], number: Callable[[str, int], int]) -> dict[str, Any]:
    """The settings of labels."""
    named = text("STOA_COURIER_PROVIDER") or "internal"
    provider = "internal" if named == "none" else named
    if provider not in get_args(CourierProvider):
        raise SettingsError(
            f"STOA_COURIER_PROVIDER is {named!r}; use none, internal or acs, no other carrier is "
            "implemented."
        )
    timeout = number("STOA_COURIER_TIMEOUT", 10)
    if timeout > LONGEST_COURIER_TIMEOUT:
        raise SettingsError(
            f"STOA_COURIER_TIMEOUT is {timeout}; give at most {LONGEST_COURIER_TIMEOUT} seconds."
        )
    return {
        "courier_provider": provider,
        "courier_timeout": timeout,
        "acs_url": variables.link("STOA_ACS_URL", text("STOA_ACS_URL")),
        "acs_api_key": text("STOA_ACS_API_KEY"),
        "acs_client_id": text("STOA_ACS_CLIENT_ID"),
        "acs_client_secret": text("STOA_ACS_CLIENT_SECRET"),
    }
