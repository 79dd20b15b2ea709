"""A product for whoever may change it, shown or hidden: /api/stoa/v1/products/{product}."""

from __future__ import annotations

from litestar import get

from api.catalog.categories.service import categories_of
from api.catalog.desk import schemas
from api.catalog.images.service import images_of
from api.catalog.service import find_product, require_update
from api.laravel.request import StoaRequest
from api.laravel.route import route


@get(
    "/api/stoa/v1/products/{product:str}",
    operation_id="ShowDeskProduct",
    tags=["Catalogue"],
    opt=route("product", "update"),
)
async def show_desk_product(request: StoaRequest) -> schemas.DeskAnswer:
    """Everything that a product's form needs; hidden products are found too."""
    product_id = request.path_id("product")
    async with request.unit_of_work(read_only=True) as uow:
        product = await find_product(uow, product_id)
        require_update(uow, product)
        images = await images_of(uow, product_id)
        category_ids = await categories_of(uow, product_id)
    return schemas.DeskAnswer(schemas.desk_product(product, images, category_ids))
