"""`stoa counts`: an operator compares totals of lists with the products, and sets them right."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import asyncpg
import pytest
from click.testing import CliRunner

from ops.cli import stoa
from ops.refusal import Refusal
from tests.support.database import copy_database, drop_database, run_apart
from tests.support.inspect import count, snapshot
from tests.support.world import SHOPS, build_world

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from asyncpg import Connection

    from ops.data.provision import DatabaseUrls
    from tests.support.database import Server

RIGHT = ["agora: all totals are right", "hedgerow: all totals are right"]
# Past the application: nothing is recounted.
HIDE = "UPDATE products SET is_active = false WHERE tenant_id = $1 AND id = 1"
MISLAY = "UPDATE product_categories SET price = 1 WHERE tenant_id = $1 AND product_id = 2"


class Operator:
    """Runs the command as an operator does, and writes past the application."""

    def __init__(self, urls: DatabaseUrls) -> None:
        self.urls = urls

    def run(self, *arguments: str) -> tuple[int, list[str]]:
        environment = {"STOA_APP_DATABASE_URL": self.urls.app}
        result = CliRunner().invoke(stoa, ["counts", *arguments], env=environment)
        if isinstance(result.exception, Refusal):
            return 1, [result.exception.sentence]
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        return result.exit_code, result.stdout.splitlines()

    def at(self, work: Callable[[Connection], Awaitable[object]]) -> object:
        async def visit() -> object:
            owner = await asyncpg.connect(self.urls.owner)
            try:
                return await work(owner)
            finally:
                await owner.close()

        return run_apart(visit())

    def spoil(self, statement: str) -> None:
        async def write(owner: Connection) -> None:
            async with owner.transaction():
                await owner.execute(f"SET LOCAL app.tenant_id = '{SHOPS['agora']}'")
                await owner.execute(statement, SHOPS["agora"])

        self.at(write)

    def rows(self, table: str) -> object:
        return self.at(lambda owner: snapshot(owner, "agora", table))


@pytest.fixture(scope="module")
def urls(database_server: Server) -> Iterator[DatabaseUrls]:
    """A database that only this file's commands work on."""
    copied = run_apart(copy_database(database_server, secrets.token_hex(4)))
    yield copied
    run_apart(drop_database(database_server, copied.database))


@pytest.fixture
def operator(urls: DatabaseUrls) -> Operator:
    run_apart(build_world(urls.owner))
    return Operator(urls)


def test_totals_that_are_right_are_said_to_be_right(operator: Operator) -> None:
    assert operator.run("verify") == (0, RIGHT)
    assert operator.run("verify", "--tenant", "hedgerow") == (0, RIGHT[1:])
    assert operator.run("verify", "--tenant", "nowhere") == (
        1,
        ["No shop is called 'nowhere'. There are: agora, hedgerow."],
    )


def test_a_difference_is_found_and_changes_nothing(operator: Operator) -> None:
    operator.spoil(HIDE)
    before = operator.rows("listing_counts")
    code, said = operator.run("verify")
    assert code == 1
    assert "agora: shop, everyone: kept 4, counted 3" in said
    assert "agora: producer 1, everyone: kept 2, counted 1" in said
    assert "agora: products that lists know as they were once: 1" in said
    assert said[-1] == RIGHT[1]
    assert operator.rows("listing_counts") == before


def test_a_rebuild_sets_right_what_was_wrong_and_writes_it_down(operator: Operator) -> None:
    operator.spoil(HIDE)
    operator.spoil(MISLAY)
    code, said = operator.run("rebuild", "--tenant", "agora")
    assert code == 0
    assert "agora: products that lists know as they were once: 2" in said
    assert operator.run("verify") == (0, RIGHT)
    written = "action = 'rebuild' AND resource = 'listing'"
    assert operator.at(lambda owner: count(owner, "agora", "audit_entries", written)) == 1


def test_a_rebuild_of_what_is_right_changes_nothing(operator: Operator) -> None:
    before = operator.rows("listing_counts")
    assert operator.run("rebuild") == (0, RIGHT)
    assert operator.rows("listing_counts") == before
    written = "action = 'rebuild'"
    assert operator.at(lambda owner: count(owner, "agora", "audit_entries", written)) == 0
