"""Why a commission rule cannot be stored, and why nothing can be reckoned."""

from __future__ import annotations

from api.kit.errors import Failure, NotFound


class UnknownProducer(Failure):
    """A rule is to count for a producer that this shop does not have."""

    status = 422
    code = "unknown_producer"

    def __init__(self) -> None:
        super().__init__("The producer does not exist.")


class OrderUnknown(NotFound):
    """Whoever knows the operators' token is told that there is no such order."""

    def __init__(self) -> None:
        super().__init__("Order not found")
