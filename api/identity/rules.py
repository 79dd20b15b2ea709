"""Passwords: how they are kept and compared. Pure but for the time that hashing takes."""

from __future__ import annotations

from functools import cache
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

# OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two rounds, one lane.
_ARGON2: Final = Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1)
_PASSWORDS: Final = PasswordHash((_ARGON2, BcryptHasher()))
# PHP's bcrypt reads 72 bytes and ignores the rest; bcrypt 5 refuses longer ones.
_BCRYPT_BYTES: Final = 72


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
    is_bcrypt = kept.startswith("$2")
    given = password.encode()[:_BCRYPT_BYTES] if is_bcrypt else password.encode()
    try:
        fits = _PASSWORDS.verify(given, kept)
    except (UnknownHashError, ValueError):
        # An imported row may hold something that is no hash; it fits nothing.
        return False, None
    if not fits:
        return False, None
    outdated = is_bcrypt or _ARGON2.check_needs_rehash(kept)
    return True, hash_password(password) if outdated else None


@cache
def _nobody() -> str:
    return _ARGON2.hash("nobody has this password")
