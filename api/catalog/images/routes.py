"""A product's pictures on the wire: /api/stoa/v1/products/{product}/images."""

from __future__ import annotations

from typing import Final

from litestar import Controller, delete, get, patch, post, put

from api.catalog import service as products
from api.catalog.images import schemas, service
from api.catalog.images.errors import OtherImages, TooManyImages
from api.catalog.images.schemas import CHANGE, ORDER, UPLOAD, OrderForm
from api.catalog.listing.wanted import sees
from api.kit.errors import NotFound
from api.laravel.request import StoaRequest, invalid
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.pictures.errors import PictureRefused
from api.pictures.rules import LARGEST_UPLOAD
from api.pictures.service import keep_picture

FIELD: Final = "image"
UPLOADS: Final = Throttle(60)
READS: Final = Throttle(120)


@get(
    "/api/stoa/v1/public/products/{product:str}/images",
    operation_id="ListShownProductImages",
    tags=["Pictures"],
    opt=route("product", "view", throttle=READS),
)
async def list_shown_images(request: StoaRequest) -> schemas.ImageList:
    """All pictures of a product of the shop in their order, with what each shows."""
    product_id = request.path_id("product")
    async with request.unit_of_work(read_only=True) as uow:
        if not sees(request, await products.find_product(uow, product_id)):
            raise NotFound
        return schemas.image_list(await service.images_of(uow, product_id))


class ProductImageController(Controller):
    """The pictures of one product, for its producer and for admins."""

    path = "/api/stoa/v1/products/{product:str}/images"
    tags = ("Pictures",)

    @get(operation_id="ListProductImages", opt=route("product", "update"))
    async def list(self, request: StoaRequest) -> schemas.ImageList:
        """All pictures in their order."""
        product_id = request.path_id("product")
        async with request.unit_of_work(read_only=True) as uow:
            products.require_update(uow, await products.find_product(uow, product_id))
            return schemas.image_list(await service.images_of(uow, product_id))

    @post(
        operation_id="UploadProductImage",
        status_code=201,
        opt=route(
            "product",
            "update",
            throttle=UPLOADS,
            body=UPLOAD,
            file=FIELD,
            largest_body=LARGEST_UPLOAD,
        ),
    )
    async def upload(self, request: StoaRequest) -> schemas.ImageAnswer:
        """Add a picture: a multipart form with the file ``image`` and, if wanted, its ``alt``.

        JPEG, PNG, WebP and AVIF of at most 10 MB and 40 million points, told by their content.
        """
        product_id = request.path_id("product")
        try:
            async with request.unit_of_work() as uow:
                picture_id = await service.prepare_image(uow, product_id)
            alt = UPLOAD.check(await request.input()).get("alt")
            content = await request.upload(FIELD)
            kept = await keep_picture(request.storage, request.tenant.id, picture_id, content)
            async with request.unit_of_work() as uow:
                image = await service.add_image(uow, product_id, kept, str(alt or ""))
        except (PictureRefused, TooManyImages) as reason:
            raise invalid(FIELD, reason) from reason
        return schemas.ImageAnswer(schemas.product_image(image))

    @put(
        "/order",
        operation_id="ArrangeProductImages",
        opt=route("product", "update", body=ORDER),
    )
    async def arrange(self, request: StoaRequest) -> schemas.ImageList:
        """Show the pictures in this order; the first becomes the primary one."""
        product_id = request.path_id("product")
        form = await request.validated(ORDER, OrderForm)
        try:
            async with request.unit_of_work() as uow:
                images = await service.arrange_images(uow, product_id, form.image_ids)
        except OtherImages as reason:
            raise invalid("image_ids", reason) from reason
        return schemas.image_list(images)

    @patch(
        "/{image:str}",
        operation_id="ChangeProductImage",
        opt=route("product", "update", body=CHANGE),
    )
    async def change(self, request: StoaRequest) -> schemas.ImageList:
        """Say what a picture shows (``alt``), put it before the others (``is_primary``)."""
        product_id, image_id = request.path_id("product"), request.path_id("image")
        values = CHANGE.check(await request.input())
        async with request.unit_of_work() as uow:
            if "alt" in values:
                await service.describe_image(uow, product_id, image_id, str(values["alt"] or ""))
            if values.get("is_primary"):
                await service.make_primary(uow, product_id, image_id)
            return schemas.image_list(await service.images_of(uow, product_id))

    @delete("/{image:str}", operation_id="DeleteProductImage", opt=route("product", "update"))
    async def delete(self, request: StoaRequest) -> None:
        """Take a picture away; the next one becomes the primary one."""
        product_id, image_id = request.path_id("product"), request.path_id("image")
        async with request.unit_of_work() as uow:
            await service.delete_image(uow, product_id, image_id)
