"""The job of this domain: sweeping up pictures that nothing shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from api.kit.jobs import GiveUp, HandOver, Job, Outside
from api.pictures.service import SWEEP, Sweep, forget_unused, sweep_files

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork
    from api.kit.jobs import Handler
    from api.kit.storage import Storage


def handlers(storage: Storage | None) -> Mapping[str, Handler]:
    """What does the jobs of this domain, by kind."""

    async def prepare(uow: UnitOfWork, job: Job) -> Sweep:
        return await forget_unused(uow)

    async def call(sweep: Sweep, hand_over: HandOver) -> int:
        """Deleting a file twice does no harm, so the work is never handed over."""
        if storage is None:
            raise GiveUp("This worker knows no place of files; set STOA_STORAGE_FOLDER or _BUCKET.")
        return await sweep_files(storage, sweep)

    async def settle(uow: UnitOfWork, job: Job, swept: Any) -> None:
        """Nothing beyond the job's own mark."""

    return {SWEEP: Outside(prepare, call, settle)}
