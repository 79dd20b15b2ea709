"""``tables.py`` says what the database says; a difference on either side is named."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

import api
from api.schema.domains import DOMAINS
from api.schema.drift import drift, mapped_tables
from api.schema.mapping import UnownedTable, render_tables, write_tables

if TYPE_CHECKING:
    from ops.data.provision import DatabaseUrls
    from tests.schema.conftest import Blank

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(api.__file__).parent.parent

SPOILED = {
    "ALTER TABLE categories ADD COLUMN colour text": [
        "categories.colour: tables.py lacks this column."
    ],
    "ALTER TABLE cart_items DROP COLUMN quantity": [
        "cart_items.quantity: the database lacks this column.",
        "cart_items: the database lacks the constraint cart_items_quantity_check.",
    ],
    "ALTER TABLE categories ALTER COLUMN slug TYPE varchar(40)": [
        "categories.slug: the database has character varying(40) not null, tables.py text not null."
    ],
    "ALTER TABLE products ALTER COLUMN weight_grams TYPE numeric(9, 2)": [
        "products.weight_grams: the database has numeric(9,2), tables.py numeric(8,2)."
    ],
    "ALTER TABLE categories ALTER COLUMN slug DROP NOT NULL": [
        "categories.slug: the database has text, tables.py text not null."
    ],
    "ALTER TABLE cart_items DROP CONSTRAINT cart_items_quantity_check": [
        "cart_items: the database lacks the constraint cart_items_quantity_check."
    ],
    "ALTER TABLE cart_items ADD CONSTRAINT few CHECK (quantity < 100)": [
        "cart_items: tables.py lacks the constraint few."
    ],
    "DROP INDEX accounts_email_key": [
        "accounts: the database lacks the constraint accounts_email_key."
    ],
    "CREATE TABLE wishes (id bigint)": ["wishes: no tables.py maps this table of the database."],
    "DROP TABLE order_events": [
        "order_events: tables.py maps it, and the database has no such table."
    ],
}


async def test_database_and_tables_agree(database_urls: DatabaseUrls) -> None:
    assert await drift(database_urls.owner) == []


async def test_every_table_named_by_a_domain_is_mapped_or_does_not_exist_yet() -> None:
    named = {name for names in DOMAINS.values() for name in names}
    assert set(mapped_tables()) <= named


@pytest.mark.parametrize("change", SPOILED)
async def test_a_difference_is_named(migrated: Blank, change: str) -> None:
    async with migrated() as urls:
        await _execute(urls.owner, change)
        assert await drift(urls.owner) == SPOILED[change]


async def test_the_files_are_exactly_what_would_be_written(database_urls: DatabaseUrls) -> None:
    for path, text in (await render_tables(database_urls.owner, ROOT)).items():
        assert path.read_text(encoding="utf-8") == text, f"{path}: run stoa schema tables"


async def test_written_files_are_formatted_and_writing_again_changes_nothing(
    database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    written = await write_tables(database_urls.owner, tmp_path)
    assert written
    assert await write_tables(database_urls.owner, tmp_path) == []
    check = [sys.executable, "-m", "ruff", "format", "--check", "--line-length", "100"]
    ruff = await asyncio.create_subprocess_exec(*check, tmp_path)
    assert await ruff.wait() == 0


async def test_a_table_without_a_domain_is_named(migrated: Blank) -> None:
    async with migrated() as urls:
        await _execute(urls.owner, "CREATE TABLE wishes (id bigint)")
        with pytest.raises(UnownedTable, match="names no owner of wishes"):
            await render_tables(urls.owner, ROOT)


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
