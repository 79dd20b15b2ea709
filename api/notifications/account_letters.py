"""Letters to an account about itself: asked for with an event, written and sent by a job.

A job keeps what the letter is about, not the letter: it is written when it goes out, in the shop's
words of that moment, and a shop that writes no letters lets it drop.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.identity.service import find_account
from api.kit.jobs import Outside, enqueue
from api.notifications.write_letter import LetterSettings, Reader, reference_of, write_letter
from api.tenants import service as tenants

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork
    from api.kit.jobs import HandOver, Job
    from api.kit.mail import Letter, Mailer
    from api.kit.outbox import Event

ACCOUNT_LETTER: Final = "letter.account"

PASSWORD_RESET: Final = "password_reset_requested"
EMAIL_VERIFICATION: Final = "email_verification_requested"


class Kind(msgspec.Struct, frozen=True):
    """One kind of letter: its templates and the page that its link opens.

    ``gated``: a shop that writes no letters does not write this one either.
    """

    name: str
    page: str
    gated: bool = True


# By topic (contract: domain.md, sections 7 and 8). ``{product_id}`` is the letter's.
ACCOUNT_LETTERS: Final[Mapping[str, Kind]] = {
    PASSWORD_RESET: Kind("password_reset", "/reset-password"),
    EMAIL_VERIFICATION: Kind("email_verification", "/auth/verify-email"),
    "password_changed": Kind("password_changed", "/auth/forgot-password"),
    "business_approved": Kind("business_approved", "/products"),
    "business_rejected": Kind("business_rejected", "/"),
    "producer_approved": Kind("producer_approved", "/producer/products"),
    "producer_rejected": Kind("producer_rejected", "/"),
    "stock.low": Kind("low_stock", "/producer/products/{product_id}/edit", gated=False),
}


class AccountLetter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What these events say and a job keeps; a ``secret`` is what the letter's link proves.

    Without an address it goes to the account's own when it is written.
    """

    account_id: int | None
    email: str | None = None
    name: str = ""
    language: str | None = None
    secret: str | None = None
    company_name: str | None = None
    reason: str | None = None
    product_id: int | None = None
    product_name: str | None = None
    stock: int | None = None
    happened_at: datetime | None = None

    def values(self) -> dict[str, Any]:
        """What its templates speak of besides the reader."""
        return {
            "company_name": self.company_name,
            "reason": self.reason,
            # On one line: it stands in the subject.
            "product_name": " ".join((self.product_name or "").split()),
            "stock": self.stock,
            "happened_at": self.happened_at,
        }


async def post_account_letter(uow: UnitOfWork, event: Event) -> None:
    """Ask for the letter that this event calls for, once however often it is delivered."""
    about = msgspec.convert(event.payload, AccountLetter)
    payload = {**msgspec.to_builtins(about), "topic": event.topic}
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
        kind = ACCOUNT_LETTERS[job.payload["topic"]]
        tenant = await tenants.find_bound(uow)
        reader = await _reader(uow, about)
        if reader is None or (kind.gated and not self._settings.wanted(tenant)):
            return None
        proof = {"token": about.secret, "email": reader.address} if about.secret else {}
        page = kind.page.format(product_id=about.product_id)
        return write_letter(
            tenant,
            self._settings,
            name=kind.name,
            reference=reference_of(uow, job),
            reader=reader,
            moment=uow.moment,
            values={**about.values(), "link": self._settings.link(tenant, page, **proof)},
        )

    async def _call(self, letter: Letter, hand_over: HandOver) -> str:
        return await self._mailer.send(letter, hand_over)

    async def _settle(self, uow: UnitOfWork, job: Job, answer: Any) -> None:
        """Nothing beyond the job's own mark."""


async def _reader(uow: UnitOfWork, about: AccountLetter) -> Reader | None:
    """Whom the event names, else whoever has the account; nobody when that is gone or erased."""
    if about.email is not None:
        return Reader(name=about.name, address=about.email, language=about.language)
    account = None if about.account_id is None else await find_account(uow, about.account_id)
    if account is None:
        return None
    return Reader(name=account.name, address=account.email, language=account.language)
