"""A producer's own picture: uploaded, shown instead of the one before, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.kit.authz import require
from api.pictures.service import next_picture_id, register
from api.producers.service import hold_producer, owned, store

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork
    from api.pictures.service import KeptPicture


async def prepare_picture(uow: UnitOfWork) -> int:
    """Find out that the caller may, before anything is drawn; returns the picture's number.

    Raises ``NotFound`` for a caller without a profile, and ``Refused``.
    """
    await _own_profile_held(uow)
    return await next_picture_id(uow)


async def show_picture(uow: UnitOfWork, kept: KeptPicture) -> Record:
    """Show an uploaded picture on the caller's own profile; the profile as stored.

    The files of the one before go a day later. Raises as ``prepare_picture`` does.
    """
    row = await _own_profile_held(uow)
    await register(uow, kept)
    return await store(uow, "change_picture", row, {"image_url": kept.url})


async def remove_picture(uow: UnitOfWork) -> Record:
    """Show no picture on the caller's own profile. Raises as ``prepare_picture`` does."""
    return await store(uow, "change_picture", await _own_profile_held(uow), {"image_url": None})


async def _own_profile_held(uow: UnitOfWork) -> Record:
    row = await hold_producer(uow, uow.principal.producer_id or 0)
    require(uow.principal, "update_own", "producer", owned(row))
    return row
