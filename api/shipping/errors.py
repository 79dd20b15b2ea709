"""Why a parcel cannot be sent."""

from __future__ import annotations

from api.kit.errors import BadRequest, Failure, NotFound


class ZoneUnavailable(Failure):
    """No tariff takes the parcels of these producers, by name, to this address."""

    status = 422
    code = "zone_unavailable"

    def __init__(self, producers: list[str]) -> None:
        super().__init__(
            "Shipping is not available to your area for some producers",
            error="ZONE_UNAVAILABLE",
            code="ZONE_UNAVAILABLE",
            unavailable_producers=producers,
        )


class ProductsNotFound(BadRequest):
    """Some products of the quote do not exist or are not sold at the moment."""

    def __init__(self, missing: list[int]) -> None:
        super().__init__(
            "Some products are not available",
            error="PRODUCTS_NOT_FOUND",
            missing_product_ids=missing,
        )


class UnknownProducts(Failure):
    """Lines that name products which this shop has never had; ``positions`` are their indexes."""

    status = 422
    code = "unknown_products"

    def __init__(self, positions: list[int]) -> None:
        super().__init__("One or more products do not exist.")
        self.positions = positions


class EngineFailed(Failure):
    """No tariff takes the parcel to this address (the contract's words; it answered 500, D1)."""

    status = 422
    code = "zone_unavailable"

    def __init__(self) -> None:
        super().__init__(
            "Αποτυχία υπολογισμού μεταφορικών",
            success=False,
            error="ZONE_UNAVAILABLE",
            code="ZONE_UNAVAILABLE",
        )


class LockersNotAvailable(NotFound):
    """The shop sends nothing to lockers."""

    def __init__(self) -> None:
        super().__init__("Lockers are not available", success=False)


class UnknownLocker(Failure):
    """The shop knows no such locker."""

    status = 422
    code = "unknown_locker"

    def __init__(self) -> None:
        super().__init__("This locker is not known.")


class ShipmentNotFound(NotFound):
    """No parcel bears this tracking code."""

    def __init__(self) -> None:
        super().__init__("Δεν βρέθηκε αποστολή με αυτόν τον κωδικό", success=False)
