"""Products on the wire. Contract: /api/v1/public/products, /api/v1/products, /producer/products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Controller, Response, delete, get, patch, post

from api.catalog import schemas, service, shapes
from api.catalog.errors import DiscountTooHigh, NoSuchProducer, ProducerMissing, SlugTaken
from api.catalog.listing.wanted import (
    checked_filters,
    minor_of,
    public_filters,
    sees,
    text_of,
    whole_of,
)
from api.catalog.schemas import (
    CREATE_PRODUCT,
    LIST_OWN_PRODUCTS,
    LIST_PRODUCTS,
    SET_STOCK,
    UPDATE_PRODUCT,
)
from api.catalog.service import ProductChange
from api.kit.errors import Invalid, NotFound
from api.laravel.answer import JsonAnswer
from api.laravel.paginate import (
    Page,
    last_page,
    raw_paginator,
    read_page,
    resource_collection,
)
from api.laravel.request import StoaRequest
from api.laravel.route import Refusal, described, route
from api.laravel.rules import Examination
from api.laravel.throttle import Throttle
from api.laravel.values import numeric_id

READS: Final = Throttle(120)
CACHEABLE: Final = {"Cache-Control": "public, s-maxage=60, stale-while-revalidate=30"}
NO_PROFILE: Final = Refusal({"message": "Producer profile not found"})
_AS_TYPED: Final = ("stock", "weight_per_unit")
_MONEY_FIELDS: Final = ("price", "discount_price")


class PublicProductController(Controller):
    """/api/v1/public/products: the storefront's catalogue."""

    path = "/api/v1/public/products"
    tags = ("Catalogue",)

    @get(
        operation_id="ListPublicProducts",
        opt=route("product", "list", throttle=READS),
        responses=described(200, shapes.PublicProducts),
    )
    async def list(self, request: StoaRequest) -> Response[dict[str, Any]]:
        """What is for sale, filtered, sorted and paged; odd filters are ignored, never errors."""
        query = await request.input()
        page = read_page(query)
        filters = public_filters(request, query, page)
        rows, total = await service.list_products(request.glance(), filters)
        items = [schemas.public_product(row) for row in rows]
        return JsonAnswer(
            raw_paginator(items, page, total, request.page_path), headers=cache_headers(request)
        )

    @get(
        "/{id:str}",
        operation_id="ShowPublicProduct",
        opt=route("product", "view", throttle=READS),
        responses=described(200, shapes.PublicProduct),
    )
    async def show(self, request: StoaRequest) -> Response[dict[str, Any]]:
        """A product by its id or slug."""
        reference = str(request.path_params["id"])
        product_id = numeric_id(reference)
        try:
            if product_id is not None:
                row = await service.find_product(request.glance(), product_id)
            else:
                row = await service.find_product_by_slug(request.glance(), reference)
        except NotFound as reason:
            raise _unknown_product() from reason
        if not sees(request, row):
            raise _unknown_product()
        return JsonAnswer(
            schemas.public_product(row, described=True), headers=cache_headers(request)
        )


class ProductController(Controller):
    """/api/v1/products: the validated list, and changing products."""

    path = "/api/v1/products"
    tags = ("Catalogue",)

    @get(
        operation_id="ListProducts",
        opt=route("product", "list", throttle=READS, query=LIST_PRODUCTS),
        responses=described(200, shapes.ProductResources),
    )
    async def list(self, request: StoaRequest) -> dict[str, Any]:
        """What is for sale, with filters that are checked."""
        sent = await request.input()
        examination = LIST_PRODUCTS.examine(sent)
        values = LIST_PRODUCTS.check(sent)
        page = Page(whole_of(values.get("page")) or 1, whole_of(values.get("per_page")) or 15)
        filters = checked_filters(request, sent, values, page)
        try:
            async with request.unit_of_work(read_only=True) as uow:
                rows, total = await service.list_products(uow, filters)
        except NoSuchProducer:
            examination.note("producer_id", "exists")
            examination.settle()
            raise
        items = [schemas.product_resource(row, pictured=False) for row in rows]
        body = resource_collection(items, page, total, request.page_path)
        shown = ("current_page", "per_page", "total", "last_page", "from", "to")
        return {**body, **{key: body["meta"][key] for key in shown}}

    @get(
        "/{product:str}",
        operation_id="ShowProduct",
        opt=route("product", "view", throttle=READS),
        responses=described(200, shapes.ProductAnswer),
    )
    async def show(self, request: StoaRequest) -> dict[str, Any]:
        """A product that is shown, by its id."""
        product_id = request.path_id("product")
        row = await service.find_product(request.glance(), product_id)
        if not row["is_active"]:
            raise NotFound
        return {"data": schemas.product_resource(row, pictured=True)}

    @post(
        operation_id="CreateProduct",
        status_code=201,
        opt=route("product", "create", body=CREATE_PRODUCT, after_validation=True),
        responses=described(201, shapes.ProductAnswer),
    )
    async def create(self, request: StoaRequest) -> dict[str, Any]:
        """Put a product up for sale; a producer's is always the producer's own."""
        examination = CREATE_PRODUCT.examine(await request.input())
        change = _change(request, examination.settle())
        try:
            async with request.unit_of_work() as uow:
                product_id = await service.create_product(uow, request.tenant.currency, change)
                row = await service.find_product(uow, product_id)
        except (SlugTaken, NoSuchProducer, ProducerMissing, DiscountTooHigh) as reason:
            raise _noted(examination, reason) from reason
        return {"data": schemas.product_resource(row, pictured=True)}

    @patch(
        "/{product:str}",
        operation_id="UpdateProduct",
        opt=route("product", "update", body=UPDATE_PRODUCT, after_validation=True),
        responses=described(200, shapes.ChangedProductAnswer),
    )
    async def update(self, request: StoaRequest) -> dict[str, Any]:
        """Change what is sent; the rest stays."""
        return await _update(request)

    @delete(
        "/{product:str}",
        operation_id="DeleteProduct",
        status_code=204,
        opt=route("product", "delete", after_validation=True),
    )
    async def delete(self, request: StoaRequest) -> None:
        """Take a product out of the shop; what was ordered stays ordered (D9)."""
        product_id = request.path_id("product")
        async with request.unit_of_work(despite_refusal=True) as uow:
            product = await service.find_product(uow, product_id)
            request.raise_pending_refusal()
            await service.delete_product(uow, product)


class AdminProductController(Controller):
    """/api/v1/admin/products: the back office's way to the same products."""

    path = "/api/v1/admin/products"
    tags = ("Catalogue",)

    @patch(
        "/{product:str}",
        operation_id="UpdateProductAsOperator",
        opt=route("product", "update", throttle=Throttle(30), body=UPDATE_PRODUCT, operator=True),
        responses=described(200, shapes.ChangedProductAnswer),
    )
    async def update(self, request: StoaRequest) -> dict[str, Any]:
        """Change what is sent; the rest stays."""
        return await _update(request)


class OwnProductController(Controller):
    """/api/v1/producer/products: a producer's desk."""

    path = "/api/v1/producer/products"
    tags = ("Producer",)

    @get(
        operation_id="ListOwnProducts",
        opt=route("product", "list_own", query=LIST_OWN_PRODUCTS, refusal=NO_PROFILE),
        responses=described(200, shapes.OwnProducts),
    )
    async def list(self, request: StoaRequest) -> dict[str, Any]:
        """The caller's own products by name, hidden ones too."""
        values = LIST_OWN_PRODUCTS.check(await request.input())
        page = Page(whole_of(values.get("page")) or 1, whole_of(values.get("per_page")) or 20)
        active = {"active": True, "inactive": False}.get(str(values.get("status")))
        async with request.unit_of_work(read_only=True) as uow:
            rows, total = await service.list_own_products(
                uow,
                text=text_of(values.get("search")),
                active=active,
                page=page.number,
                per_page=page.size,
            )
        last = last_page(total, page.size)
        return {
            "data": [schemas.own_product(row) for row in rows],
            "current_page": page.number,
            "per_page": page.size,
            "total": total,
            "last_page": last,
            "has_more": page.number < last,
        }

    @patch(
        "/{product:str}/toggle",
        operation_id="ToggleProduct",
        opt=route("product", "update", after_validation=True),
    )
    async def toggle(self, request: StoaRequest) -> schemas.Toggled:
        """Show a hidden product, hide a shown one."""
        product_id = request.path_id("product")
        async with request.unit_of_work(despite_refusal=True) as uow:
            product = await service.find_product(uow, product_id)
            request.raise_pending_refusal()
            shown = await service.toggle_product(uow, product, gated=request.tenant.moderation)
        return schemas.Toggled(id=product_id, is_active=shown)

    @patch(
        "/{product:str}/stock",
        operation_id="SetProductStock",
        opt=route("product", "update", body=SET_STOCK, after_validation=True),
    )
    async def stock(self, request: StoaRequest) -> schemas.StockSet:
        """Set how many are for sale. Whose it is counts before the number does (contract)."""
        product_id = request.path_id("product")
        async with request.unit_of_work(despite_refusal=True) as uow:
            product = await service.find_product(uow, product_id)
            request.raise_pending_refusal()
            service.require_update(uow, product)
            form = await request.validated(SET_STOCK, schemas.StockForm)
            before = await service.set_product_stock(uow, product, form.stock)
        return schemas.StockSet(
            id=product_id, name=product["name"], old_stock=before, new_stock=form.stock
        )


async def _update(request: StoaRequest) -> dict[str, Any]:
    """Change a product by what was sent; who may is asked after that was found valid."""
    product_id = request.path_id("product")
    sent = await request.input()
    async with request.unit_of_work(despite_refusal=True) as uow:
        product = await service.find_product(uow, product_id)
        examination = UPDATE_PRODUCT.examine(sent)
        change = _change(request, examination.settle())
        request.raise_pending_refusal()
        try:
            await service.update_product(uow, product, change)
        except (SlugTaken, NoSuchProducer, DiscountTooHigh) as reason:
            raise _noted(examination, reason) from reason
        row = await service.find_product(uow, product_id)
    shown = schemas.product_resource(row, pictured=True)
    # The old model gave these numbers back as they were typed: 7 as "7" (contract).
    shown.update({field: sent[field] for field in _AS_TYPED if field in sent})
    return {"data": shown}


def _change(request: StoaRequest, values: Mapping[str, Any]) -> ProductChange:
    """What was sent, in the shop's own units; stock and pictures apart."""
    currency = request.tenant.currency
    columns = {key: value for key, value in values.items() if key not in ("stock", "images")}
    for field in _MONEY_FIELDS:
        if field in columns:
            columns[field] = minor_of(columns[field], currency)
    images = values.get("images")
    return ProductChange(
        columns, stock=values.get("stock"), images=images, gated=request.tenant.moderation
    )


def _noted(examination: Examination, reason: Exception) -> Exception:
    """The failure of a rule that only the database could check, as the dialect words it."""
    if isinstance(reason, SlugTaken):
        examination.note("name" if reason.made_from_name else "slug", "unique")
    elif isinstance(reason, NoSuchProducer):
        examination.note("producer_id", "exists")
    elif isinstance(reason, ProducerMissing):
        examination.note("producer_id", "required")
    else:
        examination.note("discount_price", "lt")
    try:
        examination.settle()
    except Invalid as invalid:
        return invalid
    return reason


def cache_headers(request: StoaRequest) -> dict[str, str]:
    """Shared caches may keep what every caller of the shop sees: all but a signed-in browser."""
    if request.principal.credential == "session" or request.edge.tenant_from_header:
        return {"Vary": "Origin, X-Tenant, Authorization, Cookie"}
    return {**CACHEABLE, "Vary": "Origin, X-Tenant, Authorization, Cookie"}


def _unknown_product() -> NotFound:
    return NotFound("Product not found", error="Invalid product ID format")
