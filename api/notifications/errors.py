"""Why a notification cannot be touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.kit.errors import Refused

if TYPE_CHECKING:
    from api.kit.authz import Decision


class NotYourNotification(Refused):
    """It was sent to somebody else; that it exists is not hidden (contract)."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision, "Unauthorized access to notification", success=False)
