"""Which PostgreSQL a command works on: DATABASE_URL's, or the private one of STOA_HOME."""

from __future__ import annotations

import asyncio
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ops.home import make_home
from ops.refusal import Refusal
from ops.serve.embedded import start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ops.data.provision import DatabaseUrls


def given_app_url() -> str | None:
    """STOA_APP_DATABASE_URL: the application role that an operator made, if any."""
    return _address("STOA_APP_DATABASE_URL")


def given_admin_url() -> str | None:
    """DATABASE_URL: a role that may create roles and databases, if an operator names one."""
    return _address("DATABASE_URL")


def _address(variable: str) -> str | None:
    """What the variable holds, None when unset. Raises Refusal when it is no PostgreSQL address."""
    value = os.environ.get(variable, "").strip()
    if not value:
        return None
    try:
        parts = urlsplit(value)
        readable = parts.scheme in ("postgresql", "postgres") and parts.port != 0
    except ValueError:
        readable = False
    if not readable:
        raise Refusal(
            f"{variable} cannot be read as an address; write "
            "postgresql://role:password@host:5432/database, special characters percent-encoded."
        )
    return value


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
