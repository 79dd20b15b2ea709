"""Why an order is not moved."""

from __future__ import annotations

from collections.abc import Sequence

from api.kit.errors import Failure, NotFound


class WrongMove(Failure):
    """An admin may not bring the order from where it is to there, unless by force."""

    status = 422
    code = "wrong_move"

    def __init__(self, before: str, after: str) -> None:
        super().__init__(error=f"Invalid status transition from {before} to {after}")


class WrongShareMove(Failure):
    """A producer may not bring its share there; ``valid_transitions`` says where it may."""

    status = 422
    code = "wrong_move"

    def __init__(self, before: str, after: str, allowed: Sequence[str]) -> None:
        super().__init__(
            f"Invalid status transition from '{before}' to '{after}'",
            success=False,
            valid_transitions=list(allowed),
        )


class NotSoldHere(NotFound):
    """There is no such order, or none of it is the caller's."""

    def __init__(self) -> None:
        super().__init__("Order not found or does not contain your products", success=False)


class NotPaidAtTheDoor(Failure):
    """Only money that a courier collects is confirmed by hand."""

    status = 422
    code = "not_paid_at_the_door"

    def __init__(self) -> None:
        super().__init__(error="Only COD orders can be confirmed via this endpoint")


class PaymentAlreadyConfirmed(Failure):
    """The money was received before."""

    status = 422
    code = "payment_already_confirmed"

    def __init__(self) -> None:
        super().__init__(error="Payment already confirmed")
