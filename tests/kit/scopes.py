"""Units of work for tests of the kit, in either shop of the world."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from api.kit.authz import Principal
from api.kit.db import Scope
from tests.support.world import MOMENT, SHOPS

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from api.kit.db import Database, UnitOfWork


def work(
    database: Database,
    shop: str = "agora",
    *,
    account_id: int | None = None,
    moment: datetime = MOMENT,
) -> AbstractAsyncContextManager[UnitOfWork]:
    """A unit of work of one account, or of nobody, in one shop."""
    tenant_id = SHOPS[shop]
    principal = Principal(tenant_id=tenant_id, account_id=account_id)
    return database.unit_of_work(
        Scope(tenant_id=tenant_id, principal=principal, moment=moment, request_id="test")
    )
