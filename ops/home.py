"""STOA_HOME: the folder that keeps the private database, generated passwords and keys.

Standard library only: the environment may not exist yet.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from pathlib import Path

from ops.refusal import Refusal

CHECKOUT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
# A fresh cluster takes 40 MB, its write-ahead log up to 64 MB while the demo market is stored.
DISK_NEEDED = 200 * MEGABYTE


def in_checkout() -> bool:
    """Whether this code runs from a working copy rather than from an installed package."""
    return (CHECKOUT / "requirements.lock").is_file() and (CHECKOUT / "pyproject.toml").is_file()


def stoa_home() -> Path:
    """STOA_HOME, else ``.stoa`` of the checkout, else the user's data folder. It may not exist."""
    named = os.environ.get("STOA_HOME", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    if in_checkout():
        return CHECKOUT / ".stoa"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "stoa"
    data = os.environ.get("XDG_DATA_HOME", "").strip()
    return (Path(data) if data else Path.home() / ".local" / "share") / "stoa"


def make_home(home: Path) -> Path:
    """The folder, made when missing and proved writable.

    Made by root it may be passed through (mode 0711), because the database server runs as another
    user; everything secret in it has mode 0600. Raises Refusal.
    """
    try:
        if not home.is_dir():
            home.mkdir(parents=True, exist_ok=True)
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        probe = home / f".writable.{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as reason:
        raise unwritable(home, reason) from reason
    return home


def unwritable(place: Path, reason: OSError) -> Refusal:
    """The sentence for a folder that cannot be used."""
    if reason.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refusal(
            f"The disk that holds {place} is full. Free some space, or set STOA_HOME to a folder "
            "on another disk."
        )
    return Refusal(
        f"{place} cannot be written ({reason.strerror}). Make it writable for you, or set "
        "STOA_HOME to another folder."
    )


def refuse_full_disk(place: Path, needed: int = DISK_NEEDED) -> None:
    """Raises Refusal when fewer than ``needed`` bytes are free where ``place`` is."""
    free = shutil.disk_usage(place).free
    if free < needed:
        raise Refusal(
            f"Only {free // MEGABYTE} MB are free where {place} is; the shop's database needs "
            f"{needed // MEGABYTE} MB. Free some space, or set STOA_HOME to a folder on another "
            "disk."
        )


def kept_secret(home: Path, name: str, size: int) -> str:
    """``size`` random bytes in hex from ``home/name`` (mode 0600), generated the first time."""
    path = home / name
    try:
        known = path.read_text().strip() if path.exists() else ""
        return known or write_private(path, secrets.token_hex(size))
    except OSError as reason:
        raise unwritable(path, reason) from reason


def write_private(path: Path, text: str) -> str:
    """Write a file that only its owner may read, whole or not at all; returns ``text``."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)
    return text
