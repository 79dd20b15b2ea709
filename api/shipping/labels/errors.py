"""Why there is no label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from api.kit.errors import Failure, NotFound


class NoLabel(NotFound):
    """No parcel has been made ready for the order."""

    def __init__(self) -> None:
        super().__init__("Δεν βρέθηκε αποστολή για αυτή την παραγγελία", success=False)


class CarrierFailed(Failure):
    """The carrier cannot be reached, or said what nobody understands; nothing was stored."""

    status = 503
    code = "PROVIDER_UNAVAILABLE"
    words: ClassVar[str] = "Courier service temporarily unavailable"

    def __init__(self, retry_after: str | None = None) -> None:
        told: dict[str, object] = {} if retry_after is None else {"retryAfter": retry_after}
        super().__init__(
            self.words,
            headers={} if retry_after is None else {"Retry-After": retry_after},
            success=False,
            code=self.code,
            http=self.status,
            operation="createLabel",
            **told,
        )


class CarrierRefusedRequest(CarrierFailed):
    """The carrier does not take what it was told of the parcel."""

    status = 422
    code = "BAD_REQUEST"
    words = "Invalid request data"


class CarrierKnowsNobody(CarrierFailed):
    """The carrier does not know the shop's credentials."""

    status = 401
    code = "UNAUTHORIZED"
    words = "The courier service refused the shop's credentials"


class CarrierForbids(CarrierFailed):
    """The shop's account at the carrier may not do this."""

    status = 403
    code = "FORBIDDEN"
    words = "The shop's courier account may not do this"


class CarrierFindsNothing(CarrierFailed):
    """The carrier has no such thing."""

    status = 404
    code = "NOT_FOUND"
    words = "The courier service found nothing"


class CarrierIsAskedTooOften(CarrierFailed):
    """The carrier wants to be asked later."""

    status = 429
    code = "RATE_LIMIT"
    words = "Too many requests to the courier service"


BY_STATUS: Final[Mapping[int, type[CarrierFailed]]] = {
    400: CarrierRefusedRequest,
    401: CarrierKnowsNobody,
    403: CarrierForbids,
    404: CarrierFindsNothing,
    422: CarrierRefusedRequest,
    429: CarrierIsAskedTooOften,
}
"""What a carrier's status means; any other failure is the carrier's own."""
