"""How passwords and one-time secrets are kept and compared, and what is kept of a caller.

Pure but for the time that hashing takes.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Final

import msgspec
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

# OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two rounds, one lane.
_ARGON2: Final = Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1)
_PASSWORDS: Final = PasswordHash((_ARGON2, BcryptHasher()))
_BCRYPT: Final = "$2"
# PHP's bcrypt reads 72 bytes and ignores the rest; bcrypt 5 refuses longer ones.
_BCRYPT_BYTES: Final = 72

# The contract's: 64 letters and digits, an hour for a password, a day for an address.
SECRET_LENGTH: Final = 64
RESET_LIFETIME: Final = timedelta(minutes=60)
VERIFICATION_LIFETIME: Final = timedelta(hours=24)
LONGEST_USER_AGENT: Final = 255
_KEPT_BITS: Final = {4: 24, 6: 48}
# The last part of a British postal code, after its space.
_INWARD: Final = 3
_SECRET_KIND: Final = "sha256:"


class Device(msgspec.Struct, frozen=True):
    """Where a credential was seen: the program as it calls itself, and the caller's network."""

    user_agent: str | None
    network: str | None


def device_of(user_agent: str | None, address: str) -> Device:
    """What is kept of a caller: its own part of the address is cut off (IPv4 /24, IPv6 /48)."""
    program = (user_agent or "").strip()[:LONGEST_USER_AGENT]
    try:
        version = ip_address(address).version
        network: str | None = str(ip_network((address, _KEPT_BITS[version]), strict=False))
    except ValueError:
        network = None
    return Device(program or None, network)


def normal_postal_code(country: str, written: str) -> str:
    """A postal code as the country's post writes it: ``105 63`` is 10563, ``sw1a1aa`` SW1A 1AA."""
    code = "".join(written.split()).upper()
    if country == "GB" and len(code) > _INWARD:
        return f"{code[:-_INWARD]} {code[-_INWARD:]}"
    return code if country == "GR" else written.strip()


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return _ARGON2.hash(password)


def verify_password(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether the password fits, and a better hash to keep when the old one is of an older kind.

    Without an account (``kept`` is none) it takes as long and does not fit.
    """
    if kept is None:
        _PASSWORDS.verify(password, _nobody())
        return False, None
    if not _fits(password, kept):
        return False, None
    outdated = kept.startswith(_BCRYPT) or _ARGON2.check_needs_rehash(kept)
    return True, hash_password(password) if outdated else None


def _fits(given: str, kept: str) -> bool:
    data = given.encode()
    try:
        return _PASSWORDS.verify(data[:_BCRYPT_BYTES] if kept.startswith(_BCRYPT) else data, kept)
    except (UnknownHashError, ValueError):
        # An imported row may hold something that is no hash; it fits nothing.
        return False


def hash_secret(secret: str) -> str:
    """What is kept of a one-time secret; it is random, so a fast hash is enough."""
    return _SECRET_KIND + hashlib.sha256(secret.encode()).hexdigest()


def fits_secret(secret: str, kept: str) -> bool:
    """Whether this is the secret that was sent. An imported one is kept as bcrypt."""
    if kept.startswith(_SECRET_KIND):
        return hmac.compare_digest(hash_secret(secret), kept)
    return _fits(secret, kept)


@cache
def _nobody() -> str:
    return _ARGON2.hash("nobody has this password")
