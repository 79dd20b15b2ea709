"""Files of the tenants: in a local folder, or in any store that speaks S3.

Every path is a tenant's: callers name the tenant and a path below it, so no path of one tenant can
name a file of another. Call this only while no transaction is open: a store may take seconds.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from api.kit.errors import Unavailable

if TYPE_CHECKING:
    from uuid import UUID

    from obstore import GetOptions
    from obstore.store import ObjectStore

# Lower-case parts of letters, digits, dash, underscore and dots that do not come first: nothing
# that a store or a file system reads in another way.
PATH: Final = re.compile(r"[a-z0-9_-][a-z0-9._-]*(?:/[a-z0-9_-][a-z0-9._-]*){0,7}")
LONGEST_PATH: Final = 200
SENTENCE: Final = "The store of the shop's files does not answer. Nothing was kept; try again."
# What the store itself raises for files that are not there, whichever store it is.
_MISSING: Final = (FileNotFoundError,)

log = structlog.get_logger("stoa.storage")


class StorageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where files go: ``bucket`` of a store that speaks S3, else ``folder``, else nowhere.

    ``prefix`` is put before every path, so several installations can share a bucket.
    """

    folder: Path | None = None
    bucket: str | None = None
    prefix: str = ""
    endpoint: str | None = None
    region: str = "us-east-1"
    access_key: str | None = None
    secret_key: str | None = None


class StoredFile(msgspec.Struct, frozen=True):
    """One file of a tenant, without its content. ``changed_at`` is aware and in UTC."""

    path: str
    size: int
    changed_at: datetime


class Storage:
    """The files of all tenants, each tenant's apart. Raises ``Unavailable`` when nobody answers."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, tenant_id: UUID, files: Mapping[str, bytes]) -> None:
        """Keep these files, each whole or not at all; one of the same path is replaced."""
        for path, content in files.items():
            try:
                await obstore.put_async(self._store, _place(tenant_id, path), content)
            except (BaseError, OSError) as reason:
                raise _unavailable("put", reason) from reason

    async def get(
        self, tenant_id: UUID, path: str, *, part: tuple[int, int] | None = None
    ) -> bytes | None:
        """The content of a file; none where the tenant has no such file or no such path can be.

        ``part`` are the places of the first byte and behind the last one, within the file.
        """
        if not is_path(path):
            return None
        options: GetOptions | None = None if part is None else {"range": part}
        try:
            found = await obstore.get_async(self._store, _place(tenant_id, path), options=options)
            return bytes(await found.bytes_async())
        except _MISSING:
            return None
        except (BaseError, OSError) as reason:
            raise _unavailable("get", reason) from reason

    async def size(self, tenant_id: UUID, path: str) -> int | None:
        """How many bytes a file has; none where ``get`` would find none."""
        if not is_path(path):
            return None
        try:
            found = await obstore.head_async(self._store, _place(tenant_id, path))
            return found["size"]
        except _MISSING:
            return None
        except (BaseError, OSError) as reason:
            raise _unavailable("size", reason) from reason

    async def delete(self, tenant_id: UUID, paths: Iterable[str]) -> None:
        """Take files away; one that is not there is as good as deleted."""
        for path in paths:
            try:
                await obstore.delete_async(self._store, _place(tenant_id, path))
            except _MISSING:
                continue
            except (BaseError, OSError) as reason:
                raise _unavailable("delete", reason) from reason

    async def list(self, tenant_id: UUID, folder: str) -> AsyncIterator[StoredFile]:
        """Every file below a folder of the tenant, in no order."""
        prefix = _place(tenant_id, folder)
        beginning = f"{tenant_id}/"
        try:
            async for batch in obstore.list(self._store, prefix=prefix):
                for found in batch:
                    path = found["path"].removeprefix(beginning)
                    yield StoredFile(path, found["size"], found["last_modified"])
        except (BaseError, OSError) as reason:
            raise _unavailable("list", reason) from reason


def open_storage(settings: StorageSettings) -> Storage | None:
    """The storage that the settings describe; none when they name neither bucket nor folder."""
    if settings.bucket is not None:
        return Storage(_s3(settings))
    if settings.folder is not None:
        folder = settings.folder.joinpath(settings.prefix)
        return Storage(LocalStore(folder, mkdir=True, automatic_cleanup=True))
    return None


def memory_storage() -> Storage:
    """Files that live as long as the process: for tests and for trying things out."""
    return Storage(MemoryStore())


def is_path(path: str) -> bool:
    """Whether this could be the path of a file: no climbing, no odd letters, not too long."""
    return len(path) <= LONGEST_PATH and PATH.fullmatch(path) is not None


def _s3(settings: StorageSettings) -> S3Store:
    endpoint = settings.endpoint
    given: dict[str, str] = {"region": settings.region}
    if endpoint is not None:
        given["endpoint"] = endpoint
    if settings.access_key is not None and settings.secret_key is not None:
        given["access_key_id"] = settings.access_key
        given["secret_access_key"] = settings.secret_key
    return S3Store(
        settings.bucket,
        prefix=settings.prefix or None,
        client_options={
            "allow_http": endpoint is not None and endpoint.startswith("http://"),
            "timeout": timedelta(seconds=20),
            "connect_timeout": timedelta(seconds=3),
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
        # The constructor's own names, each a text; its signature types every keyword apart.
        **given,  # type: ignore[arg-type]
    )


def _place(tenant_id: UUID, path: str) -> str:
    if not is_path(path):
        raise ValueError(f"{path!r} is no path of a stored file")
    return f"{tenant_id}/{path}"


def _unavailable(verb: str, reason: Exception) -> Unavailable:
    log.error("storage.failed", verb=verb, reason=repr(reason)[:500])
    return Unavailable(SENTENCE, headers={"Retry-After": "5"})
