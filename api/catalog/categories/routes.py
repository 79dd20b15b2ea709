"""Categories on the wire: /api/stoa/v1/categories, and which of them a product is in."""

from __future__ import annotations

from typing import Final

from litestar import Controller, Response, delete, get, patch, post, put

from api.catalog.categories import schemas, service
from api.catalog.categories.errors import CategoryTaken, NamelessCategory, OtherCategories
from api.catalog.categories.schemas import CHANGE, CREATE, IDS, CategoryForm, IdsForm
from api.laravel.answer import JsonAnswer
from api.laravel.request import StoaRequest, invalid
from api.laravel.route import described, route
from api.laravel.throttle import Throttle

CACHEABLE: Final = {
    "Cache-Control": "public, s-maxage=60, stale-while-revalidate=30",
    "Vary": "Origin, X-Tenant, Authorization, Cookie",
}


class CategoryController(Controller):
    """The shelves of the shop."""

    path = "/api/stoa/v1/categories"
    tags = ("Categories",)

    @get(
        operation_id="ListCategories",
        opt=route("category", "list", throttle=Throttle(120)),
        responses=described(200, schemas.CategoryList),
    )
    async def list(self, request: StoaRequest) -> Response[schemas.CategoryList]:
        """All categories in their order, with how many products everybody sees in each."""
        async with request.unit_of_work(read_only=True) as uow:
            rows = await service.list_categories(uow)
        return JsonAnswer(schemas.category_list(rows), headers=CACHEABLE)

    @post(
        operation_id="CreateCategory",
        status_code=201,
        opt=route("category", "create", body=CREATE),
    )
    async def create(self, request: StoaRequest) -> schemas.CategoryAnswer:
        """Add a category behind the others; without a slug it gets its name's."""
        form = await request.validated(CREATE, CategoryForm)
        try:
            async with request.unit_of_work() as uow:
                row = await service.create_category(uow, form.name or "", form.slug)
        except CategoryTaken as reason:
            raise invalid(reason.field, reason) from reason
        except NamelessCategory as reason:
            raise invalid("slug", reason) from reason
        return schemas.CategoryAnswer(schemas.category(row))

    @put(
        "/order",
        operation_id="ArrangeCategories",
        opt=route("category", "update", body=IDS),
    )
    async def arrange(self, request: StoaRequest) -> schemas.CategoryList:
        """Show the categories in this order; every one is named once."""
        form = await request.validated(IDS, IdsForm)
        try:
            async with request.unit_of_work() as uow:
                rows = await service.arrange_categories(uow, form.category_ids)
        except OtherCategories as reason:
            raise invalid("category_ids", reason) from reason
        return schemas.category_list(rows)

    @patch(
        "/{category:str}",
        operation_id="ChangeCategory",
        opt=route("category", "update", body=CHANGE),
    )
    async def change(self, request: StoaRequest) -> schemas.CategoryAnswer:
        """Change its name, its slug or both."""
        category_id = request.path_id("category")
        form = await request.validated(CHANGE, CategoryForm)
        try:
            async with request.unit_of_work() as uow:
                row = await service.rename_category(uow, category_id, form.name, form.slug)
        except CategoryTaken as reason:
            raise invalid(reason.field, reason) from reason
        return schemas.CategoryAnswer(schemas.category(row))

    @delete("/{category:str}", operation_id="DeleteCategory", opt=route("category", "delete"))
    async def delete(self, request: StoaRequest) -> None:
        """Take a category away; its products stay in the shop."""
        category_id = request.path_id("category")
        async with request.unit_of_work() as uow:
            await service.delete_category(uow, category_id)


@put(
    "/api/stoa/v1/products/{product:str}/categories",
    operation_id="PlaceProduct",
    tags=["Categories"],
    opt=route("product", "update", body=IDS),
)
async def place_product(request: StoaRequest) -> schemas.PlacedAnswer:
    """Let a product be in exactly these categories; an empty list takes it out of all."""
    product_id = request.path_id("product")
    form = await request.validated(IDS, IdsForm)
    try:
        async with request.unit_of_work() as uow:
            placed = await service.place_product(uow, product_id, form.category_ids)
    except OtherCategories as reason:
        raise invalid("category_ids", reason) from reason
    return schemas.PlacedAnswer(schemas.PlacedProduct(placed))
