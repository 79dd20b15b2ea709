"""Which migrations ran here: Piccolo's ``migration`` table, with a digest of what ran."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from piccolo.apps.migrations.tables import Migration
from piccolo.columns import Text

from api.kit.tables import ENGINE

if TYPE_CHECKING:
    from datetime import datetime

    from api.kit.tables import Connected
    from api.schema.files import MigrationFile
    from api.schema.roles import Roles

APP_NAME = "stoa"

# Piccolo's own CREATE TABLE gives ran_on a time default, which nothing in this database may have.
CREATE_TABLE = """
CREATE TABLE migration (
    id serial PRIMARY KEY,
    name varchar(200) NOT NULL,
    app_name varchar(200) NOT NULL,
    ran_on timestamp NOT NULL,
    digest text NOT NULL,
    CONSTRAINT migration_name_key UNIQUE (app_name, name)
);
GRANT SELECT ON migration TO :"app", :"backup";
GRANT SELECT ON SEQUENCE migration_id_seq TO :"backup";
"""


class AppliedMigration(Migration, tablename="migration", db=ENGINE):
    """Piccolo's bookkeeping row, and the SHA-256 of the SQL that ran."""

    digest = Text(default=None)


class Applied(msgspec.Struct, frozen=True):
    """A migration that ran: its name and the digest of its SQL."""

    name: str
    digest: str


async def make_table(lender: Connected, roles: Roles) -> None:
    """Create the bookkeeping table when it is missing."""
    if await lender.connection.fetchval("SELECT to_regclass('public.migration') IS NULL"):
        await lender.connection.execute(roles.written_into(CREATE_TABLE))


async def applied(lender: Connected) -> list[Applied]:
    """What ran, in order of the numbers; nothing where no migration ever ran."""
    if await lender.connection.fetchval("SELECT to_regclass('public.migration') IS NULL"):
        return []
    with ENGINE.lent(lender):
        rows = await (
            AppliedMigration.select(AppliedMigration.name, AppliedMigration.digest)
            .where(AppliedMigration.app_name == APP_NAME)
            .order_by(AppliedMigration.name)
        )
    return [Applied(row["name"], row["digest"]) for row in rows]


async def record(lender: Connected, file: MigrationFile, moment: datetime) -> None:
    """Note that ``file`` ran at ``moment`` (UTC)."""
    row = AppliedMigration(
        name=file.name,
        app_name=APP_NAME,
        ran_on=moment.replace(tzinfo=None),
        digest=file.digest,
    )
    with ENGINE.lent(lender):
        await AppliedMigration.insert(row)


async def forget(lender: Connected, name: str) -> None:
    """Note that the migration was taken back."""
    with ENGINE.lent(lender):
        await AppliedMigration.delete().where(
            AppliedMigration.app_name == APP_NAME, AppliedMigration.name == name
        )
