"""Whose name the private PostgreSQL runs under, and which folders that user can reach.

PostgreSQL refuses to run as root. Started by root it runs as a user the system already has; no
user is made and no folder above ours changes its permissions.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from ops.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody", "daemon")


class Account(NamedTuple):
    """A user of this system; ``switch`` tells that a process of ours must become that user."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(
        self, command: list[str], *, text: str | None = None, cwd: Path | str = "/"
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end as this user with a plain environment; never raises for its exit code."""
        return subprocess.run(
            command,
            input=text if text is not None else "",
            env=PLAIN_ENVIRONMENT,
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def reaches(self, folder: Path) -> bool:
        """Whether this user can enter and change ``folder``."""
        question = 'test -d "$0" && test -x "$0" && test -w "$0"'
        return self.run(["/bin/sh", "-c", question, str(folder)]).returncode == 0

    def give(self, path: Path) -> None:
        """Make this user the owner of something that was just created."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


# English messages that can be read for their cause, and nothing of the caller's PG* variables.
PLAIN_ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def server_account(folder: Path) -> Account:
    """Who runs the server whose data is in ``folder``: its owner, else ourselves, never root.

    Raises Refusal when root finds no other user on this system.
    """
    if os.geteuid() != 0:
        me = os.geteuid()
        return Account(_name(me), me, os.getegid(), switch=False)
    if folder.is_dir() and folder.stat().st_uid != 0:
        owner = folder.stat()
        return Account(_name(owner.st_uid), owner.st_uid, owner.st_gid, switch=True)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, switch=True)
    raise Refusal(
        "PostgreSQL does not run as root, and this system has none of the users "
        f"{', '.join(UNPRIVILEGED)}. Run the same command as an ordinary user, or set DATABASE_URL "
        "to a PostgreSQL 15 or newer."
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
