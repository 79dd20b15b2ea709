"""Why an operator is not told of."""

from __future__ import annotations

from api.kit.errors import BadRequest, Failure


class InternalOnly(Failure):
    """Only a program on this very machine may ask (contract)."""

    status = 403
    code = "internal_only"

    def __init__(self) -> None:
        super().__init__("Internal only")


class PhoneMissing(BadRequest):
    """Nobody was asked for."""

    def __init__(self) -> None:
        super().__init__("Phone required")
