"""Generated passwords of database roles, kept in a file only their owner can read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

import msgspec

from ops.home import write_private

if TYPE_CHECKING:
    from pathlib import Path

ITERATIONS = 4096  # PostgreSQL's own default (scram_iterations); the passwords are random anyway


class PasswordFile:
    """The passwords of one database's roles, by kind (``owner``, ``app``, ``backup``).

    A missing or unreadable file knows no password. ``keep`` replaces the file at once and whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, str] = {}
        try:
            self.known = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.DecodeError):
            self.known = {}

    def generate(self, kind: str) -> None:
        """A new password of 192 random bits."""
        self.known[kind] = secrets.token_urlsafe(24)

    def keep(self) -> None:
        """Write the file with mode 0600. Raises OSError when the folder cannot be written."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(self.path, msgspec.json.format(msgspec.json.encode(self.known)).decode())


def scram_verifier(password: str) -> str:
    """What the server stores for ``password`` (RFC 5803), so that no log ever sees the password.

    PostgreSQL takes the verifier in place of a password and never hashes it again.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    stored = hashlib.sha256(client_key).digest()
    return f"SCRAM-SHA-256${ITERATIONS}:{_base64(salt)}${_base64(stored)}:{_base64(server_key)}"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
