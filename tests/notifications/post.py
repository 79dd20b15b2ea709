"""The worker's part in tests: events carried, jobs done, letters kept in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.kit.jobs import JobRunner
from api.kit.outbox import Dispatcher
from api.notifications.jobs import CONSUMERS, handlers
from api.notifications.write_letter import LetterSettings

if TYPE_CHECKING:
    from api.kit.clock import HeldClock
    from api.kit.db import Database
    from api.kit.jobs import HandOver
    from api.kit.mail import Letter

SETTINGS = LetterSettings(
    enabled=False,
    shop_url="https://{host}",
    frontend_url=None,
    admin_address="platform@example.com",
)


class Mailbox:
    """Takes every letter over; a stand-in for the world outside, not for code of ours."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def send(self, letter: Letter, hand_over: HandOver) -> str:
        await hand_over()
        self.letters.append(letter)
        return "250 OK"


class Post:
    """One worker that works when it is told to."""

    def __init__(
        self, database: Database, clock: HeldClock, settings: LetterSettings = SETTINGS
    ) -> None:
        self.mailbox = Mailbox()
        self._dispatcher = Dispatcher(database, CONSUMERS, clock)
        self._runner = JobRunner(database, handlers(self.mailbox, settings), clock)

    async def go_round(self) -> list[Letter]:
        """Carry what waits, do what is due; the letters that this brought."""
        before = len(self.mailbox.letters)
        while await self._dispatcher.dispatch_due() or await self._runner.run_due():
            pass
        return self.mailbox.letters[before:]
