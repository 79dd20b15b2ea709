"""Where an account is signed in: browsers' sessions and programs' tokens, seen and ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from api.identity import queries as credentials
from api.identity.sign_ins import queries
from api.kit import audit
from api.kit.authz import require
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

Kind = Literal["session", "token"]


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a row stands in the list: the most recently used first."""

    seen_at: datetime
    kind: Kind
    id: int


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """One session or token. ``network`` is the caller's, its own part cut off."""

    kind: Kind
    id: int
    account_id: int
    name: str | None
    user_agent: str | None
    network: str | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    seen_at: datetime
    current: bool

    @property
    def place(self) -> Place:
        """Where it stands in the list."""
        return Place(self.seen_at, self.kind, self.id)


async def list_own(
    uow: UnitOfWork, *, after: Place | None, limit: int
) -> tuple[list[SignIn], bool]:
    """Where the caller is signed in, and whether there is more. What is over is left out."""
    require(uow.principal, "list_own", "sign_in")
    rows = await queries.own_sign_ins(uow, after=after, limit=limit + 1)
    return [_sign_in(uow, row) for row in rows[:limit]], len(rows) > limit


async def end(uow: UnitOfWork, kind: Kind, credential_id: int) -> bool:
    """Make one of the caller's sessions or tokens useless; whether it was the one in use.

    Raises ``NotFound``, also for somebody else's.
    """
    account_id = uow.principal.account_id
    known = 0 < credential_id <= LARGEST_ID
    if not known or account_id is None:
        raise NotFound
    row = await queries.sign_in(uow, kind, credential_id)
    if row is None:
        raise NotFound
    found = _sign_in(uow, row)
    if found.account_id != account_id:
        raise NotFound
    require(uow.principal, "end", "sign_in", found)
    forget = credentials.delete_token if kind == "token" else credentials.delete_session
    if not await forget(uow, credential_id, account_id):
        raise NotFound
    await audit.record(uow, "end", "sign_in", credential_id, before={"kind": kind})
    return found.current


async def end_others(uow: UnitOfWork) -> int:
    """Make all of the caller's sessions and tokens useless but the one in use; how many."""
    require(uow.principal, "end", "sign_in")
    principal = uow.principal
    if principal.account_id is None:
        return 0
    kept = {principal.credential: principal.credential_id}
    ended = await credentials.delete_tokens(uow, principal.account_id, but=kept.get("token"))
    ended += await credentials.delete_sessions(uow, principal.account_id, but=kept.get("session"))
    await audit.record(uow, "end_others", "sign_in", None, before={"signed_in": ended})
    return ended


def _sign_in(uow: UnitOfWork, row: Mapping[str, Any]) -> SignIn:
    principal = uow.principal
    current = (row["kind"], row["id"]) == (principal.credential, principal.credential_id)
    return msgspec.convert({**row, "current": current}, SignIn)
