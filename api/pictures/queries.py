"""All SQL of the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork

INSERT_PICTURE: Final = """
INSERT INTO pictures
    (tenant_id, id, name, width, height, stored_bytes, account_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
# The uses of one thing become exactly the pictures of these names: those that it shows no longer
# go, those that it did not show before come.
DROP_USES: Final = """
DELETE FROM picture_uses u
WHERE u.tenant_id = $1 AND u.resource = $2 AND u.resource_id = $3 AND NOT EXISTS (
    SELECT 1 FROM pictures p
    WHERE p.tenant_id = u.tenant_id AND p.id = u.picture_id AND p.name = ANY($4::text[]))
"""
INSERT_USES: Final = """
INSERT INTO picture_uses (tenant_id, picture_id, resource, resource_id)
SELECT $1, p.id, $2, $3 FROM pictures p
WHERE p.tenant_id = $1 AND p.name = ANY($4::text[])
ON CONFLICT DO NOTHING
"""
# A use that is being written waits on its picture's key, and fails if the picture goes first.
DELETE_UNUSED: Final = """
DELETE FROM pictures p
WHERE p.tenant_id = $1 AND p.created_at < $2 AND NOT EXISTS (
    SELECT 1 FROM picture_uses u WHERE u.tenant_id = p.tenant_id AND u.picture_id = p.id)
RETURNING p.name
"""
KNOWN_NAMES: Final = "SELECT name FROM pictures WHERE tenant_id = $1"


async def insert_picture(
    uow: UnitOfWork, picture_id: int, name: str, width: int, height: int, stored_bytes: int
) -> None:
    await uow.run(
        INSERT_PICTURE,
        picture_id,
        name,
        width,
        height,
        stored_bytes,
        uow.principal.account_id,
        uow.moment,
    )


async def replace_uses(
    uow: UnitOfWork, resource: str, resource_id: int, names: Sequence[str]
) -> None:
    await uow.run(DROP_USES, resource, resource_id, list(names))
    if names:
        await uow.run(INSERT_USES, resource, resource_id, list(names))


async def delete_unused(uow: UnitOfWork, older_than: datetime) -> list[str]:
    """The names of the pictures that nothing shows and that were uploaded before that moment."""
    return [row["name"] for row in await uow.rows(DELETE_UNUSED, older_than)]


async def known_names(uow: UnitOfWork) -> frozenset[str]:
    """The names of all pictures of the shop."""
    return frozenset(row["name"] for row in await uow.rows(KNOWN_NAMES))
