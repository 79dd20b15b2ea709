"""Use cases of the moderation. Where the shop wants it, a product shows only once approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from api.catalog.moderation import queries
from api.catalog.queries import update_product
from api.catalog.service import hold_product
from api.kit import audit
from api.kit.authz import require
from api.kit.errors import NotFound
from api.producers.service import producers_of

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin decided. ``gates``: whether the shop hides what is not approved."""

    approved: bool
    reason: str | None
    gates: bool


class Moderated(msgspec.Struct, frozen=True):
    """A product with its producer's whole profile."""

    product: Record
    producer: Record


async def list_pending(uow: UnitOfWork, *, limit: int, offset: int) -> tuple[list[Moderated], int]:
    """Some of the products that wait for approval, oldest first, and how many wait in all."""
    require(uow.principal, "moderate", "product")
    products, total = await queries.pending_products(uow, limit=limit, offset=offset)
    producers = await producers_of(uow, {product["producer_id"] for product in products})
    return [Moderated(each, producers[each["producer_id"]]) for each in products], total


async def moderate(uow: UnitOfWork, product_id: int, verdict: Verdict) -> Moderated:
    """Approve or reject a product, whatever was decided before; the producer reads the reason.

    Raises ``NotFound`` and ``Refused``.
    """
    product = await hold_product(uow, "moderate", product_id)
    values: dict[str, object] = {
        "approval_status": "approved" if verdict.approved else "rejected",
        "rejection_reason": None if verdict.approved else verdict.reason,
        "moderated_by": uow.principal.account_id,
        "moderated_at": uow.moment,
    }
    if verdict.gates:
        wanted = product["is_active"] or product["shown_once_approved"]
        values["is_active"] = verdict.approved and wanted
        values["shown_once_approved"] = wanted and not verdict.approved
    await update_product(uow, product_id, values)
    shown = ("approval_status", "rejection_reason", "is_active")
    await audit.record(
        uow,
        "moderate",
        "product",
        product_id,
        before={name: product[name] for name in shown},
        after={name: values.get(name, product[name]) for name in shown},
    )
    row = await queries.moderated_product(uow, product_id)
    if row is None:
        raise NotFound
    return Moderated(row, (await producers_of(uow, {row["producer_id"]}))[row["producer_id"]])
