"""Use cases of the producers: being looked at, and keeping one's own profile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from api.identity.service import account_exists
from api.kit import audit
from api.kit.authz import decide, require
from api.kit.db import UniqueViolation
from api.kit.errors import NotFound
from api.kit.ids import LARGEST_ID
from api.kit.text import slugify
from api.pictures.service import use_pictures
from api.producers import queries, rules
from api.producers.errors import ValueTaken
from api.producers.queries import ShownFilters

if TYPE_CHECKING:
    from asyncpg import Record

    from api.identity.service import Registration
    from api.kit.db import UnitOfWork

RESOURCE: Final = "producer"
_TAKEN_BY_INDEX = {
    "producers_tenant_id_slug_key": "slug",
    "producers_tenant_id_account_id_key": "user_id",
    "producers_tax_id_key": "tax_id",
}


class OwnedProfile(msgspec.Struct, frozen=True):
    """What the policy looks at: which producer it is, and whose account."""

    producer_id: int
    account_id: int | None


class References(msgspec.Struct, frozen=True, kw_only=True):
    """How often the shop's history names a producer."""

    order_items: int
    order_shipping_lines: int
    commission_settlements: int = 0

    @property
    def total(self) -> int:
        return self.order_items + self.order_shipping_lines + self.commission_settlements


class Neighbours(msgspec.Struct, frozen=True, kw_only=True):
    """What domains above know of a producer; imports point down, so ``app.py`` hands it in.

    ``count_shown`` and ``shown_products`` are about products that everybody sees,
    ``archive_products`` takes all of a producer's out of the shop and tells how many,
    ``references`` counts what names the producer, ``has_orders`` is about an account.
    """

    count_shown: Callable[[UnitOfWork, Sequence[int]], Awaitable[Mapping[int, int]]]
    shown_products: Callable[[UnitOfWork, int], Awaitable[list[Record]]]
    archive_products: Callable[[UnitOfWork, int], Awaitable[int]]
    references: Callable[[UnitOfWork, int], Awaitable[References]]
    has_orders: Callable[[UnitOfWork, int], Awaitable[bool]]


async def open_profile(uow: UnitOfWork, account_id: int, registration: Registration) -> None:
    """Give a new producer account its profile: pending and hidden until an admin approves it.

    The slug is the name's with the account's id behind it (contract: POST /auth/register).
    Raises ``ValueTaken`` when another producer has the tax id.
    """
    slug = f"{slugify(registration.name)}-{account_id}".lstrip("-")
    with _uniqueness():
        producer_id = await queries.insert_pending_producer(
            uow,
            account_id=account_id,
            name=registration.name,
            slug=slug,
            email=registration.email,
            phone=registration.phone,
            tax_id=registration.tax_id,
            tax_office=registration.tax_office,
        )
    await audit.record(
        uow,
        "create",
        "producer",
        producer_id,
        after={"name": registration.name, "slug": slug, "status": "pending"},
    )


async def own_producer(uow: UnitOfWork) -> Record | None:
    """The caller's own producer profile, or none."""
    if uow.principal.producer_id is None:
        return None
    return await queries.producer_by_id(uow, uow.principal.producer_id)


async def producers_of(uow: UnitOfWork, producer_ids: Iterable[int]) -> dict[int, Record]:
    """The whole profiles of these producers by id, also of those who are gone."""
    rows = await queries.producers_by_id(uow, sorted(producer_ids))
    return {row["id"]: row for row in rows}


async def list_shown(uow: UnitOfWork, filters: ShownFilters) -> tuple[list[Record], int]:
    """One page of the producers that everybody sees, and how many there are in all."""
    return await queries.list_shown(uow, filters)


async def find_shown(uow: UnitOfWork, producer_id: int) -> Record:
    """A producer that everybody sees. Raises ``NotFound``, also for a hidden one."""
    known = 0 < producer_id <= LARGEST_ID
    row = await queries.shown_by_id(uow, producer_id) if known else None
    if row is None:
        raise NotFound
    return row


async def find_shown_by_slug(uow: UnitOfWork, slug: str) -> Record:
    """The producer with this very slug. Raises ``NotFound``, also for a hidden one."""
    row = await queries.shown_by_slug(uow, slug)
    if row is None:
        raise NotFound
    return row


async def regions(uow: UnitOfWork) -> list[tuple[str, int]]:
    """The regions that producers whom everybody sees come from, with how many each has."""
    return [(row["region"], row["producers"]) for row in await queries.regions(uow)]


async def contradictions(uow: UnitOfWork, values: Mapping[str, object]) -> list[tuple[str, str]]:
    """What only the database can say against the values of the caller's own profile.

    Pairs of field and rule: a slug or tax id that another producer has is not ``unique``, an
    account that cannot take the profile over does not ``exist``: whether it is unknown or has a
    profile of its own is not told.
    """
    own = uow.principal.producer_id or 0
    found = [
        (column, "unique")
        for column in queries.TAKEN
        if values.get(column) is not None
        and await queries.is_taken(uow, column, values[column], own)
    ]
    account_id = values.get("user_id")
    if isinstance(account_id, int) and not await _may_take_over(uow, account_id):
        found.append(("user_id", "exists"))
    return found


async def update_profile(uow: UnitOfWork, values: Mapping[str, object]) -> Record:
    """Change the caller's own profile; what is not named stays. Returns it as stored.

    An owner may hand the profile to another account of the shop that has none (contract).
    What only admins decide is left out for everybody else (D18). Raises ``NotFound`` for a
    caller without a profile, ``Refused`` and, when a rival took the slug or tax id in between,
    ``ValueTaken``.
    """
    row = await hold_producer(uow, uow.principal.producer_id or 0)
    require(uow.principal, "update_own", "producer", owned(row))
    if not decide(uow.principal, "decide", "producer").allowed:
        values = {k: v for k, v in values.items() if k not in rules.DECIDED_BY_ADMINS}
    return await store(uow, "update", row, values)


async def hold_producer(uow: UnitOfWork, producer_id: int) -> Record:
    """The producer with its owner's account, held until the unit of work ends, shown or hidden.

    Raises ``NotFound``.
    """
    if not 0 < producer_id <= LARGEST_ID:
        raise NotFound
    await queries.lock_producer(uow, producer_id)
    row = await queries.producer_with_owner(uow, producer_id)
    if row is None:
        raise NotFound
    return row


async def store(uow: UnitOfWork, action: str, row: Record, values: Mapping[str, object]) -> Record:
    """Write what differs from a held row, with its audit entry; returns the row as stored.

    A row that is as wanted stays untouched, its ``updated_at`` too. Raises ``ValueTaken``, and
    ``PictureGone`` when its picture was swept away at this very moment.
    """
    after = rules.changes(row, values)
    if not after:
        return row
    with _uniqueness():
        await queries.update_producer(uow, row["id"], after)
    if "image_url" in after:
        await use_pictures(uow, RESOURCE, row["id"], [str(after["image_url"] or "")])
    before = {column: row[column] for column in after}
    await audit.record(uow, action, "producer", row["id"], before=before, after=after)
    stored = await queries.producer_with_owner(uow, row["id"])
    return row if stored is None else stored


async def _may_take_over(uow: UnitOfWork, account_id: int) -> bool:
    """Whether the caller's profile can be this account's: the caller's own, or one without."""
    if account_id == uow.principal.account_id:
        return True
    return await account_exists(uow, account_id) and not await queries.has_profile(uow, account_id)


def owned(row: Record) -> OwnedProfile:
    """What the policy is asked about."""
    return OwnedProfile(row["id"], row["account_id"])


@contextmanager
def _uniqueness() -> Iterator[None]:
    """Name the value that a rival has. The unit of work cannot go on after that."""
    try:
        yield
    except UniqueViolation as reason:
        column = _TAKEN_BY_INDEX.get(reason.constraint_name)
        if column is None:
            raise
        raise ValueTaken(column) from reason
