"""What waits is written in one round trip, before anything else is asked, or not at all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from api.kit.db import UniqueViolation
from api.kit.together import Together, together
from tests.kit.scopes import work
from tests.support.inspect import count
from tests.support.statements import counted

if TYPE_CHECKING:
    from asyncpg import Connection

    from api.kit.db import Database
    from tests.support.world import World

SHELF = """
INSERT INTO categories (tenant_id, id, name, slug, created_at, updated_at)
VALUES ($1, $2, $3, $3, $4, $4)
"""
RENAME = "UPDATE categories SET name = $3 WHERE tenant_id = $1 AND id = $2"
COUNT = "SELECT count(*) FROM categories WHERE tenant_id = $1 AND id > 100"


def test_arguments_are_numbered_through_and_the_tenant_stays_the_first() -> None:
    first = "INSERT INTO a (tenant_id, id, x) VALUES ($1, $2, $10)"
    assert together((first,)) == first
    second = "UPDATE b SET x = $3 WHERE tenant_id = $1 AND id = $2"
    third = "INSERT INTO c (tenant_id, id) VALUES ($1, $2)"
    assert together((first, second, third)) == (
        f"WITH part_1 AS ({first}), "
        "part_2 AS (UPDATE b SET x = $12 WHERE tenant_id = $1 AND id = $11) "
        "INSERT INTO c (tenant_id, id) VALUES ($1, $13)"
    )


@pytest.mark.parametrize("second", [RENAME, f"{SHELF} ON CONFLICT DO NOTHING"])
def test_a_change_of_what_waits_is_refused(second: str) -> None:
    waiting = Together()
    waiting.add(SHELF, (1, "a", None))
    with pytest.raises(ValueError, match="categories is written to"):
        waiting.add(second, (1, "b"))
    waiting.add(SHELF, (2, "b", None))


@pytest.mark.parametrize("statement", [COUNT, "WITH a AS (SELECT $1) INSERT INTO b SELECT $1"])
def test_only_a_plain_write_can_wait(statement: str) -> None:
    with pytest.raises(ValueError, match="Only a plain"):
        Together().add(statement, ())


async def test_what_waits_is_written_in_one_round_trip_at_the_end(
    database: Database, world: World, owner: Connection
) -> None:
    async with counted() as sent, work(database) as uow:
        for number in (101, 102, 103):
            uow.later(SHELF, number, f"shelf {number}", uow.moment)
    assert [each.split()[0].strip(";") for each in sent] == ["BEGIN", "WITH", "COMMIT"]
    assert await count(owner, "agora", "categories", "id > 100") == 3
    assert await count(owner, "hedgerow", "categories", "id > 100") == 0


async def test_every_other_statement_sees_what_waited(database: Database, world: World) -> None:
    async with work(database) as uow:
        uow.later(SHELF, 101, "shelf", uow.moment)
        assert await uow.value(COUNT) == 1
        uow.later(SHELF, 102, "another", uow.moment)
        assert await uow.run(RENAME, 102, "renamed") == 1
        uow.later(SHELF, 103, "a third", uow.moment)
        assert (await uow.rows(COUNT))[0]["count"] == 3


async def test_nothing_is_stored_when_the_last_statement_fails(
    database: Database, world: World, owner: Connection
) -> None:
    told: list[str] = []

    async def fill_one_place_twice() -> None:
        async with work(database) as uow:
            await uow.run(SHELF, 101, "shelf", uow.moment)
            uow.after_commit(lambda: told.append("stored"))
            uow.later(SHELF, 101, "the same key", uow.moment)

    with pytest.raises(UniqueViolation):
        await fill_one_place_twice()
    assert await count(owner, "agora", "categories", "id > 100") == 0
    assert told == []


async def test_what_waits_inside_a_step_is_undone_with_it_and_only_it(
    database: Database, world: World, owner: Connection
) -> None:
    async with work(database) as uow:
        uow.later(SHELF, 101, "before", uow.moment)
        with suppress(ZeroDivisionError):
            async with uow.savepoint():
                uow.later(SHELF, 102, "inside", uow.moment)
                raise ZeroDivisionError
        with suppress(UniqueViolation):
            async with uow.savepoint():
                uow.later(SHELF, 101, "the same key", uow.moment)
        async with uow.savepoint():
            uow.later(SHELF, 103, "inside", uow.moment)
    assert await count(owner, "agora", "categories", "id IN (101, 103)") == 2
    assert await count(owner, "agora", "categories", "id > 100") == 2
