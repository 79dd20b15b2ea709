"""Piccolo on the unit of work: plain reads and writes that always carry the tenant.

Piccolo maps tables and builds statements here; it never opens a connection. The one permitted
start is ``Products.scoped(uow)``, which puts ``tenant_id = <the unit of work's tenant>`` into the
statement and runs it on that unit's own connection. Hot paths are SQL in ``queries.py``.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, cast

from piccolo.columns import UUID, Column
from piccolo.engine.postgres import PostgresEngine
from piccolo.query.methods.delete import Delete
from piccolo.query.methods.select import Select
from piccolo.query.methods.update import Update
from piccolo.table import Table

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator, Mapping

    from piccolo.engine.postgres import PostgresTransaction


class Connected(Protocol):
    """Whoever holds an open asyncpg connection with a transaction begun on it."""

    @property
    def connection(self) -> Any: ...


class TenantScope(Connected, Protocol):
    """The part of a unit of work that scoped statements need."""

    @property
    def tenant_id(self) -> uuid.UUID: ...


class NoUnitOfWork(RuntimeError):
    """A Piccolo statement was run outside ``Table.scoped(uow)``."""


class LentConnectionEngine(PostgresEngine):
    """A Piccolo engine without connections of its own: it runs on the one it was lent."""

    def __init__(self) -> None:
        super().__init__(config={})

    async def get_version(self) -> float:
        """The oldest server Stoa runs on; asking would need a connection at import time."""
        return 15.0

    async def prep_database(self) -> None:
        """Nothing to prepare: Stoa uses no extension."""

    async def get_new_connection(self) -> Any:
        """Refuse: raises NoUnitOfWork."""
        raise NoUnitOfWork("Piccolo opens no connection here: begin with Table.scoped(uow).")

    @contextmanager
    def lent(self, lender: Connected) -> Iterator[None]:
        """Statements run inside go to ``lender.connection``; nothing is begun or committed."""
        # Of a transaction Piccolo reads nothing but its connection.
        token = self.current_transaction.set(cast("PostgresTransaction", lender))
        try:
            yield
        finally:
            self.current_transaction.reset(token)


ENGINE = LentConnectionEngine()


class ScopedSelect(Select[Any]):
    """A Piccolo select that runs on its unit of work."""

    __slots__ = ("scope",)
    scope: TenantScope

    async def _run(self, node: str | None = None, in_pool: bool = True) -> Any:
        with ENGINE.lent(self.scope):
            return await super()._run(node=node, in_pool=in_pool)


class ScopedUpdate(Update[Any]):
    """A Piccolo update that runs on its unit of work."""

    __slots__ = ("scope",)
    scope: TenantScope

    async def _run(self, node: str | None = None, in_pool: bool = True) -> Any:
        with ENGINE.lent(self.scope):
            return await super()._run(node=node, in_pool=in_pool)


class ScopedDelete(Delete):
    """A Piccolo delete that runs on its unit of work."""

    __slots__ = ("scope",)
    scope: TenantScope

    async def _run(self, node: str | None = None, in_pool: bool = True) -> Any:
        with ENGINE.lent(self.scope):
            return await super()._run(node=node, in_pool=in_pool)


class Scoped:
    """The starts of statements on one table for one tenant; conditions added later only narrow."""

    def __init__(self, table: type[TenantTable], scope: TenantScope) -> None:
        self.table = table
        self.scope = scope

    def select(self, *columns: Column | str) -> ScopedSelect:
        """Rows of the tenant as dictionaries, of the given columns or of all."""
        query = ScopedSelect(table=self.table, columns_list=list(columns))
        query.scope = self.scope
        query.where(self.table.tenant_id == self.scope.tenant_id)
        return query

    def update(self, values: Mapping[Column | str, object]) -> ScopedUpdate:
        """Change rows of the tenant; raises ValueError when ``values`` names the tenant itself."""
        names = {value if isinstance(value, str) else value._meta.name for value in values}
        if "tenant_id" in names:
            raise ValueError("A row never changes its tenant.")
        query = ScopedUpdate(table=self.table)
        query.scope = self.scope
        query.values(dict(values))
        query.where(self.table.tenant_id == self.scope.tenant_id)
        return query

    def delete(self) -> ScopedDelete:
        """Delete rows of the tenant; add a condition, or all of them go."""
        query = ScopedDelete(table=self.table)
        query.scope = self.scope
        query.where(self.table.tenant_id == self.scope.tenant_id)
        return query


class TenantTable(Table, db=ENGINE):
    """A table whose key leads with the tenant.

    Piccolo cannot say a composite key, so ``tables.py`` marks the last key column as primary and
    the database has ``(tenant_id, …)``. ``save()``, ``objects()`` and Piccolo joins would send the
    last column alone and are kept out by a law.
    """

    # Marked as primary here only, or Piccolo would lend every table a serial id of its own.
    tenant_id = UUID(primary_key=True, default=None)

    @classmethod
    def scoped(cls, scope: TenantScope) -> Scoped:
        """The one permitted start of a statement on this table."""
        return Scoped(cls, scope)
