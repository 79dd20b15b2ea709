"""Every route and page asks the policy, and the policy speaks of nothing that nobody asks.

Proves that each handler of the running application declares a resource and an action for which
``policies/`` has rows, that the pipeline which asks stands before each of them, that every
question in the code (``decide``, ``require``, ``visible``) is one the rows know, and that no row
answers a question nobody asks. It does not prove that the rows are the right ones: the decision
tables in ``policies/cases`` do, and the walkers in ``tests/attacks``.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from litestar import get

from api.app import create_app
from api.kit.authz import TABLE
from api.laravel.pipeline import UndeclaredRoute
from api.laravel.route import route
from tests.laws.sources import Tree, called, served_tree
from tests.support.application import settings_for, started
from tests.support.served import served_by

if TYPE_CHECKING:
    import httpx
    from litestar import Litestar

    from api.laravel.wire import Wire
    from ops.data.provision import DatabaseUrls

Pair = tuple[str, str]
QUESTIONS = frozenset({"decide", "require", "visible", "authz.decide", "authz.require"})


def known_pairs() -> set[Pair]:
    return {(row.resource, row.action) for row in TABLE.rows}


def silent_routes(app: Litestar) -> list[str]:
    """Handlers that declare nothing, or something of which the policy does not speak."""
    complaints = []
    for served in served_by(app):
        if served.declared is None:
            complaints.append(f"{served.key} ({served.name}) declares no resource and action")
        elif (served.declared.resource, served.declared.action) not in known_pairs():
            pair = f"{served.declared.resource}.{served.declared.action}"
            complaints.append(f"{served.key} asks for {pair}, of which policies/ has no row")
    return complaints


def questions(tree: Tree) -> dict[Pair, str]:
    """The pairs that code asks by name, with one place of each."""
    asked: dict[Pair, str] = {}
    for source in tree.under("api", "storefront"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and called(node) in QUESTIONS:
                words = [
                    argument.value
                    for argument in node.args[1:3]
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                ]
                if len(words) == 2:
                    asked[words[1], words[0]] = source.place(node)
    return asked


def unanswered(tree: Tree) -> list[str]:
    """Questions that no row could answer with yes."""
    return [
        f"{place} asks for {resource}.{action}, of which policies/ has no row"
        for (resource, action), place in questions(tree).items()
        if (resource, action) not in known_pairs()
    ]


def unasked(app: Litestar, tree: Tree, pairs: set[Pair]) -> list[Pair]:
    """Pairs with rows that neither a route nor the code asks for."""
    declared = {
        (served.declared.resource, served.declared.action)
        for served in served_by(app)
        if served.declared is not None
    }
    return sorted(pairs - declared - questions(tree).keys())


def test_every_route_and_page_asks(application: Wire) -> None:
    assert silent_routes(application.app) == []


def test_every_question_in_the_code_has_rows() -> None:
    assert unanswered(served_tree()) == []


def test_every_row_is_asked_for(application: Wire) -> None:
    assert unasked(application.app, served_tree(), known_pairs()) == []


def test_the_pipeline_stands_before_every_route(application: Wire) -> None:
    gate = application.app.middleware
    assert [getattr(each, "__name__", "") for each in gate] == ["middleware"]
    outside = [
        str(handler)
        for found in application.app.routes
        for handler in getattr(found, "route_handlers", [])
        if gate[0] not in handler.resolve_middleware()
    ]
    assert outside == []


# Twins --------------------------------------------------------------------------------------------


@get("/rogue")
async def rogue() -> str:
    return "rogue"


@get("/odd", opt=route("product", "admire"))
async def odd() -> str:
    return "odd"


async def test_twin_a_handler_that_asks_nothing_is_found_and_answers_nobody(
    database_urls: DatabaseUrls,
) -> None:
    outer = create_app(settings_for(database_urls))
    outer.app.register(rogue)
    complaints = silent_routes(outer.app)
    assert [each.partition(" (")[0] for each in complaints] == ["GET /rogue"]
    async with started(outer):
        answer = await _get(outer, "/rogue")
    assert answer.status_code == 500
    assert UndeclaredRoute.__name__ not in answer.text
    assert "rogue" not in answer.text


def test_twin_a_handler_that_asks_for_an_unknown_action_is_found(
    database_urls: DatabaseUrls,
) -> None:
    outer = create_app(settings_for(database_urls))
    outer.app.register(odd)
    assert silent_routes(outer.app) == [
        "GET /odd asks for product.admire, of which policies/ has no row"
    ]


def test_twin_a_question_without_rows_is_found() -> None:
    tree = served_tree().doctored(
        "api/orders/service.py", 'def spy(uow): require(uow.principal, "spy", "order")'
    )
    assert len(unanswered(tree)) == 1
    assert "order.spy" in unanswered(tree)[0]


def test_twin_a_row_that_nobody_asks_for_is_found(application: Wire) -> None:
    pairs = {*known_pairs(), ("order", "forget")}
    assert unasked(application.app, served_tree(), pairs) == [("order", "forget")]


async def _get(outer: Any, path: str) -> httpx.Response:
    import httpx

    transport = httpx.ASGITransport(app=outer, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://agora.test") as client:
        return await client.get(path, headers={"accept": "application/json"})
