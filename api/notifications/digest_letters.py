"""The weekly letter to producers: what they sold from Monday to Sunday.

Contract: domain.md, section 8. A shop writes it when it is set to; ``producer_digests`` holds one
row for each producer and week, whatever an import brought along.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from api.kit.jobs import Outside, enqueue
from api.kit.mail import Letter
from api.notifications import queries
from api.notifications.write_letter import LetterSettings, Reader, reference_of, write_letter
from api.orders.telling.service import Sales, find_selling, list_selling, sales_of
from api.tenants import service as tenants

if TYPE_CHECKING:
    from api.kit.db import UnitOfWork
    from api.kit.jobs import HandOver, Job
    from api.kit.mail import Mailer
    from api.tenants.profile import Tenant

DIGEST_LETTER: Final = "letter.digest"
POST_DIGESTS: Final = "notifications.post_digests"
APART: Final = timedelta(seconds=2)
WEEK: Final = timedelta(days=7)
PAGE: Final = "/producer/orders"


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What a job keeps: a producer and the first day of its week."""

    producer_id: int
    period_start: date

    @property
    def period_end(self) -> date:
        """The last day of the week."""
        return self.period_start + WEEK - timedelta(days=1)


class WrittenDigest(msgspec.Struct, frozen=True, kw_only=True):
    """A letter ready to go out, and what the book of letters will say of it."""

    letter: Letter
    digest: Digest
    sales: Sales
    currency: str


class Digests:
    """The round that asks for the letters, and the job that writes one."""

    def __init__(self, mailer: Mailer, settings: LetterSettings) -> None:
        self._mailer = mailer
        self._settings = settings

    async def post(self, uow: UnitOfWork, job: Job) -> None:
        """Ask for a letter to each producer that sells, about the last whole week."""
        tenant = await tenants.find_bound(uow)
        if not self._settings.digest_wanted(tenant):
            return
        start = last_week(uow.moment, tenant)
        for place, producer in enumerate(await list_selling(uow)):
            digest = Digest(producer_id=producer.producer_id, period_start=start)
            await enqueue(
                uow,
                DIGEST_LETTER,
                msgspec.to_builtins(digest),
                due_at=uow.moment + APART * place,
                once_key=f"{producer.producer_id} {start}",
            )

    def handler(self) -> Outside:
        return Outside(self._prepare, self._call, self._settle)

    async def _prepare(self, uow: UnitOfWork, job: Job) -> WrittenDigest | None:
        digest = msgspec.convert(job.payload, Digest)
        tenant = await tenants.find_bound(uow)
        producer = await find_selling(uow, digest.producer_id)
        if producer is None or not producer.address or not self._settings.digest_wanted(tenant):
            return None
        if await queries.had_digest(uow, digest):
            return None
        sales = await sales_of(
            uow,
            digest.producer_id,
            since=begins(digest.period_start, tenant),
            until=begins(digest.period_start + WEEK, tenant),
        )
        letter = write_letter(
            tenant,
            self._settings,
            name="producer_digest",
            reference=reference_of(uow, job),
            reader=Reader(name=producer.name, address=producer.address, language=producer.language),
            moment=uow.moment,
            values={
                "start": digest.period_start,
                "end": digest.period_end,
                "sales": sales,
                "link": self._settings.link(tenant, PAGE),
            },
        )
        return WrittenDigest(letter=letter, digest=digest, sales=sales, currency=tenant.currency)

    async def _call(self, written: WrittenDigest, hand_over: HandOver) -> WrittenDigest:
        await self._mailer.send(written.letter, hand_over)
        return written

    async def _settle(self, uow: UnitOfWork, job: Job, written: WrittenDigest) -> None:
        await queries.insert_digest(uow, written)


def last_week(moment: datetime, tenant: Tenant) -> date:
    """The Monday that the last whole week began with, by the shop's clock."""
    today = moment.astimezone(tenant.zone).date()
    return today - timedelta(days=today.weekday()) - WEEK


def begins(day: date, tenant: Tenant) -> datetime:
    """When a day begins in the shop, in UTC."""
    return datetime.combine(day, time(), tenant.zone).astimezone(UTC)
