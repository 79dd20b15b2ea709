"""The import as a command: progress while it works, a table of what became of every row."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from api.kit.clock import clock_from
from api.kit.db import Database
from ops.data.laravel.importing import NewTenant, TableReport, import_installation
from ops.data.laravel.source import read_source
from ops.data.prepare import prepare
from ops.home import make_home, stoa_home
from ops.serve.database import admin_access, given_app_url

if TYPE_CHECKING:
    from pathlib import Path


async def import_from(named: str, tenant: NewTenant) -> None:
    """Prepare the database when it is not, import, print the summary. Raises Refusal."""
    home = make_home(stoa_home())
    console = Console()
    with admin_access(home) as admin_url:
        reports = await _import(named, tenant, home, admin_url, console)
    console.print(_summary(reports))
    changed = [f"{report.table} {key}" for report in reports for key in report.changed]
    if changed:
        console.print(
            f"{len(changed):,} rows changed in the old installation since they were imported, and "
            "were left as they are here: " + ", ".join(changed)
        )
    console.print(_outcome(reports, tenant.slug))


async def _import(
    named: str, tenant: NewTenant, home: Path, admin_url: str, console: Console
) -> list[TableReport]:
    source = await read_source(named)
    prepared = await prepare(admin_url, home, given_app_url(), demo=False, say=console.print)
    database = await Database.open(prepared.app, pool_size=2)
    clock = clock_from(os.environ.get("STOA_CLOCK", "").strip() or None)
    try:
        with console.status(f"Importing into {tenant.slug} …") as status:
            return await import_installation(
                database,
                prepared.owner,
                source,
                tenant,
                clock.now(),
                tell=lambda table, rows: status.update(f"Stored {rows:,} rows of {table} …"),
            )
    finally:
        await database.close()


def _summary(reports: list[TableReport]) -> Table:
    table = Table("Old table")
    for name in ("Rows", "Placed", "Kept", "Known", "Changed"):
        table.add_column(name, justify="right")
    for report in reports:
        counts = (
            *(report.rows, report.placed, report.carried, report.unchanged),
            len(report.changed),
        )
        table.add_row(report.table, *(f"{count:,}" if count else "" for count in counts))
    return table


def _outcome(reports: list[TableReport], slug: str) -> str:
    placed = sum(report.placed for report in reports)
    carried = sum(report.carried for report in reports)
    if placed + carried == 0:
        return f"Nothing new for {slug}: everything was imported before."
    kept = f" {carried:,} rows wait for features that Stoa does not have yet." if carried else ""
    return f"{placed:,} rows are in {slug} now.{kept}"
