"""Letters to an account about itself: asked for with an event, written and sent by a job.

A job keeps what the letter is about, not the letter: it is written when it goes out, in the shop's
words of that moment, and a shop that writes no letters lets it drop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.kit.jobs import Outside, enqueue
from api.notifications.write_letter import LetterSettings, Reader, reference_of, write_letter
from api.tenants import service as tenants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.kit.db import UnitOfWork
    from api.kit.jobs import HandOver, Job
    from api.kit.mail import Letter, Mailer
    from api.kit.outbox import Event

ACCOUNT_LETTER: Final = "letter.account"

PASSWORD_RESET: Final = "password_reset_requested"
EMAIL_VERIFICATION: Final = "email_verification_requested"
# Topic -> the letter's name and the page its link opens (contract: domain.md, section 8).
ACCOUNT_LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    PASSWORD_RESET: ("password_reset", "/reset-password"),
    EMAIL_VERIFICATION: ("email_verification", "/auth/verify-email"),
    "business_approved": ("business_approved", "/products"),
    "business_rejected": ("business_rejected", "/"),
}


class AccountLetter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What these events say and a job keeps; a ``secret`` is what the letter's link proves."""

    account_id: int
    email: str
    name: str
    language: str | None = None
    secret: str | None = None
    company_name: str | None = None
    reason: str | None = None


async def post_account_letter(uow: UnitOfWork, event: Event) -> None:
    """Ask for the letter that this event calls for, once however often it is delivered."""
    about = msgspec.convert(event.payload, AccountLetter)
    payload = {"topic": event.topic, **msgspec.to_builtins(about)}
    await enqueue(uow, ACCOUNT_LETTER, payload, once_key=f"event {event.id}")


class AccountLetters:
    """The job that writes to an account about its own address."""

    def __init__(self, mailer: Mailer, settings: LetterSettings) -> None:
        self._mailer = mailer
        self._settings = settings

    def handler(self) -> Outside:
        return Outside(self._prepare, self._call, self._settle)

    async def _prepare(self, uow: UnitOfWork, job: Job) -> Letter | None:
        about = msgspec.convert(job.payload, AccountLetter)
        name, page = ACCOUNT_LETTERS[job.payload["topic"]]
        tenant = await tenants.find_bound(uow)
        if not self._settings.wanted(tenant):
            return None
        proof = {"token": about.secret, "email": about.email} if about.secret else {}
        return write_letter(
            tenant,
            self._settings,
            name=name,
            reference=reference_of(uow, job),
            reader=Reader(name=about.name, address=about.email, language=about.language),
            moment=uow.moment,
            values={
                "link": self._settings.link(tenant, page, **proof),
                "company_name": about.company_name,
                "reason": about.reason,
            },
        )

    async def _call(self, letter: Letter, hand_over: HandOver) -> str:
        return await self._mailer.send(letter, hand_over)

    async def _settle(self, uow: UnitOfWork, job: Job, answer: Any) -> None:
        """Nothing beyond the job's own mark."""
