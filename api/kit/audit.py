"""Who changed what: one row for each change, with before and after, in the change's transaction.

Rows are append-only (no grant and no policy for anything else). Secrets never reach them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from api.kit.ids import next_ids

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

MASK: Final = "•••"
_SECRET_WORDS: Final = ("password", "token", "secret", "hash", "iban", "tax_id")

INSERT_AUDIT_ENTRIES: Final = """
INSERT INTO audit_entries
    (tenant_id, id, account_id, request_id, decision_id, action, resource, resource_id,
     before, after, created_at)
SELECT $1, e.id, $2, $3, $4, $5, $6, e.resource_id, e.before::jsonb, e.after::jsonb, $7
FROM unnest($8::bigint[], $9::bigint[], $10::text[], $11::text[])
    AS e (id, resource_id, before, after)
"""

Values = Mapping[str, object]
Change = tuple[int | None, Values | None, Values | None]
"""The thing's id, what was and what is."""


async def record(
    uow: UnitOfWork,
    action: str,
    resource: str,
    resource_id: int | None,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write down that the unit of work's caller did ``action`` to the thing.

    ``before`` and ``after`` hold the columns that the change touched; none for what did not exist.
    """
    await record_many(uow, action, resource, [(resource_id, before, after)])


async def record_many(
    uow: UnitOfWork,
    action: str,
    resource: str,
    changes: list[Change],
) -> None:
    """Write down one action on several things, with what else the unit of work writes last."""
    uow.later(
        INSERT_AUDIT_ENTRIES,
        uow.principal.account_id,
        uow.scope.request_id,
        uow.scope.decision_id,
        action,
        resource,
        uow.moment,
        await next_ids(uow, "audit_entries", len(changes)),
        [resource_id for resource_id, _, _ in changes],
        [_json(before) for _, before, _ in changes],
        [_json(after) for _, _, after in changes],
    )


def masked(values: Values) -> dict[str, object]:
    """The same values with every secret covered, as its name tells."""
    return {
        key: MASK if value is not None and _is_secret(key) else value
        for key, value in values.items()
    }


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return any(word in name for word in _SECRET_WORDS)


def _json(values: Values | None) -> str | None:
    return None if values is None else msgspec.json.encode(masked(values)).decode()
