"""Files of tenants: in memory, in a folder and in a bucket they behave the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from api.kit.errors import Unavailable
from api.kit.storage import (
    LONGEST_PATH,
    Storage,
    StorageSettings,
    is_path,
    memory_storage,
    open_storage,
)
from tests.support.bucket import ACCESS_KEY, BUCKET, bucket_server

ONE, OTHER = UUID(int=1), UUID(int=2)
FILES = {"pictures/1-a/320.webp": b"small", "pictures/1-a/640.webp": b"wide", "other/x": b"x"}


@pytest_asyncio.fixture(params=["memory", "folder", "bucket"], loop_scope="session")
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    if request.param == "memory":
        yield memory_storage()
    elif request.param == "folder":
        yield opened(StorageSettings(folder=tmp_path, prefix="stoa"))
    else:
        with bucket_server() as (address, _):
            yield opened(bucket_settings(address))


def opened(settings: StorageSettings) -> Storage:
    storage = open_storage(settings)
    assert storage is not None
    return storage


def bucket_settings(address: str, access_key: str = ACCESS_KEY) -> StorageSettings:
    return StorageSettings(
        bucket=BUCKET, prefix="stoa", endpoint=address, access_key=access_key, secret_key="secret"
    )


async def listed(storage: Storage, tenant_id: UUID, folder: str) -> dict[str, int]:
    return {file.path: file.size async for file in storage.list(tenant_id, folder)}


async def test_what_is_put_is_got_listed_and_deleted(storage: Storage) -> None:
    await storage.put(ONE, FILES)
    assert await storage.get(ONE, "pictures/1-a/320.webp") == b"small"
    assert await listed(storage, ONE, "pictures") == {
        "pictures/1-a/320.webp": 5,
        "pictures/1-a/640.webp": 4,
    }
    await storage.put(ONE, {"pictures/1-a/320.webp": b"smaller"})
    assert await storage.get(ONE, "pictures/1-a/320.webp") == b"smaller"
    await storage.delete(ONE, ["pictures/1-a/320.webp", "pictures/1-a/320.webp", "never/was"])
    assert await storage.get(ONE, "pictures/1-a/320.webp") is None
    assert await listed(storage, ONE, "pictures") == {"pictures/1-a/640.webp": 4}


async def test_a_part_is_read_alone_and_a_size_without_the_file(storage: Storage) -> None:
    await storage.put(ONE, {"a/b": b"0123456789"})
    assert await storage.get(ONE, "a/b", part=(2, 5)) == b"234"
    assert await storage.get(ONE, "a/b", part=(9, 10)) == b"9"
    assert await storage.size(ONE, "a/b") == 10
    for tenant_id, path in ((OTHER, "a/b"), (ONE, "a/c"), (ONE, "../a/b")):
        assert await storage.size(tenant_id, path) is None
        assert await storage.get(tenant_id, path, part=(0, 1)) is None


async def test_a_tenant_sees_its_own_files_only(storage: Storage) -> None:
    await storage.put(ONE, FILES)
    for path in FILES:
        assert await storage.get(OTHER, path) is None
    assert await listed(storage, OTHER, "pictures") == {}
    await storage.delete(OTHER, list(FILES))
    assert await storage.get(ONE, "other/x") == b"x"


CLIMBING = [
    "",
    "/etc/passwd",
    "../other",
    f"../{ONE}/other/x",
    "pictures/../other/x",
    "pictures//x",
    "pictures/./x",
    "pictures/x/",
    "pictures\\x",
    "pictures/%2e%2e/x",
    "pictures/x\0.webp",
    "pictures/x\n",
    ".hidden",
    "pictures/Ü",
    "C:/x",
    "x" * (LONGEST_PATH + 1),
]


@pytest.mark.parametrize("path", CLIMBING)
async def test_what_is_no_path_finds_nothing_and_is_never_written(
    storage: Storage, path: str
) -> None:
    await storage.put(ONE, FILES)
    assert await storage.get(OTHER, path) is None
    with pytest.raises(ValueError, match="is no path"):
        await storage.put(OTHER, {path: b"evil"})


@given(st.text(max_size=60))
def test_no_text_that_counts_as_a_path_climbs(text: str) -> None:
    if is_path(text):
        folder = Path("/home/files/tenant")
        assert folder in (folder / text).resolve().parents


async def test_without_folder_and_bucket_there_is_no_storage() -> None:
    assert open_storage(StorageSettings()) is None


async def test_a_bucket_gets_the_prefix_the_tenant_and_the_path() -> None:
    with bucket_server() as (address, objects):
        await opened(bucket_settings(address)).put(ONE, {"pictures/x": b"1"})
        assert objects == {f"stoa/{ONE}/pictures/x": b"1"}


async def test_a_store_that_refuses_or_is_away_is_unavailable(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with bucket_server() as (address, objects):
        stranger = opened(bucket_settings(address, access_key="STRANGER"))
        with pytest.raises(Unavailable):
            await stranger.put(ONE, FILES)
        assert objects == {}
    gone = opened(bucket_settings(address))
    for call in (gone.put(ONE, FILES), gone.get(ONE, "other/x"), gone.delete(ONE, ["other/x"])):
        with pytest.raises(Unavailable, match="does not answer"):
            await call
    with pytest.raises(Unavailable):
        await listed(gone, ONE, "pictures")
