"""What the text of a variable may say: each check returns what is meant or names the remedy.

Every one of them raises ``SettingsError``; a value of None means that the variable is not set.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Final, Literal

import msgspec

from api.kit.clock import clock_from
from api.kit.storage import is_path

PaymentProvider = Literal["fake", "stripe", "viva"]

_TRUE: Final = {"1", "true", "yes", "on"}
_FALSE: Final = {"0", "false", "no", "off", ""}


class SettingsError(Exception):
    """A variable holds something that cannot be meant; the sentence names it and the remedy."""


def email(name: str, value: str | None) -> str | None:
    """An e-mail address, or nothing."""
    if value is not None and not re.fullmatch(r"[^\s<>,;@]+@[^\s<>,;@]+", value):
        raise SettingsError(f"{name} is {value!r}; give an address like shop@example.org.")
    return value


def link(name: str, value: str | None) -> str | None:
    """An address of the web, or nothing."""
    if value is not None and not re.match(r"https?://[^/\s]", value):
        raise SettingsError(f"{name} is {value!r}; give an address like https://shop.example.org.")
    return value


def readable_file(name: str, value: str | None) -> str | None:
    """A file that can be read, or nothing."""
    if value is not None and not os.access(value, os.R_OK):
        raise SettingsError(f"{name} is {value!r}, which is no file that can be read.")
    return value


def switch(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    """On or off; ``default`` where nothing is said, off where the variable is empty."""
    if name not in environ:
        return default
    value = environ[name].strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise SettingsError(f"{name} is {value!r}; use on or off.")


def listed(value: str | None, default: tuple[str, ...]) -> tuple[str, ...]:
    """What stands between commas; ``default`` where nothing is said."""
    if value is None:
        return default
    return tuple(part.strip() for part in value.split(",") if part.strip())


def networks(values: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses and networks (CIDR)."""
    for value in values:
        try:
            ip_network(value, strict=False)
        except ValueError as reason:
            raise SettingsError(
                f"STOA_TRUSTED_PROXIES holds {value!r}; use addresses or networks like 10.0.0.0/8."
            ) from reason
    return values


def clock(value: str | None) -> str | None:
    """A moment, or the path of a file that holds one, or nothing."""
    if value is None:
        return None
    try:
        clock_from(value).now()
    except (OSError, ValueError) as reason:
        raise SettingsError(
            f"STOA_CLOCK is {value!r}; give a moment like 2026-01-15T12:00:00Z, or the path of a "
            "file that holds one."
        ) from reason
    return value


def payment_provider(value: str | None) -> PaymentProvider:
    """One of the payment providers."""
    try:
        provider: PaymentProvider = msgspec.convert(value, PaymentProvider)
    except msgspec.ValidationError as reason:
        raise SettingsError(
            f"STOA_PAYMENT_PROVIDER is {value!r}; use fake, stripe or viva."
        ) from reason
    return provider


def storage_prefix(value: str) -> str:
    """A folder within a bucket; empty for none."""
    if value and not is_path(value):
        raise SettingsError(
            f"STOA_STORAGE_PREFIX is {value!r}; use small letters, digits, - _ . and / inside."
        )
    return value


def amount(name: str, value: str) -> str:
    """A decimal amount of whatever currency, as it is written."""
    if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,4})?", value):
        raise SettingsError(f"{name} is {value!r}; give an amount like 4.00.")
    return value


def database_url(value: str | None) -> str:
    """The application role's address, which nobody can guess."""
    if value is None:
        raise SettingsError(
            "STOA_APP_DATABASE_URL is not set. `stoa run` sets it; to serve alone, give the "
            "application role's address, for example postgresql://stoa_app:…@127.0.0.1/stoa."
        )
    return value


def secret_key(value: str | None, *, production: bool) -> bytes:
    """32 bytes or more from hex; outside production a known key where nothing is said."""
    if value is None:
        if production:
            raise SettingsError(
                "STOA_SECRET_KEY is not set. Give 32 random bytes in hex, for example the output "
                "of `openssl rand -hex 32`, the same for all workers."
            )
        return b"stoa-development-key-not-secret!"
    try:
        key = bytes.fromhex(value)
    except ValueError as reason:
        raise SettingsError("STOA_SECRET_KEY must be hex, 64 characters long.") from reason
    if len(key) < 32:
        raise SettingsError("STOA_SECRET_KEY is too short; give at least 64 hex characters.")
    return key
