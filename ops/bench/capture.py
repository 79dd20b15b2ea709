"""Runs the real application once and keeps every statement it sends, with arguments."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, redirect_stderr
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any, Final

import asyncpg
import httpx

from api.app import create_app
from api.identity.queries import AUTHENTICATE
from api.kit.clock import SystemClock
from api.kit.db import SERVER_SETTINGS, Database, Glance, UnitOfWork
from api.kit.ids import random_uuid4
from api.kit.together import alone, alone_in_sequence
from api.settings import Settings
from ops.bench.plan import METHODS, ROWS, Row, Way
from ops.bench.recipe import Chosen, Constant, Recipe, Sent, Step, Subjects, name_arguments
from ops.bench.requests import basket, order_body, path_of, token_of
from ops.refusal import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from asyncpg import Record

    from api.kit.db import Scope
    from ops.bench.market import BenchShop, Market

CALM: Final = 400


class RecordedDatabase(Database):
    """The application's database with a look at every statement of a request: merged."""

    plain = False

    sent: list[Sent]
    begun: list[str]

    @asynccontextmanager
    async def unit_of_work(
        self, scope: Scope, *, read_only: bool = False
    ) -> AsyncIterator[UnitOfWork]:
        async with super().unit_of_work(scope, read_only=read_only) as uow:
            with uow.connection.query_logger(self._note):
                yield uow
                # What waits would be sent on the way out, unheard.
                await uow.settle()

    def glance(self, scope: Scope) -> Glance:
        """A glance whose statement is noted as it is sent."""
        return RecordedGlance(self, self._connections, scope)

    def _note(self, record: Any) -> None:
        rows = list(record.args)
        if not rows or not all(isinstance(row, tuple) for row in rows):
            rows = [tuple(record.args)]
        self.sent.append(Sent(record.query, rows))


class RecordedGlance(Glance):
    """A glance that tells its database what it sends."""

    async def row(self, statement: str, *arguments: object) -> Record | None:
        self._tell(alone(statement), arguments)
        return await super().row(statement, *arguments)

    async def rows(self, statement: str, *arguments: object) -> list[Record]:
        self._tell(alone_in_sequence(statement), arguments)
        return await super().rows(statement, *arguments)

    def _tell(self, statement: str, arguments: tuple[object, ...]) -> None:
        assert isinstance(self.database, RecordedDatabase)
        self.database.sent.append(Sent(statement, [(self.scope.tenant_id, *arguments)]))


class PlainDatabase(RecordedDatabase):
    """The same without merging: a round trip for each statement, between BEGIN and COMMIT."""

    plain = True

    @asynccontextmanager
    async def unit_of_work(
        self, scope: Scope, *, read_only: bool = False
    ) -> AsyncIterator[UnitOfWork]:
        async with Database.unit_of_work(self, scope, read_only=read_only) as uow:
            one_by_one = OneByOne(self, uow.connection, scope)
            with uow.connection.query_logger(self._note):
                yield one_by_one
                await one_by_one.settle()

    def glance(self, scope: Scope) -> Glance:
        """Reads in a unit of work."""
        return InTransaction(self, self._connections, scope)


class OneByOne(UnitOfWork):
    """A unit of work that sends each of the writes that wait by itself, in their order."""

    def __init__(self, *of: Any) -> None:
        super().__init__(*of)
        self._put_off: list[tuple[str, tuple[object, ...]]] = []

    def later(self, statement: str, *arguments: object) -> None:
        self._put_off.append((statement, arguments))

    async def settle(self) -> None:
        put_off, self._put_off = self._put_off, []
        for statement, arguments in put_off:
            await self.connection.execute(statement, self.scope.tenant_id, *arguments)


class InTransaction(Glance):
    """A glance that reads in a unit of work."""

    async def row(self, statement: str, *arguments: object) -> Record | None:
        async with self.database.unit_of_work(self.scope, read_only=True) as uow:
            return await uow.row(statement, *arguments)

    async def rows(self, statement: str, *arguments: object) -> list[Record]:
        async with self.database.unit_of_work(self.scope, read_only=True) as uow:
            return await uow.rows(statement, *arguments)


async def capture(app_url: str, market: Market) -> dict[Way, list[Recipe]]:
    """One recipe for each row, plain and merged. Raises Refusal when a request cannot be repeated
    as it was.
    """
    return {
        "plain": await _captured(PlainDatabase, app_url, market),
        "merged": await _captured(RecordedDatabase, app_url, market),
    }


async def _captured(kind: type[RecordedDatabase], app_url: str, market: Market) -> list[Recipe]:
    settings = Settings(database_url=app_url, environment="test")
    outer = create_app(settings)
    observed: list[str] = []
    recorded = await kind.open(app_url, pool_size=2, observe=observed.append)
    assert isinstance(recorded, RecordedDatabase)
    address = f"http://{market.shops[0].slug}.localhost"
    refusal, recipes = None, []
    try:
        # The access log of these few requests is nobody's business.
        with redirect_stderr(TextIOWrapper(BytesIO())):
            async with (
                outer.app.lifespan(),
                httpx.AsyncClient(transport=httpx.ASGITransport(outer), base_url=address) as client,
            ):
                outer.app.state.database = recorded
                calls = _Calls(client, recorded, observed)
                try:
                    recipes = [await _recipe(calls, row, market, app_url) for row in ROWS]
                # Out of a lifespan it would come wrapped in an exception group.
                except Refusal as reason:
                    refusal = reason
    finally:
        await recorded.close()
    if refusal is not None:
        raise refusal
    return recipes


class _Calls:
    """Sends one request at a time and tells what it made the application send."""

    def __init__(
        self, client: httpx.AsyncClient, recorded: RecordedDatabase, observed: list[str]
    ) -> None:
        self.plain = recorded.plain
        self._client = client
        self._recorded = recorded
        self._observed = observed

    async def send(
        self, row: Row, shop: BenchShop, account_id: int, products: Sequence[int], key: str
    ) -> tuple[list[Sent], list[str]]:
        """The request's statements, and all texts with BEGIN and COMMIT where there were any."""
        self._recorded.sent = []
        self._observed.clear()
        headers = {
            "accept": "application/json",
            "authorization": f"Bearer {token_of(shop.slug, account_id)}",
        }
        body = None
        if METHODS[row] == "POST":
            headers |= {"idempotency-key": key, "content-type": "application/json"}
            body = order_body(products)
        path = path_of(row, products[0])
        answer = await self._client.request(METHODS[row], path, headers=headers, content=body)
        if answer.status_code >= CALM:
            raise Refusal(f"{METHODS[row]} {path} answered {answer.status_code}: {answer.text}")
        # The driver tells of a statement in the loop's next turn.
        await asyncio.sleep(0)
        return self._recorded.sent, list(self._observed)


async def _recipe(calls: _Calls, row: Row, market: Market, app_url: str) -> Recipe:
    shop = market.shops[0]
    # The last buyer and products: their ids are high, so that no count or amount looks like them.
    account_id = market.buyers if row == "placement" else market.readers
    products = basket([group[-2:] for group in shop.by_producer])
    key = f"capture-{random_uuid4()}"
    await calls.send(row, shop, account_id, products, f"{key}-before")
    first, texts = await calls.send(row, shop, account_id, products, key)
    second, _ = await calls.send(row, shop, account_id, products, f"{key}-again")
    statements = [sent.statement for sent in first]
    begin, bind_tenant = None, ""
    if texts != statements:
        begin, bind_tenant = _beginning(texts, shop.tenant_id, statements)
    subjects = Subjects(
        tenant_id=shop.tenant_id,
        key=key,
        account_id=account_id if row in ("own_orders", "placement") else None,
        product_ids=products if row == "placement" else products[:1] if row == "detail" else (),
    )
    types = [await _types(app_url, sent.statement) for sent in first]
    steps, fresh = name_arguments(first, second, subjects, types)
    return Recipe(
        row=row,
        authenticate=Step(
            AUTHENTICATE,
            await _types(app_url, AUTHENTICATE),
            [[Constant("token"), Chosen("token"), Constant(SystemClock().now())]],
        ),
        begin=begin,
        bind_tenant=bind_tenant,
        steps=steps,
        fresh=fresh,
        plain=calls.plain,
    )


def _beginning(texts: list[str], tenant_id: UUID, inner: list[str]) -> tuple[str, str]:
    """BEGIN and the tenant's SET, ``{tenant}`` in its place. Raises Refusal unless the request was
    exactly one transaction of the inner statements.
    """
    if len(texts) != len(inner) + 2 or texts[1:-1] != inner or texts[-1] != "COMMIT":
        raise Refusal(f"The request was not one transaction, so it cannot be repeated: {texts}")
    begin, separator, bind_tenant = texts[0].partition("; ")
    if not separator or str(tenant_id) not in bind_tenant:
        raise Refusal(f"The transaction does not begin by binding the tenant: {texts[0]}")
    return begin, bind_tenant.replace(str(tenant_id), "{tenant}")


async def _types(app_url: str, statement: str) -> list[str]:
    """The PostgreSQL types of a statement's parameters, arrays as ``int8[]``."""
    connection = await asyncpg.connect(app_url, server_settings=SERVER_SETTINGS)
    try:
        prepared = await connection.prepare(statement)
        return [kind.name for kind in prepared.get_parameters()]
    finally:
        await connection.close()
