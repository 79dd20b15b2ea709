"""All SQL of seeing where an account is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.kit.authz import visible

if TYPE_CHECKING:
    from asyncpg import Record

    from api.identity.sign_ins.service import Place
    from api.kit.db import UnitOfWork

_SIGN_INS: Final = """
SELECT kind, id, account_id, name, user_agent, network, created_at, last_used_at, expires_at,
       coalesce(last_used_at, created_at) AS seen_at
FROM (
    SELECT 'session' AS kind, s.tenant_id, s.id, s.account_id, NULL AS name, s.user_agent,
           s.network, s.created_at, s.last_used_at, s.expires_at
    FROM sessions s WHERE s.tenant_id = $1
    UNION ALL
    SELECT 'token', t.tenant_id, t.id, t.account_id, t.name, t.user_agent, t.network,
           t.created_at, t.last_used_at, t.expires_at
    FROM access_tokens t WHERE t.tenant_id = $1
) AS sign_ins
"""
SIGN_IN: Final = f"{_SIGN_INS} WHERE tenant_id = $1 AND kind = $2 AND id = $3"


async def sign_in(uow: UnitOfWork, kind: str, credential_id: int) -> Record | None:
    return await uow.row(SIGN_IN, kind, credential_id)


async def own_sign_ins(uow: UnitOfWork, *, after: Place | None, limit: int) -> list[Record]:
    """Some of the sessions and tokens that the caller may call its own and that still count."""
    arguments: list[object] = [uow.tenant_id]
    mine = visible(uow.principal, "list_own", "sign_in", arguments)
    arguments += [uow.moment, limit]
    here = len(arguments)
    begins = ""
    if after is not None:
        arguments += [after.seen_at, after.kind, after.id]
        begins = (
            f"AND (coalesce(last_used_at, created_at), kind, id) "
            f"< (${here + 1}, ${here + 2}, ${here + 3})"
        )
    return await uow.rows(
        f"{_SIGN_INS} WHERE tenant_id = $1 AND {mine} "
        f"AND (expires_at IS NULL OR expires_at > ${here - 1}) {begins} "
        f"ORDER BY coalesce(last_used_at, created_at) DESC, kind DESC, id DESC LIMIT ${here}",
        *arguments[1:],
    )
