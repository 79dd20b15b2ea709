"""``stoa counts``: whether the totals of lists are what counting gives, and setting them right."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import rich_click as click

from ops.serve.visit import at_database

if TYPE_CHECKING:
    from ops.data.kept_counts import Work

MOST_SHOWN = 20


@click.group()
def counts() -> None:
    """Totals that writers keep: compare them with the products, or count them anew."""


@counts.command()
@click.option("--tenant", metavar="SLUG", help="Of this shop only.")
def verify(tenant: str | None) -> None:
    """Change nothing; the exit code is 1 when a total or a product's place in a list is wrong."""
    from ops.data.kept_counts import verify as verify_shop

    if _for_each_shop(verify_shop, tenant, "Counting"):
        raise SystemExit(1)


@counts.command()
@click.option("--tenant", metavar="SLUG", help="Of this shop only.")
def rebuild(tenant: str | None) -> None:
    """Make every total what counting gives. Whoever writes products of a shop waits meanwhile."""
    from ops.data.kept_counts import rebuild as rebuild_shop

    _for_each_shop(rebuild_shop, tenant, "Setting right")


def _for_each_shop(work: Work, tenant: str | None, doing: str) -> bool:
    """Say of each shop what was wrong; whether anything was."""
    from rich.console import Console
    from rich.progress import Progress

    from api.kit.clock import clock_from
    from ops.data.kept_counts import shops, within

    clock = clock_from(os.environ.get("STOA_CLOCK", "").strip() or None)
    # Progress is for people who wait; what was found goes where it can be read by programs.
    progress = Progress(console=Console(stderr=True), transient=True)

    async def visit(app_url: str) -> bool:
        any_wrong = False
        async with shops(app_url, tenant) as (database, found):
            task = progress.add_task(doing, total=len(found))
            for slug, tenant_id in found.items():
                progress.update(task, description=f"{doing} {slug}")
                wrong = await within(database, tenant_id, clock.now(), work)
                progress.advance(task)
                click.echo("\n".join(f"{slug}: {each}" for each in _told(wrong)))
                any_wrong = any_wrong or bool(wrong)
        return any_wrong

    with progress:
        return at_database(visit)


def _told(wrong: list[str]) -> list[str]:
    if not wrong:
        return ["all totals are right"]
    more = len(wrong) - MOST_SHOWN
    return [*wrong[:MOST_SHOWN], *([f"and {more:,} more"] if more > 0 else [])]
