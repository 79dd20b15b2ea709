"""Access tokens as Sanctum writes them: ``{id}|{40 letters and digits}{crc32b in hex}``.

Only the SHA-256 of the part after the bar is stored. The checksum lets scanners recognise a leaked
token; it is not verified, because the old backend does not either (``dialect`` 3.9).
"""

from __future__ import annotations

import hashlib
import secrets
import string
import zlib
from typing import Final

import msgspec

from api.kit.ids import LARGEST_ID

ALPHABET: Final = string.ascii_letters + string.digits
ENTROPY_LENGTH: Final = 40


class PresentedToken(msgspec.Struct, frozen=True):
    """What a caller showed: the hash to look up and, if it was given, the row that must bear it."""

    token_hash: bytes
    token_id: int | None = None


def new_secret() -> str:
    """The part after the bar: 40 random letters and digits and their CRC-32, 48 in all."""
    entropy = "".join(secrets.choice(ALPHABET) for _ in range(ENTROPY_LENGTH))
    return f"{entropy}{zlib.crc32(entropy.encode()):08x}"


def plain_text(token_id: int, secret: str) -> str:
    """What the caller is given once and sends from then on."""
    return f"{token_id}|{secret}"


def token_hash(secret: str) -> bytes:
    """The 32 bytes that are stored for a secret."""
    return hashlib.sha256(secret.encode()).digest()


def bearer_text(authorization: str) -> str | None:
    """The token in an Authorization header, or none.

    The scheme counts in any case and anywhere (``Token Bearer x``), its last occurrence wins, and
    the value ends at the first comma; two spaces make it a token that nobody has.
    """
    position = authorization.lower().rfind("bearer ")
    if position < 0:
        return None
    return authorization[position + 7 :].split(",", 1)[0].rstrip() or None


def parse_plain(text: str) -> PresentedToken | None:
    """``id|secret`` or a bare secret; none when it cannot be anybody's token."""
    head, bar, secret = text.partition("|")
    if not bar:
        return PresentedToken(token_hash(text)) if text else None
    if not secret or not (head.isascii() and head.isdigit()) or len(head) > len(str(LARGEST_ID)):
        return None
    token_id = int(head)
    return PresentedToken(token_hash(secret), token_id) if token_id <= LARGEST_ID else None
