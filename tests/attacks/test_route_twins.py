"""The route walker goes red when a guard is gone.

Each twin takes one guard out of the running application (or adds a handler without one) and
expects the walker to complain of exactly that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio
from litestar import get

from api.app import create_app
from api.catalog import service as catalog
from api.kit import authz
from api.kit.errors import NotFound
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.tenant_naming import TenantNaming
from api.notifications import service as notifications
from api.orders import service as orders
from tests.attacks.arena import Arena
from tests.attacks.walker import Walker
from tests.support.application import settings_for, started
from tests.support.database import copied_database
from tests.support.recipes import RECIPES, Place, Recipe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ops.data.provision import DatabaseUrls
    from tests.support.database import Server

ROGUE = Recipe(
    person="consumer",
    path={"id": 1},
    places=(Place(where="path", name="id"),),
    admits=("consumer",),
)


async def walked(arena: Arena, key: str, recipe: Recipe) -> str:
    """Everything the walker says of a route, in one text."""
    walker = Walker(arena, key, recipe, "agora")
    await walker.places()
    await walker.malformed()
    await walker.credentials()
    return "\n".join(walker.complaints)


def _allow(*_: object, **__: object) -> authz.Decision:
    return authz.Decision(True, "twin", "", "", None, "")


async def test_twin_an_order_shown_without_asking_whose_it_is(
    arena: Arena, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "GET /api/v1/orders/{id}"
    monkeypatch.setattr(orders, "decide", _allow)
    said = await walked(arena, key, RECIPES[key])
    assert "another's id as other_consumer: 200" in said
    assert "private data of accounts [2]" in said


async def test_twin_a_product_changed_without_asking_whose_it_is(
    arena: Arena, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "PATCH /api/v1/producer/products/{product}/stock"
    monkeypatch.setattr(catalog, "require", _allow)
    said = await walked(arena, key, RECIPES[key])
    assert "another's thing as other_producer: changed agora.audit_entries" in said


async def test_twin_a_notification_read_by_somebody_else(
    arena: Arena, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "PATCH /api/v1/notifications/{notification}/read"
    monkeypatch.setattr(notifications, "decide", _allow)
    said = await walked(arena, key, RECIPES[key])
    assert "another's thing as other_producer: changed agora.audit_entries" in said


async def test_twin_a_credential_that_counts_in_every_shop(
    arena: Arena, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def settle(naming: TenantNaming, named: Any, proved: Any) -> Any:
        return named or proved.tenant

    monkeypatch.setattr(TenantNaming, "settle", settle)
    said = await walked(arena, "GET /api/v1/orders", RECIPES["GET /api/v1/orders"])
    assert "token at the other host: 200, not the 404 of an unknown route" in said
    assert "session with the other X-Tenant: 200" in said


async def test_twin_an_unknown_thing_that_answers_otherwise(
    arena: Arena, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal that reveals what it refuses is seen where the contract does not list it."""
    key = "GET /api/v1/orders/{id}"

    async def find(uow: Any, order_id: int) -> Any:
        if order_id == 1:
            raise NotFound("This order is somebody else's")
        raise NotFound

    monkeypatch.setattr(orders, "find_own_order", find)
    said = await walked(arena, key, RECIPES[key])
    assert "another's id as other_consumer: 404" in said


# Handlers of their own ----------------------------------------------------------------------------


@get("/api/v1/rogue/{id:str}", opt=route("order", "view_own"))
async def without_policies(request: StoaRequest) -> dict[str, Any]:
    """Trusts row-level security alone, and reads a text as a number."""
    async with request.unit_of_work(read_only=True) as uow:
        statement = "SELECT notes FROM orders WHERE id = $2 AND $1::uuid IS NOT NULL"
        row = await uow.row(statement, int(request.path_params["id"]))
    if row is None:
        raise NotFound
    return dict(row)


@pytest_asyncio.fixture(loop_scope="session")
async def open_arena(database_server: Server) -> AsyncIterator[Arena]:
    """An application with the rogue handler, over a database whose orders lost their policy."""
    async with copied_database(database_server) as urls:
        owner = await asyncpg.connect(urls.owner)
        await owner.execute(
            "DROP POLICY tenant_only ON orders; CREATE POLICY everybody ON orders USING (true)"
        )
        outer = create_app(_settings(urls))
        outer.app.register(without_policies)
        async with started(outer):
            arena = await Arena.over(outer, owner, urls.owner)
            yield arena
            await arena.caller.close()
        await owner.close()


def _settings(urls: DatabaseUrls) -> Any:
    return msgspec.structs.replace(settings_for(urls), pool_size=2)


async def test_twin_a_handler_without_policies_over_a_table_without_one(open_arena: Arena) -> None:
    said = await walked(open_arena, "GET /api/v1/rogue/{id}", ROGUE)
    assert "id of the other shop as consumer: 200" in said
    assert "the answer bears data of the other shop" in said
    assert "another's id as other_consumer: 200" in said
    assert "id='abc' as consumer: 500" in said


async def test_twin_the_walker_demands_that_the_recipe_itself_works(arena: Arena) -> None:
    walker = Walker(arena, "GET /api/v1/orders/{id}", ROGUE, "agora")
    walker.recipe = msgspec.structs.replace(ROGUE, person="producer")
    await walker.right_call()
    assert walker.complaints == [
        "GET /api/v1/orders/{id} at agora: called rightly it answers 404, not 200"
    ]
