"""``stoa jobs``: what waits, what runs and what was set aside, and settling the latter."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

import rich_click as click

from ops.serve.visit import at_database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime, timedelta

    from ops.data.set_aside import Desk, State, Work

T = TypeVar("T")

COLOURS = {"dead": "red", "uncertain": "yellow", "running": "cyan", "due": "green"}
LONGEST_REASON = 60
EMPTY = {
    "open": "Nothing is due, runs or was set aside.",
    "failed": "Nothing was set aside.",
    "due": "Nothing is due.",
    "running": "Nothing runs.",
    "later": "Nothing waits for its moment.",
}
NOT_KNOWN = """
Whether this went out is not known: the worker ended, or the other side fell silent, at the very
end. Look for it there; a letter's Message-ID begins with {id}.{tenant_id}
  It arrived:    stoa jobs discard {name}
  It did not:    stoa jobs retry {name}"""


@click.group()
def jobs() -> None:
    """Jobs, letters and events: see what waits and what failed, run it again or give it up."""


@jobs.command("list")
@click.option("--failed", "state", flag_value="failed", help="Set aside: dead or uncertain.")
@click.option("--due", "state", flag_value="due", help="Due now, and taken by nobody yet.")
@click.option("--running", "state", flag_value="running", help="A worker is at it.")
@click.option("--later", "state", flag_value="later", help="Not due yet, or to be tried again.")
@click.option("--tenant", metavar="SLUG", help="Of this shop only.")
def list_command(state: State | None, tenant: str | None) -> None:
    """List what is due, runs or was set aside, newest first; and the workers connected."""
    wanted: State = state or "open"

    async def look(desk: Desk) -> tuple[list[Work], list[tuple[str, timedelta]]]:
        return await desk.list_work(wanted, tenant), await desk.workers()

    found, workers = _at_desk(look)
    if found:
        _table(found)
    else:
        click.echo(EMPTY[wanted])
    click.echo()
    for name, ago in workers:
        click.echo(f"{name}: last heard of {ago.total_seconds():.0f} s ago")
    if not workers:
        click.echo("No worker is connected. `stoa worker` starts one.")


@jobs.command()
@click.argument("name")
def show(name: str) -> None:
    """Show NAME, which is like agora/job-17 or agora/event-4, with all that is known of it."""
    work = _at_desk(lambda desk: desk.find(name))
    rows = {
        "what": work.what,
        "state": work.state,
        "attempts": str(work.attempts),
        "asked for": _when(work.created_at),
        "due": _when(work.due_at),
        "handed over": _when(work.handed_over_at),
        "settled": _when(work.settled_at),
        "last error": work.last_error or "",
        **{f"  {key}": str(value) for key, value in work.payload.items()},
    }
    for label, value in rows.items():
        if value:
            click.echo(f"{label:<14}{value}")
    if work.state == "uncertain":
        click.echo(NOT_KNOWN.format(name=work.name, id=work.id, tenant_id=work.tenant_id))


@jobs.command()
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="All dead ones; uncertain ones one by one.")
@click.option("--tenant", metavar="SLUG", help="With --all: of this shop only.")
def retry(name: str | None, tenant: str | None, *, everything: bool) -> None:
    """Make NAME due again with all its attempts, or with --all whatever died.

    What is uncertain may have gone out already, so it is only run again by its name.
    """
    if (name is None) != everything:
        raise click.UsageError("Give a NAME, or --all.")

    async def run_again(desk: Desk) -> list[str]:
        names = [name] if name else []
        if everything:
            failed = await desk.list_work("failed", tenant)
            names = [work.name for work in failed if work.state == "dead"]
        for each in names:
            await desk.retry(each)
        return names

    names = _at_desk(run_again)
    click.echo("\n".join(f"{each} is due again." for each in names) or "Nothing was set aside.")


@jobs.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def discard(name: str, *, yes: bool) -> None:
    """Give NAME up for good; what was secret in it is forgotten."""
    if not yes:
        work = _at_desk(lambda desk: desk.find(name))
        click.confirm(f"Give up {work.name} ({work.what}, {work.state}) for good?", abort=True)
    _at_desk(lambda desk: desk.discard(name))
    click.echo(f"{name} is given up.")


def _at_desk(do: Callable[[Desk], Awaitable[T]]) -> T:
    """Do something at the desk of the database that a worker would work on."""
    from api.kit.clock import clock_from
    from ops.data.set_aside import open_desk

    clock = clock_from(os.environ.get("STOA_CLOCK", "").strip() or None)

    async def visit(app_url: str) -> T:
        async with open_desk(app_url, clock) as desk:
            return await do(desk)

    return at_database(visit)


def _table(found: list[Work]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("name", "what", "state", "tries", "due", "last error"):
        table.add_column(heading, overflow="fold")
    for work in found:
        reason = work.last_error or ""
        short = reason if len(reason) <= LONGEST_REASON else f"{reason[: LONGEST_REASON - 1]}…"
        table.add_row(
            work.name,
            work.what,
            Text(work.state, style=COLOURS.get(work.state, "")),
            str(work.attempts),
            _when(work.due_at) if work.state in ("due", "later", "running") else "",
            Text(short),
        )
    console = Console()
    Console(width=console.width if console.is_terminal else 160).print(table)


def _when(moment: datetime | None) -> str:
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S UTC")
