"""The wire shape of an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from asyncpg import Record


class Operator(msgspec.Struct, frozen=True, kw_only=True):
    """GET /api/admin-user-lookup"""

    email: str | None
    is_active: bool = msgspec.field(name="isActive")


class Nobody(msgspec.Struct, frozen=True):
    """The same with a telephone that no operator has."""


def operator(row: Record | None) -> Operator | Nobody:
    """Who was found."""
    return Nobody() if row is None else Operator(email=row["email"], is_active=row["is_active"])
