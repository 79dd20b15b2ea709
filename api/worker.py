"""The worker put together: who hears events, who does jobs, what comes round."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from api.kit.db import Database
from api.kit.jobs import JobRunner
from api.kit.mail import FolderMailer, MailServer, SmtpMailer
from api.kit.outbox import Dispatcher
from api.kit.storage import open_storage
from api.notifications import jobs as notifications
from api.notifications.write_letter import LetterSettings
from api.pictures import jobs as pictures
from api.recurring import HANDLERS, SCHEDULES, Rounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.kit.clock import Clock
    from api.kit.jobs import Handler
    from api.kit.mail import Mailer
    from api.settings import Settings

CONSUMERS = notifications.CONSUMERS
SESSION_NAME = "stoa worker"


async def work(settings: Settings, clock: Clock, stopping: asyncio.Event) -> None:
    """Carry events and do jobs until ``stopping`` is set; several of these may run.

    Raises ``UnsafeRole`` and ``Unavailable`` before anything is begun.
    """
    database = await Database.open(
        settings.database_url,
        pool_size=settings.pool_size,
        id_block=settings.id_block,
        name=f"{SESSION_NAME} {socket.gethostname()[:30]}:{os.getpid()}",
    )
    database.heard_at_once = notifications.HEARD_AT_ONCE
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(Dispatcher(database, CONSUMERS, clock).run(stopping))
            group.create_task(JobRunner(database, handlers(settings), clock).run(stopping))
            group.create_task(Rounds(database, SCHEDULES, clock).run(stopping))
    finally:
        await database.close()


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """What does the jobs of every domain, by kind."""
    letters = LetterSettings(
        enabled=settings.mail_enabled,
        shop_url=settings.shop_url,
        frontend_url=settings.frontend_url,
        admin_address=settings.mail_admin or settings.mail_from,
        producer_digest=settings.producer_digest,
    )
    return {
        **HANDLERS,
        **notifications.handlers(mailer_for(settings), letters),
        **pictures.handlers(open_storage(settings.storage)),
    }


def mailer_for(settings: Settings) -> Mailer:
    """The mail server of the settings, or a folder where none is named."""
    if settings.smtp_host is None:
        folder = Path(settings.mail_folder) if settings.mail_folder else None
        return FolderMailer(folder, settings.mail_from)
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        tls=settings.smtp_tls,
        user=settings.smtp_user,
        password=settings.smtp_password,
        timeout=settings.smtp_timeout,
        ca_file=settings.smtp_ca_file,
    )
    return SmtpMailer(server, settings.mail_from)
