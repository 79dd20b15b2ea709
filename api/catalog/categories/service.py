"""Use cases of the categories: what a shop's shelves are, and which products stand on them."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, TypeVar

from api.catalog.categories import queries
from api.catalog.categories.errors import CategoryTaken, NamelessCategory, OtherCategories
from api.catalog.counting.queries import mark_categories, recounted
from api.catalog.queries import lock_products
from api.catalog.service import hold_product
from api.kit import audit
from api.kit.authz import require
from api.kit.db import UniqueViolation
from api.kit.errors import NotFound
from api.kit.text import slugify

if TYPE_CHECKING:
    from asyncpg import Record

    from api.kit.db import UnitOfWork

Result = TypeVar("Result")
_TAKEN = {"categories_tenant_id_name_key": "name", "categories_tenant_id_slug_key": "slug"}


async def list_categories(uow: UnitOfWork) -> list[Record]:
    """All categories in their order, with how many products everybody sees in each."""
    return await queries.categories(uow)


async def create_category(uow: UnitOfWork, name: str, slug: str | None) -> Record:
    """Add a category behind the others; without a slug it gets its name's.

    Raises ``Refused``, ``CategoryTaken`` and ``NamelessCategory``.
    """
    require(uow.principal, "create", "category")
    made = slug or slugify(name)
    if not made:
        raise NamelessCategory
    category_id = await _unique(uow, queries.insert_category(uow, name, made))
    await audit.record(uow, "create", "category", category_id, after={"name": name, "slug": made})
    return await _find(uow, category_id)


async def rename_category(
    uow: UnitOfWork, category_id: int, name: str | None, slug: str | None
) -> Record:
    """Change a category's name, its slug or both; links to an old slug no longer lead here.

    Raises ``NotFound``, ``Refused`` and ``CategoryTaken``.
    """
    require(uow.principal, "update", "category")
    known = await _find(uow, category_id)
    before = {"name": known["name"], "slug": known["slug"]}
    after = {"name": name or known["name"], "slug": slug or known["slug"]}
    if after == before:
        return known
    await _unique(uow, queries.update_category(uow, category_id, after["name"], after["slug"]))
    await audit.record(uow, "update", "category", category_id, before=before, after=after)
    return await _find(uow, category_id)


async def arrange_categories(uow: UnitOfWork, category_ids: Sequence[int]) -> list[Record]:
    """Show the categories in this order. Raises ``Refused`` and ``OtherCategories``."""
    require(uow.principal, "update", "category")
    before = [row["id"] for row in await queries.categories(uow)]
    if sorted(before) != sorted(category_ids):
        raise OtherCategories("Name every category once, and no other.")
    if before != list(category_ids):
        await queries.arrange_categories(uow, category_ids)
        await audit.record(
            uow,
            "arrange",
            "category",
            None,
            before={"category_ids": before},
            after={"category_ids": list(category_ids)},
        )
    return await queries.categories(uow)


async def delete_category(uow: UnitOfWork, category_id: int) -> None:
    """Take a category away; its products stay in the shop. Raises ``NotFound``, ``Refused``."""
    require(uow.principal, "delete", "category")
    known = await _find(uow, category_id)
    products = await queries.products_of(uow, category_id)
    await lock_products(uow, products)
    async with recounted(uow, *products):
        await queries.empty_category(uow, category_id)
        await queries.delete_category(uow, category_id)
    await mark_categories(uow, products)
    await audit.record(
        uow,
        "delete",
        "category",
        category_id,
        before={"name": known["name"], "slug": known["slug"], "product_ids": products},
    )


async def place_product(uow: UnitOfWork, product_id: int, category_ids: Sequence[int]) -> list[int]:
    """Let a product be in exactly these categories; which those are now.

    Raises ``NotFound``, ``Refused`` and ``OtherCategories``.
    """
    await hold_product(uow, "update", product_id)
    known = {row["id"] for row in await queries.categories(uow)}
    if not known.issuperset(category_ids):
        raise OtherCategories("Name categories of this shop.")
    before = await queries.categories_of(uow, product_id)
    if sorted(before) == sorted(category_ids):
        return before
    async with recounted(uow, product_id):
        await queries.place_product(uow, product_id, category_ids)
    await mark_categories(uow, [product_id])
    after = await queries.categories_of(uow, product_id)
    await audit.record(
        uow,
        "place",
        "product",
        product_id,
        before={"category_ids": before},
        after={"category_ids": after},
    )
    return after


async def categories_of(uow: UnitOfWork, product_id: int) -> list[int]:
    """The ids of the categories a product is in, the first one first."""
    return await queries.categories_of(uow, product_id)


async def _find(uow: UnitOfWork, category_id: int) -> Record:
    for row in await queries.categories(uow):
        if row["id"] == category_id:
            return row
    raise NotFound


async def _unique(uow: UnitOfWork, work: Awaitable[Result]) -> Result:
    try:
        async with uow.savepoint():
            return await work
    except UniqueViolation as reason:
        field = _TAKEN.get(reason.constraint_name or "")
        if field is None:
            raise
        raise CategoryTaken(field) from reason
