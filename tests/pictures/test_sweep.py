"""Pictures that nothing shows go after a day, and so do files that a crash left behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from api.kit.errors import Conflict
from api.kit.jobs import JobRunner
from api.pictures import queries
from api.pictures.jobs import handlers
from api.pictures.service import (
    KEPT_UNUSED,
    KeptPicture,
    forget_unused,
    keep_picture,
    register,
    sources,
    sweep_files,
    use_pictures,
)
from api.recurring import HANDLERS, SCHEDULES, Rounds
from tests.kit.scopes import work
from tests.support.inspect import snapshot
from tests.support.pictures import IN_BOTH, PICTURES, lay_files, picture
from tests.support.world import SHOPS

if TYPE_CHECKING:
    from asyncpg import Connection

    from api.kit.clock import HeldClock
    from api.kit.db import Database, UnitOfWork
    from api.kit.storage import Storage
    from api.laravel.wire import Wire
    from tests.support.world import World

# A store tells when a file came by its own clock, whatever ours stands at.
LONG_AFTER = datetime.now(UTC) + timedelta(days=400)


@pytest.fixture
def storage(application: Wire) -> Storage:
    found: Storage = application.app.state.storage
    return found


async def sweep(
    database: Database, storage: Storage, moment: datetime = LONG_AFTER, shop: str = "agora"
) -> int:
    """What the job does: forget in one transaction, then take away files with none open."""
    async with work(database, shop, moment=moment) as uow:
        found = await forget_unused(uow)
    return await sweep_files(storage, found)


async def upload(database: Database, storage: Storage, number: int) -> KeptPicture:
    kept = await keep_picture(storage, SHOPS["agora"], number, picture(200 + number))
    async with work(database) as uow:
        await register(uow, kept)
    return kept


async def files(storage: Storage, shop: str = "agora") -> set[str]:
    return {file.path async for file in storage.list(SHOPS[shop], "pictures")}


def paths(kept: KeptPicture) -> set[str]:
    found = sources(kept.url)
    assert found is not None
    urls = {url for by_width in found.values() for url in by_width.values()}
    return {url.removeprefix("/storage/") for url in urls}


async def test_what_nothing_shows_goes_with_its_files_and_what_is_shown_stays(
    world: World, database: Database, storage: Storage, owner: Connection
) -> None:
    shown, unused = await upload(database, storage, 1), await upload(database, storage, 2)
    async with work(database) as uow:
        await use_pictures(uow, "product", 2, ["https://example.com/x.jpg", shown.url])
    assert await sweep(database, storage) >= len(paths(unused))
    left = await files(storage)
    assert paths(shown) <= left
    assert not paths(unused) & left
    assert [row["id"] for row in await snapshot(owner, "agora", "pictures")] == [1]
    [entry] = await snapshot(owner, "agora", "audit_entries")
    assert (entry["action"], entry["resource"]) == ("sweep", "picture")
    await lay_files(storage)


async def test_what_came_within_a_day_stays_shown_or_not(
    world: World, database: Database, storage: Storage, owner: Connection
) -> None:
    kept = await upload(database, storage, 3)
    before = await files(storage)
    [row] = await snapshot(owner, "agora", "pictures")
    soon = row["created_at"] + KEPT_UNUSED
    assert await sweep(database, storage, soon) == 0
    assert await files(storage) == before >= paths(kept)
    assert len(await snapshot(owner, "agora", "pictures")) == 1


async def test_files_of_an_upload_that_crashed_go(
    world: World, database: Database, storage: Storage
) -> None:
    """The files were stored, the row was never written."""
    lost = await keep_picture(storage, SHOPS["agora"], 4, picture(300))
    assert paths(lost) <= await files(storage)
    await sweep(database, storage)
    assert not paths(lost) & await files(storage)
    await lay_files(storage)


async def test_files_of_a_sweep_that_crashed_go_with_the_next(
    world: World, database: Database, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await upload(database, storage, 5)
    with monkeypatch.context() as broken:
        broken.setattr(type(storage), "list", _broken)
        with pytest.raises(RuntimeError):
            await sweep(database, storage)
    assert paths(kept) <= await files(storage)
    await sweep(database, storage)
    assert not paths(kept) & await files(storage)
    await lay_files(storage)


def _broken(*_: object) -> None:
    raise RuntimeError("the sweep is killed here")


async def test_a_sweep_of_one_shop_leaves_the_other_s_files(
    world: World, database: Database, storage: Storage
) -> None:
    await lay_files(storage)
    await sweep(database, storage)
    assert await files(storage, "hedgerow") >= {IN_BOTH, PICTURES["hedgerow"]}
    await lay_files(storage)


async def test_a_picture_that_is_swept_while_somebody_shows_it_again_is_a_conflict(
    world: World, database: Database, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The use is written with the key of a row that is gone by then; nothing is half done."""
    kept = await upload(database, storage, 6)
    drop = queries.replace_uses

    async def gone_meanwhile(
        uow: UnitOfWork, resource: str, resource_id: int, names: list[str]
    ) -> None:
        await uow.run(
            "INSERT INTO picture_uses (tenant_id, picture_id, resource, resource_id) "
            "VALUES ($1, 999, $2, $3)",
            resource,
            resource_id,
        )
        await drop(uow, resource, resource_id, names)

    monkeypatch.setattr(queries, "replace_uses", gone_meanwhile)
    with pytest.raises(Conflict, match="Upload it again"):
        async with work(database) as uow:
            await use_pictures(uow, "product", 2, [kept.url])


async def test_a_worker_sweeps_every_night(
    world: World,
    database: Database,
    storage: Storage,
    owner: Connection,
    clock: HeldClock,
) -> None:
    kept = await upload(database, storage, 7)
    clock.moment = LONG_AFTER
    await Rounds(database, SCHEDULES, clock).ask_ahead()
    clock.moment = LONG_AFTER + timedelta(days=1)
    await JobRunner(database, {**HANDLERS, **handlers(storage)}, clock).run_due()
    [job] = await snapshot(owner, "agora", "jobs", "kind = 'pictures.sweep'")
    assert job["status"] == "done"
    assert await snapshot(owner, "agora", "pictures") == []
    assert not paths(kept) & await files(storage)
    await lay_files(storage)
