"""Every statement that ran carries the tenant, and whatever answers a GET only reads.

Proves, on a tour of all routes and pages called rightly and by strangers (and, through
``conftest.py``, after every test of the run): each statement is a transaction word, a call of a
door, or binds every tenant table it touches to ``$1``; no text that a caller sent stands in a
statement; a GET opens read-only transactions alone. It cannot judge statements that no test sends.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from litestar import get, post

from api.app import create_app
from api.kit.together import alone
from api.laravel.request import StoaRequest
from api.laravel.route import route
from tests.laws.conftest import StatementWatch
from tests.laws.statements import complaint, is_knock, tenant_tables
from tests.support.application import STATEMENTS, settings_for, started
from tests.support.caller import Caller
from tests.support.marked_world import build_marked_world
from tests.support.recipes import RECIPES, Recipe
from tests.support.world import SHOPS

if TYPE_CHECKING:
    from api.laravel.wire import Wire
    from ops.data.provision import DatabaseUrls

MARK = "zq'\"--$1"
"""A text that no statement of ours holds."""
BINDS = "set_config('app.tenant_id', $1::uuid::text, true)"


async def tour(application: Wire, urls: DatabaseUrls, method: str = "") -> dict[str, list[str]]:
    """Call every recipe rightly; the statements that each sent."""
    caller = Caller(application, await build_marked_world(urls.owner))
    sent: dict[str, list[str]] = {}
    await asyncio.sleep(0.02)  # asyncpg reports a statement a moment after it ran
    for key, recipe in RECIPES.items():
        if key.startswith(method):
            before = len(STATEMENTS)
            pages = not key.partition(" ")[2].startswith("/api/")
            credential = caller.credential(recipe.person, "agora", pages=pages)
            await caller.call(key, recipe, "agora", credential)
            sent[key] = STATEMENTS[before:]
    await caller.close()
    return sent


async def test_every_statement_of_a_tour_carries_the_tenant(
    application: Wire, database_urls: DatabaseUrls
) -> None:
    sent = await tour(application, database_urls)
    statements = {each for group in sent.values() for each in group}
    # About sixty differ today; far fewer would mean that the tour did not get inside.
    assert len(statements) > 45
    assert [found for found in map(complaint, sorted(statements)) if found] == []


async def test_what_answers_a_get_only_reads(
    application: Wire, database_urls: DatabaseUrls
) -> None:
    sent = await tour(application, database_urls, "GET ")
    writing = {
        key: each
        for key, group in sent.items()
        for each in group
        if each.startswith("BEGIN") and not each.startswith("BEGIN READ ONLY;")
    }
    assert writing == {}
    assert sum(bool(group) for group in sent.values()) > 30


def unbound(group: list[str]) -> list[str]:
    """Statements outside a transaction that are no knock at a door and bind no tenant."""
    found, begun = [], False
    for each in group:
        if each.startswith("BEGIN") or each in ("COMMIT", "ROLLBACK"):
            begun = each.startswith("BEGIN")
        elif not begun and not is_knock(each) and BINDS not in each:
            found.append(each)
    return found


async def test_what_runs_outside_a_transaction_binds_its_tenant_itself(
    application: Wire, database_urls: DatabaseUrls
) -> None:
    sent = await tour(application, database_urls)
    assert {key: found for key, group in sent.items() if (found := unbound(group))} == {}
    # Both kinds were seen: products one by one, and blocks of ids.
    kinds = {each.split()[0] for group in sent.values() for each in group if BINDS in each}
    assert kinds == {"SELECT", "INSERT"}


async def test_no_statement_holds_what_a_caller_sent(
    application: Wire, database_urls: DatabaseUrls
) -> None:
    caller = Caller(application, await build_marked_world(database_urls.owner))
    before = len(STATEMENTS)
    for key, recipe in RECIPES.items():
        marked = _marked(recipe)
        pages = not key.partition(" ")[2].startswith("/api/")
        credential = caller.credential(recipe.person, "agora", pages=pages)
        await caller.call(key, marked, "agora", credential)
    await caller.close()
    sent = STATEMENTS[before:]
    assert len(sent) > 100
    assert [each for each in sent if MARK[:4] in each] == []


def _marked(recipe: Recipe) -> Recipe:
    """The same request with the mark in every text of query and body."""
    more = ("search", "q", "category", "producer", "sort", "text", "page", "status")
    query = {**dict.fromkeys(more, MARK), **recipe.query, "search": MARK}
    body = _with_mark(recipe.body)
    return Recipe(person=recipe.person, path=recipe.path, query=query, body=body)


def _with_mark(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _with_mark(each) if key not in ("currency", "shipping_method", "role") else each
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_with_mark(each) for each in value]
    return f"{value} {MARK}" if isinstance(value, str) else value


# Twins --------------------------------------------------------------------------------------------

TENANT = SHOPS["agora"]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM orders",
        "SELECT * FROM orders WHERE id = $1",
        "SELECT * FROM orders WHERE tenant_id = $2 AND id = $1",
        "SELECT o.id FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.tenant_id = $1",
        "SELECT (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id) FROM orders o "
        "WHERE o.tenant_id = $1",
        "INSERT INTO categories (id, tenant_id, name) VALUES ($2, $1, $3)",
        "INSERT INTO categories (tenant_id, id) SELECT tenant_id, id FROM categories",
        "UPDATE products SET price = $2 WHERE id = $3",
        "DELETE FROM cart_items WHERE id = $2",
        "BEGIN",
        "BEGIN; SET LOCAL app.tenant_id = ''",
        "SET app.tenant_id = '00000000-0000-4000-8000-00000000000a'",
        "SELECT * FROM tenant_by_slug($1), orders",
        "SELECT * FROM token_directory",
        "TRUNCATE orders",
    ],
)
def test_twin_a_statement_without_its_tenant_is_found(statement: str) -> None:
    assert complaint(statement) is not None


@pytest.mark.parametrize(
    "statement",
    [
        f"BEGIN; SET LOCAL app.tenant_id = '{TENANT}'",
        f"BEGIN READ ONLY; SET LOCAL app.tenant_id = '{TENANT}'",
        "SELECT * FROM tenant_by_slug($1)",
        "SELECT forget_credential($1)",
        "SELECT tenant_id, event_id FROM due_outbox_events($1, $2)",
        "SELECT o.id FROM orders o JOIN order_lines l ON l.tenant_id = o.tenant_id "
        "AND l.order_id = o.id WHERE o.tenant_id = $1",
        "INSERT INTO categories (tenant_id, id, name) VALUES ($1, $2, $3)",
    ],
)
def test_twin_lawful_statements_are_left_alone(statement: str) -> None:
    assert complaint(statement) is None


def test_twin_a_statement_outside_a_transaction_is_found() -> None:
    stray = "SELECT o.id FROM orders o WHERE o.tenant_id = $1"
    begin = f"BEGIN; SET LOCAL app.tenant_id = '{TENANT}'"
    assert unbound([begin, stray, "COMMIT"]) == []
    assert unbound([begin, "COMMIT", stray]) == [stray]
    assert unbound([alone(stray), "SELECT * FROM tenant_by_slug($1)"]) == []


def test_twin_the_watch_fails_the_test_that_sent_one(request: pytest.FixtureRequest) -> None:
    watch = StatementWatch()
    watch.read = len(STATEMENTS)
    STATEMENTS.append("".join(("SELECT * ", "FROM orders LIMIT 7")))
    running = watch.pytest_runtest_call(request.node)
    next(running)
    try:
        with pytest.raises(pytest.fail.Exception, match="does not mention the tenant"):
            running.send(None)
    finally:
        STATEMENTS.pop()


def test_the_tenant_tables_are_known() -> None:
    assert {"orders", "products", "accounts", "audit_entries"} <= tenant_tables()
    assert tenant_tables().isdisjoint({"tenants", "tenant_domains", "token_directory"})


@get("/api/v1/rogue", opt=route("product", "list"))
async def rogue_reader(request: StoaRequest) -> dict[str, int]:
    async with request.unit_of_work() as uow:
        return {"count": await uow.value("SELECT count(*) FROM products WHERE tenant_id = $1")}


@post("/api/v1/rogue", opt=route("product", "list"))
async def rogue_writer(request: StoaRequest) -> dict[str, int]:
    async with request.unit_of_work() as uow:
        statement = "SELECT count(*) FROM products WHERE $1::uuid IS NOT NULL"
        return {"count": await uow.value(statement)}


async def test_twin_a_get_that_may_write_and_a_post_without_tenant_are_found(
    database_urls: DatabaseUrls,
) -> None:
    sent: list[str] = []
    outer = create_app(settings_for(database_urls), observe=sent.append)
    outer.app.register(rogue_reader)
    outer.app.register(rogue_writer)
    async with started(outer):
        caller = Caller(outer, await build_marked_world(database_urls.owner))
        sent.clear()
        for method in ("GET", "POST"):
            credential = caller.credential("guest", "agora", pages=False)
            reply = await caller.call(f"{method} /api/v1/rogue", Recipe(), "agora", credential)
            assert reply.status in (200, 201)
        await caller.close()
    assert [each for each in sent if each.startswith("BEGIN;")] != []
    assert [found.partition(":")[0] for found in map(complaint, sent) if found] == [
        "does not mention the tenant"
    ]
