"""Why a parcel cannot be sent."""

from __future__ import annotations

from api.kit.errors import BadRequest, Failure


class ZoneUnavailable(Failure):
    """No tariff takes one of the parcels to this address."""

    status = 422
    code = "zone_unavailable"

    def __init__(self) -> None:
        super().__init__(
            "Shipping is not available to your area for some producers",
            error="ZONE_UNAVAILABLE",
            code="ZONE_UNAVAILABLE",
        )


class ProductsNotFound(BadRequest):
    """Some products of the quote do not exist or are not sold at the moment."""

    def __init__(self, missing: list[int]) -> None:
        super().__init__(
            "Some products are not available",
            error="PRODUCTS_NOT_FOUND",
            missing_product_ids=missing,
        )
