"""The ``stoa`` command: a room's door, nothing more. Work is loaded when a command asks for it."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import sys
from typing import TYPE_CHECKING

import rich_click as click

from ops.counts import counts
from ops.home import CHECKOUT, make_home, stoa_home
from ops.jobs import jobs
from ops.refusal import Refusal

if TYPE_CHECKING:
    from api.schema.runner import MigrationState

ROLES = ("owner", "app", "backup")


@click.group()
def stoa() -> None:
    """A multi-tenant marketplace server: many shops, many producers, one cart."""


@stoa.command("run")
def run_command() -> None:
    """Prepare the database, fill it with the demo market when empty, and serve on 127.0.0.1."""
    from ops.serve.run import run

    run([])


@stoa.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Else STOA_PORT, else 8000.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--maintenance", is_flag=True, help="Answer 503 everywhere but on health routes.")
def serve(host: str, port: int | None, workers: int, *, maintenance: bool) -> None:
    """Serve a prepared database, and nothing else."""
    from ops.serve.ports import wanted_port
    from ops.serve.run import Address, serve_alone

    if maintenance:
        os.environ["STOA_MAINTENANCE"] = "on"
    serve_alone(Address(host, port or wanted_port(), workers))


@stoa.command()
def worker() -> None:
    """Carry events, do jobs and send letters until stopped; any number of these may run."""
    from ops.serve.run import work_alone

    work_alone()


stoa.add_command(jobs)
stoa.add_command(counts)


@stoa.command()
def version() -> None:
    """Print the version."""
    click.echo(importlib.metadata.version("stoa"))


@stoa.group()
def migrate() -> None:
    """The database's schema: take it up or down, see where it stands."""


@migrate.command()
@click.argument("target", required=False)
def up(target: str | None) -> None:
    """Run what has not run, up to TARGET when one is given."""
    from api.schema.runner import migrate_up
    from ops.serve.database import provisioned

    with provisioned(make_home(stoa_home())) as urls:
        names = asyncio.run(migrate_up(urls.owner, urls.roles, target))
    click.echo("\n".join(names) if names else "Nothing to do.")


@migrate.command()
@click.argument("target")
def down(target: str) -> None:
    """Take back everything after TARGET (0 takes back all), with the rows in it."""
    from api.schema.runner import migrate_down
    from ops.serve.database import provisioned

    with provisioned(make_home(stoa_home())) as urls:
        names = asyncio.run(migrate_down(urls.owner, urls.roles, target))
    click.echo("\n".join(names) if names else "Nothing to do.")


@migrate.command()
def status() -> None:
    """List all migrations; the exit code is 1 unless every one is applied as it is written."""
    from api.schema.runner import migration_status
    from ops.serve.database import provisioned

    with provisioned(make_home(stoa_home())) as urls:
        states = asyncio.run(migration_status(urls.owner))
    click.echo("\n".join(_told(state) for state in states))
    if any(state.state != "applied" for state in states):
        raise SystemExit(1)


@migrate.command("drift")
def drift_command() -> None:
    """Compare a freshly migrated, empty database with the mapped tables, both ways."""
    from ops.data.fresh import fresh_drift
    from ops.serve.database import admin_access

    with admin_access(make_home(stoa_home())) as admin_url:
        sentences = asyncio.run(fresh_drift(admin_url))
    if sentences:
        raise Refusal("Migrations and tables.py differ:\n" + "\n".join(sentences))
    click.echo("Migrations and tables.py agree.")


@stoa.group()
def schema() -> None:
    """The mapping of the schema."""


@schema.command()
@click.option("--check", is_flag=True, help="Write nothing; fail when a file would change.")
def tables(*, check: bool) -> None:
    """Write every domain's tables.py from a freshly migrated database."""
    from ops.data.fresh import fresh_tables
    from ops.serve.database import admin_access

    with admin_access(make_home(stoa_home())) as admin_url:
        changed = asyncio.run(fresh_tables(admin_url, CHECKOUT, write=not check))
    if check and changed:
        raise Refusal(f"Run `stoa schema tables`: {', '.join(changed)} would change.")
    click.echo("\n".join(changed) if changed else "Nothing to change.")


@stoa.group()
def database() -> None:
    """The database of this STOA_HOME or DATABASE_URL."""


@database.command()
@click.argument("role", type=click.Choice(ROLES), default="owner")
def url(role: str) -> None:
    """Print a role's URL, password included. The private server listens while a shop runs."""
    from ops.serve.database import provisioned

    with provisioned(make_home(stoa_home())) as urls:
        click.echo(getattr(urls, role))


@stoa.command("import-laravel")
@click.option("--source", "named", required=True, help="A snapshot file, or postgresql://…")
@click.option("--tenant", "slug", required=True, help="Slug of the tenant; made when missing.")
@click.option("--name", help="The new tenant's name; else its slug.")
@click.option("--currency", default="EUR", show_default=True)
@click.option("--locale", type=click.Choice(("el", "en")), default="el", show_default=True)
@click.option("--country", default="GR", show_default=True)
@click.option("--host", "hosts", multiple=True, help="A host name of the new tenant; repeatable.")
def import_laravel(
    named: str,
    slug: str,
    name: str | None,
    currency: str,
    locale: str,
    country: str,
    hosts: tuple[str, ...],
) -> None:
    """Bring an installation of the old Laravel backend into a tenant, or change nothing.

    Run it as often as needed: what is known is skipped, what changed since is told.
    """
    from ops.data.laravel.command import import_from
    from ops.data.laravel.importing import NewTenant

    tenant = NewTenant(
        slug=slug,
        name=name or slug,
        currency=currency,
        locale=locale,
        country=country,
        hosts=hosts,
    )
    asyncio.run(import_from(named, tenant))


def _told(state: MigrationState) -> str:
    return f"{state.name}  {state.state}" + (f"  ({state.phase})" if state.phase else "")


def main() -> None:
    """Entry point of ``stoa``: a Refusal is one sentence on stderr and exit code 1."""
    from ops.serve.failures import told_as_refusals

    try:
        with told_as_refusals():
            stoa(prog_name="stoa")
    except Refusal as refusal:
        print(f"stoa: {refusal.sentence}", file=sys.stderr)
        raise SystemExit(1) from None
