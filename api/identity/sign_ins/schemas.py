"""The shapes of sign-ins in Stoa's dialect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from api.stoa.paginate import cursor_of

if TYPE_CHECKING:
    from api.identity.sign_ins.service import SignIn


class SignInShown(msgspec.Struct, frozen=True, kw_only=True):
    """Where the caller is signed in: a browser's session or a program's token."""

    kind: str
    id: int
    name: str | None
    user_agent: str | None
    network: str | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    current: bool


class SignIns(msgspec.Struct, frozen=True):
    """GET /sign-ins"""

    data: list[SignInShown]
    next_cursor: str | None


class Ended(msgspec.Struct, frozen=True):
    """DELETE /sign-ins: how many were ended."""

    ended: int


def sign_ins(shown: Sequence[SignIn], *, more: bool) -> SignIns:
    """One page; with ``more``, its last row is where the next one begins."""
    data = [msgspec.convert(each, SignInShown, from_attributes=True) for each in shown]
    return SignIns(data, cursor_of(shown[-1].place) if more else None)
