"""Migrations: forwards, backwards, repeated, interrupted, at once, and refused."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import asyncpg
import pytest

from api.schema.files import MIGRATIONS, MigrationError, read_migrations
from api.schema.roles import Roles, UnknownRole, UnusableName
from api.schema.runner import is_current, migrate_down, migrate_up, migration_status
from tests.schema.snapshot import snapshot

if TYPE_CHECKING:
    from tests.schema.conftest import Blank, WritesMigrations

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALL = [file.name for file in read_migrations(MIGRATIONS)]


async def test_up_down_up_gives_the_same_catalogue_and_down_leaves_nothing(migrated: Blank) -> None:
    async with migrated() as urls:
        before = await snapshot(urls.owner)
        assert await migrate_down(urls.owner, urls.roles, "0") == ALL[::-1]
        left = await snapshot(urls.owner)
        assert {line.split()[1].split(".")[0] for line in left if line.startswith("column")} == {
            "migration"
        }
        assert not [line for line in left if line.startswith(("function", "policy"))]
        assert await migrate_up(urls.owner, urls.roles) == ALL
        assert await snapshot(urls.owner) == before


async def test_up_again_does_nothing(migrated: Blank) -> None:
    async with migrated() as urls:
        assert await migrate_up(urls.owner, urls.roles) == []
        assert [(row.name, row.state) for row in await migration_status(urls.owner)] == [
            (name, "applied") for name in ALL
        ]


async def test_the_application_role_may_ask_whether_the_schema_is_current(blank: Blank) -> None:
    async with blank() as urls:
        assert not await is_current(urls.app)
        await migrate_up(urls.owner, urls.roles)
        assert await is_current(urls.app)


async def test_a_database_that_never_saw_a_migration_is_not_current(blank: Blank) -> None:
    async with blank() as urls:
        await _execute(urls.owner, "DROP TABLE migration")
        assert not await is_current(urls.app)
        assert {row.state for row in await migration_status(urls.owner)} == {"pending"}


async def test_two_runners_at_once_run_each_migration_once(blank: Blank) -> None:
    async with blank() as urls:
        done = await asyncio.gather(*(migrate_up(urls.owner, urls.roles) for _ in range(2)))
        assert sorted(done) == [[], ALL]


async def test_a_waiting_runner_does_not_block_an_index_built_concurrently(
    blank: Blank, folder_of: WritesMigrations
) -> None:
    folder = folder_of(
        things="CREATE TABLE things (name text)",
        index="CREATE INDEX CONCURRENTLY IF NOT EXISTS things_name ON things (name)",
    )
    async with blank() as urls, asyncio.timeout(10):
        runs = [migrate_up(urls.owner, urls.roles, folder=folder) for _ in range(2)]
        assert sorted(await asyncio.gather(*runs)) == [[], ["0001_things", "0002_index"]]


async def test_a_crash_before_the_bookkeeping_undoes_the_migration(
    blank: Blank, folder_of: WritesMigrations
) -> None:
    # The row for 0002 is refused by the table itself, after all of 0002's SQL has run.
    folder = folder_of(
        first="CREATE TABLE first_table ()",
        second="CREATE TABLE second_table (); "
        "ALTER TABLE migration ADD CONSTRAINT stop CHECK (name <> '0002_second')",
    )
    async with blank() as urls:
        with pytest.raises(MigrationError, match="0002_second failed"):
            await migrate_up(urls.owner, urls.roles, folder=folder)
        assert await _tables(urls.owner) == ["first_table", "migration"]
        states = await migration_status(urls.owner, folder=folder)
        assert [row.state for row in states] == ["applied", "pending"]


async def test_a_connection_lost_in_the_middle_leaves_nothing_half_done(
    blank: Blank, folder_of: WritesMigrations
) -> None:
    folder = folder_of(
        lost="CREATE TABLE lost_table (); SELECT pg_terminate_backend(pg_backend_pid())"
    )
    async with blank() as urls:
        with pytest.raises(MigrationError, match="The connection was lost during 0001_lost"):
            await migrate_up(urls.owner, urls.roles, folder=folder)
        assert await _tables(urls.owner) == ["migration"]


async def test_a_table_in_use_stops_a_migration_after_two_seconds(
    blank: Blank, folder_of: WritesMigrations
) -> None:
    folder = folder_of(
        things="CREATE TABLE things ()", wider="ALTER TABLE things ADD COLUMN name text"
    )
    async with blank() as urls:
        await migrate_up(urls.owner, urls.roles, "1", folder=folder)
        shopper = await asyncpg.connect(urls.owner)
        try:
            await shopper.execute("BEGIN; LOCK TABLE things IN ACCESS SHARE MODE")
            began = time.monotonic()
            with pytest.raises(MigrationError, match="waited 2 seconds for a table in use"):
                await migrate_up(urls.owner, urls.roles, folder=folder)
            assert 1.9 < time.monotonic() - began < 6
        finally:
            await shopper.close()
        assert await migrate_up(urls.owner, urls.roles, folder=folder) == ["0002_wider"]


async def test_a_target_stops_after_its_migration_in_both_directions(
    blank: Blank, folder_of: WritesMigrations
) -> None:
    folder = folder_of(one="SELECT 1", two="SELECT 2", three="SELECT 3")
    async with blank() as urls:
        assert await migrate_up(urls.owner, urls.roles, "0002", folder=folder) == [
            "0001_one",
            "0002_two",
        ]
        assert await migrate_down(urls.owner, urls.roles, "0001_one", folder=folder) == ["0002_two"]
        with pytest.raises(MigrationError, match="There is no migration 0009"):
            await migrate_up(urls.owner, urls.roles, "0009", folder=folder)


async def test_an_edited_migration_is_named_and_refused(
    blank: Blank, folder_of: WritesMigrations
) -> None:
    async with blank() as urls:
        await migrate_up(urls.owner, urls.roles, folder=folder_of(first="SELECT 1"))
        folder = folder_of(first="SELECT 2")
        assert not await is_current(urls.app, folder=folder)
        assert [row.state for row in await migration_status(urls.owner, folder=folder)] == [
            "edited"
        ]
        with pytest.raises(MigrationError, match="0001_first was edited after it ran here"):
            await migrate_up(urls.owner, urls.roles, folder=folder)


async def test_code_older_than_the_database_is_refused(
    blank: Blank, folder_of: WritesMigrations
) -> None:
    folder = folder_of(first="SELECT 1", second="SELECT 2")
    async with blank() as urls:
        await migrate_up(urls.owner, urls.roles, folder=folder)
        (folder / "0002_second.sql").unlink()
        states = await migration_status(urls.owner, folder=folder)
        assert [row.state for row in states] == ["applied", "unknown"]
        with pytest.raises(MigrationError, match="the code is older than the database"):
            await migrate_up(urls.owner, urls.roles, folder=folder)


async def test_an_index_left_unfinished_stops_the_runner_until_it_is_dropped(
    blank: Blank, folder_of: WritesMigrations
) -> None:
    folder = folder_of(
        things="CREATE TABLE things (name text); INSERT INTO things VALUES ('a'), ('a')",
        unique="CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS things_name ON things (name)",
    )
    async with blank() as urls:
        for sentence in ("0002_unique failed", "left the index things_name unfinished"):
            with pytest.raises(MigrationError, match=sentence):
                await migrate_up(urls.owner, urls.roles, folder=folder)
        await _execute(urls.owner, "DROP INDEX things_name; DELETE FROM things")
        assert await migrate_up(urls.owner, urls.roles, folder=folder) == ["0002_unique"]


@pytest.mark.parametrize(
    ("name", "sql", "sentence"),
    [
        ("0002_late.sql", "-- phase: expand\n-- transaction: yes\n", "expected 0001_name.sql"),
        ("0001_Odd.sql", "-- phase: expand\n-- transaction: yes\n", "expected 0001_name.sql"),
        ("0001_bare.sql", "SELECT 1;", "must begin with '-- phase"),
        ("0001_half.sql", "-- phase: contract\nSELECT 1;", "must begin with '-- phase"),
    ],
)
async def test_a_file_that_breaks_the_rules_is_refused_by_name(
    folder_of: WritesMigrations, name: str, sql: str, sentence: str
) -> None:
    folder = folder_of()
    (folder / name).write_text(sql)
    (folder / name.replace(".sql", ".down.sql")).write_text("SELECT 1;")
    with pytest.raises(MigrationError, match=sentence):
        read_migrations(folder)


async def test_a_migration_without_its_down_file_is_refused(folder_of: WritesMigrations) -> None:
    folder = folder_of(first="SELECT 1")
    (folder / "0001_first.down.sql").unlink()
    with pytest.raises(MigrationError, match=r"0001_first.sql has no 0001_first.down.sql"):
        read_migrations(folder)


async def test_role_tokens_become_identifiers_and_casts_stay() -> None:
    roles = Roles.of("shop", app="Op's".replace("'", ""))
    assert (
        roles.written_into('GRANT x TO :"app", :"search"; SELECT y::"char"')
        == 'GRANT x TO "Ops", "shop_search"; SELECT y::"char"'
    )
    with pytest.raises(UnknownRole, match='No role is called :"admin"'):
        roles.written_into('GRANT x TO :"admin"')


@pytest.mark.parametrize("name", ["it's", 'say "x"', "50%", "back\\slash", "x" * 57, ""])
async def test_names_that_could_end_a_string_or_are_too_long_are_refused(name: str) -> None:
    with pytest.raises(UnusableName):
        Roles.of("shop" if name == "" else name, app=None if name else "a\x00b")


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def _tables(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
    finally:
        await connection.close()
    return [row["tablename"] for row in rows]
