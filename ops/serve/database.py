"""Which PostgreSQL a command works on: DATABASE_URL's, or the private one of STOA_HOME."""

from __future__ import annotations

import asyncio
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ops.home import make_home
from ops.serve.embedded import start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ops.data.provision import DatabaseUrls


def given_app_url() -> str | None:
    """STOA_APP_DATABASE_URL: the application role that an operator made, if any."""
    return os.environ.get("STOA_APP_DATABASE_URL", "").strip() or None


def given_admin_url() -> str | None:
    """DATABASE_URL: a role that may create roles and databases, if an operator names one."""
    return os.environ.get("DATABASE_URL", "").strip() or None


@contextmanager
def admin_access(home: Path) -> Iterator[str]:
    """The URL of a role that may create roles and databases; a private server runs meanwhile."""
    make_home(home)
    named = given_admin_url()
    if named is not None:
        yield named
        return
    with start(home) as server:
        yield server.admin_url


@contextmanager
def provisioned(home: Path) -> Iterator[DatabaseUrls]:
    """The roles' URLs of the database, made when missing but not migrated."""
    from ops.data.provision import provision

    with admin_access(home) as admin_url:
        yield asyncio.run(provision(admin_url, home, app_url=given_app_url()))
