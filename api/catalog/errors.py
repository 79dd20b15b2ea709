"""Why a product cannot be stored."""

from __future__ import annotations

from api.kit.errors import Failure


class SlugTaken(Failure):
    """Another product of the shop has this slug; ``made_from_name`` tells whose fault it is."""

    status = 422
    code = "slug_taken"

    def __init__(self, *, made_from_name: bool) -> None:
        super().__init__()
        self.made_from_name = made_from_name


class NoSuchProducer(Failure):
    """The producer that the product should belong to does not exist in this shop."""

    status = 422
    code = "no_such_producer"


class ProducerMissing(Failure):
    """An admin must say whose product it is."""

    status = 422
    code = "producer_missing"


class DiscountTooHigh(Failure):
    """A discount price must be below the price."""

    status = 422
    code = "discount_too_high"
