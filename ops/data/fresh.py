"""A database made from nothing for one question, and gone afterwards."""

from __future__ import annotations

import secrets
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from api.schema.connect import connected
from api.schema.drift import drift
from api.schema.mapping import render_tables, write_tables
from api.schema.roles import Roles, quoted
from api.schema.runner import migrate_up
from ops.data.database_url import with_database
from ops.data.provision import provision

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ops.data.provision import DatabaseUrls


@asynccontextmanager
async def fresh_database(admin_url: str) -> AsyncIterator[DatabaseUrls]:
    """An empty, migrated database on the admin's server, with roles of its own; all dropped at
    the end.
    """
    name = f"stoa_fresh_{secrets.token_hex(4)}"
    with tempfile.TemporaryDirectory(prefix="stoa-fresh-") as home:
        try:
            urls = await provision(with_database(admin_url, "postgres"), Path(home), name)
            await migrate_up(urls.owner, urls.roles)
            yield urls
        finally:
            await _drop(admin_url, name)


async def fresh_drift(admin_url: str) -> list[str]:
    """Where a freshly migrated database and the mapped tables differ, a sentence each."""
    async with fresh_database(admin_url) as urls:
        return await drift(urls.owner)


async def fresh_tables(admin_url: str, root: Path, *, write: bool) -> list[str]:
    """Which ``tables.py`` below ``root`` are not what the migrations say; written on request."""
    async with fresh_database(admin_url) as urls:
        if write:
            changed = await write_tables(urls.owner, root)
        else:
            rendered = await render_tables(urls.owner, root)
            changed = [path for path, text in rendered.items() if _text(path) != text]
    return [str(path.relative_to(root)) for path in changed]


async def _drop(admin_url: str, name: str) -> None:
    async with connected(with_database(admin_url, "postgres")) as admin:
        await admin.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
        for role in msgspec.structs.astuple(Roles.of(name)):
            await admin.execute(f"DROP ROLE IF EXISTS {quoted(role)}")


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
