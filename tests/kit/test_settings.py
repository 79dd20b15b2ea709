"""Settings are read once; what cannot be meant is refused with its name and the remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import api.settings
from api.settings import Settings
from api.variables import SettingsError

URL = {"STOA_APP_DATABASE_URL": "postgresql://stoa_app@127.0.0.1/stoa"}
KEY = "ab" * 32


def read(**variables: str) -> Settings:
    return Settings.from_environment({**URL, **variables})


def test_the_database_alone_is_enough_on_a_developer_s_machine() -> None:
    settings = read()
    assert settings.database_url == URL["STOA_APP_DATABASE_URL"]
    assert (settings.environment, settings.default_tenant) == ("local", None)
    assert settings.cors_origins == ("*",)


def test_every_variable_reaches_its_setting() -> None:
    settings = read(
        STOA_ENV="production",
        STOA_SECRET_KEY=KEY,
        STOA_DEFAULT_TENANT=" agora ",
        STOA_CLOCK="2026-01-15T12:00:00Z",
        STOA_ID_BLOCK="1",
        STOA_POOL_SIZE="20",
        STOA_THROTTLE="off",
        STOA_REDIS_URL="redis://127.0.0.1/1",
        STOA_CORS_ORIGINS="https://a.example, https://b.example",
        STOA_STATEFUL_HOSTS="a.example",
        STOA_TRUSTED_PROXIES="127.0.0.1,10.0.0.0/8",
        STOA_SESSION_COOKIE="dixis_session",
        STOA_SESSION_MINUTES="5",
        STOA_MAX_BODY_BYTES="1000",
        STOA_MAINTENANCE="on",
        STOA_FRONTEND_URL="https://a.example",
        STOA_HEALTH_VERSION="1",
        STOA_COD_FEE_ENABLED="true",
        STOA_COD_FEE="2.50",
        STOA_CARD_ENABLED="1",
        STOA_OPERATOR_JWT_SECRET="shared with the back office",
        STOA_OPERATOR_JWT_ISSUER="our-office",
        STOA_LOCKERS_ENABLED="on",
        STOA_LOCKER_DISCOUNT="0.50",
        STOA_PAYMENT_PROVIDER="stripe",
        STOA_STRIPE_SECRET_KEY="sk_test_1",
        STOA_STRIPE_PUBLIC_KEY="pk_test_1",
        STOA_STRIPE_WEBHOOK_SECRET="whsec_1",
        STOA_COMMISSION_ENGINE="on",
        STOA_OPS_TOKEN="token",
        STOA_OPS_KEY="key",
        STOA_COURIER_PROVIDER="acs",
        STOA_COURIER_TIMEOUT="2",
        STOA_ACS_URL="https://acs.example/v1",
        STOA_ACS_API_KEY="key",
        STOA_ACS_CLIENT_ID="who",
        STOA_ACS_CLIENT_SECRET="what",
        STOA_TEST_LOGIN="on",
        STOA_EMAIL_VERIFICATION_REQUIRED="true",
        STOA_EVEN_ANSWER_MS="0",
        STOA_MAIL_ENABLED="yes",
        STOA_PRODUCER_DIGEST="on",
        STOA_SHOP_URL="http://{host}:8000",
        STOA_MAIL_FROM="shop@a.example",
        STOA_MAIL_ADMIN="admin@a.example",
        STOA_MAIL_FOLDER="/var/mail",
        STOA_SMTP_HOST="mail.a.example",
        STOA_SMTP_TLS="implicit",
        STOA_SMTP_USER="shop",
        STOA_SMTP_PASSWORD="word",
        STOA_SMTP_TIMEOUT="5",
        STOA_SMTP_CA_FILE=__file__,
        STOA_STORAGE_FOLDER="/srv/stoa/files",
        STOA_STORAGE_BUCKET="market",
        STOA_STORAGE_PREFIX="shops/one",
        STOA_STORAGE_ENDPOINT="https://s3.example.org",
        STOA_STORAGE_REGION="eu-south-1",
        STOA_STORAGE_ACCESS_KEY="who",
        STOA_STORAGE_SECRET_KEY="what",
    )
    # Proof that the list above is whole: nothing is left at its default.
    unset = read()
    names = Settings.__struct_fields__
    same = [name for name in names if getattr(settings, name) == getattr(unset, name)]
    assert same == ["database_url"]
    assert settings.default_tenant == "agora"
    assert settings.secret_key == bytes.fromhex(KEY)
    assert settings.cors_origins == ("https://a.example", "https://b.example")


def test_production_allows_no_origin_unless_told() -> None:
    assert read(STOA_ENV="production", STOA_SECRET_KEY=KEY).cors_origins == ()


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("STOA_APP_DATABASE_URL", " ", "give the application role's address"),
        ("STOA_ENV", "staging", "use local, test or production"),
        ("STOA_SECRET_KEY", "not hex", "must be hex"),
        ("STOA_SECRET_KEY", "abcd", "at least 64 hex characters"),
        ("STOA_CLOCK", "noon", "give a moment like 2026-01-15T12:00:00Z"),
        ("STOA_ID_BLOCK", "0", "at least 1"),
        ("STOA_POOL_SIZE", "1", "at least 2"),
        ("STOA_POOL_SIZE", "many", "give a whole number"),
        ("STOA_SESSION_MINUTES", "-5", "at least 1"),
        ("STOA_THROTTLE", "perhaps", "use on or off"),
        ("STOA_MAINTENANCE", "2", "use on or off"),
        ("STOA_TRUSTED_PROXIES", "proxy.example", "use addresses or networks"),
        ("STOA_COURIER_PROVIDER", "elta", "use none, internal or acs"),
        ("STOA_COURIER_TIMEOUT", "21", "at most 20 seconds"),
        ("STOA_ACS_URL", "acs.example", "give an address like https://"),
        ("STOA_COD_FEE", "four", "give an amount like 4.00"),
        ("STOA_COD_FEE", "-4.00", "give an amount like 4.00"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_remedy(name: str, value: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**{name: value})
    assert name in str(refused.value)
    assert remedy in str(refused.value)


def test_production_asks_for_a_key_of_its_own() -> None:
    with pytest.raises(SettingsError, match="STOA_SECRET_KEY is not set"):
        read(STOA_ENV="production")


def test_every_setting_names_its_variable_and_says_what_it_does() -> None:
    source = Path(api.settings.__file__).read_text("utf-8")
    body = source.partition("class Settings")[2].partition("@classmethod")[0]
    documented = re.findall(r'^    (\w+): .*\n    """(STOA_\w+): \S.*', body, re.MULTILINE)
    assert [name for name, _ in documented] == list(Settings.__struct_fields__)
    read_here = set(re.findall(r'"(STOA_\w+)"', source.partition("def _read")[2]))
    assert {variable for _, variable in documented} == read_here
