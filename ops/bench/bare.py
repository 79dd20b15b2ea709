"""The same SQL behind a bare Litestar route: no tenancy, policy, limits, dialect, log or numbers.

Two granian workers with the application's pool settings authenticate, begin, send the recipe's
statements, commit, and answer the rows as dictionaries. ``python -m ops.bench.bare PORT FILE``.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import asyncpg
import msgspec
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server
from litestar import Litestar, Request, Response
from litestar.handlers import HTTPRouteHandler

from api.kit.connections import ACQUIRE_SECONDS
from api.kit.db import SERVER_SETTINGS
from api.kit.ids import random_uuid4
from ops.bench.plan import METHODS, WORKERS, Row
from ops.bench.recipe import Constant, Draw, Recipe, Step, bound, products_of, typed
from ops.bench.requests import secret_of

if TYPE_CHECKING:
    from asyncpg import Connection, Pool

# The shop's own paths below /bare, so that the load generator sends the same requests.
PATHS: Final[dict[Row, str]] = {
    "list": "/bare/api/v1/public/products",
    "detail": "/bare/api/v1/public/products/{product:str}",
    "own_orders": "/bare/api/v1/orders",
    "placement": "/bare/api/v1/orders",
}
CARD_VARIABLE: Final = "STOA_BENCH_CARD"
# Far above the ids of the shops and below those of pgbench.
RANGE_OF_A_PROCESS: Final = 10**8


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a bare worker is told: a file of the bench's folder."""

    app_url: str
    pool_size: int
    recipes: list[Recipe]
    slugs: list[str]
    tenants: list[UUID]
    readers: int
    buyers: int
    products: int


class Route:
    """One recipe behind one path."""

    def __init__(self, recipe: Recipe, card: Card) -> None:
        self._recipe = recipe
        self._card = card
        self._steps = [_restored(step) for step in recipe.steps]
        self._authenticate = _restored(recipe.authenticate)
        self._fresh = count(os.getpid() * RANGE_OF_A_PROCESS, max(recipe.fresh, 1))

    async def answer(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """Send the recipe with choices of its own; the answer holds all rows."""
        if request.method == "POST":
            await request.json()
        draw = self._draw()
        pool: Pool = request.app.state.pool
        async with pool.acquire() as connection:
            await connection.fetchrow(*_call(self._authenticate, draw))
        async with pool.acquire() as connection:
            rows = await self._transaction(connection, draw)
        status = 201 if request.method == "POST" else 200
        return Response(rows, status_code=status)

    async def _transaction(self, connection: Connection, draw: Draw) -> list[list[dict[str, Any]]]:
        begin = self._recipe.begin
        if begin is not None:
            bind = self._recipe.bind_tenant.format(tenant=draw.tenant_id)
            await connection.execute(f"{begin}; {bind}")
        found = []
        for step in self._steps:
            if len(step.rows) > 1:
                many = [[bound(argument, draw) for argument in row] for row in step.rows]
                await connection.executemany(step.statement, many)
            else:
                rows = await connection.fetch(*_call(step, draw))
                found.append([dict(row) for row in rows])
        if begin is not None:
            await connection.execute("COMMIT")
        return found

    def _draw(self) -> Draw:
        card = self._card
        shop = random.randrange(len(card.slugs))
        first, last = (1, card.readers)
        if self._recipe.row == "placement":
            first, last = card.readers + 1, card.buyers
        account_id = random.randint(first, last)
        secret = secret_of(card.slugs[shop], account_id)
        return Draw(
            tenant_id=card.tenants[shop],
            token_hash=hashlib.sha256(secret.encode()).digest(),
            account_id=account_id,
            product_ids=products_of(card.products, random.randrange),
            first_fresh=next(self._fresh),
            make_uuid=random_uuid4,
        )


def application() -> Litestar:
    """What each worker serves; the card's file is named by the environment."""
    card = msgspec.json.decode(Path(os.environ[CARD_VARIABLE]).read_bytes(), type=Card)
    handlers = []
    for recipe in card.recipes:
        handler = HTTPRouteHandler(
            PATHS[recipe.row], http_method=METHODS[recipe.row], sync_to_thread=False
        )
        handlers.append(handler(Route(recipe, card).answer))
    return Litestar(handlers, lifespan=[partial(_running, card)], openapi_config=None)


@asynccontextmanager
async def _running(card: Card, app: Litestar) -> AsyncIterator[None]:
    app.state.pool = await asyncpg.create_pool(
        card.app_url,
        min_size=1,
        max_size=card.pool_size,
        init=_prepare,
        reset=_keep_as_is,
        server_settings=SERVER_SETTINGS,
        timeout=ACQUIRE_SECONDS,
        statement_cache_size=300,
    )
    yield
    await app.state.pool.close()


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: msgspec.json.encode(value).decode(),
        decoder=msgspec.json.decode,
    )


async def _keep_as_is(_: Connection) -> None:
    """As in the application: SET LOCAL ends with its transaction."""


def _restored(step: Step) -> Step:
    """The step with its constants as asyncpg takes them."""
    rows = [
        [
            Constant(typed(argument.value, kind)) if isinstance(argument, Constant) else argument
            for argument, kind in zip(row, step.types, strict=True)
        ]
        for row in step.rows
    ]
    return Step(step.statement, step.types, rows)


def _call(step: Step, draw: Draw) -> tuple[Any, ...]:
    return (step.statement, *(bound(argument, draw) for argument in step.rows[0]))


def main(port: str, card: str) -> None:
    """Serve until SIGTERM."""
    os.environ[CARD_VARIABLE] = card
    Server(
        "ops.bench.bare:application",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=WORKERS,
        factory=True,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
