"""Keeping uploaded pictures, and taking away those that nothing shows.

An upload has three steps, because the store of files is called while no transaction is open: the
owner of the thing prepares (may the caller, is there room), ``keep_picture`` draws and stores, and
``register`` writes the rows in the owner's transaction. A crash in between leaves files without a
row, which a job sweeps up every night.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from api.kit import audit
from api.kit.db import ForeignKeyViolation
from api.kit.errors import Unavailable
from api.kit.ids import next_id
from api.pictures import queries
from api.pictures.errors import PictureGone
from api.pictures.rules import WIDTHS, draw

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork
    from api.kit.storage import Storage

FOLDER: Final = "pictures"
SWEEP: Final = "pictures.sweep"
URL_BEGINNING: Final = "/storage/"
MEDIA_TYPES: Final[Mapping[str, str]] = {"webp": "image/webp", "jpg": "image/jpeg"}
# An hour would do for an upload on its way; a day lets people undo what they did in a form.
KEPT_UNUSED: Final = timedelta(days=1)
_FILE: Final = re.compile(
    rf"{FOLDER}/(?P<name>[0-9]{{1,19}}-[0-9a-f]{{32}})/(?P<width>{'|'.join(map(str, WIDTHS))})"
    rf"\.(?P<kind>{'|'.join(MEDIA_TYPES)})"
)
# Two at a time: a picture may take 320 MB while it is drawn, and one core is left to serve.
_PAINTERS: Final = ThreadPoolExecutor(2, thread_name_prefix="pictures")


class KeptPicture(msgspec.Struct, frozen=True):
    """A picture whose files are stored and whose row is not written yet. Sizes in points."""

    id: int
    name: str
    width: int
    height: int
    stored_bytes: int

    @property
    def url(self) -> str:
        """The address that old clients show: the widest file, as JPEG."""
        return picture_url(self.name, WIDTHS[-1], "jpg")


class Sweep(msgspec.Struct, frozen=True):
    """Which files may go: those older than ``limit`` whose picture is not ``known``."""

    tenant_id: UUID
    limit: datetime
    known: frozenset[str]


class PictureFile(msgspec.Struct, frozen=True):
    """A file of a picture by the path that its address names."""

    path: str
    media_type: str


async def next_picture_id(uow: UnitOfWork) -> int:
    """A number for the picture that is about to be uploaded."""
    return await next_id(uow, "pictures")


async def keep_picture(
    storage: Storage | None, tenant_id: UUID, picture_id: int, content: bytes
) -> KeptPicture:
    """Draw the upload in every width and store the files; call it outside of a unit of work.

    Raises ``PictureRefused`` and, when the files cannot be stored, ``Unavailable``.
    """
    if storage is None:
        raise Unavailable(
            "This shop has no place for pictures yet. Its operator sets STOA_STORAGE_FOLDER or "
            "STOA_STORAGE_BUCKET."
        )
    drawn = await asyncio.get_running_loop().run_in_executor(_PAINTERS, draw, content)
    name = f"{picture_id}-{drawn.fingerprint}"
    files = {f"{FOLDER}/{name}/{file}": content for file, content in drawn.files.items()}
    await storage.put(tenant_id, files)
    return KeptPicture(picture_id, name, drawn.width, drawn.height, drawn.stored_bytes)


async def register(uow: UnitOfWork, kept: KeptPicture) -> None:
    """Write down a picture whose files are stored."""
    await queries.insert_picture(
        uow, kept.id, kept.name, kept.width, kept.height, kept.stored_bytes
    )


async def use_pictures(
    uow: UnitOfWork, resource: str, resource_id: int, urls: Iterable[str]
) -> None:
    """Say which addresses a thing shows now, all of them; others than ours do not matter.

    What nothing shows any more is swept away after ``KEPT_UNUSED``. Raises ``PictureGone`` when
    that happens at this very moment.
    """
    names = {file["name"] for file in map(_file_at, urls) if file is not None}
    try:
        await queries.replace_uses(uow, resource, resource_id, sorted(names))
    except ForeignKeyViolation as reason:
        raise PictureGone from reason


async def forget_unused(uow: UnitOfWork) -> Sweep:
    """Forget the shop's pictures that nothing shows; which files may go then.

    What is younger than ``KEPT_UNUSED`` stays: it may be on its way.
    """
    limit = uow.moment - KEPT_UNUSED
    unused = await queries.delete_unused(uow, limit)
    if unused:
        await audit.record(uow, "sweep", "picture", None, before={"names": unused})
    return Sweep(uow.tenant_id, limit, await queries.known_names(uow))


async def sweep_files(storage: Storage, sweep: Sweep) -> int:
    """Take away files that no picture owns, a crashed upload's too; returns how many went."""
    lost = [
        file.path
        async for file in storage.list(sweep.tenant_id, FOLDER)
        if file.changed_at < sweep.limit and file.path.split("/")[1] not in sweep.known
    ]
    await storage.delete(sweep.tenant_id, lost)
    return len(lost)


def picture_url(name: str, width: int, kind: str) -> str:
    """The address of one file: ``/storage/pictures/<name>/640.webp``, below the shop's host."""
    return f"{URL_BEGINNING}{FOLDER}/{name}/{width}.{kind}"


def sources(url: str) -> dict[str, dict[int, str]] | None:
    """All files of the picture at an address by kind and width; none for an address elsewhere."""
    file = _file_at(url)
    if file is None:
        return None
    return {
        kind: {width: picture_url(file["name"], width, kind) for width in WIDTHS}
        for kind in MEDIA_TYPES
    }


def file_of(path: str) -> PictureFile | None:
    """The file that the path behind ``/storage/`` names; none where it cannot name one."""
    file = _FILE.fullmatch(path)
    return None if file is None else PictureFile(path, MEDIA_TYPES[file["kind"]])


def _file_at(url: str) -> re.Match[str] | None:
    if not url.startswith(URL_BEGINNING):
        return None
    return _FILE.fullmatch(url.removeprefix(URL_BEGINNING))
